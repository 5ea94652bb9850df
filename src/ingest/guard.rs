//! Other people's bytes: zip containers that would unpack to more than a machine holds, and readers that
//! break down over a damaged file.

use std::cell::Cell;
use std::fs::File;
use std::io::{BufReader, Read, Seek};
use std::panic::{self, AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Once;

use quick_xml::events::Event;
use zip::ZipArchive;

use crate::diagnostic::Error;

use super::measure::{Bounds, Measured, measure};
use super::parts::{Parts, is_xml};

/// How much a worksheet, or the one part that holds all sheets of an ODS, may hold: a million rows of forty
/// filled cells.
const SHEET: Bounds = Bounds { bytes: 3 << 30, tags: 200_000_000, text: 1 << 20 };
/// How much any other part may hold.
const PART: Bounds = Bounds { bytes: 256 << 20, tags: 40_000_000, text: 1 << 20 };

thread_local! {
    /// How many guarded reads this thread is inside of.
    static GUARDED: Cell<u32> = const { Cell::new(0) };
}

/// Runs a reader of other people's bytes; should it break down, that is a damaged file and nothing more:
/// what the breakdown would print is not printed.
pub fn guarded<T>(shown: &str, read: impl FnOnce() -> Result<T, Error>) -> Result<T, Error> {
    stay_quiet_when_guarded();
    GUARDED.with(|guarded| guarded.set(guarded.get() + 1));
    let outcome = catch_unwind(AssertUnwindSafe(read));
    GUARDED.with(|guarded| guarded.set(guarded.get() - 1));
    outcome.unwrap_or_else(|_| Err(damaged(shown)))
}

/// From the first guarded read on, a breakdown within one says nothing; any other is told as before.
fn stay_quiet_when_guarded() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let before = panic::take_hook();
        panic::set_hook(Box::new(move |breakdown| {
            if GUARDED.with(Cell::get) == 0 {
                before(breakdown);
            }
        }));
    });
}

/// The error of a workbook that cannot be read.
pub fn damaged(shown: &str) -> Error {
    Error::new(
        format!("{shown} cannot be read: it is damaged, or not what its name says"),
        "open it in a spreadsheet program and save it again as .xlsx; if it has a password, take it off",
    )
}

/// The error of a file that unpacks to too much.
pub fn too_much(shown: &str) -> Error {
    Error::new(
        format!("{shown} would unpack to more than any export of records holds"),
        "do not open it if you do not know where it comes from; otherwise export the records again, as CSV",
    )
}

fn long_text(shown: &str) -> Error {
    Error::new(
        format!("{shown} has a cell of more than a million characters"),
        "no record holds so much: do not open it if you do not know where it comes from; otherwise export the \
         records again, as CSV",
    )
}

/// Refuses a zip container that would unpack to too much, sheets aside that nobody may ask for: see
/// [`check_sheet`]. What its directory says of sizes is not believed: the parts are unpacked and measured.
pub fn check_zip(path: &Path, shown: &str) -> Result<(), Error> {
    check_parts(path, shown, &PART, |parts, part| {
        parts.map_or(is_xml(part), |parts| parts.is_read_at_once(part))
    })
}

/// The same of the part of an XLSX that holds a sheet. Where the container does not say which that is, every
/// part of the workbook is measured.
pub fn check_sheet(path: &Path, shown: &str, sheet: &str) -> Result<(), Error> {
    let mut has_any = false;
    check_parts(path, shown, &SHEET, |parts, part| {
        let holds = parts.is_some_and(|parts| parts.may_hold(part, sheet));
        has_any |= holds;
        holds
    })?;
    if has_any {
        return Ok(());
    }
    check_parts(path, shown, &SHEET, |parts, part| {
        is_xml(part) && parts.is_none_or(|parts| parts.is_within(part))
    })
}

/// Measures the parts that are wanted.
fn check_parts(
    path: &Path,
    shown: &str,
    bounds: &Bounds,
    mut is_wanted: impl FnMut(Option<&Parts>, &str) -> bool,
) -> Result<(), Error> {
    let file = File::open(path).map_err(|_| damaged(shown))?;
    guarded(shown, || {
        let mut archive = ZipArchive::new(BufReader::new(file)).map_err(|_| damaged(shown))?;
        let parts = Parts::of(&mut archive);
        let wanted = |name: &str| is_wanted(parts.as_ref(), name);
        match fits(archive, bounds, wanted).ok_or_else(|| damaged(shown))? {
            Measured::Fits(_) => Ok(()),
            Measured::LongText => Err(long_text(shown)),
            Measured::TooMuch => Err(too_much(shown)),
        }
    })
}

