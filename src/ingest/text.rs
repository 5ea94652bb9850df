//! Delimited text: its encoding, its delimiter, and its rows in blocks.
//!
//! A file is read twice: once to see how it is written (the last byte may tell that it is not UTF-8),
//! once for its rows. Never more than some blocks of it are in memory.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;

use encoding_rs::{CoderResult, Decoder, Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use crate::diagnostic::Error;

use super::folder::plain_io;
use super::rows::{Block, TextBlock};
use super::split::Dialect;

/// How much of a file is decoded at a time.
const STEP: usize = 4 << 20;
/// How much of a file decides on its delimiter and its headings.
const HEAD: usize = 256 << 10;
/// The longest row.
const LONGEST_ROW: usize = 16 << 20;

/// A text file that has been looked through once.
pub struct TextFile {
    file: File,
    shown: String,
    encoding: &'static Encoding,
    /// The number of the first line: 0 where it says `sep=;`, which a spreadsheet takes in and does not show.
    first_row: u64,
    /// The file is not quite what its encoding promises: how many places could not be read.
    pub unreadable: u64,
}

/// The rows at the head of a file.
pub type Head = Vec<(u64, Vec<String>)>;

impl TextFile {
    /// Looks a file through. `shown` is its name in messages.
    pub fn open(path: &Path, shown: &str) -> Result<TextFile, Error> {
        let mut file = File::open(path).map_err(|error| cannot_read(shown, &error))?;
        let survey = Survey::of(&mut file).map_err(|error| cannot_read(shown, &error))?;
        let encoding = survey.encoding().ok_or_else(|| {
            Error::new(
                format!("{shown} holds no text: it is full of zero bytes"),
                "export the file again; it was probably damaged while it was copied",
            )
        })?;
        let unreadable = if encoding == UTF_8 { survey.invalid } else { 0 };
        Ok(TextFile { file, shown: shown.to_owned(), encoding, first_row: 1, unreadable })
    }

    /// The name of the encoding that was found.
    pub fn encoding_name(&self) -> &'static str {
        self.encoding.name()
    }

    /// Finds the delimiter: the one under which the best of the first rows has most known headings, and
    /// after that the one that most rows have equally often, unless the first line says it. `recognise` counts the known headings of a row.
    pub fn dialect(&mut self, recognise: impl Fn(&[String]) -> usize) -> Result<(Dialect, Head), Error> {
        let sample = self.sample()?;
        let quote = if singles_quote(&sample) { b'\'' } else { b'"' };
        let stated = stated_delimiter(&sample);
        self.first_row = if stated.is_some() { 0 } else { 1 };
        let delimiters = stated.map_or_else(|| vec![b',', b'\t', b';', b'|'], |stated| vec![stated]);
        let mut best: Option<((usize, usize, usize), Dialect, Head)> = None;
        for delimiter in delimiters {
            let dialect = Dialect { delimiter, quote, width: 0 };
            let head = head_rows(&sample, self.first_row, dialect)?;
            let known = head.iter().map(|(_, cells)| recognise(cells)).max().unwrap_or(0);
            let (alike, width) = most_frequent_width(&head);
            let merit = (known, if width > 1 { alike } else { 0 }, width);
            if best.as_ref().is_none_or(|(other, _, _)| merit > *other) {
                best = Some((merit, dialect, head));
            }
        }
        let empty = (Dialect { delimiter: b',', quote, width: 0 }, Head::new());
        Ok(best.map_or(empty, |(_, dialect, head)| (dialect, head)))
    }

    fn sample(&mut self) -> Result<String, Error> {
        self.file.rewind().map_err(|error| cannot_read(&self.shown, &error))?;
        let mut bytes = Vec::new();
        Read::by_ref(&mut self.file)
            .take(HEAD as u64)
            .read_to_end(&mut bytes)
            .map_err(|error| cannot_read(&self.shown, &error))?;
        let is_whole = bytes.len() < HEAD;
        let mut decoder = self.encoding.new_decoder_with_bom_removal();
        let mut text = String::new();
        decode(&mut decoder, &bytes, is_whole, &mut text);
        if !is_whole {
            // The last line is cut short.
            let end = text.rfind(['\n', '\r']).map_or(text.len(), |at| at + 1);
            text.truncate(end);
        }
        Ok(text)
    }

    /// The rows, in blocks of whole records.
    pub fn blocks(mut self, dialect: Dialect) -> Result<Blocks, Error> {
        self.file.seek(SeekFrom::Start(0)).map_err(|error| cannot_read(&self.shown, &error))?;
        Ok(Blocks {
            decoder: self.encoding.new_decoder_with_bom_removal(),
            file: self.file,
            shown: self.shown,
            dialect,
            bytes: vec![0; STEP],
            pending: String::new(),
            next_row: self.first_row,
            is_at_end: false,
            has_failed: false,
        })
    }
}

