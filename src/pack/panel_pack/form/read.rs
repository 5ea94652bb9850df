//! Reads a panel form, gathering every fault with its line and how to mend it.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use toml::de::{DeTable, DeValue};

use super::{FieldKind, FormBox, FormField, KnownDate, KnownLine, KnownTick, PanelForm};
use crate::diagnostic::{Error, TomlEntry, TomlWalk, nearest};
use crate::model::{Kind, table_spec};

const BOX_KEYS: [&str; 7] = ["heading", "evidence", "field", "decisions", "means", "signatures", "signed_on"];
const FIELD_KEYS: [&str; 6] = ["label", "kind", "known", "from", "means", "lines"];
const KINDS: [&str; 5] = ["line", "date", "tick", "choice", "writing"];
/// What fills a line in, and the same for the other kinds.
const LINES: [(&str, KnownLine); 8] = [
    ("candidate", KnownLine::Candidate),
    ("service", KnownLine::Service),
    ("cohort", KnownLine::Cohort),
    ("panel", KnownLine::Panel),
    ("authority", KnownLine::Authority),
    ("assessor", KnownLine::Assessor),
    ("moderator", KnownLine::Moderator),
    ("moderator_at_interim", KnownLine::ModeratorAtInterim),
];
const DATES: [(&str, KnownDate); 3] = [
    ("submitted_on", KnownDate::Submitted),
    ("submit_by", KnownDate::SubmitBy),
    ("held_on", KnownDate::Held),
];
const TICKS: [(&str, KnownTick); 2] =
    [("in_full", KnownTick::InFull), ("concern_open", KnownTick::ConcernOpen)];
const RECOMMENDATION: &str = "recommendation";
/// More than a page holds.
const MOST_LINES: u8 = 30;

/// Reads and checks the text of a panel form; `shown` is its path in messages.
pub fn read_panel_form(shown: &str, text: &str) -> Result<PanelForm, Error> {
    let (mut walk, table) = TomlWalk::begin(shown, text)?;
    walk.known_keys(&table, "a panel form", &["title", "lead", "box", "on_candidate_page"]);
    let start = walk.start();
    let title = walk
        .required(&table, "title", (&start, "the panel form"), "write title = \"Moderation record\"")
        .and_then(|value| walk.text_of(value, "title"));
    let lead = walk.optional_text(&table, "lead");
    let boxes = walk.boxes(&table, &start);
    let on_candidate_page = table.get("on_candidate_page").map(|value| {
        let form_box = walk.form_box(value, "[on_candidate_page]");
        if form_box.is_evidence {
            walk.faults.add(
                value.span(),
                "the record on a candidate's page cannot be the list of evidence",
                "take evidence = true out here; the page lists the portfolio already",
            );
        }
        form_box
    });
    walk.faults.into_result()?;
    Ok(PanelForm { title: title.unwrap_or_default(), lead, boxes, on_candidate_page })
}

