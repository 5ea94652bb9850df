//! The names that exports give to tables, columns and words.
//!
//! `aliases.toml` is the list; here it is turned into look-ups, once. Everything is compared folded:
//! without case, white space and punctuation.

use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

use serde::Deserialize;

use crate::model::{Kind, TABLES, TableSpec};

use super::cells::fold;

#[derive(Deserialize)]
struct AliasFile {
    tables: BTreeMap<String, Vec<String>>,
    any: BTreeMap<String, Vec<String>>,
    values: BTreeMap<String, BTreeMap<String, Vec<String>>>,
    #[serde(flatten)]
    of_table: BTreeMap<String, BTreeMap<String, Vec<String>>>,
}

/// All known names.
pub struct Aliases {
    tables: HashMap<String, &'static TableSpec>,
    /// For each table, folded heading to column and rank: 0 is the canonical name itself.
    headings: HashMap<&'static str, HashMap<String, (usize, u32)>>,
    /// For `table.column` or `column`, folded spelling to canonical word.
    words: HashMap<String, HashMap<String, String>>,
}

/// The known names, read from the embedded list on first use.
///
/// The list is part of the program; that it can be read is proved by this module's tests, and an empty
/// list (canonical names still work) is what is left if it could not.
pub static ALIASES: LazyLock<Aliases> = LazyLock::new(|| {
    let file = toml::from_str(include_str!("aliases.toml")).unwrap_or(AliasFile {
        tables: BTreeMap::new(),
        any: BTreeMap::new(),
        values: BTreeMap::new(),
        of_table: BTreeMap::new(),
    });
    Aliases::new(file)
});

impl Aliases {
    fn new(file: AliasFile) -> Aliases {
        let mut tables = HashMap::new();
        let mut headings = HashMap::new();
        for spec in TABLES {
            tables.insert(fold(spec.name), spec);
            for alias in file.tables.get(spec.name).into_iter().flatten() {
                tables.entry(fold(alias)).or_insert(spec);
            }
            headings.insert(spec.name, headings_of(spec, &file));
        }
        let words = file
            .values
            .into_iter()
            .map(|(column, words)| {
                let spellings = words
                    .into_iter()
                    .flat_map(|(word, spellings)| {
                        spellings.into_iter().map(move |spelling| (fold(&spelling), word.clone()))
                    })
                    .collect();
                (column, spellings)
            })
            .collect();
        Aliases { tables, headings, words }
    }

    /// The table that a file's stem or a sheet's name stands for.
    pub fn table(&self, name: &str) -> Option<&'static TableSpec> {
        self.tables.get(&fold(name)).copied()
    }

    /// The column of a table that a heading stands for, as its place in the table, and how good a match
    /// it is (0: the canonical name; the higher, the later in the list).
    pub fn column(&self, table: &str, heading: &str) -> Option<(usize, u32)> {
        self.headings.get(table)?.get(&fold(heading)).copied()
    }

    /// The known spellings of a column's words: folded spelling and canonical word.
    pub fn words(&self, table: &str, column: &str) -> impl Iterator<Item = (&str, &str)> {
        let own = self.words.get(&format!("{table}.{column}"));
        let shared = self.words.get(column);
        shared.into_iter().chain(own).flatten().map(|(spelling, word)| (spelling.as_str(), word.as_str()))
    }
}

fn headings_of(spec: &'static TableSpec, file: &AliasFile) -> HashMap<String, (usize, u32)> {
    let mut headings: HashMap<String, (usize, u32)> = HashMap::new();
    for (index, column) in spec.columns.iter().enumerate() {
        headings.insert(fold(column.name), (index, 0));
        if column.kind == Kind::YesNo {
            headings.entry(fold(&format!("is {}", column.name))).or_insert((index, 1));
        }
    }
    let of_table = file.of_table.get(spec.name);
    for aliases in [of_table, Some(&file.any)].into_iter().flatten() {
        for (index, column) in spec.columns.iter().enumerate() {
            for (rank, alias) in aliases.get(column.name).into_iter().flatten().enumerate() {
                headings.entry(fold(alias)).or_insert((index, rank_of(column.kind, alias, rank as u32 + 1)));
            }
        }
    }
    // Whoever has a name has a reference: `key worker` is also `Key Worker Ref`.
    for aliases in [of_table, Some(&file.any)].into_iter().flatten() {
        for (index, column) in spec.columns.iter().enumerate().filter(|(_, column)| column.kind == Kind::Id) {
            let bare = aliases.get(column.name).into_iter().flatten().filter(|alias| !is_reference(alias));
            for (place, alias) in (0u32..).zip(bare) {
                for reference in ["id", "ref", "reference", "no", "number", "code", "identifier"] {
                    headings.entry(fold(&format!("{alias} {reference}"))).or_insert((index, place + 500));
                }
            }
        }
    }
    // `reported_on` is also the reported date and the date reported.
    for (index, column) in spec.columns.iter().enumerate() {
        if let Some(what) = column.name.strip_suffix("_on").filter(|_| column.kind == Kind::Date) {
            for alias in [format!("{what} date"), format!("date {what}")] {
                headings.entry(fold(&alias)).or_insert((index, LAST));
            }
        }
    }
    headings
}

