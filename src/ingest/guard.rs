//! Other people's bytes: zip containers that would unpack to more than a machine holds, and readers that
//! break down over a damaged file.

use std::cell::Cell;
use std::fs::File;
use std::io::{BufReader, Read, Seek};
use std::panic::{self, AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Once;

use zip::ZipArchive;

use crate::diagnostic::Error;

/// How much a container may unpack to.
struct Limits {
    /// All parts together, and a worksheet.
    total: u64,
    /// Any part but a worksheet.
    part: u64,
}

const LIMITS: Limits = Limits { total: 3 << 30, part: 512 << 20 };
/// Deflate cannot pack anything smaller than this fraction of itself.
const DEFLATE_LIMIT: u64 = 1_032;

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

fn too_much(shown: &str) -> Error {
    Error::new(
        format!("{shown} would unpack to more than any export of records holds"),
        "do not open it if you do not know where it comes from; otherwise export the records again, as CSV",
    )
}

/// Refuses a zip container that would unpack to too much. What its directory says is not believed: where
/// it could be more, the parts are unpacked and counted.
pub fn check_zip(path: &Path, shown: &str) -> Result<(), Error> {
    let file = File::open(path).map_err(|_| damaged(shown))?;
    guarded(shown, || {
        let archive = ZipArchive::new(BufReader::new(file)).map_err(|_| damaged(shown))?;
        if fits(archive, &LIMITS).ok_or_else(|| damaged(shown))? { Ok(()) } else { Err(too_much(shown)) }
    })
}

/// Whether the parts of a container keep within limits; `None` for one that cannot be unpacked.
fn fits<R: Read + Seek>(mut archive: ZipArchive<R>, limits: &Limits) -> Option<bool> {
    let mut total = 0u64;
    for index in 0..archive.len() {
        let part = archive.by_index(index).ok()?;
        let is_sheet = part.name().is_ok_and(|name| name.contains("worksheets/") || name == "content.xml");
        let most = if is_sheet { limits.total } else { limits.part };
        let possible = part.compressed_size().saturating_mul(DEFLATE_LIMIT);
        let unpacked =
            if part.size() >= most || possible <= most / 4 { part.size() } else { count_bytes(part, most)? };
        total = total.saturating_add(unpacked);
        if unpacked >= most || total >= limits.total {
            return Some(false);
        }
    }
    Some(true)
}

/// How many bytes come out, up to a limit.
fn count_bytes(part: impl Read, most: u64) -> Option<u64> {
    let mut part = part.take(most);
    let mut buffer = vec![0; 1 << 16];
    let mut total = 0u64;
    loop {
        match part.read(&mut buffer).ok()? {
            0 => return Some(total),
            read => total += read as u64,
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
        let limits = Limits { total: 500_000, part: 100_000 };
        for (parts, expected) in [
            (vec![("xl/worksheets/sheet1.xml", 300_000), ("xl/sharedStrings.xml", 90_000)], true),
            (vec![("xl/sharedStrings.xml", 100_001)], false),
            (vec![("xl/worksheets/sheet1.xml", 300_000), ("xl/worksheets/sheet2.xml", 300_000)], false),
        ] {
            assert_eq!(fits(archive(&parts), &limits), Some(expected), "{parts:?}");
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
