//! The one writer of outputs. Everything is written into a folder of its own beside the final one, and the
//! finished set takes its place by rename: an interrupted run leaves the last good output as it was, and never
//! a half-written file. Files in the output folder that an earlier run did not write move over unharmed.
//!
//! For an output folder `out` the writer uses `.out.moderato-new`, `.out.moderato-old` and `.out.moderato-lock`
//! beside it. The next run clears what a killed one left there.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File, TryLockError};
use std::io::{self, Write as _};
use std::path::{Component, Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use serde::Deserialize;

use super::disk::reason;
use super::{OutputFile, hash_file, sha256};
use crate::diagnostic::Error;

/// The file in which an output lists its own files; it is ours though it cannot list itself.
pub const MANIFEST: &str = "manifest.json";

/// Why an output could not be written, with what to do about it.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    #[error("the output folder {} cannot be written: {}. Choose another with --out, or ask who looks after it", folder.display(), reason(cause))]
    Folder { folder: PathBuf, cause: io::Error },
    #[error("{} is a file, not a folder. Choose another place with --out", folder.display())]
    NotAFolder { folder: PathBuf },
    #[error("{} holds the folder this was started from. Give the output a folder of its own, such as --out out", folder.display())]
    HoldsThisFolder { folder: PathBuf },
    #[error("{} holds or lies in a folder that is to be read. Give the output a folder of its own, such as --out out", folder.display())]
    HoldsAnInput { folder: PathBuf },
    #[error("another run is writing to {} now. Wait until it ends, or choose another folder with --out", folder.display())]
    Busy { folder: PathBuf },
    #[error("{path} in {} was not written by an earlier run, so it is not replaced. Move it, or choose another folder with --out", folder.display())]
    NotOurs { folder: PathBuf, path: String },
    #[error("{path} cannot be written: {}. Is the disk full?", reason(cause))]
    File { path: String, cause: io::Error },
    #[error("{path} is not a place inside the output folder")]
    Outside { path: String },
    #[error("the finished output could not be put in place at {}: {}. The earlier output is as it was. Close files of it that are open elsewhere, then run again", folder.display(), reason(cause))]
    InPlace { folder: PathBuf, cause: io::Error },
}

impl From<WriteError> for Error {
    fn from(error: WriteError) -> Error {
        Error::new(error.to_string(), "")
    }
}

/// Writes one output folder. Dropped without [`finish`](Writer::finish), it leaves the last output as it was.
#[derive(Debug)]
pub struct Writer {
    folder: PathBuf,
    new: PathBuf,
    old: PathBuf,
    /// Held, and so locked, as long as the writer lives.
    _lock: File,
    lock_path: PathBuf,
    /// What the last run wrote, by its manifest.
    ours_before: BTreeSet<String>,
    written: Mutex<BTreeMap<String, OutputFile>>,
}

