//! A document as Word has it: paragraphs and tables one after another, with the controls to fill in.

use std::collections::BTreeSet;

use crate::pack::{
    Answer, Area, Block, Cell, Document, Field, FieldAnswer, Part, Record, Section, Span, Status, Table, Text,
};

/// What lies between the margins, in twentieths of a point.
const TEXT_WIDTH: usize = 9638;

/// The longest tag that Word keeps.
const LONGEST_TAG: usize = 64;

pub enum Piece {
    Paragraph {
        style: &'static str,
        inlines: Vec<Inline>,
    },
    /// Every row has as many cells as there are columns.
    Table {
        caption: String,
        columns: Vec<String>,
        /// Of the columns, in twentieths of a point.
        widths: Vec<usize>,
        rows: Vec<Vec<Vec<Inline>>>,
    },
    NewPage,
}

pub enum Inline {
    Words { words: String, is_bold: bool },
    Control(Control),
}

/// Something to fill in.
pub struct Control {
    /// What it is called to those who hear it.
    pub label: String,
    /// What a program finds it by, unlike any other in the file: `panels-decision.reasons`.
    pub tag: String,
    pub id: usize,
    pub kind: ControlKind,
}

pub enum ControlKind {
    Words { known: Option<String>, has_lines: bool },
    Date { known: Option<String>, iso: Option<String> },
    Choice { from: Vec<String>, known: Option<String> },
    Tick { is_known: bool },
}

/// Everything of the document in reading order. Drawings are left to their descriptions and tables.
pub fn pieces(document: &Document) -> Vec<Piece> {
    let mut flow = Flow::default();
    for (at, part) in document.parts.iter().enumerate() {
        if at > 0 {
            flow.pieces.push(Piece::NewPage);
        }
        flow.part(part);
    }
    document.foot.iter().for_each(|text| flow.paragraph("Quiet", inlines(text)));
    flow.pieces
}

#[derive(Default)]
struct Flow {
    pieces: Vec<Piece>,
    tags: BTreeSet<String>,
}

impl Flow {
    fn paragraph(&mut self, style: &'static str, inlines: Vec<Inline>) {
        self.pieces.push(Piece::Paragraph { style, inlines });
    }

    fn words(&mut self, style: &'static str, words: &str) {
        self.paragraph(style, vec![plain(words)]);
    }

    fn control(&mut self, place: &str, label: &str, of: &str, kind: ControlKind) -> Inline {
        let tag = self.tag(place, of);
        Inline::Control(Control { label: label.to_owned(), tag, id: self.tags.len(), kind })
    }

    /// A tag that is not taken yet.
    fn tag(&mut self, place: &str, of: &str) -> String {
        let wanted: String = slug(&format!("{place}.{of}")).chars().take(LONGEST_TAG - 4).collect();
        let mut tag = wanted.clone();
        let mut times = 1;
        while !self.tags.insert(tag.clone()) {
            times += 1;
            tag = format!("{wanted}-{times}");
        }
        tag
    }

    fn part(&mut self, part: &Part) {
        self.words("Heading1", &part.title);
        part.beside.iter().for_each(|beside| self.words("Quiet", beside));
        part.lead.iter().for_each(|lead| self.paragraph("Lead", inlines(lead)));
        part.opening.iter().for_each(|block| self.block(&part.place, block));
        for area in &part.areas {
            match area {
                Area::Section(section) => self.section(section),
                Area::Columns(left, right) => left.iter().chain(right).for_each(|it| self.section(it)),
                Area::Record(record) => self.record(record),
                Area::NewSheet => self.pieces.push(Piece::NewPage),
            }
        }
    }

    fn section(&mut self, section: &Section) {
        section.topic.iter().for_each(|topic| self.words("Quiet", topic));
        self.words("Heading2", &section.finding);
        section.beside.iter().for_each(|beside| self.words("Quiet", beside));
        section.body.iter().for_each(|block| self.block(&section.place, block));
        for note in section.notes.iter().flat_map(|notes| &notes.notes) {
            let mut line: Vec<Inline> = note.term.iter().map(|term| bold(&format!("{term}. "))).collect();
            line.extend(inlines(&note.text));
            self.paragraph("Quiet", line);
        }
    }

