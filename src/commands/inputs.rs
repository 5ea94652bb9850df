//! From folders to facts: the stages up to `judge`, for each authority.

use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::dates::Day;
use crate::diagnostic::{Diagnostic, Error};
use crate::facts::{Bench, Judges, Judging, Unmatched, judge, unmatched_rules};
use crate::ingest::{Ingested, ingest};
use crate::model::Table;
use crate::plan::{Authority, Plan, RulebookText};
use crate::store::RulebookHash;

/// An authority's records and what they were judged to be.
pub struct Judged<'a> {
    pub authority: &'a Authority,
    pub ingested: Ingested,
    pub facts: BTreeMap<&'static str, Table>,
    /// Rules that found nothing to judge.
    pub unmatched: Vec<Unmatched>,
    as_of: Day,
}

/// Reads the exports of every authority of a plan.
pub fn ingest_all(plan: &Plan) -> Result<Vec<Ingested>, Error> {
    let ingest_one = |authority: &Authority| ingest(&authority.folder, plan.as_of);
    // Of several folders that cannot be read the first is told, whichever was found out first.
    let all: Vec<Result<Ingested, Error>> = plan.authorities.par_iter().map(ingest_one).collect();
    all.into_iter().collect()
}

/// Judges every authority's records by its rulebook.
pub fn judge_all(plan: &Plan) -> Result<Vec<Judged<'_>>, Error> {
    let ingested = ingest_all(plan)?;
    let judge_one = |(authority, ingested): (_, Ingested)| {
        let authority: &Authority = authority;
        let bench = Bench {
            authority: &authority.folder.code,
            rules: &authority.rules,
            as_of: plan.as_of,
            understated: &ingested.understated,
        };
        let facts = judge(&ingested.records, &bench);
        let unmatched = unmatched_rules(&ingested.records, &bench, &facts);
        Judged { authority, ingested, facts, unmatched, as_of: plan.as_of }
    };
    Ok(plan.authorities.par_iter().zip(ingested).map(judge_one).collect())
}

/// Whether the exports are good enough to be relied on: no table has more rows rejected than the folder
/// allows; with `strict`, no row at all is rejected.
pub fn is_good_enough(authority: &Authority, ingested: &Ingested, strict: bool) -> bool {
    let is_within = ingested.too_much_rejected(authority.folder.max_rejected_pct).is_empty();
    is_within && (!strict || ingested.rejected.is_empty())
}

impl Judged<'_> {
    /// What left no row out and is worth knowing.
    pub fn notices(&self) -> impl Iterator<Item = &Diagnostic> {
        self.ingested.notices.iter().chain(self.unmatched.iter().map(|unmatched| &unmatched.whole))
    }

    pub fn code(&self) -> &str {
        &self.authority.folder.code
    }

    /// The rulebooks and versions that judge somebody of the authority, and whom.
    pub fn judges(&self) -> Judges<'_> {
        Judges::new(&self.ingested.records, &self.authority.rules, self.as_of)
    }

    /// The hashes of the authority's rulebook and of all that judge somebody.
    pub fn rulebooks(&self) -> Vec<RulebookHash> {
        let judging = self.judges().all;
        let own = self.authority.texts.first().map(|text| &text.hash);
        let is_used = |text: &&RulebookText| {
            own == Some(&text.hash) || judging.iter().any(|judging| is_text_of(text, judging))
        };
        self.authority.texts.iter().filter(is_used).map(|text| text.hash.clone()).collect()
    }

    /// What judges somebody beside the authority's own rulebook as it stands now: where its text is kept
    /// in the run, and the text.
    pub fn other_rulebooks(&self) -> Vec<(String, &RulebookText, Judging<'_>)> {
        let texts = self.authority.texts.iter().skip(1);
        let judging = self.judges().all;
        texts
            .filter_map(|text| {
                let judging = judging.iter().find(|judging| is_text_of(text, judging))?.clone();
                let from = text.valid_from.map_or("first".to_owned(), |day| day.to_string());
                Some((format!("rulebooks/{}-{}-{from}.toml", self.code(), text.hash.id), text, judging))
            })
            .collect()
    }
}

fn is_text_of(text: &RulebookText, judging: &Judging) -> bool {
    text.hash.id == judging.rulebook.id && text.valid_from == judging.rulebook.valid_from
}