fn cannot_read(shown: &str, error: &std::io::Error) -> Error {
    Error::new(
        format!("{shown} cannot be read: {}", plain_io(error)),
        "check that the file is there, is not open in another program, and that you may read it",
    )
}

/// Decodes bytes onto the end of a text; what cannot be read becomes a replacement character.
fn decode(decoder: &mut Decoder, bytes: &[u8], is_last: bool, text: &mut String) {
    let mut rest = bytes;
    loop {
        let room = decoder.max_utf8_buffer_length(rest.len()).unwrap_or(rest.len() * 3 + 16);
        text.reserve(room);
        let (result, read, _) = decoder.decode_to_string(rest, text, is_last);
        rest = &rest[read..];
        if result == CoderResult::InputEmpty {
            return;
        }
    }
}

/// Whether cells are quoted with single quotation marks.
fn singles_quote(sample: &str) -> bool {
    let edges = |quote: char| {
        [format!(",{quote}"), format!("{quote},"), format!("\t{quote}"), format!(";{quote}")]
            .iter()
            .map(|edge| sample.matches(edge.as_str()).take(1_000).count())
            .sum::<usize>()
    };
    edges('"') == 0 && edges('\'') >= 4
}

/// The delimiter that the first line states for spreadsheet programs, as `sep=;` does.
fn stated_delimiter(sample: &str) -> Option<u8> {
    let line = sample.split(['\n', '\r']).next()?.trim_matches('"').as_bytes();
    match line {
        [s, e, p, b'=', delimiter]
            if [s, e, p].into_iter().zip(b"sep").all(|(a, b)| a.eq_ignore_ascii_case(b)) =>
        {
            Some(*delimiter).filter(|byte| byte.is_ascii() && !byte.is_ascii_alphanumeric() && *byte != b'"')
        }
        _ => None,
    }
}

/// The first rows of a sample that are not blank, without a line of no number.
fn head_rows(sample: &str, first_row: u64, dialect: Dialect) -> Result<Head, Error> {
    // A sample is short: a quotation mark that is not closed in it is left to the reader of the blocks.
    let cut = dialect.cut(sample.as_bytes(), true);
    let mut head = Head::new();
    let block = Block::Text(text_block(sample.to_owned(), first_row, dialect, cut.lone_quotes));
    block.each_row(|number, row| {
        if head.len() < 40 && number > 0 && !row.is_blank() {
            head.push((number, (0..row.width()).map(|i| row.cell(i).shown(Default::default())).collect()));
        }
    })?;
    Ok(head)
}

fn most_frequent_width(head: &Head) -> (usize, usize) {
    let mut counts = std::collections::BTreeMap::new();
    for (_, cells) in head {
        *counts.entry(cells.len()).or_insert(0usize) += 1;
    }
    counts.into_iter().map(|(width, alike)| (alike, width)).max().unwrap_or((0, 0))
}

/// A block in which lone quotation marks are spaces, and the rows they stand in are known.
fn text_block(text: String, first_row: u64, dialect: Dialect, lone: Vec<(usize, u64)>) -> TextBlock {
    let unclosed = lone.iter().map(|(_, rows)| first_row + rows).collect();
    let text = if lone.is_empty() {
        text
    } else {
        let mut bytes = text.into_bytes();
        for (place, _) in &lone {
            if let Some(byte) = bytes.get_mut(*place) {
                *byte = b' ';
            }
        }
        // One ASCII byte for another: the text stays UTF-8.
        String::from_utf8(bytes).unwrap_or_default()
    };
    TextBlock { text, first_row, dialect, unclosed }
}

/// The blocks of a text file, one after another.
pub struct Blocks {
    file: File,
    shown: String,
    decoder: Decoder,
    dialect: Dialect,
    bytes: Vec<u8>,
    pending: String,
    next_row: u64,
    is_at_end: bool,
    has_failed: bool,
}