impl TomlWalk<'_> {
    fn boxes(&mut self, table: &DeTable<'_>, start: &Range<usize>) -> Vec<FormBox> {
        let fix = "begin each frame of the form with [[box]] on a line of its own";
        let Some(value) = self.required(table, "box", (start, "the panel form"), fix) else {
            return Vec::new();
        };
        let Some(list) = value.get_ref().as_array() else {
            self.wrong_kind(value, "box", "a list: write [[box]] with double brackets");
            return Vec::new();
        };
        let mut boxes: Vec<FormBox> = list.iter().map(|entry| self.form_box(entry, "[[box]]")).collect();
        let mut taken = BTreeSet::new();
        for form_box in &mut boxes {
            form_box.place = free_place(&place_of(&form_box.heading), &mut taken);
        }
        boxes
    }

    pub(super) fn form_box(&mut self, entry: &TomlEntry<'_>, head: &str) -> FormBox {
        let mut form_box = FormBox::default();
        let Some(table) = entry.get_ref().as_table() else {
            self.wrong_kind(entry, head, "a table: write its head on a line of its own");
            return form_box;
        };
        let here = entry.span();
        let here = here.start..here.end.min(here.start + head.len());
        self.known_keys(table, head, &BOX_KEYS);
        let heading = self.required(table, "heading", (&here, head), "write heading = \"…\" under it");
        form_box.heading = heading.and_then(|value| self.text_of(value, "heading")).unwrap_or_default();
        if let Some(value) = table.get("evidence") {
            match value.get_ref() {
                DeValue::Boolean(yes) => form_box.is_evidence = *yes,
                _ => self.wrong_kind(value, "evidence", "true or false, without quotation marks"),
            }
        }
        if form_box.is_evidence {
            for (key, value) in table {
                if !["heading", "evidence"].contains(&key.get_ref().as_ref()) {
                    self.faults.add(
                        value.span(),
                        format!("`{}` stands in the box that lists the evidence", key.get_ref()),
                        "put it in a [[box]] of its own",
                    );
                }
            }
            return form_box;
        }
        form_box.fields = match table.get("field") {
            None => Vec::new(),
            Some(value) => match value.get_ref().as_array() {
                Some(list) => list.iter().filter_map(|entry| self.form_field(entry)).collect(),
                None => {
                    self.wrong_kind(value, "field", "a list: write its head with double brackets");
                    Vec::new()
                }
            },
        };
        form_box.decisions = self.answers(table, "decisions");
        form_box.means = self.means(table, "decision", &form_box.decisions);
        form_box.signatures = self.answers(table, "signatures");
        form_box.signed_on = self.optional_text(table, "signed_on");
        form_box
    }

    /// A list of texts; empty where the key is not there.
    fn answers(&mut self, table: &DeTable<'_>, key: &str) -> Vec<String> {
        let value = table.get(key);
        let texts = value.and_then(|value| self.texts(value, key, "a list of texts: [\"…\", \"…\"]"));
        texts.unwrap_or_default()
    }

    fn form_field(&mut self, entry: &TomlEntry<'_>) -> Option<FormField> {
        let Some(table) = entry.get_ref().as_table() else {
            self.wrong_kind(entry, "field", "a table: write [[box.field]] with double brackets");
            return None;
        };
        let here = entry.span();
        let here = here.start..here.end.min(here.start + "[[box.field]]".len());
        let place = (&here, "a field");
        self.known_keys(table, "a field", &FIELD_KEYS);
        let label = self.required(table, "label", place, "write label = \"…\": what the field asks");
        let label = label.and_then(|value| self.text_of(value, "label"));
        let kind_fix = format!("write kind = \"line\"; the kinds are {}", KINDS.join(", "));
        let kind = self.required(table, "kind", place, &kind_fix)?;
        let kind = match self.text_of(kind, "kind")?.as_str() {
            "line" => FieldKind::Line { known: self.known(table, &LINES, "line") },
            "date" => FieldKind::Date { known: self.known(table, &DATES, "date") },
            "tick" => FieldKind::Tick { known: self.known(table, &TICKS, "tick") },
            "choice" => self.choice(table, &here)?,
            "writing" => FieldKind::Writing { lines: self.lines(table) },
            other => {
                let fix = did_you_mean(other, &KINDS, "the kinds are");
                self.faults.add(kind.span(), format!("there is no kind of field \"{other}\""), fix);
                return None;
            }
        };
        let is_choice = matches!(kind, FieldKind::Choice { .. });
        let is_writing = matches!(kind, FieldKind::Writing { .. });
        let not_here = [
            ("from", is_choice, "choice"),
            ("means", is_choice, "choice"),
            ("lines", is_writing, "writing"),
            ("known", !is_writing, "line"),
        ];
        for (key, belongs, belongs_to) in not_here {
            if let (false, Some(value)) = (belongs, table.get(key)) {
                let fix = format!("take it out, or write kind = \"{belongs_to}\"");
                self.faults.add(value.span(), format!("`{key}` means nothing for this kind of field"), fix);
            }
        }
        Some(FormField { label: label?, kind })
    }

    /// The record that fills a field in, by its name.
    fn known<T: Copy>(&mut self, table: &DeTable<'_>, all: &[(&str, T)], kind: &str) -> Option<T> {
        let value = table.get("known")?;
        let name = self.text_of(value, "known")?;
        let found = all.iter().find(|(known, _)| *known == name).map(|(_, what)| *what);
        if found.is_none() {
            let names: Vec<&str> = all.iter().map(|(known, _)| *known).collect();
            let fix = match kind_of(&name).filter(|other| *other != kind) {
                Some(other) => format!("write kind = \"{other}\", which \"{name}\" is"),
                None => did_you_mean(&name, &names, &format!("what is known for a {kind} is")),
            };
            self.faults.add(value.span(), format!("\"{name}\" cannot fill in a {kind}"), fix);
        }
        found
    }

    fn choice(&mut self, table: &DeTable<'_>, here: &Range<usize>) -> Option<FieldKind> {
        let fix = "list what can be chosen, such as from = [\"Yes\", \"No\"]";
        let from = match self.required(table, "from", (here, "a choice"), fix) {
            Some(_) => self.answers(table, "from"),
            None => Vec::new(),
        };
        let known = self.known(table, &[(RECOMMENDATION, ())], "choice");
        let means = self.means(table, RECOMMENDATION, &from);
        match (known, table.get("known"), table.get("means")) {
            (Some(()), Some(value), None) => self.faults.add(
                value.span(),
                "`means` is missing beside `known`",
                "say which answer each recorded word is: means = { pass = \"…\", fail = \"…\" }",
            ),
            (None, None, Some(value)) => self.faults.add(
                value.span(),
                "`means` stands there without `known`",
                "write known = \"recommendation\" too",
            ),
            _ => {}
        }
        Some(FieldKind::Choice { from, means })
    }

    /// Which answer each recorded word of a column of panel_cases is.
    fn means(&mut self, table: &DeTable<'_>, column: &str, answers: &[String]) -> BTreeMap<String, String> {
        let mut means = BTreeMap::new();
        let Some(value) = table.get("means") else { return means };
        let Some(pairs) = value.get_ref().as_table() else {
            self.wrong_kind(value, "means", "a table: { pass = \"…\", fail = \"…\" }");
            return means;
        };
        let words = recorded(column);
        let answers: Vec<&str> = answers.iter().map(String::as_str).collect();
        for (word, answer) in pairs {
            if !words.contains(&word.get_ref().as_ref()) {
                let fix = did_you_mean(word.get_ref(), words, "its words are");
                let message = format!("\"{}\" is not a recorded {column}", word.get_ref());
                self.faults.add(word.span(), message, fix);
            }
            let Some(text) = self.text_of(answer, word.get_ref()) else { continue };
            if !answers.contains(&text.as_str()) {
                let fix = did_you_mean(&text, &answers, "the answers are");
                self.faults.add(answer.span(), format!("\"{text}\" is not one of the answers"), fix);
            }
            means.insert(word.get_ref().to_string(), text);
        }
        means
    }

    fn lines(&mut self, table: &DeTable<'_>) -> u8 {
        let Some(value) = table.get("lines") else { return 2 };
        let number = match value.get_ref() {
            DeValue::Integer(n) => n.as_str().parse::<u8>().ok(),
            _ => None,
        };
        match number {
            Some(number) if (1..=MOST_LINES).contains(&number) => number,
            _ => {
                let message = format!("`lines` should be a number from 1 to {MOST_LINES}");
                self.faults.add(value.span(), message, "write lines = 2, without quotation marks");
                2
            }
        }
    }
}

