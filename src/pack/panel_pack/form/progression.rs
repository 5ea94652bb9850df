//! The forms of a progression pack, as data: what is to tick and to fill in for each applicant. The program's own
//! is `reports/progression-form.toml`; an authority can have another.

use std::collections::BTreeSet;

use toml::de::{DeTable, DeValue};

use super::FormBox;
use super::read::{free_place, place_of};
use crate::diagnostic::{Error, TomlEntry, TomlWalk};

/// The name of the file that holds the forms.
pub const PROGRESSION_FORM: &str = "progression-form.toml";
/// The forms that come with the program.
pub const PROGRESSION_FORM_TEXT: &str = include_str!("../../../../reports/progression-form.toml");

const TABLE_KEYS: [&str; 9] =
    ["heading", "beside", "says", "row_head", "rows", "ticks", "notes", "numbered", "below"];
const NEW_PAGE: &str = "new_page";

/// What is filled in for an applicant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProgressionForm {
    pub tables: Vec<FormTable>,
    /// The panel's decision; nothing in it is filled in from the records.
    pub decision: FormBox,
}

/// A list to tick.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FormTable {
    /// Its name for links: `competency-grid`.
    pub place: String,
    pub heading: String,
    pub beside: Option<String>,
    /// What the table is, for those who hear it read out.
    pub says: String,
    /// The heading of the first column.
    pub row_head: String,
    pub rows: Vec<String>,
    /// The headings of the columns to tick.
    pub ticks: Vec<String>,
    /// The heading of the column to write in.
    pub notes: Option<String>,
    /// A line under the table.
    pub below: Option<String>,
    pub starts_page: bool,
}

/// Reads and checks the text of the forms; `shown` is its path in messages.
pub fn read_progression_form(shown: &str, text: &str) -> Result<ProgressionForm, Error> {
    let (mut walk, table) = TomlWalk::begin(shown, text)?;
    walk.known_keys(&table, "the progression forms", &["table", "decision"]);
    let start = walk.start();
    let tables = form_tables(&mut walk, &table);
    let place = (&start, "the progression forms");
    let decision = walk.required(&table, "decision", place, "write [decision] on a line of its own");
    let decision = decision.map(|value| {
        nothing_is_known(&mut walk, value);
        walk.form_box(value, "[decision]")
    });
    walk.faults.into_result()?;
    Ok(ProgressionForm { tables, decision: decision.unwrap_or_default() })
}

fn form_tables(walk: &mut TomlWalk<'_>, table: &DeTable<'_>) -> Vec<FormTable> {
    let Some(value) = table.get("table") else { return Vec::new() };
    let Some(list) = value.get_ref().as_array() else {
        walk.wrong_kind(value, "table", "a list: write [[table]] with double brackets");
        return Vec::new();
    };
    // What stands on the applicant's pages before and after them.
    let mut taken = BTreeSet::from(["stages", "evidence", "record"].map(str::to_owned));
    let mut tables = Vec::new();
    for entry in list {
        let mut form_table = form_table(walk, entry);
        form_table.place = free_place(&place_of(&form_table.heading), &mut taken);
        tables.push(form_table);
    }
    tables
}

fn form_table(walk: &mut TomlWalk<'_>, entry: &TomlEntry<'_>) -> FormTable {
    const HEAD: &str = "[[table]]";
    let Some(table) = entry.get_ref().as_table() else {
        walk.wrong_kind(entry, HEAD, "a table: write its head on a line of its own");
        return FormTable::default();
    };
    let here = entry.span();
    let here = here.start..here.end.min(here.start + HEAD.len());
    let known: Vec<&str> = TABLE_KEYS.iter().copied().chain([NEW_PAGE]).collect();
    walk.known_keys(table, HEAD, &known);
    let mut text = |key: &str, fix: &str| {
        let value = walk.required(table, key, (&here, HEAD), fix);
        value.and_then(|value| walk.text_of(value, key)).unwrap_or_default()
    };
    let heading = text("heading", "write heading = \"…\" under it");
    let row_head = text("row_head", "write row_head = \"…\": the heading of the first column");
    let mut texts = |key: &str, fix: &str| {
        let value = walk.required(table, key, (&here, HEAD), fix)?;
        let texts = walk.texts(value, key, "a list of texts: [\"…\", \"…\"]")?;
        if texts.is_empty() {
            walk.faults.add(value.span(), format!("`{key}` is empty"), fix);
        }
        Some(texts)
    };
    let rows = texts("rows", "list what is ticked, such as rows = [\"Team working\", \"Court reports\"]");
    let ticks = texts("ticks", "list the columns to tick, such as ticks = [\"Yes\", \"No\"]");
    let is_numbered = yes(walk, table, "numbered");
    let number = |(at, row): (usize, String)| if is_numbered { format!("{}. {row}", at + 1) } else { row };
    FormTable {
        place: String::new(),
        beside: walk.optional_text(table, "beside"),
        says: walk.optional_text(table, "says").unwrap_or_else(|| heading.clone()),
        heading,
        row_head,
        rows: rows.unwrap_or_default().into_iter().enumerate().map(number).collect(),
        ticks: ticks.unwrap_or_default(),
        notes: walk.optional_text(table, "notes"),
        below: walk.optional_text(table, "below"),
        starts_page: yes(walk, table, NEW_PAGE),
    }
}

