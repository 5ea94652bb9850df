//! `moderato init`: an authority's folder begun, with a mapping proposed from its exports.

use std::path::{Component, Path, PathBuf, absolute};

use super::{Ending, print};
use crate::cli::InitArgs;
use crate::diagnostic::Error;
use crate::ingest::{
    CONFIG_NAME, EXPORTS, NO_ENDS, ProposedSource, Sureness, files_in, folder_toml, propose, settle_workers,
    shown_in,
};
use crate::plan::read_rulebook;
use crate::store::{copy_file, make_folder, write_file};

/// The rulebook that stands in until a person names the authority's own.
const STAND_IN: &str = "common-yardstick";

/// An export, and where it is to stand in the folder.
struct Export {
    from: PathBuf,
    /// Its path in the folder, with `/`.
    placed: String,
    is_copied: bool,
}

/// Proposes a mapping, says how sure it is and why, and writes `moderato.toml`. What is there is never
/// replaced.
pub fn init(args: &InitArgs) -> Result<Ending, Error> {
    let folder = args.folder.as_path();
    let config = folder.join(CONFIG_NAME);
    if config.exists() {
        return Err(Error::new(
            format!("{} is there already; it is left as it is", config.display()),
            "edit it by hand, or move it elsewhere first and run this again",
        ));
    }
    let rulebook = args.like.as_deref().map(|named| placed_rulebook(named, folder)).transpose()?;
    let exports = find_exports(folder, &args.from)?;
    let mut proposed: Vec<ProposedSource> = exports.iter().flat_map(proposed_of).collect();
    settle_workers(&mut proposed);
    let (code, name) = named_after(folder);
    let text = folder_toml(&code, &name, rulebook.as_deref(), STAND_IN, &proposed);
    make_folder(&folder.join(EXPORTS))?;
    for export in exports.iter().filter(|export| export.is_copied) {
        copy_file(&export.from, &folder.join(&export.placed))?;
        tracing::info!("{} copied to {}", export.from.display(), folder.join(&export.placed).display());
    }
    write_file(&config, text.as_bytes())?;
    proposed.iter().for_each(say);
    tracing::info!("{}", what_next(folder, &config, &proposed));
    print(format!("{}\n", config.display()).as_bytes())
}

/// The rulebook as `moderato.toml` names it: a published id, or a path from the folder.
fn placed_rulebook(named: &str, folder: &Path) -> Result<String, Error> {
    let here = Path::new(named);
    if !folder.join(named).is_file() && here.is_file() {
        read_rulebook(named, Path::new("."))?;
        return Ok(inside(folder, here).unwrap_or_else(|| whole_path(here)));
    }
    read_rulebook(named, folder)?;
    Ok(named.to_owned())
}

/// The exports named, or those in the folder already, each once.
fn find_exports(folder: &Path, named: &[PathBuf]) -> Result<Vec<Export>, Error> {
    let mut files: Vec<PathBuf> = Vec::new();
    for path in named {
        if path.is_dir() {
            files.extend(files_in(path).map_err(|_| no_export(path))?);
        } else if path.is_file() {
            files.push(path.clone());
        } else {
            return Err(no_export(path));
        }
    }
    if named.is_empty() {
        files = files_in(&folder.join(EXPORTS)).unwrap_or_default();
    }
    let mut exports: Vec<Export> = Vec::new();
    for from in files {
        let own = inside(folder, &from);
        let is_copied = own.is_none();
        let name = from.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let placed = own.unwrap_or_else(|| format!("{EXPORTS}/{name}"));
        match exports.iter().find(|other| other.placed == placed) {
            Some(other) if other.from == from => {}
            Some(other) => {
                return Err(Error::new(
                    format!("{} and {} have the same name", other.from.display(), from.display()),
                    "give one of them another name: both go into one folder",
                ));
            }
            None if is_copied && folder.join(&placed).exists() => {
                return Err(Error::new(
                    format!("{} is there already, and is not replaced", folder.join(&placed).display()),
                    "name that file with --from instead, or give this one another name",
                ));
            }
            None => exports.push(Export { from, placed, is_copied }),
        }
    }
    Ok(exports)
}

fn no_export(path: &Path) -> Error {
    Error::new(
        format!("there is no file {}", path.display()),
        "name exports that are there after --from, or leave --from out to use those in the folder",
    )
}