impl Blocks {
    /// Decodes one more step of the file onto `pending`.
    fn fill(&mut self) -> Result<(), Error> {
        let read = loop {
            match self.file.read(&mut self.bytes) {
                Ok(read) => break read,
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                Err(error) => return Err(cannot_read(&self.shown, &error)),
            }
        };
        self.is_at_end = read == 0;
        decode(
            &mut self.decoder,
            self.bytes.get(..read).unwrap_or_default(),
            self.is_at_end,
            &mut self.pending,
        );
        Ok(())
    }

    fn next_block(&mut self) -> Result<Option<Block>, Error> {
        while !self.is_at_end {
            self.fill()?;
            if self.pending.len() < STEP / 2 && !self.is_at_end {
                continue;
            }
            let cut = self.dialect.cut(self.pending.as_bytes(), self.is_at_end);
            if cut.end == 0 {
                if self.pending.len() > LONGEST_ROW {
                    return Err(Error::new(
                        format!("{} has a row of more than 16 MB", self.shown),
                        "this is not a table of records; export it again",
                    ));
                }
                continue;
            }
            let rest = self.pending.split_off(cut.end);
            let text = std::mem::replace(&mut self.pending, rest);
            let block = text_block(text, self.next_row, self.dialect, cut.lone_quotes);
            self.next_row += cut.rows;
            return Ok(Some(Block::Text(block)));
        }
        Ok(None)
    }
}

impl Iterator for Blocks {
    type Item = Result<Block, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.has_failed {
            return None;
        }
        let block = self.next_block().transpose();
        self.has_failed = matches!(block, Some(Err(_)));
        block
    }
}

/// What the bytes of a file tell about its encoding.
#[derive(Debug, Default)]
struct Survey {
    bytes: u64,
    first: Vec<u8>,
    /// Zero bytes at even and at odd places.
    zeros: [u64; 2],
    /// Characters beyond ASCII that are proper UTF-8, and places that are not.
    valid: u64,
    invalid: u64,
}

