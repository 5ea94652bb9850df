//! A JSON Schema for rulebooks, so that editors complete and check them.

use serde_json::{Map, Value, json};

use super::written::{FormSpec, Holds, Key, RULEBOOK};

/// The schema (draft 7, which every editor reads) of a rulebook as TOML holds it.
pub fn rulebook_schema() -> Value {
    let mut schema = form_schema(&RULEBOOK);
    if let Value::Object(schema) = &mut schema {
        schema.insert("$schema".into(), json!("http://json-schema.org/draft-07/schema#"));
        schema.insert("title".into(), json!("Rulebook"));
    }
    schema
}

fn form_schema(form: &FormSpec) -> Value {
    let mut properties = Map::new();
    for key in form.all_keys() {
        properties.insert(key.name.into(), key_schema(key));
    }
    for form in form.forms {
        let inner = form_schema(form);
        let schema = if form.may_repeat {
            json!({ "type": "array", "items": inner, "description": form.says })
        } else {
            inner
        };
        properties.insert(form.name.into(), schema);
    }
    let required: Vec<&str> = form
        .all_keys()
        .filter(|key| key.is_required)
        .map(|key| key.name)
        .chain(form.forms.iter().filter(|form| form.is_required).map(|form| form.name))
        .collect();
    json!({
        "type": "object",
        "description": form.says,
        "properties": properties,
        "required": required,
        "additionalProperties": false,
    })
}

fn key_schema(key: &Key) -> Value {
    let words = key.holds.words();
    let text = |pattern: &str| match words {
        Some(words) => json!({ "type": "string", "enum": words }),
        None if pattern.is_empty() => json!({ "type": "string", "minLength": 1 }),
        None => json!({ "type": "string", "pattern": pattern }),
    };
    let list = |pattern: &str| json!({ "type": "array", "items": text(pattern), "minItems": 1, "uniqueItems": true });
    let mut schema = match key.holds {
        Holds::Text | Holds::OneOf(_) => text(""),
        Holds::Id => text("^[a-z0-9-]+$"),
        Holds::Word => text("^[a-z0-9_]+$"),
        Holds::Texts | Holds::SomeOf(_) => list(""),
        Holds::Words | Holds::WordsOf(..) => list("^[a-z0-9_]+$"),
        Holds::Whole(min, max) => json!({ "type": "integer", "minimum": min, "maximum": max }),
        Holds::Number(above, max) => json!({ "type": "number", "exclusiveMinimum": above, "maximum": max }),
        Holds::Amount(max) => json!({ "type": "number", "minimum": 0, "maximum": max }),
        Holds::YesNo => json!({ "type": "boolean" }),
        // TOML has dates of its own; editors hand them to the schema as text.
        Holds::Date => json!({ "type": "string", "format": "date" }),
        Holds::Pairs => json!({ "type": "object" }),
    };
    if let Value::Object(schema) = &mut schema {
        schema.insert("description".into(), json!(key.says));
        if let Some(default) = default_of(key) {
            schema.insert("default".into(), default);
        }
    }
    schema
}

/// A default that is a value, as JSON; `None` where words say what leaving the key out means.
fn default_of(key: &Key) -> Option<Value> {
    if key.default.starts_with('(') { None } else { serde_json::from_str(key.default).ok() }
}
