//! A template that lists every form and key, with what each says and what leaving it out means.

use super::written::{FormSpec, Holds, Key, RULEBOOK};

/// The form at which the keys that every form has are listed.
const FIRST: &str = "programme";

/// A rulebook to fill in: every key once, those that may be left out behind a `#`.
///
/// It is a sound rulebook as it stands; a key whose `#` is taken away has a value of its kind.
pub fn template() -> String {
    let mut text = format!("## {}\n", RULEBOOK.says);
    text.push_str(
        "## Lines that begin with ## explain. A form or key behind one # may be left out; what that\n",
    );
    text.push_str("## means stands in the brackets above it.\n");
    for key in RULEBOOK.keys {
        write_key(&mut text, key, !key.is_required);
    }
    for form in RULEBOOK.forms {
        write_form(&mut text, form, "", !form.is_required);
    }
    text
}

fn write_form(text: &mut String, form: &FormSpec, parent: &str, is_comment: bool) {
    let mark = if is_comment { "# " } else { "" };
    text.push_str(&format!("\n## {}\n{mark}{}\n", form.says, form.head(parent)));
    for key in form.keys {
        write_key(text, key, is_comment || !key.is_required);
    }
    if form.name == FIRST {
        text.push_str("## Every form may have the three that follow.\n");
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
    text.push_str(&format!("## {} [{}; {without}]\n", key.says, key.holds.in_words()));
    text.push_str(&format!("{mark}{} = {}\n", key.name, example(key)));
}

fn plain(default: &str) -> &str {
    default.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')).unwrap_or(default)
}

/// A value that the key may have: its default where that is a value, else one of its kind.
fn example(key: &Key) -> String {
    if !key.default.is_empty() && !key.default.starts_with('(') && !key.default.contains("],") {
        return key.default.to_owned();
    }
    let word = key.holds.words().and_then(|words| words.first()).copied().unwrap_or("example");
    match key.holds {
        holds if holds.is_list() => format!("[\"{word}\"]"),
        Holds::Whole(min, max) => 12.clamp(min, max).to_string(),
        Holds::Number(_, max) => format!("{max:.1}"),
        Holds::Amount(_) => "1".into(),
        Holds::YesNo => "true".into(),
        Holds::Date => "2025-09-01".into(),
        Holds::Pairs => "{ kind = \"example\" }".into(),
        _ => format!("\"{word}\""),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rulebook::fault::Faults;
    use crate::rulebook::written::{read_tree, read_written};

    /// Every key's example is of the key's kind.
    fn check_examples(form: &'static FormSpec) {
        for key in form.all_keys() {
            let tree = read_tree(&format!("{} = {}\n", key.name, example(key))).unwrap_or_default();
            assert_eq!(tree.entries.len(), 1, "{} {}", form.name, key.name);
            let mut faults = Faults::default();
            read_written(form, &tree, &mut faults);
            for fault in faults.sorted() {
                assert!(
                    !fault.message.starts_with(&format!("`{}`", key.name)),
                    "{}: {}",
                    form.name,
                    fault.message
                );
            }
        }
        form.forms.iter().for_each(check_examples);
    }

    #[test]
    fn taking_a_mark_away_gives_a_key_of_its_kind() {
        check_examples(&RULEBOOK);
    }
}
