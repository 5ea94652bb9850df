//! An authority's own logo, panel form and templates: read from its folder for a run, and from a finished
//! run for a pack made again.

use std::fs;
use std::path::{Path, PathBuf};

use crate::diagnostic::Error;
use crate::ingest::{CONFIG_NAME, Folder, files_in, plain_io, shown_in};
use crate::pack::panel_pack::{PANEL_FORM, PROGRESSION_FORM, read_panel_form, read_progression_form};
use crate::pack::{House, Logo, PictureKind};
use crate::render::{ORIGINALS, Templates, logo_fault, unknown_template};

/// More would make every page slow to open.
const MOST_BYTES: u64 = 1 << 20;
/// What a logo says, beside it in a finished run.
const LOGO_SAYS: &str = "logo-says.txt";

/// What an authority's outputs look like.
pub struct OwnLook {
    pub house: House,
    pub templates: Templates,
    /// Its own files, for the manifest and for packs made again.
    pub files: Vec<OwnFile>,
}

/// A file of an authority's own look.
pub struct OwnFile {
    /// Its name in a finished run.
    pub name: &'static str,
    /// Its path in the authority's folder, with `/`; none for what `moderato.toml` itself says.
    pub path: Option<String>,
    pub bytes: Vec<u8>,
}

impl OwnLook {
    /// Reads what `[look]` names.
    pub fn read(folder: &Folder) -> Result<OwnLook, Error> {
        let mut look = OwnLook::published()?;
        let config = folder.root.join(CONFIG_NAME).display().to_string();
        if let Some((path, says)) = &folder.look.logo {
            let place = format!("{config}, line {}", folder.look.logo_line);
            look.take_logo(&folder.root, path, says, &place)?;
        }
        if let Some(named) = &folder.look.templates {
            let place = format!("{config}, line {}", folder.look.templates_line);
            for path in templates_in(&folder.root.join(named), named, &place)? {
                look.take_template(&path, Some(shown_in(&folder.root, &path)))?;
            }
        }
        Ok(look)
    }

    /// Reads what a finished run kept of an authority's look.
    pub fn kept(run: &Path, code: &str) -> Result<OwnLook, Error> {
        let mut look = OwnLook::published()?;
        let folder = run.join("look").join(code);
        for logo in ["logo.svg", "logo.png"].into_iter().filter(|name| folder.join(name).is_file()) {
            let says = read(&folder.join(LOGO_SAYS))?;
            let says = String::from_utf8_lossy(&says).into_owned();
            look.take_logo(&folder, logo, &says, &folder.display().to_string())?;
        }
        for name in names().filter(|name| folder.join(name).is_file()) {
            look.take_template(&folder.join(name), None)?;
        }
        Ok(look)
    }

    /// Where a file stands in a finished run.
    pub fn place(code: &str, file: &OwnFile) -> String {
        format!("look/{code}/{}", file.name)
    }

    fn published() -> Result<OwnLook, Error> {
        Ok(OwnLook { house: House::published()?, templates: Templates::embedded(), files: Vec::new() })
    }

    fn take_logo(&mut self, root: &Path, path: &str, says: &str, place: &str) -> Result<(), Error> {
        let file = root.join(path);
        let fault = |what: String, fix: &str| Error::new(format!("{place}: {what}"), fix);
        let size = fs::metadata(&file).map(|about| about.len()).map_err(|error| {
            fault(
                format!("the logo {path} cannot be read: {}", plain_io(&error)),
                "Put the picture there, or correct logo under [look].",
            )
        })?;
        if file.is_dir() {
            return Err(fault(
                format!("the logo {path} is a folder"),
                "Name the picture itself as logo under [look].",
            ));
        }
        if size > MOST_BYTES {
            return Err(fault(
                format!("the logo {path} is larger than 1 MB, and would stand in every page"),
                "Make the picture smaller: a few hundred dots wide are enough, or an SVG.",
            ));
        }
        let bytes = read(&file)?;
        let Some(kind) = PictureKind::of(&bytes) else {
            return Err(fault(
                format!("the logo {path} is neither an SVG nor a PNG picture, whatever its name says"),
                "Save it as SVG or PNG, and name that file as logo under [look].",
            ));
        };
        let logo = Logo { kind, says: says.to_owned(), bytes: bytes.clone().into() };
        if let Some(reason) = logo_fault(&logo) {
            return Err(fault(
                format!("the logo {path} cannot be shown: {reason}"),
                "Save it again from a drawing program, as PNG or as plain SVG.",
            ));
        }
        self.files.push(OwnFile { name: logo.file(), path: Some(path.to_owned()), bytes });
        self.files.push(OwnFile { name: LOGO_SAYS, path: None, bytes: says.as_bytes().to_vec() });
        self.house.logo = Some(logo);
        Ok(())
    }

    /// Takes a file in the place of the program's of the same name.
    fn take_template(&mut self, file: &Path, path: Option<String>) -> Result<(), Error> {
        let given = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let shown = file.display().to_string();
        let Some(name) = names().find(|name| *name == given) else {
            return Err(unknown_template(&given, &shown, names()));
        };
        let bytes = read(file)?;
        match name {
            PANEL_FORM => self.house.form = read_panel_form(&shown, text_of(&bytes, &shown)?)?,
            PROGRESSION_FORM => {
                self.house.progression = read_progression_form(&shown, text_of(&bytes, &shown)?)?;
            }
            _ => self.templates = self.templates.clone().with_own(name, &shown, bytes.clone())?,
        }
        self.files.push(OwnFile { name, path, bytes });
        Ok(())
    }
}

/// The text of a form, without a mark of the byte order.
fn text_of<'a>(bytes: &'a [u8], shown: &str) -> Result<&'a str, Error> {
    let text = std::str::from_utf8(bytes).map_err(|_| {
        Error::new(format!("{shown} is not UTF-8 text"), "Save it again with the encoding UTF-8.")
    })?;
    Ok(text.trim_start_matches('\u{feff}'))
}

/// Every name that a template may have.
fn names() -> impl Iterator<Item = &'static str> {
    ORIGINALS.iter().map(|original| original.name).chain([PANEL_FORM, PROGRESSION_FORM])
}

/// The files of a folder of templates, which holds no folder itself.
fn templates_in(folder: &Path, named: &str, place: &str) -> Result<Vec<PathBuf>, Error> {
    let fault = |error: std::io::Error| {
        let what = match error.kind() {
            std::io::ErrorKind::NotFound => "there is no such folder".to_owned(),
            std::io::ErrorKind::NotADirectory => "it is not a folder".to_owned(),
            _ => plain_io(&error),
        };
        Error::new(
            format!("{place}: the templates in {named} cannot be read: {what}"),
            "Make the folder, or correct templates under [look].",
        )
    };
    for entry in fs::read_dir(folder).map_err(fault)?.filter_map(Result::ok) {
        if entry.path().is_dir() && !entry.file_name().to_string_lossy().starts_with('.') {
            let shown = entry.path().display().to_string();
            return Err(unknown_template(&entry.file_name().to_string_lossy(), &shown, names()));
        }
    }
    files_in(folder).map_err(fault)
}

fn read(file: &Path) -> Result<Vec<u8>, Error> {
    fs::read(file).map_err(|error| {
        Error::new(
            format!("{} cannot be read: {}", file.display(), plain_io(&error)),
            "Check that the file is there, and that you may read it.",
        )
    })
}
