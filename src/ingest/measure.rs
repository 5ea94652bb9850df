//! How much there is in a part of a workbook, found by going through its bytes once, before a reader that keeps
//! whole cells in memory is let near it.
//!
//! Memory does not grow with the part: nothing of it is kept but the name of the tag at hand.

use std::io::{BufRead, BufReader, Read};

use memchr::{memchr, memchr2, memchr3, memmem};

/// How much a part may hold.
#[derive(Clone, Copy, Debug)]
pub struct Bounds {
    /// Unpacked bytes.
    pub bytes: u64,
    /// Tags: a cell has four or so.
    pub tags: u64,
    /// Bytes of one text or tag, and of one cell or shared text with all that is in it.
    pub text: u64,
}

/// What was found of a part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measured {
    /// It keeps within its bounds, and unpacks to so many bytes.
    Fits(u64),
    /// One text in it is longer than any cell.
    LongText,
    /// It holds more than any table of records.
    TooMuch,
}

/// No spreadsheet program writes more rows into an XLSX sheet.
const MOST_ROWS: u64 = 1 << 20;
/// No part of a workbook is deeper.
const DEEPEST: usize = 64;
/// So much of a tag's name is read, the `/` of an end tag included: names that matter are far shorter.
const LONGEST_NAME: usize = 40;

/// Measures a part; `None` for one that cannot be unpacked, or is no such XML as workbooks hold.
pub fn measure(part: impl Read, bounds: &Bounds) -> Option<Measured> {
    let mut walk = Walk { reader: BufReader::with_capacity(1 << 16, part), at: 0, bounds };
    let mut name = Vec::new();
    let mut open = OpenTags::default();
    let (mut tags, mut rows) = (0u64, 0u64);
    // Where the cell or shared text that the walk is in began, and how many tags it stands in.
    let mut cell: Option<(u64, usize)> = None;
    while let Some(step) = walk.next_tag(&mut name)? {
        tags += 1;
        let length = match walk.past_tag(&name)? {
            Tag::Start(length) => {
                open.push(&name)?;
                let local = memchr(b':', &name).map_or(0, |colon| colon + 1);
                let is_cell =
                    matches!(name.get(local..), Some(b"c" | b"si" | b"table-cell" | b"covered-table-cell"));
                rows += u64::from(name.get(local..) == Some(b"row"));
                if is_cell && cell.is_none() {
                    cell = Some((walk.at, open.ends.len()));
                }
                length
            }
            Tag::End(length) => {
                open.pop(name.get(1..)?)?;
                cell = cell.filter(|(_, depth)| *depth <= open.ends.len());
                length
            }
            Tag::Other(length) => length,
        };
        let in_cell = cell.map_or(0, |(began, _)| walk.at - began);
        if step.max(length + name.len() as u64).max(in_cell) > bounds.text {
            return Some(Measured::LongText);
        }
        if walk.at > bounds.bytes || tags > bounds.tags || rows > MOST_ROWS {
            return Some(Measured::TooMuch);
        }
    }
    open.ends.is_empty().then_some(Measured::Fits(walk.at))
}

/// A tag, and its length.
enum Tag {
    Start(u64),
    End(u64),
    /// One that begins and ends at once, a comment, a section or an instruction.
    Other(u64),
}

/// The names of the tags that are open, one after another in one text.
#[derive(Default)]
struct OpenTags {
    names: Vec<u8>,
    ends: Vec<usize>,
}

impl OpenTags {
    fn push(&mut self, name: &[u8]) -> Option<()> {
        // As much of it as an end tag, whose `/` is read with it, gives back.
        self.names.extend_from_slice(name.get(..LONGEST_NAME - 1).unwrap_or(name));
        self.ends.push(self.names.len());
        (self.ends.len() <= DEEPEST).then_some(())
    }

    /// `None` where another tag is open: a reader that minds no names could then be led anywhere.
    fn pop(&mut self, name: &[u8]) -> Option<()> {
        self.ends.pop()?;
        let from = self.ends.last().copied().unwrap_or(0);
        let is_it = self.names.get(from..) == Some(name);
        self.names.truncate(from);
        is_it.then_some(())
    }
}

struct Walk<'b, R> {
    reader: BufReader<R>,
    /// How many bytes lie behind.
    at: u64,
    bounds: &'b Bounds,
}

