//! The format-free document: everything a reader gets, before it is a page,
//! a PDF, a workbook or a letter. It holds words, tables and charts in reading
//! order and says what each is for; where it stands on paper or screen, and
//! the fixed words around it, belong to the templates in `reports/`.
//!
//! Headings cannot skip a level: a part has the first, a section the second,
//! a block's heading the third, and nothing nests deeper.

use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

use super::{Logo, Status, Table, Target, Text};
use crate::charts::Drawing;

/// Whether people can be told from the document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum People {
    /// Nobody is mentioned, not even by pseudonym.
    Nobody,
    Pseudonyms,
    Names,
}

/// What every page says about itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RunningHead {
    /// "Westmere Council".
    pub authority: String,
    /// The authority's own, where it has given one.
    pub logo: Option<Logo>,
    /// What it is about: "Newly qualified social workers", "Final panel, 19 March 2026".
    pub about: String,
    /// The last day the records know, as words: "6 March 2026".
    pub records_to: String,
    /// The rulebook's id.
    pub rulebook: String,
    /// True where it is not the authority's own rulebook.
    pub is_other_rulebook: bool,
    pub people: People,
    /// Who may see it: "Official–sensitive: for panel members".
    pub classification: Option<String>,
}

/// A link to another page of the report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PageLink {
    pub words: String,
    pub to: Target,
}

/// The way to the other pages. Paper leaves it out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Navigation {
    pub pages: Vec<PageLink>,
    /// Which of `pages` this is, or lies under.
    pub current: Option<usize>,
    /// The way from the cohort down to this page, itself left out.
    pub breadcrumb: Vec<PageLink>,
}

/// Everything a reader gets in one file.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Document {
    /// The file's title, as windows and bookmarks show it.
    pub title: String,
    pub head: RunningHead,
    pub navigation: Navigation,
    pub parts: Vec<Part>,
    /// What the page's foot adds: disclosure control, the way to definitions.
    pub foot: Vec<Text>,
}

/// What a part is for; templates set each kind their own way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PartKind {
    /// A page of the report, a chapter of a pack.
    Chapter,
    Cover,
    /// A candidate or applicant: two sides at most.
    Candidate,
}

/// A page of the report, or a chapter of a pack that begins a new sheet.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Part {
    /// Its name for links, unlike any other in the document.
    pub place: String,
    pub kind: PartKind,
    /// The heading: for a report the finding, for a candidate who it is.
    pub title: String,
    /// Quieter words beside the title: service, cohort, hours.
    pub beside: Option<String>,
    /// The answer in two or three sentences.
    pub lead: Option<Text>,
    /// What stands before the first section: large figures, facts, a notice.
    pub opening: Vec<Block>,
    pub areas: Vec<Area>,
    /// On paper it goes on where the part before it ends, if there is room, and not on a new sheet.
    pub goes_on: bool,
}

impl Part {
    pub fn new(place: impl Into<String>, kind: PartKind, title: impl Into<String>) -> Self {
        Self {
            place: place.into(),
            kind,
            title: title.into(),
            beside: None,
            lead: None,
            opening: Vec::new(),
            areas: Vec::new(),
            goes_on: false,
        }
    }

    /// Every name a link can lead to in this part, its own first.
    pub fn places(&self) -> impl Iterator<Item = &str> {
        let inner = self.areas.iter().flat_map(|area| match area {
            Area::Section(section) => vec![section.place.as_str()],
            Area::Columns(left, right) => {
                left.iter().chain(right).map(|section| section.place.as_str()).collect()
            }
            Area::Record(record) => vec![record.place.as_str()],
            Area::NewSheet => Vec::new(),
        });
        std::iter::once(self.place.as_str()).chain(inner)
    }
}

/// A stretch of a part.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "area", content = "with", rename_all = "snake_case")]
pub enum Area {
    Section(Section),
    /// Two runs of sections side by side where there is room, else in order.
    Columns(Vec<Section>, Vec<Section>),
    /// The form the panel fills in by hand.
    Record(Record),
    /// What follows begins a new sheet of paper.
    NewSheet,
}

/// A heading that says the finding, and what proves it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Section {
    /// Its name for links, unlike any other in the document.
    pub place: String,
    /// What the finding is about, above it: "Reviews on time".
    pub topic: Option<String>,
    /// The heading: a sentence a reader could repeat in a meeting.
    pub finding: String,
    /// Quieter words after the heading, on its line.
    pub beside: Option<String>,
    pub body: Vec<Block>,
    pub notes: Option<SideNotes>,
    /// Paper should not break it.
    pub keep_together: bool,
}

impl Section {
    pub fn new(place: impl Into<String>, finding: impl Into<String>) -> Self {
        Self {
            place: place.into(),
            topic: None,
            finding: finding.into(),
            beside: None,
            body: Vec::new(),
            notes: None,
            keep_together: false,
        }
    }

    pub fn topic(mut self, topic: impl Into<String>) -> Self {
        self.topic = Some(topic.into());
        self
    }

    pub fn beside(mut self, words: impl Into<String>) -> Self {
        self.beside = Some(words.into());
        self
    }