impl Writer {
    /// Makes sure that the output can be written, before any work is done.
    pub fn open(folder: &Path) -> Result<Self, WriteError> {
        let refused = |cause| WriteError::Folder { folder: folder.to_owned(), cause };
        let absolute = resolve(folder).map_err(refused)?;
        if absolute.exists() && !absolute.is_dir() {
            return Err(WriteError::NotAFolder { folder: folder.to_owned() });
        }
        if std::env::current_dir().and_then(fs::canonicalize).is_ok_and(|here| here.starts_with(&absolute)) {
            return Err(WriteError::HoldsThisFolder { folder: folder.to_owned() });
        }
        let (Some(parent), Some(name)) = (absolute.parent(), absolute.file_name()) else {
            return Err(refused(io::Error::from(io::ErrorKind::InvalidInput)));
        };
        fs::create_dir_all(parent).map_err(refused)?;
        let beside = |role: &str| parent.join(format!(".{}.moderato-{role}", name.to_string_lossy()));
        let (new, old, lock_path) = (beside("new"), beside("old"), beside("lock"));

        let lock = File::create(&lock_path).map_err(refused)?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(WriteError::Busy { folder: folder.to_owned() }),
            Err(TryLockError::Error(cause)) => return Err(refused(cause)),
        }
        recover(&absolute, &new, &old).map_err(refused)?;
        fs::create_dir(&new).map_err(refused)?;
        probe(&absolute).map_err(refused)?;
        let ours_before = ours(&absolute);
        Ok(Self {
            folder: absolute,
            new,
            old,
            _lock: lock,
            lock_path,
            ours_before,
            written: Mutex::default(),
        })
    }

    /// Refuses an output folder that holds a folder to be read, or lies in its exports: putting the
    /// finished set in place moves what is there.
    pub fn keep_clear_of(&self, folder: &Path) -> Result<(), WriteError> {
        let there = fs::canonicalize(folder).unwrap_or_else(|_| folder.to_owned());
        if there.starts_with(&self.folder) || self.folder.starts_with(there.join("exports")) {
            return Err(WriteError::HoldsAnInput { folder: self.folder.clone() });
        }
        Ok(())
    }

    /// Writes one file. `path` is relative to the output folder, with `/` between steps.
    pub fn write(&self, path: &str, contents: &[u8]) -> Result<OutputFile, WriteError> {
        let place = self.place(path)?;
        let failed = |cause| WriteError::File { path: path.to_owned(), cause };
        let mut file = File::create(&place).map_err(failed)?;
        file.write_all(contents).map_err(failed)?;
        file.flush().map_err(failed)?;
        let sha256 = sha256(contents);
        Ok(self.note(OutputFile { path: path.to_owned(), sha256, bytes: contents.len() as u64 }))
    }

    /// Where a stage that writes its own file (Parquet) should put it; call [`record`](Writer::record) after.
    pub fn place(&self, path: &str) -> Result<PathBuf, WriteError> {
        if !is_inside(path) {
            return Err(WriteError::Outside { path: path.to_owned() });
        }
        if path != MANIFEST && !self.ours_before.contains(path) && self.folder.join(path).exists() {
            return Err(WriteError::NotOurs { folder: self.folder.clone(), path: path.to_owned() });
        }
        let place = self.new.join(path);
        if let Some(parent) = place.parent() {
            fs::create_dir_all(parent).map_err(|cause| WriteError::File { path: path.to_owned(), cause })?;
        }
        Ok(place)
    }

    /// Hashes and counts a file that a stage has written at its [`place`](Writer::place).
    pub fn record(&self, path: &str) -> Result<OutputFile, Error> {
        let place = self.place(path)?;
        let (sha256, bytes) = hash_file(&place)?;
        Ok(self.note(OutputFile { path: path.to_owned(), sha256, bytes }))
    }

    /// The folder that takes the output's place in the end, for stages that write files of their own.
    pub fn staging(&self) -> &Path {
        &self.new
    }

    /// Takes note of a file that a stage has written in [`staging`](Writer::staging).
    pub fn note(&self, written: OutputFile) -> OutputFile {
        let mut all = self.written.lock().unwrap_or_else(PoisonError::into_inner);
        all.insert(written.path.clone(), written.clone());
        written
    }

    /// Everything written so far, by path.
    pub fn written(&self) -> Vec<OutputFile> {
        self.written.lock().unwrap_or_else(PoisonError::into_inner).values().cloned().collect()
    }

    /// The last step: what is not ours moves over, then the new set takes the old one's place.
    pub fn finish(self) -> Result<Vec<OutputFile>, WriteError> {
        let failed = |cause| WriteError::InPlace { folder: self.folder.clone(), cause };
        let written = self.written();
        if self.folder.exists() {
            carry_over(&self.folder, &self.new, "", &self.ours_before).map_err(failed)?;
            fs::rename(&self.folder, &self.old).map_err(failed)?;
            if let Err(cause) = fs::rename(&self.new, &self.folder) {
                // The earlier output goes back; if even that fails, the next run does it.
                let _ = fs::rename(&self.old, &self.folder);
                return Err(failed(cause));
            }
            // What is left here is the earlier output's; should it resist, the next run clears it.
            let _ = fs::remove_dir_all(&self.old);
        } else {
            fs::rename(&self.new, &self.folder).map_err(failed)?;
        }
        Ok(written)
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        // Only ever what this run has begun: after `finish` it has another name.
        let _ = fs::remove_dir_all(&self.new);
        let _ = fs::remove_file(&self.lock_path);
    }
}