/// The kind of field that a record fills in.
fn kind_of(known: &str) -> Option<&'static str> {
    let has = |names: &[&str]| names.contains(&known);
    if has(&LINES.map(|(name, _)| name)) {
        Some("line")
    } else if has(&DATES.map(|(name, _)| name)) {
        Some("date")
    } else if has(&TICKS.map(|(name, _)| name)) {
        Some("tick")
    } else {
        (known == RECOMMENDATION).then_some("choice")
    }
}

/// The words of a column of panel_cases.
fn recorded(column: &str) -> &'static [&'static str] {
    match table_spec("panel_cases").and_then(|spec| spec.column(column)).map(|column| column.kind) {
        Some(Kind::OneOf(words)) => words,
        _ => &[],
    }
}

fn did_you_mean(given: &str, known: &[&str], otherwise: &str) -> String {
    match nearest(given, known.iter().copied()) {
        Some(near) => format!("did you mean \"{near}\"?"),
        None => format!("{otherwise} {}", known.join(", ")),
    }
}

/// The place wanted, or with a number behind it where that is taken already.
pub(super) fn free_place(wanted: &str, taken: &mut BTreeSet<String>) -> String {
    let mut place = wanted.to_owned();
    let mut times = 1;
    while !taken.insert(place.clone()) {
        times += 1;
        place = format!("{wanted}-{times}");
    }
    place
}