/// A file's path in the folder, with `/`; `None` where it lies elsewhere.
fn inside(folder: &Path, file: &Path) -> Option<String> {
    let (folder, file) = (plain(&absolute(folder).ok()?), plain(&absolute(file).ok()?));
    file.starts_with(&folder).then(|| shown_in(&folder, &file))
}

fn whole_path(file: &Path) -> String {
    absolute(file).unwrap_or_else(|_| file.to_owned()).display().to_string()
}

/// A path without `.` and `..`.
fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for step in path.components() {
        match step {
            Component::CurDir => {}
            Component::ParentDir => {
                plain.pop();
            }
            other => plain.push(other),
        }
    }
    plain
}

/// What an export seems to hold. One that cannot be read is remarked on, and the others are still proposed.
fn proposed_of(export: &Export) -> Vec<ProposedSource> {
    let named = export.from.display().to_string();
    match propose(Path::new(""), std::slice::from_ref(&named)) {
        Ok(proposed) => proposed
            .into_iter()
            .map(|source| ProposedSource { path: export.placed.clone(), ..source })
            .collect(),
        Err(error) => {
            tracing::warn!("{error}");
            vec![ProposedSource::nothing(&export.placed, None, error.message)]
        }
    }
}

/// A code and a name to begin with, from the folder's own name.
fn named_after(folder: &Path) -> (String, String) {
    let folder = absolute(folder).map(|path| plain(&path)).unwrap_or_else(|_| folder.to_owned());
    let name = folder.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let code: String = name
        .chars()
        .filter(|letter| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_'))
        .take(40)
        .collect::<String>()
        .to_uppercase();
    let spaced = name.replace(['-', '_'], " ");
    let mut letters = spaced.trim().chars();
    let name: String = letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect();
    let or = |text: String, otherwise: &str| if text.is_empty() { otherwise.to_owned() } else { text };
    (or(code, "X01"), or(name, "My authority"))
}

/// How sure each proposal is, and why, a line a column.
fn say(source: &ProposedSource) {
    let sheet = source.sheet.as_ref().map(|sheet| format!(", sheet {sheet}")).unwrap_or_default();
    let place = format!("{}{sheet}", source.path);
    let Some(spec) = source.table else {
        tracing::info!("{place}: not mapped: {}", source.why);
        return;
    };
    let mut lines = vec![format!("{place}: {}, {}: {}", spec.name, source.sureness.word(), source.why)];
    lines.extend(source.columns.iter().map(|column| {
        if column.heading.is_empty() {
            return format!("  {} is left out, {}: {}", column.column, column.sureness.word(), column.why);
        }
        format!("  {} is \"{}\", {}: {}", column.column, column.heading, column.sureness.word(), column.why)
    }));
    lines.extend(
        source
            .missing
            .iter()
            .map(|column| format!("  {column}: no heading looks like it, and every row needs one")),
    );
    if source.has_no_ends() {
        lines.push(format!("  ended_on: {NO_ENDS}"));
    }
    for (column, spellings) in &source.spellings {
        let shown: Vec<String> = spellings.keys().map(|spelling| format!("\"{spelling}\"")).collect();
        lines.push(format!("  {column}: not known, and to be mapped under values: {}", shown.join(", ")));
    }
    tracing::info!("{}", lines.join("\n"));
}

fn what_next(folder: &Path, config: &Path, proposed: &[ProposedSource]) -> String {
    let has_guesses = proposed.iter().any(|source| {
        source.sureness == Sureness::Guess
            || !source.missing.is_empty()
            || !source.spellings.is_empty()
            || source.has_no_ends()
            || source.columns.iter().any(|column| column.sureness == Sureness::Guess)
    });
    let has_workers = proposed.iter().any(|source| source.table.is_some_and(|spec| spec.name == "workers"));
    let first = match (proposed.is_empty(), has_guesses) {
        (true, _) => format!(
            "Put the exports in {}, then say in {} what is what.",
            folder.join(EXPORTS).display(),
            config.display()
        ),
        (false, true) => {
            format!("Open {}: guesses stand there as comments for you to decide.", config.display())
        }
        (false, false) if !has_workers => {
            format!(
                "No export lists the workers, without whom nothing can be judged: add one to {}.",
                config.display()
            )
        }
        (false, false) => format!("Open {} and put in your authority's code and name.", config.display()),
    };
    format!("{first} `moderato check {}` then says what is still wrong.", folder.display())
}