/// The folder's absolute path, links followed, whether or not it is there yet.
fn resolve(folder: &Path) -> io::Result<PathBuf> {
    if folder.as_os_str().is_empty() {
        return Err(io::Error::from(io::ErrorKind::InvalidInput));
    }
    let absolute = std::path::absolute(folder)?;
    let mut missing = Vec::new();
    let mut there = absolute.as_path();
    loop {
        match fs::canonicalize(there) {
            Ok(mut found) => {
                found.extend(missing.iter().rev());
                return Ok(found);
            }
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => {
                let (Some(parent), Some(name)) = (there.parent(), there.file_name()) else {
                    return Err(cause);
                };
                missing.push(name.to_owned());
                there = parent;
            }
            Err(cause) => return Err(cause),
        }
    }
}

/// Clears what a killed run left, and puts back an output it had already moved aside.
fn recover(folder: &Path, new: &Path, old: &Path) -> io::Result<()> {
    if old.exists() {
        if folder.exists() {
            fs::remove_dir_all(old)?;
        } else {
            fs::rename(old, folder)?;
        }
    }
    if new.exists() {
        fs::remove_dir_all(new)?;
    }
    Ok(())
}

/// An output folder that is there must be one that can be moved: not a disk of its own.
fn probe(folder: &Path) -> io::Result<()> {
    if !folder.exists() {
        return Ok(());
    }
    drop(tempfile::tempfile_in(folder)?);
    #[cfg(unix)]
    if let Some(parent) = folder.parent() {
        use std::os::unix::fs::MetadataExt;
        if fs::metadata(folder)?.dev() != fs::metadata(parent)?.dev() {
            return Err(io::Error::other("it is a disk of its own; use a folder inside it"));
        }
    }
    Ok(())
}

/// The paths an earlier run's manifest lists. Without one that can be read, nothing there is ours.
fn ours(folder: &Path) -> BTreeSet<String> {
    #[derive(Deserialize)]
    struct Manifest {
        outputs: Vec<Output>,
    }
    #[derive(Deserialize)]
    struct Output {
        path: String,
    }
    let Ok(text) = fs::read_to_string(folder.join(MANIFEST)) else { return BTreeSet::new() };
    let Ok(manifest) = serde_json::from_str::<Manifest>(&text) else { return BTreeSet::new() };
    manifest.outputs.into_iter().map(|output| output.path).chain([MANIFEST.to_owned()]).collect()
}

/// Gives every file that is not ours, nor replaced, a second name in the new folder; the first goes with the
/// old folder. So nothing is copied, and at no moment is a file without a name.
fn carry_over(from: &Path, to: &Path, inner: &str, ours: &BTreeSet<String>) -> io::Result<()> {
    let mut entries = fs::read_dir(from)?.collect::<io::Result<Vec<_>>>()?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let name = entry.file_name();
        let path = if inner.is_empty() {
            name.to_string_lossy().into_owned()
        } else {
            format!("{inner}/{}", name.to_string_lossy())
        };
        let (source, target) = (entry.path(), to.join(&name));
        let kind = entry.file_type()?;
        if kind.is_dir() {
            let was_empty = fs::read_dir(&source)?.next().is_none();
            let began_here = !target.exists();
            if began_here {
                fs::create_dir(&target)?;
            }
            carry_over(&source, &target, &path, ours)?;
            // A folder in which everything was ours goes with it.
            if began_here && !was_empty && fs::read_dir(&target)?.next().is_none() {
                fs::remove_dir(&target)?;
            }
        } else if !ours.contains(&path) && fs::symlink_metadata(&target).is_err() {
            if kind.is_symlink() {
                copy_link(&source, &target)?;
            } else if fs::hard_link(&source, &target).is_err() {
                // Some network folders know no second names.
                fs::copy(&source, &target)?;
            }
        }
    }
    Ok(())
}

#[cfg(unix)]
fn copy_link(source: &Path, target: &Path) -> io::Result<()> {
    std::os::unix::fs::symlink(fs::read_link(source)?, target)
}

#[cfg(not(unix))]
fn copy_link(source: &Path, target: &Path) -> io::Result<()> {
    fs::copy(source, target).map(|_| ())
}

/// True for a relative path that never steps up.
fn is_inside(path: &str) -> bool {
    !path.is_empty() && Path::new(path).components().all(|step| matches!(step, Component::Normal(_)))
}

#[cfg(test)]
#[path = "writer_tests.rs"]
mod tests;
