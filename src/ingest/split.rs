//! Where the records of a delimited text begin and end.
//!
//! A text is cut into blocks at the ends of records, so that blocks can be read side by side. Quotation
//! marks decide what is an end of a record; one that is never closed, or that plainly swallows other
//! rows, is found here and counts for nothing but itself.

use memchr::memchr3;

/// How a text separates its cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dialect {
    pub delimiter: u8,
    pub quote: u8,
    /// How many headings there are; 0 while not known.
    pub width: usize,
}

/// The longest quoted cell; what is longer was never meant to be one.
const LONGEST_CELL: usize = 1 << 20;

/// The whole records at the start of a text.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Cut {
    /// Where the last whole record ends.
    pub end: usize,
    /// How many rows there are up to there, blank lines included, as a spreadsheet counts them.
    pub rows: u64,
    /// Opening quotation marks that are not closed as they should be: place, and rows before it.
    pub lone_quotes: Vec<(usize, u64)>,
}

impl Dialect {
    /// Finds the whole records at the start of `text`; `is_last` says that no more text follows.
    pub fn cut(&self, text: &[u8], is_last: bool) -> Cut {
        let mut cut = Cut::default();
        let mut at = 0;
        while let Some(step) = memchr3(self.quote, b'\n', b'\r', &text[at..]) {
            let here = at + step;
            if text[here] != self.quote {
                let next = match (text[here], text.get(here + 1)) {
                    (b'\r', None) if !is_last => break,
                    (b'\r', Some(b'\n')) => here + 2,
                    _ => here + 1,
                };
                cut.rows += 1;
                cut.end = next;
                at = next;
                continue;
            }
            let opens = here == 0 || self.ends_cell(text[here - 1]);
            if !opens {
                at = here + 1;
                continue;
            }
            match self.closing(text, here + 1, is_last) {
                Closing::At(close) if self.swallows(&text[here + 1..close], text.get(close + 1)) => {
                    cut.lone_quotes.push((here, cut.rows));
                    at = here + 1;
                }
                Closing::At(close) => at = close + 1,
                Closing::Never => {
                    cut.lone_quotes.push((here, cut.rows));
                    at = here + 1;
                }
                Closing::Unknown => break,
            }
        }
        if is_last && cut.end < text.len() {
            cut.rows += 1;
            cut.end = text.len();
        }
        cut.lone_quotes.retain(|(place, _)| *place < cut.end);
        cut
    }

    fn ends_cell(&self, byte: u8) -> bool {
        byte == self.delimiter || byte == b'\n' || byte == b'\r'
    }

    /// The quotation mark that closes a cell; a doubled one does not.
    fn closing(&self, text: &[u8], from: usize, is_last: bool) -> Closing {
        let mut at = from;
        while let Some(step) = memchr::memchr(self.quote, &text[at..]) {
            let close = at + step;
            if close - from > LONGEST_CELL {
                return Closing::Never;
            }
            match text.get(close + 1) {
                Some(next) if *next == self.quote => at = close + 2,
                None if !is_last => return Closing::Unknown,
                _ => return Closing::At(close),
            }
        }
        if is_last || text.len() - from > LONGEST_CELL { Closing::Never } else { Closing::Unknown }
    }

    /// Whether a quoted cell is really several rows: its closing mark opens another cell, or a line in
    /// it has as many cells as there are headings.
    fn swallows(&self, cell: &[u8], after: Option<&u8>) -> bool {
        let Some(first) = memchr::memchr(b'\n', cell) else { return false };
        if after.is_some_and(|byte| !self.ends_cell(*byte)) {
            return true;
        }
        let Some(last) = memchr::memrchr(b'\n', cell) else { return false };
        self.width > 2
            && first < last
            && cell[first + 1..last]
                .split(|byte| *byte == b'\n')
                .any(|line| memchr::memchr_iter(self.delimiter, line).count() + 1 >= self.width)
    }
}

enum Closing {
    At(usize),
    /// Not in what is known of the text so far.
    Unknown,
    Never,
}

#[cfg(test)]
mod tests {
    use super::*;

    const COMMA: Dialect = Dialect { delimiter: b',', quote: b'"', width: 3 };

    #[test]
    fn records_end_where_they_end() {
        for (text, end, rows) in [
            ("a,b\nc,d\ne", 8, 2),
            ("a,\"x\ny\"\nb\n", 10, 2),
            ("a\r\n\r\nb\r\n", 8, 3),
            ("a\rb\rc", 4, 2),
            ("5\" pipe,x\nb\n", 12, 2),
            ("\"a \"\"q\"\" b\",c\n", 14, 1),
            ("a,\"open", 0, 0),
            ("a\r", 0, 0),
        ] {
            let cut = COMMA.cut(text.as_bytes(), false);
            assert_eq!((cut.end, cut.rows, cut.lone_quotes), (end, rows, vec![]), "{text:?}");
        }
        let last = COMMA.cut(b"a,b\nc", true);
        assert_eq!((last.end, last.rows), (5, 2));
    }

    #[test]
    fn a_quotation_mark_that_swallows_rows_is_found() {
        for (text, lone) in [
            // Never closed.
            ("a,b,c\n1,\"x,2\n3,y,4\n", vec![(8, 1)]),
            // Closed by the mark that opens a later cell.
            ("a,b,c\n1,\"x,2\n3,y,4\n5,\"z\",6\n", vec![(8, 1)]),
            // Closed by chance, after a whole row.
            ("a,b,c\n1,\"x,2\n3,y,4\n5,z\",6\n", vec![(8, 1)]),
            // Two lines of one cell are no fault.
            ("a,b,c\n1,\"x\ny\",6\n", vec![]),
        ] {
            assert_eq!(COMMA.cut(text.as_bytes(), true).lone_quotes, lone, "{text:?}");
        }
    }
}