impl Survey {
    fn of(file: &mut File) -> std::io::Result<Survey> {
        let mut survey = Survey::default();
        let mut buffer = vec![0; 1 << 20];
        let mut carried = 0;
        loop {
            let read = match file.read(&mut buffer[carried..]) {
                Ok(read) => read,
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            let filled = carried + read;
            survey.count(&buffer[carried..filled]);
            let left = survey.check(&buffer[..filled], read == 0);
            if read == 0 {
                return Ok(survey);
            }
            buffer.copy_within(filled - left..filled, 0);
            carried = left;
        }
    }

    fn count(&mut self, bytes: &[u8]) {
        if self.first.len() < 4 {
            self.first.extend(bytes.iter().take(4 - self.first.len()));
        }
        if memchr::memchr(0, bytes).is_some() {
            for (index, byte) in bytes.iter().enumerate() {
                if *byte == 0 {
                    self.zeros[(self.bytes as usize + index) % 2] += 1;
                }
            }
        }
        self.bytes += bytes.len() as u64;
    }

    /// Counts what is and is not UTF-8; how many bytes at the end may be the start of a character.
    fn check(&mut self, bytes: &[u8], is_last: bool) -> usize {
        let mut rest = bytes;
        loop {
            match std::str::from_utf8(rest) {
                Ok(text) => {
                    self.count_beyond_ascii(text.as_bytes());
                    return 0;
                }
                Err(error) => {
                    let (good, bad) = rest.split_at(error.valid_up_to());
                    self.count_beyond_ascii(good);
                    match error.error_len() {
                        Some(length) => {
                            self.invalid += 1;
                            rest = bad.get(length..).unwrap_or_default();
                        }
                        None if is_last => {
                            self.invalid += 1;
                            return 0;
                        }
                        None => return bad.len(),
                    }
                }
            }
        }
    }

    fn count_beyond_ascii(&mut self, bytes: &[u8]) {
        if !bytes.is_ascii() {
            self.valid += bytes.iter().filter(|byte| **byte >= 0xC0).count() as u64;
        }
    }

    /// The encoding; `None` for what is no text at all.
    fn encoding(&self) -> Option<&'static Encoding> {
        match self.first.as_slice() {
            [0xEF, 0xBB, 0xBF, ..] => return Some(UTF_8),
            [0xFF, 0xFE, ..] => return Some(UTF_16LE),
            [0xFE, 0xFF, ..] => return Some(UTF_16BE),
            _ => {}
        }
        // In UTF-16 without a mark, every other byte of English text is zero.
        let half = self.bytes / 2;
        let [even, odd] = self.zeros;
        if odd * 10 > half * 6 && even * 10 < half {
            return Some(UTF_16LE);
        }
        if even * 10 > half * 6 && odd * 10 < half {
            return Some(UTF_16BE);
        }
        if (even + odd) * 10 > self.bytes {
            return None;
        }
        if self.invalid == 0 || self.valid > self.invalid * 4 { Some(UTF_8) } else { Some(WINDOWS_1252) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::io::Write;

    fn rows_of(bytes: &[u8]) -> Result<Head, Error> {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(bytes).unwrap();
        let mut text = TextFile::open(file.path(), "x.csv")?;
        let (dialect, _) = text.dialect(|cells| cells.iter().filter(|cell| cell.as_str() == "id").count())?;
        let mut rows = Head::new();
        for block in text.blocks(dialect)? {
            block?.each_row(|number, row| {
                rows.push((
                    number,
                    (0..row.width()).map(|i| row.cell(i).shown(Default::default())).collect(),
                ));
            })?;
        }
        Ok(rows)
    }

    fn utf16(text: &str, has_mark: bool, is_little: bool) -> Vec<u8> {
        let mark = has_mark.then_some(0xFEFF);
        let units = mark.into_iter().chain(text.encode_utf16());
        units.flat_map(|unit| if is_little { unit.to_le_bytes() } else { unit.to_be_bytes() }).collect()
    }

    #[test]
    fn every_encoding_gives_the_same_rows() {
        let text = "id,name\n1,Zoë Example\n2,Plain Sample\n";
        let (windows, _, _) = WINDOWS_1252.encode(text);
        let expected = rows_of(text.as_bytes()).unwrap();
        assert_eq!(expected[1].1, ["1", "Zoë Example"]);
        for bytes in [
            [b"\xEF\xBB\xBF", text.as_bytes()].concat(),
            windows.into_owned(),
            utf16(text, true, true),
            utf16(text, true, false),
            utf16(text, false, true),
            utf16(text, false, false),
        ] {
            assert_eq!(rows_of(&bytes).unwrap(), expected, "{bytes:?}");
        }
    }

    #[test]
    fn every_delimiter_and_quote_is_found() {
        for text in [
            "id,name,x\n1,\"a, b\",c\n",
            "id\tname\tx\n1\ta, b\tc\n",
            "id;name;x\n1;a, b;c\n",
            "id|name|x\n1|a, b|c\n",
            "'id','name','x'\n'1','a, b','c'\n",
        ] {
            let rows = rows_of(text.as_bytes()).unwrap();
            assert_eq!(rows[1], (2, vec!["1".to_owned(), "a, b".to_owned(), "c".to_owned()]), "{text}");
        }
    }

    /// A spreadsheet takes the line in: its row 1 is the line after it.
    #[test]
    fn a_line_that_states_the_delimiter_is_no_row() {
        for text in [
            "sep=;\nid;name\n1;a,b\n",
            "\"SEP=;\"\r\nid;name\r\n1;a,b\r\n",
            "\u{feff}sep=;\nid;name\n1;a,b\n",
        ] {
            let rows: Head =
                rows_of(text.as_bytes()).unwrap().into_iter().filter(|(row, _)| *row > 0).collect();
            assert_eq!(
                rows,
                [(1, vec!["id".into(), "name".into()]), (2, vec!["1".into(), "a,b".into()])],
                "{text:?}"
            );
        }
        for text in ["sep=\tid\n", "sepia=;\nid;name\n", "sep=a\nid,name\n"] {
            assert!(rows_of(text.as_bytes()).unwrap().iter().all(|(row, _)| *row > 0), "{text:?}");
        }
    }

    #[test]
    fn zeros_are_no_text() {
        let error = rows_of(&[0; 5000]).unwrap_err();
        assert!(error.message.contains("zero bytes"), "{error}");
        assert_eq!(rows_of(b"").unwrap(), Head::new());
    }

    #[test]
    fn a_large_file_comes_in_blocks_with_right_numbers() {
        let mut text = String::from("id,note\n");
        for number in 2..400_000 {
            text.push_str(&format!("{number},\"some\ntext\"\n"));
        }
        let rows = rows_of(text.as_bytes()).unwrap();
        assert_eq!(rows.len(), 399_999);
        assert!(rows.iter().skip(1).all(|(number, cells)| number.to_string() == cells[0]));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn no_bytes_make_it_stumble(bytes in proptest::collection::vec(any::<u8>(), 0..300), csv in "[a\",;\t\n\r'é0]{0,200}") {
            let _ = rows_of(&bytes);
            let _ = rows_of(csv.as_bytes());
        }
    }
}
