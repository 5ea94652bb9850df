//! Tables of a document: typed columns, a header for every row, no empty cell.

use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

use super::{Status, Text};

/// What a column holds; figures stand to the right, all else to the left.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ColumnKind {
    Text,
    Number,
    Percent,
    Date,
    Status,
}

impl ColumnKind {
    /// True for figures.
    pub fn is_figure(self) -> bool {
        matches!(self, ColumnKind::Number | ColumnKind::Percent)
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Column {
    pub heading: String,
    pub kind: ColumnKind,
}

impl Column {
    pub fn new(heading: impl Into<String>, kind: ColumnKind) -> Self {
        Self { heading: heading.into(), kind }
    }
}

/// Why a cell shows no figure. For a template it is its sign and its meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Symbol {
    Confidential,
    Low,
    Unreliable,
    NotAvailable,
    NotApplicable,
}

impl Symbol {
    pub const ALL: [Symbol; 5] =
        [Symbol::Confidential, Symbol::Low, Symbol::Unreliable, Symbol::NotAvailable, Symbol::NotApplicable];

    /// What stands in the cell.
    pub fn sign(self) -> &'static str {
        match self {
            Symbol::Confidential => "c",
            Symbol::Low => "low",
            Symbol::Unreliable => "u",
            Symbol::NotAvailable => "x",
            Symbol::NotApplicable => "z",
        }
    }

    /// What the note under the table says of it.
    pub fn meaning(self) -> &'static str {
        match self {
            Symbol::Confidential => {
                "confidential: from 1 to 4 people, or would let such a number be worked out"
            }
            Symbol::Low => "rounds to nothing, but is not nothing",
            Symbol::Unreliable => "unreliable: rests on too little",
            Symbol::NotAvailable => "not available: no records of this kind were supplied",
            Symbol::NotApplicable => "does not apply",
        }
    }
}

impl Symbol {
    /// The symbol that a source gives in place of a column's figure: `symbols` is such as
    /// `leavers_fte=u agency_fte=low`.
    pub fn given(symbols: &str, column: &str) -> Option<Symbol> {
        let sign =
            symbols.split_whitespace().find_map(|pair| pair.strip_prefix(column)?.strip_prefix('='))?;
        Symbol::ALL.into_iter().find(|symbol| symbol.sign() == sign)
    }

    /// What it means in the published workforce statistics.
    pub fn in_source(self) -> &'static str {
        match self {
            Symbol::Confidential => "confidential",
            Symbol::Low => "more than nothing, but rounded to it",
            Symbol::Unreliable => "low reliability",
            Symbol::NotAvailable => "not available",
            Symbol::NotApplicable => "not applicable",
        }
    }
}

impl Serialize for Symbol {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut both = serializer.serialize_struct("Symbol", 2)?;
        both.serialize_field("sign", self.sign())?;
        both.serialize_field("meaning", self.meaning())?;
        both.end()
    }
}

/// Where a figure stands in the metrics of its authority, so that it can be looked up and checked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Origin {
    pub metric: String,
    /// From 1, among the authority's rows.
    pub row: usize,
    /// The column; for figures that stand together, all of theirs.
    pub columns: Vec<String>,
}

impl std::fmt::Display for Origin {
    /// `reviews_on_time 3 late`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {} {}", self.metric, self.row, self.columns.join(" "))
    }
}

#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "cell", rename_all = "snake_case")]
pub enum Cell {
    Text {
        text: Text,
    },
    /// A figure as readers see it, and the value itself where a workbook
    /// needs it (per cents 0 to 100). None: the cell says more than one figure.
    Figure {
        shown: String,
        value: Option<f64>,
        /// Where it can be looked up; null for what is counted for the page.
        #[serde(skip_serializing_if = "Option::is_none")]
        from: Option<Origin>,
    },
    /// A mark and its words: "late 12 days".
    Status {
        status: Status,
        words: Text,
    },
    /// A figure that is not there, with its reason.
    Missing {
        symbol: Symbol,
    },
    /// An empty box for a reader to tick.
    TickBox,
}

impl Cell {
    pub fn text(text: impl Into<Text>) -> Self {
        Cell::Text { text: text.into() }
    }

    pub fn figure(shown: impl Into<String>, value: f64) -> Self {
        Cell::Figure { shown: shown.into(), value: Some(value), from: None }
    }

    /// Figures that stand together, "38 of 44 (86%)".
    pub fn figures(shown: impl Into<String>) -> Self {
        Cell::Figure { shown: shown.into(), value: None, from: None }
    }