/// `The panel’s decision` becomes `panels-decision`.
pub(super) fn place_of(heading: &str) -> String {
    let lower = heading.to_lowercase();
    let mut place = String::new();
    for c in lower.strip_prefix("the ").unwrap_or(&lower).chars() {
        match c {
            c if c.is_ascii_alphanumeric() => place.push(c),
            '’' | '\'' => {}
            _ if place.is_empty() || place.ends_with('-') => {}
            _ => place.push('-'),
        }
    }
    let place = place.trim_end_matches('-');
    if place.is_empty() { "box".to_owned() } else { place.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::super::PANEL_FORM_TEXT;
    use super::*;

    #[test]
    fn the_form_of_the_program_is_read_whole() {
        let form = read_panel_form("panel-form.toml", PANEL_FORM_TEXT).unwrap();
        let places: Vec<&str> = form.boxes.iter().map(|form_box| form_box.place.as_str()).collect();
        assert_eq!(places, ["portfolio", "evidence-seen", "moderators-view", "panels-decision"]);
        assert_eq!(form.boxes[0].fields.len(), 8);
        assert_eq!(form.recommended("fail"), Some("Not a pass"));
        assert_eq!(form.boxes[3].means.len(), recorded("decision").len());
        assert!(form.on_candidate_page.is_some_and(|short| short.means.is_empty()));
    }

    #[test]
    fn every_fault_of_a_form_is_told_at_once_with_its_line() {
        let text = "titel = \"Ours\"\n[[box]]\nheading = \"One\"\ndecisions = [\"Yes\", \"No\"]\n\
                    means = { pas = \"Yes\", fail = \"Never\" }\n\
                    [[box.field]]\nlabel = \"Who\"\nkind = \"line\"\nknown = \"candidat\"\n\
                    [[box.field]]\nlabel = \"When\"\nkind = \"line\"\nknown = \"submitted_on\"\n\
                    [[box.field]]\nlabel = \"What\"\nkind = \"wrting\"\n\
                    [[box.field]]\nlabel = \"Which\"\nkind = \"choice\"\nlines = 99\n\
                    [[box.field]]\nkind = \"writing\"\nlines = 99\n\
                    [[box]]\nheading = \"Two\"\nevidence = true\nsigned_on = \"Date\"\n";
        let error = read_panel_form("templates/panel-form.toml", text).unwrap_err();
        for expected in [
            "did you mean `title`?",
            "`title` is missing in the panel form",
            "\"pas\" is not a recorded decision",
            "did you mean \"pass\"?",
            "\"Never\" is not one of the answers",
            "the answers are Yes, No",
            "templates/panel-form.toml:9:",
            "\"candidat\" cannot fill in a line",
            "did you mean \"candidate\"?",
            "write kind = \"date\", which \"submitted_on\" is",
            "there is no kind of field \"wrting\"",
            "did you mean \"writing\"?",
            "`from` is missing in a choice",
            "`lines` means nothing for this kind of field",
            "`label` is missing in a field",
            "a number from 1 to 30",
            "`signed_on` stands in the box that lists the evidence",
        ] {
            assert!(error.detail.contains(expected), "{expected} not in:\n{}", error.detail);
        }
    }

    proptest::proptest! {
        #[test]
        fn no_text_makes_it_stumble(text in "\\PC{0,80}", keys in "[a-z_]{1,9} = [\\[{\"0-9a-z, =\\]}]{0,20}") {
            let _ = read_panel_form("x", &text);
            let _ = read_panel_form("x", &format!("title = \"x\"\n[[box]]\nheading = \"{text}\"\n{keys}"));
        }
    }
}
