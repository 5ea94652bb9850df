//! By which rulebook, or which version of one, the people of a panel were judged.

use super::calling::Calling;
use crate::pack::view::View;
use crate::pack::words;
use crate::rulebook::Rulebook;

/// A rulebook, and whom of a panel it judged.
pub struct JudgedBy<'a> {
    pub rulebook: &'a Rulebook,
    workers: Vec<&'a str>,
}

impl<'a> JudgedBy<'a> {
    /// Those of moderation candidates, by id and the day they hold from; the authority's own where there is no
    /// candidate.
    pub fn candidates(view: &View<'a>, workers: impl IntoIterator<Item = &'a str>) -> Vec<JudgedBy<'a>> {
        let mut found: Vec<JudgedBy> = Vec::new();
        for worker in workers {
            let rulebook = view.rulebook_of(worker);
            match found.iter_mut().find(|known| std::ptr::eq(known.rulebook, rulebook)) {
                Some(known) => known.workers.push(worker),
                None => found.push(JudgedBy { rulebook, workers: vec![worker] }),
            }
        }
        found.sort_by_key(|judged| (&judged.rulebook.id, judged.rulebook.valid_from));
        if found.is_empty() {
            found.push(JudgedBy { rulebook: view.rulebook, workers: Vec::new() });
        }
        found
    }

    /// The one that judged every application to progress.
    pub fn applications(view: &View<'a>) -> Vec<JudgedBy<'a>> {
        vec![JudgedBy { rulebook: view.rulebook_of_applications(), workers: Vec::new() }]
    }

    /// `Candidate 1 and Candidate 3`.
    pub fn called(&self, calling: &Calling) -> String {
        let called: Vec<&str> = self.workers.iter().map(|worker| calling.candidate(worker)).collect();
        words::list(&called)
    }
}

/// The ids, each once.
fn ids<'j>(judged: &'j [JudgedBy]) -> Vec<&'j str> {
    let mut ids: Vec<&str> = judged.iter().map(|judged| judged.rulebook.id.as_str()).collect();
    ids.dedup();
    ids
}

/// What stands on every page: `sandwell-2025`; `two rulebooks`.
pub fn in_head(judged: &[JudgedBy]) -> String {
    match ids(judged).as_slice() {
        [one] => (*one).to_owned(),
        several => words::spelt_of(several.len() as i64, "rulebook", "rulebooks"),
    }
}

/// What the cover says: the rulebook's title, and which it is.
pub fn on_cover(view: &View, judged: &[JudgedBy]) -> (String, String) {
    let (number, ids) = (judged.len() as i64, words::list(&ids(judged)));
    match judged {
        [one] => (one.rulebook.title.clone(), view.which(one.rulebook)),
        [first, rest @ ..] if rest.iter().all(|other| other.rulebook.id == first.rulebook.id) => {
            let versions = words::spelt_of(number, "version", "versions");
            (
                rest.last().unwrap_or(first).rulebook.title.clone(),
                format!("{ids}, in {versions}: see each candidate"),
            )
        }
        _ => (
            words::capital(&words::spelt_of(number, "rulebook", "rulebooks")),
            format!("{ids}: see each candidate"),
        ),
    }
}
