//! `moderato.toml`: what an authority says about its folder, as written and then checked.
//!
//! Every fault is gathered with its line and a fix. Nothing else of the folder is read here; what a
//! `[[source]]` says is read in [`super::mapping`].

use std::collections::BTreeSet;
use std::fs;
use std::path::{Component, Path};

use toml::de::{DeTable, DeValue};

use crate::diagnostic::{Error, TomlEntry, TomlWalk};

use super::folder::{CONFIG_NAME, Folder, Look, plain_io};

const TOP_KEYS: [&str; 6] =
    ["authority", "rulebook", "earlier_rulebooks", "look", "source", "max_rejected_pct"];
const LOOK_KEYS: [&str; 3] = ["logo", "logo_says", "templates"];
const AUTHORITY_FIX: &str = "write authority = { code = \"E08000028\", name = \"Sandwell\" }";
const RULEBOOK_FIX: &str =
    "write rulebook = \"sandwell-2025\", or another id that `moderato rulebook list` prints";
const LOGO_SAYS_FIX: &str = "write what the logo says to those who cannot see it, such as logo_says = \"Exampleshire County Council\"";

/// Reads and checks the `moderato.toml` of a folder.
pub fn read_folder_config(root: &Path) -> Result<Folder, Error> {
    let path = root.join(CONFIG_NAME);
    let shown = path.display().to_string();
    let bytes = fs::read(&path).map_err(|error| {
        if root.is_dir() {
            Error::new(
                format!("{shown} cannot be read: {}", plain_io(&error)),
                format!("every authority folder needs one; `moderato init {}` starts it", root.display()),
            )
        } else {
            Error::new(
                format!("{} is not a folder", root.display()),
                "give the path of an authority's folder, the one that holds moderato.toml",
            )
        }
    })?;
    let text = String::from_utf8(bytes).map_err(|_| {
        Error::new(format!("{shown} is not UTF-8 text"), "save it again with the encoding UTF-8")
    })?;
    check_folder(root, &shown, text.trim_start_matches('\u{feff}'))
}

/// Checks the text of a `moderato.toml`; `shown` is its path in messages.
pub fn check_folder(root: &Path, shown: &str, text: &str) -> Result<Folder, Error> {
    let (mut walk, table) = TomlWalk::begin(shown, text)?;
    let table = &table;
    walk.known_keys(table, "moderato.toml", &TOP_KEYS);
    let start = walk.start();
    let here = (&start, "moderato.toml");
    let (code, name) = match walk.required(table, "authority", here, AUTHORITY_FIX) {
        Some(authority) => walk.authority(authority),
        None => (None, None),
    };
    let rulebook = walk.required(table, "rulebook", here, RULEBOOK_FIX);
    let rulebook_line = rulebook.map_or(1, |value| walk.line(value.span().start));
    let rulebook = rulebook.and_then(|value| walk.text_of(value, "rulebook"));
    let versions = "a list of rulebooks: [\"rules-2023.toml\"]";
    let earlier = table.get("earlier_rulebooks");
    let earlier = earlier.and_then(|value| walk.texts(value, "earlier_rulebooks", versions));
    let look = table.get("look").map(|value| walk.look(value));
    let max_rejected_pct = match table.get("max_rejected_pct") {
        None => 5.0,
        Some(value) => walk.percentage(value),
    };
    let sources = match table.get("source") {
        None => Vec::new(),
        Some(value) => match value.get_ref().as_array() {
            Some(list) => list.iter().filter_map(|entry| walk.source(entry)).collect(),
            None => {
                walk.wrong_kind(value, "source", "a list: write [[source]] with double brackets");
                Vec::new()
            }
        },
    };
    walk.faults.into_result()?;
    Ok(Folder {
        root: root.to_owned(),
        code: code.unwrap_or_default(),
        name: name.unwrap_or_default(),
        rulebook: rulebook.unwrap_or_default(),
        earlier_rulebooks: earlier.unwrap_or_default(),
        rulebook_line,
        look: look.unwrap_or_default(),
        sources,
        max_rejected_pct,
        programmes: BTreeSet::new(),
    })
}

