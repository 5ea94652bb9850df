//! `moderato template`: the files that an authority can put its own in the place of.

use super::{Ending, print};
use crate::diagnostic::{Error, nearest};
use crate::pack::panel_pack::{PANEL_FORM, PANEL_FORM_TEXT, PROGRESSION_FORM, PROGRESSION_FORM_TEXT};
use crate::render::{ORIGINALS, Original};

/// Prints a template as it comes with the program; without a name, the list of all.
pub fn template(name: Option<&str>) -> Result<Ending, Error> {
    let Some(name) = name else {
        let lines = all().map(|original| format!("{:<22} {}\n", original.name, original.says));
        return print(lines.collect::<String>().as_bytes());
    };
    let names: Vec<&str> = all().map(|original| original.name).collect();
    match all().find(|original| original.name == name) {
        Some(original) => print(original.text.as_bytes()),
        None => {
            let near = nearest(name, names.iter().copied());
            let near = near.map_or(String::new(), |near| format!("Did you mean {near}? "));
            let fix = format!("{near}The templates are {}.", names.join(", "));
            Err(Error::new(format!("there is no template {name}"), fix))
        }
    }
}

/// The forms first, which most will want.
fn all() -> impl Iterator<Item = Original> {
    let form = Original {
        name: PANEL_FORM,
        text: PANEL_FORM_TEXT,
        says: "the moderation record: what it asks, and what is filled in",
    };
    let progression = Original {
        name: PROGRESSION_FORM,
        text: PROGRESSION_FORM_TEXT,
        says: "progression packs: the lists to tick, the questions, the decision",
    };
    [form, progression].into_iter().chain(ORIGINALS)
}