    fn block(&mut self, place: &str, block: &Block) {
        match block {
            Block::Heading(heading) => self.words("Heading3", heading),
            Block::Paragraph(text) | Block::Notice(text) => self.paragraph("Normal", inlines(text)),
            Block::Remark(text) => self.paragraph("Quiet", inlines(text)),
            Block::Points(points) => points.iter().for_each(|point| self.paragraph("Points", inlines(point))),
            Block::Matters(matters) => {
                for matter in matters {
                    let mut line = vec![bold(&format!("{} ", matter.finding))];
                    line.extend(inlines(&matter.facts));
                    line.extend(matter.answer.as_ref().map(|answer| plain(&format!(" {}", said(answer)))));
                    self.paragraph("Points", line);
                }
            }
            Block::LargeFigures(figures) => {
                for figure in figures {
                    let beside = figure.beside.as_deref().unwrap_or_default();
                    let mut line = vec![bold(&format!("{} {beside} ", figure.figure))];
                    line.extend(inlines(&figure.line));
                    self.paragraph("Normal", line);
                }
            }
            Block::Facts(facts) => {
                for fact in facts {
                    let mut line = vec![bold(&format!("{}: ", fact.label))];
                    line.extend(inlines(&fact.value));
                    line.extend(fact.note.iter().map(|note| plain(&format!(" ({})", note.words()))));
                    self.paragraph("Field", line);
                }
            }
            Block::Table(table) => self.table(place, table),
            Block::Figure(figure) => {
                figure.caption.iter().for_each(|caption| self.paragraph("Caption", inlines(caption)));
                self.words("Normal", &figure.drawing.description);
                figure.table.iter().for_each(|table| self.table(place, table));
            }
            Block::MarksKey(statuses) => {
                let words: Vec<&str> = statuses.iter().copied().map(Status::word).collect();
                self.words("Quiet", &words.join(", "));
            }
        }
    }

    fn table(&mut self, place: &str, table: &Table) {
        if table.display == crate::pack::Display::Open {
            self.words("Caption", &table.caption);
        }
        let columns: Vec<String> = table.columns().iter().map(|column| column.heading.clone()).collect();
        let mut rows = Vec::new();
        for row in table.rows() {
            let mut cells = vec![inlines(&row.header)];
            for (at, cell) in row.cells.iter().enumerate() {
                let column = columns.get(at + 1).map_or("", String::as_str);
                cells.push(self.cell(place, &row.header.words(), column, cell));
            }
            rows.push(cells);
        }
        let widths = widths(columns.len());
        self.pieces.push(Piece::Table { caption: table.caption.clone(), columns, widths, rows });
        table.notes.iter().for_each(|note| self.paragraph("Quiet", inlines(note)));
        for symbol in table.symbols() {
            self.words("Quiet", &format!("{}: {}.", symbol.sign(), symbol.meaning()));
        }
    }

    fn cell(&mut self, place: &str, row: &str, column: &str, cell: &Cell) -> Vec<Inline> {
        match cell {
            Cell::Text { text } | Cell::Status { words: text, .. } => inlines(text),
            Cell::Figure { shown, .. } => vec![plain(shown)],
            Cell::Missing { symbol } => vec![plain(symbol.sign())],
            Cell::TickBox => {
                let label = format!("{row}: {}", column.to_lowercase());
                let kind = ControlKind::Tick { is_known: false };
                vec![self.control(place, &label, &format!("{row}.{column}"), kind)]
            }
        }
    }

