//! The JSON Schemas, by an independent validator: what is published is valid, what is broken is not.

use std::fs;
use std::path::{Path, PathBuf};

use jsonschema_valid::{Config, schemas::Draft};
use moderato::ingest::folder_schema;
use moderato::rulebook::{PUBLISHED, rulebook_schema, template};
use serde_json::Value;

struct Schema(Value);

impl Schema {
    fn config(&self) -> Config<'_> {
        Config::from_schema(&self.0, Some(Draft::Draft7)).unwrap_or_else(|fault| panic!("{fault}"))
    }

    /// What is wrong with a TOML text, in the validator's words.
    fn fault(&self, text: &str) -> Option<String> {
        let table: toml::Table = toml::from_str(text).unwrap_or_else(|fault| panic!("{fault}"));
        let value = json(toml::Value::Table(table));
        let config = self.config();
        let faults = config.validate(&value).err()?.map(|fault| fault.to_string());
        Some(faults.collect::<Vec<_>>().join("\n"))
    }

    fn assert_valid(&self, name: &str, text: &str) {
        let fault = self.fault(text);
        assert!(fault.is_none(), "{name}: {}", fault.unwrap_or_default());
    }
}

/// As editors hand TOML to a schema: dates are texts.
fn json(value: toml::Value) -> Value {
    match value {
        toml::Value::String(text) => Value::from(text),
        toml::Value::Integer(n) => Value::from(n),
        toml::Value::Float(n) => Value::from(n),
        toml::Value::Boolean(yes) => Value::from(yes),
        toml::Value::Datetime(date) => Value::from(date.to_string()),
        toml::Value::Array(list) => list.into_iter().map(json).collect(),
        toml::Value::Table(table) => table.into_iter().map(|(key, value)| (key, json(value))).collect(),
    }
}

/// The files of this name in the folders below one.
fn named(folder: &str, name: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let below = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path().join(name));
    let mut found: Vec<PathBuf> = below.filter(|path| path.is_file()).collect();
    found.sort();
    found
}

#[test]
fn the_schemas_themselves_are_sound() {
    for schema in [rulebook_schema(), folder_schema()].map(Schema) {
        if let Err(faults) = schema.config().validate_schema() {
            panic!("{}", faults.map(|fault| fault.to_string()).collect::<Vec<_>>().join("\n"));
        }
    }
}

#[test]
fn every_rulebook_is_valid() {
    let schema = Schema(rulebook_schema());
    for book in PUBLISHED {
        schema.assert_valid(book.id, book.text);
    }
    schema.assert_valid("the template", &template());
    let cases = named("tests/cases", "rulebook.toml");
    assert!(cases.len() >= 13, "{} rulebooks", cases.len());
    for path in cases {
        schema.assert_valid(&path.display().to_string(), &fs::read_to_string(&path).unwrap());
    }
}

/// Broken rulebooks whose faults lie in one key; gaps, overlaps and names that lead nowhere need the check.
const BROKEN: &[&str] = &[
    "unknown-key",
    "unknown-form",
    "unknown-words",
    "wrong-types",
    "everything-missing",
    "empty-values",
    "single-brackets",
    "names",
];

#[test]
fn a_broken_rulebook_is_not_valid() {
    let schema = Schema(rulebook_schema());
    for name in BROKEN {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/rulebooks/{name}.toml"));
        assert!(schema.fault(&fs::read_to_string(path).unwrap()).is_some(), "{name}");
    }
}

#[test]
fn every_folder_is_valid() {
    let schema = Schema(folder_schema());
    let (samples, cases) = (named("sample-data", "moderato.toml"), named("tests/cases", "moderato.toml"));
    assert!(samples.len() == 3 && cases.len() >= 18, "{} and {}", samples.len(), cases.len());
    for path in samples.iter().chain(&cases) {
        schema.assert_valid(&path.display().to_string(), &fs::read_to_string(path).unwrap());
    }
}

#[test]
fn a_broken_folder_is_not_valid() {
    const HEAD: &str = "authority = { code = \"X01\", name = \"E\" }\nrulebook = \"sandwell-2025\"\n";
    const SOURCE: &str = "[[source]]\ntable = \"reviews\"\npath = \"a.csv\"\n";
    let schema = Schema(folder_schema());
    schema.assert_valid("the head", HEAD);
    schema
        .assert_valid("a source", &format!("{HEAD}{SOURCE}sheet = 2\ncolumns = {{ held_on = \"Held\" }}\n"));
    let look = "[look]\nlogo = \"a.svg\"\nlogo_says = \"E\"\ntemplates = \"t\"\n";
    schema.assert_valid("a look", &format!("{HEAD}{look}"));
    for broken in [
        format!("{HEAD}{}", look.replace("logo_says", "logo_say")),
        format!("{HEAD}[look]\nlogo = \"a.svg\"\n"),
        "rulebook = \"sandwell-2025\"\n".to_owned(),
        HEAD.replace("name", "nam"),
        HEAD.replace("\"sandwell-2025\"", "\" \""),
        HEAD.replace("rulebook", "rulebok"),
        format!("max_rejected_pct = 400\n{HEAD}"),
        format!("{HEAD}[source]\ntable = \"reviews\"\npath = \"a.csv\"\n"),
        format!("{HEAD}[[source]]\ntable = \"reviews\"\n"),
        format!("{HEAD}{SOURCE}").replace("\"reviews\"", "\"review\""),
        format!("{HEAD}{SOURCE}sheet = 0\n"),
        format!("{HEAD}{SOURCE}others = \"ignore\"\n"),
        format!("{HEAD}{SOURCE}columns = {{ hold_on = \"Held\" }}\n"),
        format!("{HEAD}{SOURCE}values = {{ rating = \"G\" }}\n"),
        format!("{HEAD}{SOURCE}constants = {{ child_id = \"1\" }}\n"),
        format!("{HEAD}{SOURCE}covers = {{ team = [\"A\"] }}\n"),
    ] {
        assert!(schema.fault(&broken).is_some(), "{broken}");
    }
}