    /// The same with its place in a metric; only a figure has one.
    pub fn looked_up(mut self, origin: Option<Origin>) -> Self {
        if let Cell::Figure { from, .. } = &mut self {
            *from = origin;
        }
        self
    }

    pub fn status(status: Status, words: impl Into<Text>) -> Self {
        Cell::Status { status, words: words.into() }
    }

    pub fn missing(symbol: Symbol) -> Self {
        Cell::Missing { symbol }
    }
}

impl From<&str> for Cell {
    fn from(words: &str) -> Self {
        Cell::text(words)
    }
}

impl From<String> for Cell {
    fn from(words: String) -> Self {
        Cell::text(words)
    }
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Row {
    pub header: Text,
    pub cells: Vec<Cell>,
    /// Set off by weight, as the next panel among panels.
    pub is_emphasised: bool,
}

/// Whether a table stands open or is folded under a line that names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "display", rename_all = "snake_case")]
pub enum Display {
    Open,
    /// Open too, and its caption only for those who do not see the page,
    /// since the heading right above says the same.
    UnderHeading,
    /// The line to unfold it; renderers put "Table:" before it. Print unfolds it.
    Folded {
        line: String,
    },
}

/// A table. Its rows always have as many cells as it has columns.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Table {
    /// What, where, when.
    pub caption: String,
    pub display: Display,
    /// What explains a sign in the cells, under the table.
    pub notes: Vec<Text>,
    columns: Vec<Column>,
    rows: Vec<Row>,
}

impl Table {
    /// An open table. `first` heads the column of row headers.
    pub fn new(
        caption: impl Into<String>,
        first: impl Into<String>,
        others: impl IntoIterator<Item = Column>,
    ) -> Self {
        let mut columns = vec![Column::new(first, ColumnKind::Text)];
        columns.extend(others);
        Self { caption: caption.into(), display: Display::Open, notes: Vec::new(), columns, rows: Vec::new() }
    }

    pub fn shown(mut self, display: Display) -> Self {
        self.display = display;
        self
    }

    pub fn folded(self, line: impl Into<String>) -> Self {
        self.shown(Display::Folded { line: line.into() })
    }

    pub fn is_folded(&self) -> bool {
        matches!(self.display, Display::Folded { .. })
    }

    pub fn note(mut self, note: impl Into<Text>) -> Self {
        self.notes.push(note.into());
        self
    }

    /// Adds a row. Columns left over say "does not apply"; cells left over
    /// are a fault of the caller and stop a development build.
    pub fn push(&mut self, header: impl Into<Text>, cells: impl IntoIterator<Item = Cell>) {
        self.push_row(header.into(), cells.into_iter().collect(), false);
    }

    /// Adds a row that is set off from the others.
    pub fn push_emphasised(&mut self, header: impl Into<Text>, cells: impl IntoIterator<Item = Cell>) {
        self.push_row(header.into(), cells.into_iter().collect(), true);
    }

    fn push_row(&mut self, header: Text, mut cells: Vec<Cell>, is_emphasised: bool) {
        let wanted = self.columns.len() - 1;
        debug_assert!(cells.len() <= wanted, "a row of “{}” is too long", self.caption);
        cells.resize(wanted, Cell::missing(Symbol::NotApplicable));
        self.rows.push(Row { header, cells, is_emphasised });
    }

    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// The symbols that occur, each once, for the note under the table.
    pub fn symbols(&self) -> Vec<Symbol> {
        let mut symbols: Vec<Symbol> = self
            .rows
            .iter()
            .flat_map(|row| &row.cells)
            .filter_map(|cell| match cell {
                Cell::Missing { symbol } => Some(*symbol),
                _ => None,
            })
            .collect();
        symbols.sort_unstable();
        symbols.dedup();
        symbols
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stages() -> Table {
        Table::new(
            "Reviews by stage",
            "Stage",
            [Column::new("On time", ColumnKind::Number), Column::new("Late", ColumnKind::Number)],
        )
    }

    #[test]
    fn a_short_row_is_filled_with_a_reason() {
        let mut table = stages();
        table.push("Month 3", [Cell::figure("38", 38.0)]);
        let row = &table.rows()[0];
        assert_eq!(row.cells.len(), 2);
        assert_eq!(row.cells[1], Cell::missing(Symbol::NotApplicable));
    }

    #[test]
    fn each_symbol_is_explained_once() {
        let mut table = stages();
        let c = Cell::missing(Symbol::Confidential);
        table.push("Month 3", [c.clone(), Cell::missing(Symbol::NotAvailable)]);
        table.push("Month 6", [c, Cell::figure("0", 0.0)]);
        assert_eq!(table.symbols(), [Symbol::Confidential, Symbol::NotAvailable]);
    }
}