impl TomlWalk<'_> {
    /// The authority's code and name.
    fn authority(&mut self, value: &TomlEntry<'_>) -> (Option<String>, Option<String>) {
        let Some(inner) = value.get_ref().as_table() else {
            let expected = "a table: { code = \"E08000028\", name = \"Sandwell\" }";
            self.wrong_kind(value, "authority", expected);
            return (None, None);
        };
        self.known_keys(inner, "authority", &["code", "name"]);
        let span = value.span();
        let mut text = |key| {
            let value = self.required(inner, key, (&span, "moderato.toml"), "add it")?;
            self.text_of(value, key)
        };
        (text("code"), text("name"))
    }

    fn look(&mut self, value: &TomlEntry<'_>) -> Look {
        let Some(table) = value.get_ref().as_table() else {
            self.wrong_kind(value, "look", "a table: write [look] on a line of its own");
            return Look::default();
        };
        self.known_keys(table, "[look]", &LOOK_KEYS);
        let logo = self.path_inside(table, "logo");
        let says = self.optional_text(table, "logo_says");
        match (table.get("logo"), table.get("logo_says")) {
            (Some(logo), None) => {
                self.faults.add(logo.span(), "`logo_says` is missing in [look]", LOGO_SAYS_FIX);
            }
            (None, Some(says)) => self.faults.add(
                says.span(),
                "`logo_says` stands there without a `logo`",
                "name the picture too, such as logo = \"our-logo.svg\"",
            ),
            _ => {}
        }
        let line = table.get("logo").map_or(1, |value| self.line(value.span().start));
        let templates_line = table.get("templates").map_or(1, |value| self.line(value.span().start));
        Look {
            logo: logo.zip(says),
            logo_line: line,
            templates: self.path_inside(table, "templates"),
            templates_line,
        }
    }

    /// A path below the folder: what a run is made from is listed by such paths.
    fn path_inside(&mut self, table: &DeTable<'_>, key: &str) -> Option<String> {
        let value = table.get(key)?;
        let path = self.text_of(value, key)?;
        let is_inside = Path::new(&path)
            .components()
            .all(|step| matches!(step, Component::Normal(_) | Component::CurDir));
        if !is_inside {
            self.faults.add(
                value.span(),
                format!("`{key}` lies outside the folder of moderato.toml"),
                "copy it into that folder, and write its path from there",
            );
        }
        is_inside.then(|| path.trim_start_matches("./").to_owned())
    }

    fn percentage(&mut self, value: &TomlEntry<'_>) -> f64 {
        let number = match value.get_ref() {
            DeValue::Integer(n) => n.as_str().parse::<f64>().ok(),
            DeValue::Float(n) => n.as_str().parse::<f64>().ok(),
            _ => None,
        };
        match number {
            Some(number) if (0.0..=100.0).contains(&number) => number,
            _ => {
                self.faults.add(
                    value.span(),
                    "`max_rejected_pct` should be a number from 0 to 100",
                    "write max_rejected_pct = 5 to allow 5 rows in a hundred",
                );
                5.0
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::super::days::Order;
    use super::super::folder::{Others, SheetChoice};
    use super::*;

    fn check(text: &str) -> Result<Folder, Error> {
        check_folder(Path::new("folder"), "folder/moderato.toml", text)
    }

    const HEAD: &str =
        "authority = { code = \"X01\", name = \"Exampleshire\" }\nrulebook = \"sandwell-2025\"\n";

    #[test]
    fn a_whole_file_is_read() {
        let text = format!(
            "{HEAD}max_rejected_pct = 2.5\n[[source]]\ntable = \"allocations\"\npath = \"exports/*.csv\"\n\
             date_format = \"mm/dd/yyyy\"\nheader_row = 3\nothers = \"set_aside\"\nsheet = 2\n\
             covers = {{ service = [\"CLA\"] }}\n\
             columns = {{ worker_id = \"Worker Ref\" }}\nconstants = {{ role = \"Allocated\" }}\n\
             [source.values.case_type]\n\"Zed\" = \"looked_after\"\n\"-?-\" = \"\"\n"
        );
        let folder = check(&text).unwrap();
        assert_eq!((folder.code.as_str(), folder.max_rejected_pct), ("X01", 2.5));
        assert_eq!(folder.rulebook_line, 2);
        let source = &folder.sources[0];
        assert_eq!(source.table.name, "allocations");
        assert_eq!(source.order, Some(Order::MonthFirst));
        assert_eq!(source.header_row, Some(3));
        assert_eq!(source.sheet, Some(SheetChoice::Numbered(2)));
        assert_eq!(source.others, Others::SetAside);
        assert_eq!(source.columns["worker_id"], "Worker Ref");
        assert_eq!(source.values["case_type"]["Zed"], "looked_after");
        assert_eq!(source.services, Some(BTreeSet::from(["CLA".to_owned()])));
    }

    #[test]
    fn every_fault_is_told_at_once() {
        let text = "authority = { code = \"X01\", nam = \"E\" }\nrulebok = \"x\"\nmax_rejected_pct = 400\n\
                    [[source]]\ntable = \"alocations\"\npath = \"a.csv\"\n\
                    [[source]]\ntable = \"reviews\"\ndate_format = \"whenever\"\n\
                    columns = { hold_on = \"Held\" }\nvalues = { rating = { \"G\" = \"on_trak\" } }\n";
        let error = check(text).unwrap_err();
        for expected in [
            "did you mean `name`?",
            "did you mean `rulebook`?",
            "from 0 to 100",
            "did you mean \"allocations\"?",
            "`path` is missing in [[source]]",
            "\"whenever\" is not a date format",
            "did you mean `held_on`?",
            "did you mean \"on_track\"?",
        ] {
            assert!(error.detail.contains(expected), "{expected} not in:\n{}", error.detail);
        }
    }

    #[test]
    fn what_is_no_toml_is_said_with_its_line() {
        let error = check("authority = { code = \"X01\nrulebook = 3").unwrap_err();
        assert!(error.detail.contains("moderato.toml:1"), "{}", error.detail);
    }

    proptest::proptest! {
        #[test]
        fn no_text_makes_it_stumble(text in "\\PC{0,80}", keys in "[a-z_]{1,9} = [\\[{\"0-9a-z, =\\]}]{0,20}") {
            let _ = check(&text);
            let _ = check(&format!("{HEAD}{keys}"));
        }
    }
}
