//! Words for the faults of a rulebook; the faults themselves are those of any TOML file.

pub use crate::diagnostic::{Fault, Faults, render_faults};

use crate::diagnostic::nearest;

/// `did you mean \`x\`? ` where a known name is near, else nothing.
pub fn did_you_mean<'a>(given: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    nearest(given, known).map_or(String::new(), |name| format!("did you mean `{name}`? "))
}

/// Names as a sentence holds them: `a`, `b` or `c`.
pub fn listed(names: &[&str], last: &str) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    match quoted.split_last() {
        Some((end, start)) if !start.is_empty() => format!("{} {last} {end}", start.join(", ")),
        _ => quoted.concat(),
    }
}