/// Measures the parts of a container that are wanted, up to the first that is too much; `None` for one that
/// cannot be unpacked.
fn fits<R: Read + Seek>(
    mut archive: ZipArchive<R>,
    bounds: &Bounds,
    mut is_wanted: impl FnMut(&str) -> bool,
) -> Option<Measured> {
    let mut total = 0u64;
    for index in 0..archive.len() {
        let mut part = archive.by_index(index).ok()?;
        let name = part.name().ok()?.into_owned();
        if !is_wanted(&name) {
            continue;
        }
        let bounds = if name == "content.xml" { &SHEET } else { bounds };
        if part.size() > bounds.bytes {
            return Some(Measured::TooMuch);
        }
        match measure(&mut part, bounds)? {
            Measured::Fits(bytes) => total = total.saturating_add(bytes),
            other => return Some(other),
        }
        drop(part);
        let is_shared = name.to_lowercase().ends_with("sharedstrings.xml");
        if total > SHEET.bytes || is_shared && !promises_are_kept(&mut archive, index, total)? {
            return Some(Measured::TooMuch);
        }
    }
    Some(Measured::Fits(total))
}

/// Whether the shared texts say how many they are and could be so many: room is made for them at once.
fn promises_are_kept<R: Read + Seek>(archive: &mut ZipArchive<R>, index: usize, bytes: u64) -> Option<bool> {
    let part = archive.by_index(index).ok()?;
    let mut xml = quick_xml::Reader::from_reader(BufReader::new(part));
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match xml.read_event_into(&mut buffer).ok()? {
            Event::Start(tag) | Event::Empty(tag) if tag.local_name().as_ref() == "sst" => {
                let count =
                    tag.attributes().flatten().find(|attribute| attribute.key.as_ref() == "uniqueCount");
                let count = count.and_then(|count| count.value.parse::<u64>().ok());
                return Some(count.is_none_or(|count| count <= bytes));
            }
            Event::Eof => return Some(true),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{Cursor, Write};

    fn archive(parts: &[(&str, usize)]) -> ZipArchive<Cursor<Vec<u8>>> {
        let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, length) in parts {
            let options = zip::write::SimpleFileOptions::default();
            writer.start_file(*name, options.compression_method(zip::CompressionMethod::Deflated)).unwrap();
            writer.write_all(&vec![b' '; *length]).unwrap();
        }
        ZipArchive::new(writer.finish().unwrap()).unwrap()
    }

    #[test]
    fn a_container_that_unpacks_to_too_much_is_refused() {
        let bounds = Bounds { bytes: 100_000, tags: 10, text: 60_000 };
        for (parts, expected) in [
            (vec![("xl/styles.xml", 50_000)], Measured::Fits(50_000)),
            (vec![("xl/styles.xml", 60_001)], Measured::LongText),
            (vec![("xl/worksheets/sheet1.xml", 60_001)], Measured::Fits(0)),
            (vec![("xl/picture.png", 500_000)], Measured::Fits(0)),
            (vec![("xl/styles.xml", 100_001)], Measured::TooMuch),
        ] {
            let found = fits(archive(&parts), &bounds, |name| is_xml(name) && !name.contains("worksheets/"));
            assert_eq!(found, Some(expected), "{parts:?}");
        }
    }

    #[test]
    fn a_reader_that_breaks_down_is_a_damaged_file() {
        let error = guarded("x.xlsx", || -> Result<(), Error> { panic!("as a test") }).unwrap_err();
        assert!(error.message.contains("x.xlsx"));
    }

    #[test]
    fn a_breakdown_says_nothing_inside_a_guarded_read_and_is_told_outside() {
        // Run as a program of its own, for what is printed is what counts.
        if std::env::var_os("BREAK_DOWN").is_some() {
            let _ = guarded("x.xlsx", || -> Result<(), Error> { panic!("within") });
            let _ =
                guarded("x.xlsx", || guarded("y.xlsx", || -> Result<(), Error> { panic!("deep within") }));
            let _ = catch_unwind(|| panic!("outside"));
            return;
        }
        let own_name =
            "ingest::guard::tests::a_breakdown_says_nothing_inside_a_guarded_read_and_is_told_outside";
        let output = std::process::Command::new(std::env::current_exe().unwrap())
            .args(["--exact", own_name, "--nocapture"])
            .env("BREAK_DOWN", "1")
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success() && said.contains("outside"), "{said}");
        assert!(!said.contains("within"), "{said}");
    }
}
