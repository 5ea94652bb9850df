//! Writes authority folders to the disk: the only place of `sample` that touches it.
//!
//! Each file is written beside its place and then renamed, so that an interrupted run leaves no half
//! file. A folder that `moderato sample` did not write is never touched.

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use super::export::MARK;
use crate::diagnostic::Error;

/// A file that is not at its place yet.
pub struct Pending {
    path: PathBuf,
    partial: PathBuf,
    writer: BufWriter<File>,
}

impl Pending {
    pub fn create(path: &Path) -> Result<Pending, Error> {
        let mut name = path.file_name().unwrap_or_default().to_os_string();
        name.push(".partial");
        let partial = path.with_file_name(name);
        let file = File::create(&partial).map_err(|fault| cannot("written", path, &fault))?;
        Ok(Pending { path: path.to_owned(), partial, writer: BufWriter::with_capacity(1 << 20, file) })
    }

    pub fn write(&mut self, bytes: &[u8]) -> Result<(), Error> {
        self.writer.write_all(bytes).map_err(|fault| cannot("written", &self.path, &fault))
    }

    /// Puts the file in its place.
    pub fn finish(mut self) -> Result<(), Error> {
        self.writer
            .flush()
            .and_then(|()| fs::rename(&self.partial, &self.path))
            .map_err(|fault| cannot("written", &self.path, &fault))
    }
}

/// What was not finished is taken away again.
impl Drop for Pending {
    fn drop(&mut self) {
        // After `finish` there is nothing left to remove, and after a fault nothing more can be done.
        let _ = fs::remove_file(&self.partial);
    }
}

pub fn write_file(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let mut file = Pending::create(path)?;
    file.write(bytes)?;
    file.finish()
}

/// Makes an authority's folder and the one for its exports, or takes over an earlier sample's.
pub fn prepare_folder(folder: &Path) -> Result<PathBuf, Error> {
    let configuration = folder.join("moderato.toml");
    let is_ours = match fs::read(&configuration) {
        Ok(bytes) => bytes.starts_with(MARK.as_bytes()),
        Err(_) => !folder.exists() || fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_none()),
    };
    if !is_ours {
        return Err(Error::new(
            format!(
                "the folder {} is there already, and was not written by `moderato sample`",
                folder.display()
            ),
            "choose another folder for --out",
        ));
    }
    let exports = folder.join("exports");
    fs::create_dir_all(&exports).map_err(|fault| cannot("made", &exports, &fault))?;
    Ok(exports)
}

fn cannot(done: &str, path: &Path, fault: &std::io::Error) -> Error {
    Error::new(
        format!("{} could not be {done}: {fault}", path.display()),
        "check that the folder exists and may be written to, and that the disk has room",
    )
}