fn yes(walk: &mut TomlWalk<'_>, table: &DeTable<'_>, key: &str) -> bool {
    match table.get(key).map(|value| (value, value.get_ref())) {
        None => false,
        Some((_, DeValue::Boolean(yes))) => *yes,
        Some((value, _)) => {
            walk.wrong_kind(value, key, "true or false, without quotation marks");
            false
        }
    }
}

/// What would fill a field in, or list the evidence of a portfolio, is the moderation record's.
fn nothing_is_known(walk: &mut TomlWalk<'_>, decision: &TomlEntry<'_>) {
    let Some(table) = decision.get_ref().as_table() else { return };
    let fields = table.get("field").and_then(|value| value.get_ref().as_array()).into_iter().flatten();
    let fields = fields.filter_map(|field| field.get_ref().as_table());
    let of_fields = fields.flat_map(|field| ["known", "means"].map(|key| (key, field.get(key))));
    let of_box = ["means", "evidence"].map(|key| (key, table.get(key)));
    for (key, value) in of_fields.chain(of_box) {
        if let Some(value) = value {
            let message = format!("`{key}` means nothing in the progression forms");
            walk.faults.add(value.span(), message, "take it out: what stands here is filled in by hand");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::FieldKind;
    use super::*;

    #[test]
    fn the_forms_of_the_program_are_read_whole() {
        let form = read_progression_form(PROGRESSION_FORM, PROGRESSION_FORM_TEXT).unwrap();
        let sizes: Vec<_> =
            form.tables.iter().map(|it| (it.place.as_str(), it.rows.len(), it.ticks.len())).collect();
        let expected =
            [("competency-grid", 12, 3), ("quality-assurance-checklist", 7, 2), ("questions", 5, 1)];
        assert_eq!(sizes, expected);
        assert_eq!(form.tables[2].rows[3], "4. Resilience, and what helps");
        assert_eq!(form.tables[1].says, "Quality-assurance checklist");
        assert!(form.tables[1].starts_page && !form.tables[2].starts_page);
        assert_eq!(form.decision.decisions, ["Approved", "Deferred", "Not approved"]);
        assert!(form.decision.fields.iter().all(|it| it.kind == FieldKind::Writing { lines: 2 }));
    }

    #[test]
    fn every_fault_of_the_forms_is_told_at_once_with_its_line() {
        let text = "[[tabel]]\n[[table]]\nheading = \"One\"\nrows = []\nticks = 5\nnumbered = \"yes\"\n\
                    row_hed = \"What\"\n[decision]\nheading = \"End\"\nevidence = true\n\
                    means = { pass = \"Yes\" }\n[[decision.field]]\nlabel = \"Who\"\nkind = \"line\"\n\
                    known = \"candidate\"\n";
        let error = read_progression_form("templates/progression-form.toml", text).unwrap_err();
        for expected in [
            "did you mean `table`?",
            "`row_head` is missing in [[table]]",
            "did you mean `row_head`?",
            "templates/progression-form.toml:4:",
            "`rows` is empty",
            "a list of texts",
            "true or false",
            "`known` means nothing in the progression forms",
            "`evidence` means nothing in the progression forms",
            "templates/progression-form.toml:11:",
        ] {
            assert!(error.detail.contains(expected), "{expected} not in:\n{}", error.detail);
        }
        let error = read_progression_form("x", "").unwrap_err();
        assert!(error.detail.contains("`decision` is missing"), "{}", error.detail);
    }

    proptest::proptest! {
        #[test]
        fn no_text_makes_it_stumble(text in "\\PC{0,80}", keys in "[a-z_]{1,9} = [\\[{\"0-9a-z, =\\]}]{0,20}") {
            let _ = read_progression_form("x", &text);
            let _ = read_progression_form("x", &format!("[[table]]\nheading = \"{text}\"\n{keys}"));
        }
    }
}