impl<R: Read> Walk<'_, R> {
    fn consume(&mut self, bytes: usize) {
        self.reader.consume(bytes);
        self.at += bytes as u64;
    }

    /// Goes to the name of the next tag, and reads it as far as names matter. Returns the length of the text
    /// before it, which is cut short beyond the bound; `Some(None)` at the end.
    fn next_tag(&mut self, name: &mut Vec<u8>) -> Option<Option<u64>> {
        let from = self.at;
        loop {
            let buffer = self.reader.fill_buf().ok()?;
            let (found, length) = (memchr(b'<', buffer), buffer.len());
            match found {
                _ if length == 0 => {
                    // What stands after the last tag is a text too.
                    name.clear();
                    return Some((self.at - from > self.bounds.text).then_some(self.at - from));
                }
                Some(place) => {
                    self.consume(place + 1);
                    break;
                }
                None => self.consume(length),
            }
            if self.at - from > self.bounds.text {
                name.clear();
                return Some(Some(self.at - from));
            }
        }
        let step = self.at - from;
        name.clear();
        while name.len() < LONGEST_NAME {
            let buffer = self.reader.fill_buf().ok()?;
            let room = buffer.get(..LONGEST_NAME - name.len()).unwrap_or(buffer);
            if room.is_empty() {
                return None;
            }
            // A comment or a section has no name that ends: it begins at once.
            let is_marked = name.first().or(room.first()) == Some(&b'!');
            let read = if is_marked { &room[..1] } else { room };
            let end = read.iter().position(|byte| *byte == b'>' || byte.is_ascii_whitespace());
            let taken = end.unwrap_or(read.len());
            name.extend_from_slice(&read[..taken]);
            self.consume(taken);
            if end.is_some() || matches!(name.as_slice(), b"!--" | b"![CDATA[") {
                break;
            }
        }
        Some(Some(step))
    }

    /// Goes past a tag, a comment or a section as the reader of XML would; its length is cut short beyond the
    /// bound.
    fn past_tag(&mut self, name: &[u8]) -> Option<Tag> {
        Some(match name {
            [] => Tag::Other(0),
            b"!--" => Tag::Other(self.past(b"-->")?),
            b"![CDATA[" => Tag::Other(self.past(b"]]>")?),
            [b'?', ..] => Tag::Other(self.past(b"?>")?),
            b"!DOCTYPE" => Tag::Other(self.past_type()?),
            [b'!', ..] => return None,
            [b'/', ..] => Tag::End(self.past(b">")?),
            _ => self.past_attributes(name.ends_with(b"/"))?,
        })
    }

    /// Goes past a mark of up to three bytes.
    fn past(&mut self, mark: &[u8]) -> Option<u64> {
        let from = self.at;
        // The last bytes before the buffer, in which a mark may begin.
        let mut before: Vec<u8> = Vec::new();
        while self.at - from <= self.bounds.text {
            let buffer = self.reader.fill_buf().ok()?;
            let length = buffer.len();
            if length == 0 {
                return None;
            }
            let kept = before.len();
            if kept > 0 || length < mark.len() {
                before.extend_from_slice(buffer.get(..mark.len()).unwrap_or(buffer));
            }
            let over_the_edge = memmem::find(&before, mark).map(|place| place + mark.len() - kept);
            let within = || match mark {
                [byte] => memchr(*byte, buffer).map(|place| place + 1),
                _ => memmem::find(buffer, mark).map(|place| place + mark.len()),
            };
            if let Some(end) = over_the_edge.or_else(within) {
                self.consume(end);
                return Some(self.at - from);
            }
            if length >= mark.len() {
                before.clear();
                before.extend_from_slice(buffer.get(length - mark.len() + 1..).unwrap_or_default());
            } else {
                before.drain(..before.len().saturating_sub(mark.len() - 1));
            }
            self.consume(length);
        }
        Some(self.at - from)
    }

    /// Goes past the type of the document, which old ODS files name; `None` where it declares anything, for that
    /// could make much out of little.
    fn past_type(&mut self) -> Option<u64> {
        let from = self.at;
        while self.at - from <= self.bounds.text {
            let buffer = self.reader.fill_buf().ok()?;
            let length = buffer.len();
            match memchr2(b'>', b'[', buffer) {
                _ if length == 0 => return None,
                Some(place) if buffer.get(place) == Some(&b'[') => return None,
                Some(place) => {
                    self.consume(place + 1);
                    break;
                }
                None => self.consume(length),
            }
        }
        Some(self.at - from)
    }

    /// Goes past the `>` of a start tag; one in quotation marks does not end it. `is_ended` says that the byte
    /// before is a `/`.
    fn past_attributes(&mut self, mut is_ended: bool) -> Option<Tag> {
        let from = self.at;
        let mut quote: Option<u8> = None;
        while self.at - from <= self.bounds.text {
            let buffer = self.reader.fill_buf().ok()?;
            let length = buffer.len();
            if length == 0 {
                return None;
            }
            let found = match quote {
                Some(quote) => memchr(quote, buffer),
                None => memchr3(b'>', b'"', b'\'', buffer),
            };
            let byte = found.and_then(|place| buffer.get(place).copied());
            if let Some(last) = found.unwrap_or(length).checked_sub(1) {
                is_ended = buffer.get(last) == Some(&b'/');
            }
            self.consume(found.map_or(length, |place| place + 1));
            match (quote, byte) {
                (None, Some(b'>')) if is_ended => return Some(Tag::Other(self.at - from)),
                (None, Some(b'>')) => return Some(Tag::Start(self.at - from)),
                (None, mark) => quote = mark,
                (Some(_), Some(_)) => (quote, is_ended) = (None, false),
                (Some(_), None) => {}
            }
        }
        Some(Tag::Other(self.at - from))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BOUNDS: Bounds = Bounds { bytes: 1_000, tags: 20, text: 100 };

    fn of(text: &str) -> Option<Measured> {
        // A byte at a time: what lies over two buffers is read as what lies in one.
        struct Slowly<'a>(&'a [u8]);
        impl Read for Slowly<'_> {
            fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
                let (Some(byte), Some(slot)) = (self.0.first(), buffer.first_mut()) else { return Ok(0) };
                *slot = *byte;
                self.0 = &self.0[1..];
                Ok(1)
            }
        }
        let slowly = measure(Slowly(text.as_bytes()), &BOUNDS);
        assert_eq!(slowly, measure(text.as_bytes(), &BOUNDS), "{text}");
        slowly
    }

    #[test]
    fn what_keeps_within_its_bounds_is_measured() {
        for text in [
            "<?xml version=\"1.0\"?><x:row><x:c r='A1' t=\"a>b\"><v>1</v></x:c><c/><c a='/'></c></x:row>",
            "<!DOCTYPE manifest PUBLIC \"-//X//Y\" \"x.dtd\"><manifest/>",
            "<a><!-- <c> -- > --><![CDATA[ <c> ]] > ]]></a >",
            "<a_name_of_exactly_thirty_nine_characters/><a_name_of_exactly_thirty_nine_characters></a_name_of_exactly_thirty_nine_characters>",
            "<p:Records_x0020_Management_x0020_Classification_x0020_1><c/></p:Records_x0020_Management_x0020_Classification_x0020_1>",
            "",
        ] {
            assert_eq!(of(text), Some(Measured::Fits(text.len() as u64)), "{text}");
        }
    }

    #[test]
    fn a_long_text_is_found_however_it_is_hidden() {
        let long = "x".repeat(101);
        let pieces = "<t>xxxxxxxxxxxxxxxxxxxx</t>".repeat(5);
        for text in [
            format!("<v>{long}</v>"),
            long.clone(),
            format!("<c a=\"{long}\"/>"),
            format!("<c {long}>"),
            format!("<!--{long}--><c/>"),
            format!("<![CDATA[{long}]]>"),
            format!("<?{long}?>"),
            format!("</ {long}>"),
            // In pieces, within one cell or one shared text, with or without what looks like another cell.
            format!("<c><is>{pieces}</is></c>"),
            format!("<c><c></c><c/>{pieces}</c>"),
            format!("<x:si>{pieces}</x:si>"),
            format!("<![CDATA[{}]]>", "<c>".repeat(40)),
            format!("<!--{}-->", "<c>".repeat(40)),
            format!("<c a='{}'>", "<c>".repeat(40)),
        ] {
            let found = of(&text);
            let is_refused = found == Some(Measured::LongText) || (text.starts_with("</") && found.is_none());
            assert!(is_refused, "{text}: {found:?}");
        }
        let cells = "<c><v>xxxxxxxxxx</v></c>".repeat(5);
        assert_eq!(of(&cells), Some(Measured::Fits(cells.len() as u64)));
        let after = format!("<c r=''/>{}", "<m>xxxxxxxxxxxxxxxxxxxx</m>".repeat(5));
        assert_eq!(of(&after), Some(Measured::Fits(after.len() as u64)));
    }

    #[test]
    fn too_many_bytes_or_tags_are_too_much() {
        assert_eq!(of(&"<a/>".repeat(21)), Some(Measured::TooMuch));
        assert_eq!(of(&format!("<a/>{}", "x".repeat(90)).repeat(12)), Some(Measured::TooMuch));
    }

    #[test]
    fn what_is_no_such_xml_is_not_measured() {
        for text in [
            "<!DOCTYPE x [<!ENTITY a \"b\">]><x/>",
            "<a b='",
            "<!-- ",
            "<a",
            "<",
            "<![CDATA[ x",
            "<a><b></a></b>",
            "</a>",
            "<a>",
        ] {
            assert_eq!(of(text), None, "{text}");
        }
        let deep = "<a>".repeat(65);
        let bounds = Bounds { tags: 1_000, ..BOUNDS };
        assert_eq!(measure(deep.as_bytes(), &bounds), None);
    }

    proptest::proptest! {
        #[test]
        fn no_text_makes_it_stumble(text in "[<>/a:c!?\"' \\[\\]CDATA-]{0,80}") {
            let _ = of(&text);
        }
    }
}