/// After every name of the list.
const LAST: u32 = 100_000;

/// A name in the list, by its place there. Where a file has both a name and a reference for somebody
/// (`Case Worker`, `Case Worker ID`), the reference is the id.
fn rank_of(kind: Kind, alias: &str, place: u32) -> u32 {
    if kind != Kind::Id || is_reference(alias) { place } else { place + 1_000 }
}

/// Whether a name in the list is that of a reference, and not of somebody or something itself.
fn is_reference(alias: &str) -> bool {
    const REFERENCES: [&str; 12] = [
        "id",
        "ref",
        "reference",
        "no",
        "number",
        "code",
        "key",
        "key id",
        "identifier",
        "pernr",
        "username",
        "user",
    ];
    let last = alias.rsplit(' ').next().unwrap_or_default();
    REFERENCES.contains(&last) || alias.ends_with("id")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file() -> AliasFile {
        toml::from_str(include_str!("aliases.toml")).unwrap()
    }

    #[test]
    fn the_list_names_only_tables_columns_and_words_that_are() {
        let file = file();
        for table in file.tables.keys().chain(file.of_table.keys()) {
            assert!(TABLES.iter().any(|spec| spec.name == table), "{table}");
        }
        for (table, columns) in &file.of_table {
            let spec = TABLES.iter().find(|spec| spec.name == table).unwrap();
            for column in columns.keys() {
                assert!(spec.column(column).is_some(), "{table}.{column}");
            }
        }
        for column in file.any.keys() {
            assert!(TABLES.iter().any(|spec| spec.column(column).is_some()), "{column}");
        }
        for (place, words) in &file.values {
            let columns: Vec<_> = TABLES
                .iter()
                .flat_map(|spec| spec.columns.iter().map(move |column| (spec, column)))
                .filter(|(spec, column)| {
                    *place == column.name || *place == format!("{}.{}", spec.name, column.name)
                })
                .collect();
            assert!(!columns.is_empty(), "{place}");
            for (_, column) in columns {
                if let Kind::OneOf(allowed) = column.kind {
                    for word in words.keys() {
                        assert!(allowed.contains(&word.as_str()), "{place}: {word}");
                    }
                }
            }
        }
    }

    #[test]
    fn no_spelling_stands_for_two_words_and_no_heading_for_two_columns() {
        let file = file();
        for (place, words) in &file.values {
            let mut seen = HashMap::new();
            for (word, spellings) in words {
                for spelling in spellings {
                    if let Some(other) = seen.insert(fold(spelling), word) {
                        assert_eq!(other, word, "{place}: {spelling}");
                    }
                }
            }
        }
        for (table, columns) in &file.of_table {
            let mut seen = HashMap::new();
            for (column, aliases) in columns {
                for alias in aliases {
                    if let Some(other) = seen.insert(fold(alias), column) {
                        assert_eq!(other, column, "{table}: {alias}");
                    }
                }
            }
        }
    }

    #[test]
    fn real_names_are_known() {
        for (name, table) in [
            ("Allocations", "allocations"),
            ("ASYE Cohort", "workers"),
            ("direct-observations", "observations"),
            ("F-G Progression", "progressions"),
        ] {
            assert_eq!(ALIASES.table(name).map(|spec| spec.name), Some(table), "{name}");
        }
        for (table, heading, column) in [
            ("allocations", "Involvement Start Date", "started_on"),
            ("allocations", "Person ID", "child_id"),
            ("allocations", "Allocated Worker", "worker_id"),
            ("allocations", "ended_on", "ended_on"),
            ("workers", "Employee No.", "worker_id"),
            ("absences", "Last Day of Absence", "ended_on"),
            ("allocations", "Key Worker Ref", "worker_id"),
            ("allocations", "Lead Worker No.", "worker_id"),
            ("allocations", "Involved Person ID", "worker_id"),
            ("allocations", "Young Person Reference", "child_id"),
            ("allocations", "Household Number", "family_id"),
            ("allocations", "Date Unallocated", "ended_on"),
            ("allocations", "Worker Relationship Type", "role"),
            ("allocations", "Classification", "case_type"),
            ("workers", "Practice Assessor Ref", "assessor_id"),
            ("supervisions", "Date of 1:1", "held_on"),
            ("panel_cases", "Portfolio Received", "submitted_on"),
        ] {
            let found = ALIASES
                .column(table, heading)
                .map(|(index, _)| TABLES.iter().find(|spec| spec.name == table).unwrap().columns[index].name);
            assert_eq!(found, Some(column), "{table}: {heading}");
        }
        let words: HashMap<_, _> = ALIASES.words("allocations", "case_type").collect();
        for (spelling, word) in [("CPP", "child_protection"), ("CiC", "looked_after"), ("S47", "section_47")]
        {
            assert_eq!(words.get(fold(spelling).as_str()), Some(&word), "{spelling}");
        }
    }
}
