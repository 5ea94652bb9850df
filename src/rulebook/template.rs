//! A template that lists every form and key, with what each says and what leaving it out means.

use super::written::{FormSpec, Holds, Key, RULEBOOK};

/// A rulebook to fill in: every key once, those that may be left out as comments.
///
/// It is a sound rulebook as it stands, and uncommenting a key gives a value of its kind.
pub fn template() -> String {
    let mut text = format!("# {}\n", RULEBOOK.says);
    text.push_str("# Keys behind a # may be left out; what that means stands in brackets.\n\n");
    for key in RULEBOOK.keys {
        write_key(&mut text, key, !key.is_required);
    }
    for form in RULEBOOK.forms {
        write_form(&mut text, form, "", !form.is_required);
    }
    text
}

fn write_form(text: &mut String, form: &FormSpec, parent: &str, is_comment: bool) {
    let head = form.head(parent);
    text.push_str(&format!("\n# {}\n", form.says));
    text.push_str(if is_comment { "# " } else { "" });
    text.push_str(&head);
    text.push('\n');
    let is_cited_elsewhere = form.name != "programme";
    for key in form.keys {
        write_key(text, key, is_comment || !key.is_required);
    }
    if !is_cited_elsewhere {
        text.push_str("# Every form may have these three:\n");
        for key in form.all_keys().skip(form.keys.len()) {
            write_key(text, key, true);
        }
    }
    let path = if parent.is_empty() { form.name.to_owned() } else { format!("{parent}.{}", form.name) };
    for form in form.forms {
        write_form(text, form, &path, is_comment);
    }
}

fn write_key(text: &mut String, key: &Key, is_comment: bool) {
    let mark = if is_comment { "# " } else { "" };
    let without =
        if key.is_required { "needed".to_owned() } else { format!("without it: {}", plain(key.default)) };
    text.push_str(&format!(
        "{mark}{} = {}    # {} [{}; {without}]\n",
        key.name,
        example(key),
        key.says,
        key.holds.in_words()
    ));
}

fn plain(default: &str) -> &str {
    default.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')).unwrap_or(default)
}

/// A value that the key may have: its default where that is a value, else one of its kind.
fn example(key: &Key) -> String {
    if !key.default.is_empty() && !key.default.starts_with('(') && !key.default.contains("],") {
        return key.default.to_owned();
    }
    let quoted = |word: &str| format!("\"{word}\"");
    match (key.holds, key.holds.words()) {
        (holds, Some(words)) => {
            let word = quoted(words.first().copied().unwrap_or_default());
            if holds.is_list() { format!("[{word}]") } else { word }
        }
        (Holds::Whole(min, max), _) => 12.clamp(min, max).to_string(),
        (Holds::Number(_, max), _) => format!("{max:.1}"),
        (Holds::Amount(_), _) => "1".into(),
        (Holds::YesNo, _) => "true".into(),
        (Holds::Date, _) => "2025-09-01".into(),
        (Holds::Texts | Holds::Words | Holds::SomeOf(_) | Holds::WordsOf(..), None) => "[\"example\"]".into(),
        (Holds::Pairs, _) => "{ kind = \"example\" }".into(),
        _ => quoted("example"),
    }
}