    pub fn block(mut self, block: Block) -> Self {
        self.body.push(block);
        self
    }

    pub fn paragraph(self, text: impl Into<Text>) -> Self {
        self.block(Block::Paragraph(text.into()))
    }

    pub fn notes(mut self, notes: SideNotes) -> Self {
        self.notes = Some(notes);
        self
    }
}

/// Order, context, definition, rule: beside a section, never hidden.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SideNotes {
    /// Names the notes for those who hear the page: "About this measure".
    pub label: String,
    pub notes: Vec<Note>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Note {
    /// The bold word it begins with: "Order", "Interval".
    pub term: Option<String>,
    pub text: Text,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "block", content = "with", rename_all = "snake_case")]
pub enum Block {
    /// A heading within a section.
    Heading(String),
    Paragraph(Text),
    /// A remark in smaller type.
    Remark(Text),
    /// What must be known before any figure.
    Notice(Text),
    /// Points without an order.
    Points(Vec<Text>),
    /// What needs attention, is to be discussed, or cannot be told.
    Matters(Vec<Matter>),
    LargeFigures(Vec<LargeFigure>),
    /// Labels with their values: the four facts of a candidate.
    Facts(Vec<Fact>),
    Table(Table),
    Figure(Figure),
    /// How to read the marks: these states, each with its mark and word.
    MarksKey(Vec<Status>),
}

/// One matter: mark, finding, facts, who can act.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Matter {
    pub status: Status,
    /// A sentence; set bold.
    pub finding: String,
    /// Who, where, when, and the rule where no `answer` names it.
    pub facts: Text,
    pub answer: Option<Answer>,
}

/// What would settle a matter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "answer", rename_all = "snake_case")]
pub enum Answer {
    /// The role that can act, and the rule's number: "Team manager", "4.2".
    CanAct { who: String, rule: Option<String> },
    /// The export that would answer it: "sessions".
    WouldTell { export: String },
}

/// A figure in large type over a line that links to what it counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LargeFigure {
    pub figure: String,
    /// Smaller, after the figure: "for 3 places".
    pub beside: Option<String>,
    pub line: Text,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Fact {
    pub label: String,
    pub value: Text,
    pub note: Option<Text>,
}

/// A chart, what it shows, and the table of its figures.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// What, unit, where, when. Empty only where the heading says it.
    pub caption: Option<Text>,
    pub drawing: Drawing,
    pub table: Option<Table>,
}

impl Serialize for Figure {
    /// For paper: the print drawing alone, and the words that stand for it.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut figure = serializer.serialize_struct("Figure", 5)?;
        figure.serialize_field("caption", &self.caption)?;
        figure.serialize_field("title", &self.drawing.title)?;
        figure.serialize_field("description", &self.drawing.description)?;
        figure.serialize_field("print", &self.drawing.print.svg())?;
        figure.serialize_field("table", &self.table)?;
        figure.end()
    }
}

/// A form to fill in: what is known or short, a decision, reasons, signatures.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Record {
    pub place: String,
    pub heading: String,
    /// Short answers, filled in where they are known.
    pub fields: Vec<Field>,
    /// The decisions to choose from.
    pub decisions: Vec<String>,
    /// The one that is recorded, as it stands in `decisions`; none yet in a blank form.
    pub decided: Option<String>,
    /// What to write down, each with lines to write on.
    pub writing: Vec<Writing>,
    /// Who signs, and the date.
    pub signatures: Vec<Field>,
}

/// A short answer of a form under its label.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Field {
    pub label: String,
    pub answer: FieldAnswer,
}

/// What a field takes, with what is known; renderers show a blank where nothing is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "answer", rename_all = "snake_case")]
pub enum FieldAnswer {
    Words {
        known: Option<String>,
    },
    /// `known` in words, and as the day itself (ISO).
    Date {
        known: Option<String>,
        iso: Option<String>,
    },
    Choice {
        from: Vec<String>,
        known: Option<String>,
    },
    Tick {
        is_known: bool,
    },
}

impl Field {
    pub fn new(label: impl Into<String>, answer: FieldAnswer) -> Self {
        Self { label: label.into(), answer }
    }

    /// A date to fill in.
    pub fn date(label: impl Into<String>) -> Self {
        Self::new(label, FieldAnswer::Date { known: None, iso: None })
    }
}

impl From<&str> for Field {
    /// Words to fill in.
    fn from(label: &str) -> Self {
        Self::new(label, FieldAnswer::Words { known: None })
    }
}

/// Ruled lines under a label.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Writing {
    pub label: String,
    pub lines: u8,
}

impl Document {
    /// Every section in reading order, those of columns too.
    pub fn sections(&self) -> impl Iterator<Item = &Section> {
        self.parts.iter().flat_map(|part| &part.areas).flat_map(|area| match area {
            Area::Section(section) => vec![section],
            Area::Columns(left, right) => left.iter().chain(right).collect(),
            Area::Record(_) | Area::NewSheet => Vec::new(),
        })
    }

    /// Every name a link of this document can lead to, in reading order.
    pub fn places(&self) -> Vec<&str> {
        self.parts.iter().flat_map(Part::places).collect()
    }
}