    fn record(&mut self, record: &Record) {
        self.words("Heading2", &record.heading);
        record.fields.iter().for_each(|field| self.field(&record.place, field));
        if !record.decisions.is_empty() {
            let kind = ControlKind::Choice { from: record.decisions.clone(), known: record.decided.clone() };
            let control = self.control(&record.place, &record.heading, "decision", kind);
            self.paragraph("Answer", vec![control]);
        }
        for writing in &record.writing {
            self.words("Label", &writing.label);
            let kind = ControlKind::Words { known: None, has_lines: true };
            let control = self.control(&record.place, &writing.label, &writing.label, kind);
            self.paragraph("Answer", vec![control]);
        }
        record.signatures.iter().for_each(|field| self.field(&format!("{}.signed", record.place), field));
    }

    fn field(&mut self, place: &str, field: &Field) {
        let kind = match &field.answer {
            FieldAnswer::Words { known } => ControlKind::Words { known: known.clone(), has_lines: false },
            FieldAnswer::Date { known, iso } => ControlKind::Date { known: known.clone(), iso: iso.clone() },
            FieldAnswer::Choice { from, known } => {
                ControlKind::Choice { from: from.clone(), known: known.clone() }
            }
            FieldAnswer::Tick { is_known } => ControlKind::Tick { is_known: *is_known },
        };
        let is_tick = matches!(kind, ControlKind::Tick { .. });
        let control = self.control(place, &field.label, &field.label, kind);
        let line = match is_tick {
            true => vec![control, plain(&format!(" {}", field.label))],
            false => vec![bold(&format!("{}: ", field.label)), control],
        };
        self.paragraph("Field", line);
    }
}

fn said(answer: &Answer) -> String {
    match answer {
        Answer::CanAct { who, rule: Some(rule) } => format!("{who} can act. Rule {rule}."),
        Answer::CanAct { who, rule: None } => format!("{who} can act."),
        Answer::WouldTell { export } => format!("To answer it, add {export}."),
    }
}

fn plain(words: &str) -> Inline {
    Inline::Words { words: words.to_owned(), is_bold: false }
}

fn bold(words: &str) -> Inline {
    Inline::Words { words: words.to_owned(), is_bold: true }
}

/// Words; a link is left as its words, since a form stands alone.
fn inlines(text: &Text) -> Vec<Inline> {
    text.spans()
        .iter()
        .map(|span| Inline::Words {
            words: span.words().to_owned(),
            is_bold: matches!(span, Span::Bold { .. }),
        })
        .collect()
}

/// The widths of a table's columns: all alike, but the first twice as wide.
fn widths(columns: usize) -> Vec<usize> {
    let share = TEXT_WIDTH / (columns + 1);
    let others = share * columns.saturating_sub(1);
    (0..columns).map(|at| if at == 0 { TEXT_WIDTH - others } else { share }).collect()
}

/// Lower-case letters and figures, with hyphens between words and full stops between parts.
fn slug(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    for c in words.chars() {
        match c {
            '.' => out.push('.'),
            c if c.is_ascii_alphanumeric() => out.push(c.to_ascii_lowercase()),
            // An apostrophe joins: `assessors-recommendation`.
            '’' | '\'' => {}
            _ if out.ends_with(['-', '.']) => {}
            _ => out.push('-'),
        }
    }
    out.trim_end_matches('-').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_fill_the_page() {
        for columns in 1..9 {
            assert_eq!(widths(columns).iter().sum::<usize>(), TEXT_WIDTH);
        }
    }

    #[test]
    fn tags_are_short_plain_and_given_once() {
        let mut flow = Flow::default();
        assert_eq!(
            flow.tag("portfolio", "The assessor’s recommendation"),
            "portfolio.the-assessors-recommendation"
        );
        assert_eq!(
            flow.tag("portfolio", "The assessor’s recommendation"),
            "portfolio.the-assessors-recommendation-2"
        );
        let long = "x".repeat(100);
        assert!(flow.tag(&long, &long).len() <= LONGEST_TAG && flow.tag(&long, &long).len() <= LONGEST_TAG);
    }
}
