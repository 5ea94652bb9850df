//! `moderato pack`: one panel's pack again, from a finished run and nothing else.

use std::collections::BTreeMap;
use std::path::Path;

use super::outputs::{pack_path, record_forms, rows_of};
use super::{Ending, print};
use crate::cli::PackArgs;
use crate::diagnostic::{Error, nearest};
use crate::facts::{Judges, Rules};
use crate::model::{Records, TABLES, Table};
use crate::pack::People;
use crate::pack::lines::ByWorker;
use crate::pack::panel_pack::{compose_pack, find_panel};
use crate::pack::view::View;
use crate::plan::{OwnLook, read_rulebook};
use crate::render::render_pdf;
use crate::rulebook::Rulebook;
use crate::store::{AuthorityRun, Manifest, PEOPLE, Stage, list_tables, read_part, read_table, write_file};

/// Composes and renders the pack of a panel, and puts it in its place among the outputs.
pub fn rebuild(args: &PackArgs) -> Result<Ending, Error> {
    let run = &args.finished.out;
    let manifest = Manifest::read(run)?;
    let wanted: Vec<&AuthorityRun> = match &args.authority {
        Some(code) => manifest.authorities.iter().filter(|authority| authority.code == *code).collect(),
        None => manifest.authorities.iter().collect(),
    };
    if wanted.is_empty() {
        let codes: Vec<&str> = manifest.authorities.iter().map(|authority| authority.code.as_str()).collect();
        let fix = format!("The run has {}.", codes.join(", "));
        return Err(Error::new("this run has no such authority", fix));
    }
    let stored: Vec<Stored> = wanted
        .into_iter()
        .map(|authority| Stored::read(run, &manifest, authority))
        .collect::<Result<_, _>>()?;
    let views: Vec<View> =
        stored.iter().map(|stored| stored.view(&manifest, args.named)).collect::<Result<_, _>>()?;
    let id = args.panel.trim().to_uppercase();
    let found: Vec<_> = views
        .iter()
        .zip(&stored)
        .filter_map(|(view, stored)| Some((view, &stored.look.templates, find_panel(view, &id)?)))
        .collect();
    let (view, templates, panel) = match found.as_slice() {
        [one] => one,
        [] => return Err(no_panel(&views, &id)),
        several => {
            let codes: Vec<&str> = several.iter().map(|(view, ..)| view.code).collect();
            return Err(Error::new(
                format!("several authorities have a panel {id}: {}", codes.join(", ")),
                "Say which one with --authority.",
            ));
        }
    };
    let people = if args.named { People::Names } else { People::Pseudonyms };
    let pack = render_pdf(&compose_pack(view, panel, people), templates, manifest.as_of())?;
    let path = pack_path(view.code, panel);
    let output = write_file(&run.join(&path), &pack.bytes).map(|()| run.join(&path))?;
    let mut made = vec![(path, pack.bytes)];
    for (path, form) in record_forms(view, templates, panel, people)? {
        write_file(&run.join(&path), &form)?;
        made.push((path, form));
    }
    note_in_manifest(run, manifest.clone(), &made)?;
    print(format!("{}\n", output.display()).as_bytes())
}

fn no_panel(views: &[View], id: &str) -> Error {
    let ids: Vec<String> = views
        .iter()
        .filter_map(|view| view.records.table("panels"))
        .flat_map(|table| {
            let ids = table.texts("panel_id");
            (0..table.rows()).filter_map(|row| ids.get(row).map(str::to_owned)).collect::<Vec<_>>()
        })
        .collect();
    let near = nearest(id, ids.iter().map(String::as_str));
    let fix = near.map_or(String::new(), |near| format!("Did you mean {near}? "));
    Error::new(
        format!("this run has no panel {id}"),
        fix + "`moderato show records.panels` lists the panels.",
    )
}

/// The new bytes stand in the manifest, so that `verify` finds them right.
fn note_in_manifest(run: &Path, mut manifest: Manifest, made: &[(String, Vec<u8>)]) -> Result<(), Error> {
    for (path, bytes) in made {
        manifest.outputs.retain(|output| output.path != *path);
        manifest.outputs.push(crate::store::OutputFile {
            path: path.clone(),
            sha256: crate::store::sha256(bytes),
            bytes: bytes.len() as u64,
        });
    }
    manifest.write(run)?;
    Ok(())
}

/// One authority of a finished run, read back.
struct Stored {
    code: String,
    name: String,
    rulebook: Rulebook,
    rules: Rules,
    records: Records,
    people: Table,
    facts: BTreeMap<String, Table>,
    metrics: BTreeMap<String, Table>,
    rejected: Table,
    look: OwnLook,
}

impl Stored {
    fn read(run: &Path, manifest: &Manifest, authority: &AuthorityRun) -> Result<Stored, Error> {
        let code = &authority.code;
        let part = |stage, name: &str| Ok::<_, Error>(read_part(run, stage, name, code)?.unwrap_or_default());
        let (rulebook, _) = read_rulebook(&format!("rulebooks/{code}.toml"), run)?;
        let mut rulebooks = vec![rulebook.clone()];
        for other in &authority.others {
            rulebooks.push(read_rulebook(&other.path, run)?.0);
        }
        let rules = Rules::new(&rulebook.id, rulebooks, manifest.under.is_some());
        let mut tables = BTreeMap::new();
        for spec in TABLES {
            tables.insert(spec.name, part(Stage::Records, spec.name)?);
        }
        let mut facts = BTreeMap::new();
        for count in manifest.facts.iter().filter(|count| count.authority.as_ref() == Some(code)) {
            facts.insert(count.table.clone(), part(Stage::Facts, &count.table)?);
        }
        let mut metrics = BTreeMap::new();
        for table in list_tables(run)?.iter().filter(|table| table.stage == Stage::Metrics) {
            metrics.insert(table.name.clone(), rows_of(&read_table(table)?, code));
        }
        Ok(Stored {
            code: code.clone(),
            name: authority.name.clone(),
            rulebook,
            rules,
            records: Records::new(tables, authority.supply.clone()),
            people: part(Stage::Records, PEOPLE)?,
            facts,
            metrics,
            rejected: Table::default(),
            look: OwnLook::kept(run, code)?,
        })
    }

    fn view<'v>(&'v self, manifest: &Manifest, is_named: bool) -> Result<View<'v>, Error> {
        Ok(View {
            code: &self.code,
            name: &self.name,
            as_of: manifest.as_of(),
            rulebook: &self.rulebook,
            judges: Judges::new(&self.records, &self.rules, manifest.as_of()),
            is_other_rulebook: manifest.under.is_some(),
            records: &self.records,
            facts: &self.facts,
            metrics: &self.metrics,
            rejected: &self.rejected,
            house: &self.look.house,
            people: is_named.then_some(&self.people),
            pseudonyms: View::name_workers(&self.code, &self.records),
            rows: ByWorker::of_all(&self.facts, &self.records),
        })
    }
}
