//! The disk: whole files in, whole files out, and their hashes.

use std::fs;
use std::io::{self, Read, Write};
use std::path::Path;

use sha2::{Digest, Sha256};

use crate::diagnostic::Error;

/// Writes a file beside its place and renames it, so that an interruption leaves the old one whole.
pub fn write_file(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let folder = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let written = || -> io::Result<()> {
        fs::create_dir_all(folder)?;
        let mut builder = tempfile::Builder::new();
        builder.prefix(".moderato-");
        #[cfg(unix)]
        builder.permissions(readable());
        let mut file = builder.tempfile_in(folder)?;
        file.write_all(bytes)?;
        file.persist(path).map_err(|fault| fault.error)?;
        Ok(())
    };
    written().map_err(|fault| {
        Error::new(
            format!("{} could not be written: {}", path.display(), reason(&fault)),
            "Choose another place with --out, or make room or ask for the right to write there.",
        )
    })
}

/// Copies a file, as one step, to a place where none is yet: what is there is left as it is.
pub fn copy_file(from: &Path, to: &Path) -> Result<(), Error> {
    if to.exists() {
        return Err(Error::new(
            format!("{} is there already, so {} is not copied there", to.display(), from.display()),
            "Give one of the two another name.",
        ));
    }
    write_file(to, &read_file(from)?)
}

/// Makes a folder, and those above it.
pub fn make_folder(path: &Path) -> Result<(), Error> {
    fs::create_dir_all(path).map_err(|fault| {
        Error::new(
            format!("the folder {} could not be made: {}", path.display(), reason(&fault)),
            "Choose another place, or ask for the right to write there.",
        )
    })
}

/// What the system's mask leaves of reading and writing for all, as for any file a program makes.
#[cfg(unix)]
fn readable() -> fs::Permissions {
    use std::os::unix::fs::PermissionsExt;
    fs::Permissions::from_mode(0o666)
}

/// A file's bytes.
pub(super) fn read_file(path: &Path) -> Result<Vec<u8>, Error> {
    fs::read(path).map_err(|fault| unreadable(path, &fault))
}

pub(super) fn unreadable(path: &Path, fault: &io::Error) -> Error {
    Error::new(
        format!("{} could not be read: {}", path.display(), reason(fault)),
        "See that the file is there, is not open in another program, and that you may read it.",
    )
}

/// Why the disk refused, in words.
pub(super) fn reason(fault: &io::Error) -> String {
    match fault.kind() {
        io::ErrorKind::NotFound => "it is not there".into(),
        io::ErrorKind::PermissionDenied => "you do not have the right to".into(),
        io::ErrorKind::StorageFull => "the disk is full".into(),
        io::ErrorKind::ReadOnlyFilesystem => "the disk cannot be written to".into(),
        io::ErrorKind::NotADirectory | io::ErrorKind::AlreadyExists => {
            "a file stands where a folder should".into()
        }
        io::ErrorKind::IsADirectory => "a folder stands where a file should".into(),
        _ => fault.to_string(),
    }
}

/// The SHA-256 of bytes, in hexadecimal.
pub fn sha256(bytes: &[u8]) -> String {
    in_hexadecimal(&Sha256::digest(bytes))
}

/// The SHA-256 of a file and its length in bytes, without holding it in memory.
pub fn hash_file(path: &Path) -> Result<(String, u64), Error> {
    let hashed = || -> io::Result<(String, u64)> {
        let mut file = fs::File::open(path)?;
        let mut hasher = Sha256::new();
        let mut buffer = vec![0; 1 << 16];
        let mut length = 0;
        loop {
            let read = file.read(&mut buffer)?;
            if read == 0 {
                return Ok((in_hexadecimal(&hasher.finalize()), length));
            }
            hasher.update(&buffer[..read]);
            length += read as u64;
        }
    };
    hashed().map_err(|fault| unreadable(path, &fault))
}

fn in_hexadecimal(digest: &[u8]) -> String {
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_replaced_whole_and_nothing_is_left_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a/b.csv");
        write_file(&path, b"old").unwrap();
        write_file(&path, b"abc").unwrap();
        assert_eq!(read_file(&path).unwrap(), b"abc");
        assert_eq!(fs::read_dir(folder.path().join("a")).unwrap().count(), 1);
        let hash = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(hash_file(&path).unwrap(), (hash.to_owned(), 3));
        assert_eq!(sha256(b"abc"), hash);
    }

    #[test]
    fn a_place_that_cannot_be_written_says_why() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        write_file(&file, b"x").unwrap();
        let fault = write_file(&file.join("below"), b"x").unwrap_err();
        assert!(fault.message.contains("a file stands where a folder should"), "{}", fault.message);
        assert!(hash_file(&folder.path().join("none")).unwrap_err().message.contains("it is not there"));
    }
}
