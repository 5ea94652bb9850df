//! What a stored table was made from, kept in the file itself as key–value metadata.

use chrono::NaiveDate;
use parquet::file::metadata::KeyValue;

use crate::dates::Day;

/// A rulebook and the hash of its text.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
pub struct RulebookHash {
    pub id: String,
    pub sha256: String,
}

/// What a stored table was made from. No path of a machine and no time of day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lineage {
    /// Moderato's version.
    pub version: String,
    /// The last day the run knows about; `None` in a file of another program.
    pub as_of: Option<Day>,
    /// The authorities' codes: one in records and facts.
    pub authorities: Vec<String>,
    /// The rulebooks it was judged by; none for records.
    pub rulebooks: Vec<RulebookHash>,
    /// The rulebook that was put in the place of the authorities' own; `None` where each has its own.
    pub under: Option<String>,
    /// The tables or exports it was made from: `records.reviews`, `exports/reviews.csv`.
    pub made_from: Vec<String>,
}

const VERSION: &str = "moderato.version";
const AS_OF: &str = "moderato.as_of";
const AUTHORITY: &str = "moderato.authority";
const RULEBOOK: &str = "moderato.rulebook";
const RULEBOOK_SHA256: &str = "moderato.rulebook_sha256";
const UNDER: &str = "moderato.under";
const MADE_FROM: &str = "moderato.made_from";

impl Lineage {
    /// The metadata of a file; lists one entry a line.
    pub(super) fn to_metadata(&self) -> Vec<KeyValue> {
        let lines = |items: &mut dyn Iterator<Item = &str>| items.collect::<Vec<_>>().join("\n");
        let entry = |key: &str, value: String| KeyValue::new(key.to_owned(), value);
        let mut metadata = vec![
            entry(VERSION, self.version.clone()),
            entry(AS_OF, self.as_of.map(|day| day.to_string()).unwrap_or_default()),
            entry(AUTHORITY, lines(&mut self.authorities.iter().map(String::as_str))),
            entry(RULEBOOK, lines(&mut self.rulebooks.iter().map(|book| book.id.as_str()))),
            entry(RULEBOOK_SHA256, lines(&mut self.rulebooks.iter().map(|book| book.sha256.as_str()))),
            entry(MADE_FROM, lines(&mut self.made_from.iter().map(String::as_str))),
        ];
        metadata.extend(self.under.as_ref().map(|under| entry(UNDER, under.clone())));
        metadata
    }

    /// The lineage in a file's metadata; what is not there is empty.
    pub(super) fn from_metadata(metadata: Option<&Vec<KeyValue>>) -> Lineage {
        let value = |key: &str| {
            metadata
                .into_iter()
                .flatten()
                .find(|entry| entry.key == key)
                .and_then(|entry| entry.value.as_deref())
                .unwrap_or_default()
        };
        let lines = |key: &str| value(key).lines().map(str::to_owned).collect::<Vec<_>>();
        Lineage {
            version: value(VERSION).to_owned(),
            as_of: value(AS_OF).parse::<NaiveDate>().ok().map(Day::from),
            authorities: lines(AUTHORITY),
            rulebooks: lines(RULEBOOK)
                .into_iter()
                .zip(lines(RULEBOOK_SHA256))
                .map(|(id, sha256)| RulebookHash { id, sha256 })
                .collect(),
            under: Some(value(UNDER)).filter(|under| !under.is_empty()).map(str::to_owned),
            made_from: lines(MADE_FROM),
        }
    }
}
