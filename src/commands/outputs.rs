//! From facts to files: store, measure, compose and render, into the folder that is put in place last.

use std::collections::{BTreeMap, BTreeSet};
use std::panic::resume_unwind;
use std::path::Path;
use std::thread;

use arrow::array::BooleanArray;
use arrow::compute::filter_record_batch;
use arrow::datatypes::DataType;
use rayon::prelude::*;

use super::account::{account, row_counts};
use super::inputs::Judged;
use crate::changes::{Changes, Earlier, Now};
use crate::dates::Day;
use crate::diagnostic::{Diagnostic, Error};
use crate::facts::Judging;
use crate::ingest::CONFIG_NAME;
use crate::metrics::{JUDGED_UNDER, Metric, measure, write_metric};
use crate::model::{Table, TableBuilder, Value};
use crate::pack::lines::ByWorker;
use crate::pack::pages::{PackLink, compose_overview, compose_pages, compose_worker_pages};
use crate::pack::panel_pack::{
    PackChoice, PanelRef, compose_pack, compose_records, pack_file_name, panels_due,
};
use crate::pack::view::View;
use crate::pack::workbook::compose_workbook;
use crate::pack::{Document, People};
use crate::plan::{OwnLook, Plan, RulebookText};
use crate::render::{Templates, one_a_core, render_docx, render_html, render_pdf, render_xlsx};
use crate::store::{
    AuthorityRun, InputFile, Lineage, Manifest, OtherRulebook, PEOPLE, RowCount, RulebookHash, Since, Stage,
    TableRows, Writer, hash_file, to_csv, write_part,
};

/// Moderato's version, for the manifest and every file's metadata.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

/// The outputs of a run while they are made.
pub struct Outputs<'a> {
    plan: &'a Plan,
    judged: &'a [Judged<'a>],
    writer: Writer,
    counts: Vec<RowCount>,
    /// The account of each authority's exports.
    accounts: Vec<BTreeMap<&'static str, Table>>,
    facts: Vec<TableRows>,
    metrics: Vec<Metric>,
    packs: Vec<String>,
    /// The earlier run that this one is compared with.
    since: Option<Since>,
}

/// What a run wrote, in numbers.
pub struct Summary {
    pub packs: usize,
    pub files: usize,
    pub workers: u64,
    /// The files a reader opens first.
    pub first: Vec<String>,
}

impl<'a> Outputs<'a> {
    /// Writes the facts, the rulebooks and the rows that were left out.
    pub fn new(plan: &'a Plan, judged: &'a [Judged<'a>], writer: Writer) -> Result<Outputs<'a>, Error> {
        let counts = judged.iter().flat_map(|judged| row_counts(judged.code(), &judged.ingested)).collect();
        let accounts = judged.iter().map(|judged| account(judged.code(), &judged.ingested)).collect();
        let mut outputs = Outputs {
            plan,
            judged,
            writer,
            counts,
            accounts,
            facts: Vec::new(),
            metrics: Vec::new(),
            packs: Vec::new(),
            since: None,
        };
        for (place, judged) in judged.iter().enumerate() {
            outputs.store(place, judged)?;
        }
        let rejected = judged.iter().flat_map(|judged| judged.ingested.rejected.iter());
        outputs.write_table("rejected.csv", &listed(rejected, outputs.plan.under.as_deref()))?;
        let notices = judged.iter().flat_map(|judged| judged.notices().cloned());
        outputs.write_table("notices.csv", &listed(notices, outputs.plan.under.as_deref()))?;
        Ok(outputs)
    }

    fn store(&mut self, place: usize, judged: &Judged) -> Result<(), Error> {
        let code = judged.code();
        let account = self.accounts.get(place).into_iter().flatten();
        let tables: Vec<(&str, &Table)> =
            judged.facts.iter().chain(account).map(|(name, table)| (*name, table)).collect();
        self.write_parts(Stage::Facts, code, &tables, &lineage(self.plan, judged))?;
        self.facts.extend(tables.iter().map(|(name, table)| table_rows(code, name, table)));
        self.writer.write(&format!("rulebooks/{code}.toml"), judged.authority.rulebook_text.as_bytes())?;
        for (place, text, _) in judged.other_rulebooks() {
            self.writer.write(&place, text.text.as_bytes())?;
        }
        for file in &judged.authority.look.files {
            self.writer.write(&OwnLook::place(code, file), &file.bytes)?;
        }
        Ok(())
    }

    fn store_records(&self) -> Result<(), Error> {
        self.judged.par_iter().try_for_each(|judged| {
            let records = judged.ingested.records.tables();
            let tables: Vec<(&str, &Table)> = records.chain([(PEOPLE, &judged.ingested.people)]).collect();
            let of_records = Lineage { rulebooks: Vec::new(), under: None, ..lineage(self.plan, judged) };
            self.write_parts(Stage::Records, judged.code(), &tables, &of_records)
        })
    }

    fn make_worker_pages(&self, choice: PackChoice) -> Result<(), Error> {
        for (judged, account) in self.judged.iter().zip(&self.accounts) {
            let owned = OwnedView::of(judged, account, &[]);
            let view = owned.view(judged, self.plan, false);
            let links: Vec<PackLink> = panels_due(&view, choice).iter().map(PackLink::new).collect();
            compose_worker_pages(&view, &links, |path, page| {
                self.write_page(&format!("{}/{path}", view.code), &page, &judged.authority.look.templates)
            })?;
        }
        Ok(())
    }

    fn write_page(&self, path: &str, page: &Document, templates: &Templates) -> Result<(), Error> {
        self.writer.write(path, render_html(page, templates)?.as_bytes())?;
        Ok(())
    }

    fn write_parts(
        &self,
        stage: Stage,
        code: &str,
        tables: &[(&str, &Table)],
        lineage: &Lineage,
    ) -> Result<(), Error> {
        let staging = self.writer.staging();
        tables.par_iter().try_for_each(|(name, table)| {
            self.writer.note(write_part(staging, stage, name, code, table, lineage)?);
            Ok(())
        })
    }

    fn write_table(&self, path: &str, table: &Table) -> Result<(), Error> {
        self.writer.write(path, &to_csv(table))?;
        Ok(())
    }

    /// Runs the metrics' queries over the facts stored so far, and stores what comes out. What no query reads
    /// and no metric stands on is made beside it: the stored records, and the workers' pages with their links to
    /// the packs of `choice`.
    pub fn measure(&mut self, choice: PackChoice) -> Result<(), Error> {
        let staging = self.writer.staging();
        // The SQL engine goes deep: it has this thread, and no thread of a pool with its smaller stack.
        let (metrics, beside) = thread::scope(|scope| {
            let beside = scope.spawn(|| self.store_records().and_then(|()| self.make_worker_pages(choice)));
            (measure(staging), beside.join().unwrap_or_else(|panic| resume_unwind(panic)))
        });
        beside?;
        self.metrics = metrics?;
        let mut rulebooks: Vec<RulebookHash> = self.judged.iter().flat_map(Judged::rulebooks).collect();
        rulebooks.sort();
        rulebooks.dedup();
        let lineage = Lineage {
            version: VERSION.to_owned(),
            as_of: Some(self.plan.as_of),
            authorities: self.judged.iter().map(|judged| judged.code().to_owned()).collect(),
            rulebooks,
            under: self.plan.under.clone(),
            made_from: Vec::new(),
        };
        let written: Vec<_> = self
            .metrics
            .par_iter()
            .map(|metric| write_metric(staging, metric, &lineage))
            .collect::<Result<_, Error>>()?;
        written.into_iter().flatten().for_each(|file| drop(self.writer.note(file)));
        Ok(())
    }

    /// Compares every authority with an earlier run, and stores what changed among the facts; `None` for
    /// an authority that the earlier run does not have.
    pub fn compare(&mut self, earlier: &Earlier) -> Result<Vec<Option<Changes>>, Error> {
        self.since = Some(earlier.as_recorded());
        let mut all = Vec::new();
        for (judged, account) in self.judged.iter().zip(&mut self.accounts) {
            let rulebooks = judged.rulebooks();
            let (configuration, _) = hash_file(&judged.authority.folder.root.join(CONFIG_NAME))?;
            let changes = earlier.changes(&Now {
                code: judged.code(),
                as_of: self.plan.as_of,
                version: VERSION,
                rulebook: &judged.authority.rulebook.id,
                rulebooks: &rulebooks,
                configuration: &configuration,
                records: &judged.ingested.records,
                counts: &self.counts,
                metrics: &self.metrics,
            })?;
            for (name, table) in changes.iter().flat_map(Changes::tables) {
                let lineage = lineage(self.plan, judged);
                let file =
                    write_part(self.writer.staging(), Stage::Facts, name, judged.code(), table, &lineage)?;
                self.writer.note(file);
                self.facts.push(table_rows(judged.code(), name, table));
                account.insert(name, table.clone());
            }
            all.push(changes);
        }
        Ok(all)
    }

    /// Composes and renders every page but the workers' own, and the packs that are wanted.
    pub fn render(&mut self, choice: PackChoice, is_named: bool) -> Result<(), Error> {
        let owned: Vec<OwnedView> = self
            .judged
            .iter()
            .zip(&self.accounts)
            .map(|(judged, account)| OwnedView::of(judged, account, &self.metrics))
            .collect();
        let views: Vec<View> = self
            .judged
            .iter()
            .zip(&owned)
            .map(|(judged, owned)| owned.view(judged, self.plan, is_named))
            .collect();
        let people = if is_named { People::Names } else { People::Pseudonyms };
        let of_authorities: Vec<OfAuthority> = views
            .par_iter()
            .zip(self.judged)
            .map(|(view, judged)| {
                let panels = panels_due(view, choice);
                let links: Vec<PackLink> = panels.iter().map(PackLink::new).collect();
                let templates = &judged.authority.look.templates;
                OfAuthority { view, templates, pages: compose_pages(view, &links), panels }
            })
            .collect();
        let overview = compose_overview(&views);
        // The page over all authorities is nobody's own, unless there is one alone.
        let published = Templates::embedded();
        let over_all = match self.judged {
            [only] => &only.authority.look.templates,
            _ => &published,
        };
        // The packs take longest: they go first, so that no core is left with one at the end.
        let packs = of_authorities
            .iter()
            .flat_map(|of| of.panels.iter().map(|panel| Job::Pack(of.view, of.templates, panel)));
        let workbooks = views.iter().map(Job::Workbook);
        let pages = of_authorities.iter().flat_map(|of| {
            of.pages
                .iter()
                .map(|(path, page)| Job::Page(format!("{}/{path}", of.view.code), of.templates, page))
        });
        let overview = Job::Page("index.html".to_owned(), over_all, &overview);
        let jobs: Vec<Job> = packs.chain(workbooks).chain(pages).chain([overview]).collect();
        one_a_core(&jobs, |job| self.make(job, people))?;
        self.packs = of_authorities
            .iter()
            .flat_map(|of| of.panels.iter().map(|panel| pack_path(of.view.code, panel)))
            .collect();
        Ok(())
    }

    /// Renders one output and writes it.
    fn make(&self, job: &Job, people: People) -> Result<(), Error> {
        match job {
            Job::Pack(view, templates, panel) => {
                let pack = render_pdf(&compose_pack(view, panel, people), templates, self.plan.as_of)?;
                self.writer.write(&pack_path(view.code, panel), &pack.bytes)?;
                for (path, form) in record_forms(view, templates, panel, people)? {
                    self.writer.write(&path, &form)?;
                }
            }
            Job::Workbook(view) => {
                let bytes = render_xlsx(&compose_workbook(view))?;
                self.writer.write(&format!("{}/{WORKBOOK}", view.code), &bytes)?;
            }
            Job::Page(path, templates, page) => {
                self.write_page(path, page, templates)?;
            }
        }
        Ok(())
    }

    /// Writes the manifest and puts the finished set in place.
    pub fn finish(self) -> Result<Summary, Error> {
        let manifest = Manifest {
            version: VERSION.to_owned(),
            as_of: self.plan.as_of.date(),
            under: self.plan.under.clone(),
            since: self.since,
            authorities: self
                .judged
                .iter()
                .map(|judged| AuthorityRun {
                    code: judged.code().to_owned(),
                    name: judged.authority.folder.name.clone(),
                    rulebook: judged.authority.rulebook.id.clone(),
                    others: judged.other_rulebooks().into_iter().map(other_rulebook).collect(),
                    supply: judged.ingested.records.supply.clone(),
                })
                .collect(),
            rulebooks: {
                let mut used: Vec<RulebookHash> = self.judged.iter().flat_map(Judged::rulebooks).collect();
                used.sort();
                used.dedup();
                used
            },
            inputs: self.judged.iter().map(inputs).collect::<Result<Vec<_>, Error>>()?.concat(),
            records: self.counts,
            facts: self.facts,
            metrics: self
                .metrics
                .iter()
                .map(|metric| TableRows {
                    authority: None,
                    table: metric.id.to_owned(),
                    rows: metric.table.rows() as u64,
                })
                .collect(),
            outputs: self.writer.written(),
        };
        if let Some(count) = manifest.unbalanced().first() {
            return Err(Error::new(
                format!("the rows of {} in {} do not add up", count.table, count.authority),
                "Please report this as a fault of moderato.",
            ));
        }
        let file = manifest.write(self.writer.staging())?;
        self.writer.note(file);
        let pages = self.judged.iter().map(|judged| format!("{}/index.html", judged.code()));
        let first = ["index.html".to_owned()]
            .into_iter()
            .chain(pages)
            .chain(self.packs.iter().cloned())
            .chain(["rejected.csv", "notices.csv", "manifest.json"].map(str::to_owned));
        let summary = Summary {
            packs: self.packs.len(),
            files: self.writer.written().len(),
            workers: self
                .judged
                .iter()
                .map(|judged| judged.ingested.records.table("workers").map_or(0, Table::rows) as u64)
                .sum(),
            first: first.collect(),
        };
        self.writer.finish()?;
        Ok(summary)
    }
}

/// What is rendered for an authority.
struct OfAuthority<'v> {
    view: &'v View<'v>,
    templates: &'v Templates,
    pages: Vec<(String, Document)>,
    panels: Vec<PanelRef>,
}

/// One output to be rendered: a pack with its records to fill in, a workbook, or a page with its path.
enum Job<'v> {
    Pack(&'v View<'v>, &'v Templates, &'v PanelRef),
    Workbook(&'v View<'v>),
    Page(String, &'v Templates, &'v Document),
}

/// An authority's figures as a spreadsheet, below its folder.
pub const WORKBOOK: &str = "workbook.xlsx";

/// What the manifest says of a rulebook that judged somebody beside the authority's own.
fn other_rulebook((path, text, judging): (String, &RulebookText, Judging)) -> OtherRulebook {
    OtherRulebook {
        id: text.hash.id.clone(),
        valid_from: text.valid_from.map(Day::date),
        path,
        cohorts: judging.cohorts.into_iter().flatten().map(str::to_owned).collect(),
    }
}

/// What an authority's tables were made from.
fn lineage(plan: &Plan, judged: &Judged) -> Lineage {
    Lineage {
        version: VERSION.to_owned(),
        as_of: Some(plan.as_of),
        authorities: vec![judged.code().to_owned()],
        rulebooks: judged.rulebooks(),
        under: plan.under.clone(),
        made_from: judged.ingested.sources.iter().map(|source| source.file.clone()).collect(),
    }
}

fn table_rows(code: &str, name: &str, table: &Table) -> TableRows {
    TableRows { authority: Some(code.to_owned()), table: name.to_owned(), rows: table.rows() as u64 }
}

/// Where a pack stands in the output folder.
pub fn pack_path(code: &str, panel: &PanelRef) -> String {
    format!("{code}/packs/{}", pack_file_name(panel))
}

/// The moderation records to fill in for a panel, and where they stand.
pub fn record_forms(
    view: &View,
    templates: &Templates,
    panel: &PanelRef,
    people: People,
) -> Result<Vec<(String, Vec<u8>)>, Error> {
    let made = |(name, record): &(String, Document)| {
        Ok((format!("{}/packs/{name}", view.code), render_docx(record, templates, view.as_of)?))
    };
    compose_records(view, panel, people).iter().map(made).collect()
}

/// The files an authority was read from.
fn inputs(judged: &Judged) -> Result<Vec<InputFile>, Error> {
    let folder = &judged.authority.folder;
    let mut paths: BTreeSet<String> =
        judged.ingested.sources.iter().map(|source| source.file.clone()).collect();
    paths.insert(CONFIG_NAME.to_owned());
    paths.extend(judged.authority.look.files.iter().filter_map(|file| file.path.clone()));
    let hashed = |path: String| {
        let (sha256, bytes) = hash_file(&folder.root.join(&path))?;
        Ok(InputFile { authority: folder.code.clone(), path, sha256, bytes })
    };
    paths.into_iter().map(hashed).collect()
}

/// Diagnostics as the table of `rejected.csv` and `notices.csv`.
///
/// Where another rulebook than the authorities' own judged (`under`), a last column names it, as in every metric.
fn listed(found: impl Iterator<Item = Diagnostic>, under: Option<&str>) -> Table {
    let text = ["authority", "file", "sheet", "row", "column", "value", "code", "message", "fix"];
    let kind = |name| if name == "row" { DataType::Int64 } else { DataType::Utf8 };
    let columns = text.into_iter().chain(under.map(|_| JUDGED_UNDER));
    let mut builder = TableBuilder::new(columns.map(|name| (name, kind(name))));
    for diagnostic in found {
        let place = &diagnostic.place;
        let cells: [Value; 9] = [
            (&place.authority).into(),
            (&place.file).into(),
            (&place.sheet).into(),
            place.row.map(|row| row as i64).into(),
            (&place.column).into(),
            (&diagnostic.value).into(),
            diagnostic.code.name().into(),
            (&diagnostic.message).into(),
            (&diagnostic.fix).into(),
        ];
        builder.push(cells.into_iter().chain(under.map(Value::Text)));
    }
    builder.finish()
}

/// The tables that a view of one authority borrows.
struct OwnedView {
    facts: BTreeMap<String, Table>,
    metrics: BTreeMap<String, Table>,
    rejected: Table,
}

impl OwnedView {
    fn of(judged: &Judged, account: &BTreeMap<&'static str, Table>, metrics: &[Metric]) -> OwnedView {
        let found = judged.ingested.rejected.iter().chain(judged.notices().cloned());
        OwnedView {
            facts: judged
                .facts
                .iter()
                .chain(account)
                .map(|(name, table)| ((*name).to_owned(), table.clone()))
                .collect(),
            metrics: metrics
                .iter()
                .map(|metric| (metric.id.to_owned(), rows_of(&metric.table, judged.code())))
                .collect(),
            rejected: listed(found, None),
        }
    }

    fn view<'v>(&'v self, judged: &'v Judged, plan: &'v Plan, is_named: bool) -> View<'v> {
        let folder = &judged.authority.folder;
        View {
            code: &folder.code,
            name: &folder.name,
            as_of: plan.as_of,
            rulebook: &judged.authority.rulebook,
            judges: judged.judges(),
            is_other_rulebook: plan.under.is_some(),
            records: &judged.ingested.records,
            facts: &self.facts,
            metrics: &self.metrics,
            rejected: &self.rejected,
            house: &judged.authority.look.house,
            people: is_named.then_some(&judged.ingested.people),
            pseudonyms: View::name_workers(&folder.code, &judged.ingested.records),
            rows: ByWorker::of_all(&self.facts, &judged.ingested.records),
        }
    }
}

/// The rows of one authority.
pub fn rows_of(table: &Table, code: &str) -> Table {
    let authority = table.texts("authority");
    let wanted: BooleanArray = (0..table.rows()).map(|row| Some(authority.get(row) == Some(code))).collect();
    // A mask made for the table always fits it.
    filter_record_batch(table.batch(), &wanted).map(Table::new).unwrap_or_default()
}

impl Summary {
    /// The paths a reader opens first, a line each.
    pub fn listed(&self, out: &Path) -> String {
        self.first.iter().map(|path| format!("{}\n", out.join(path).display())).collect()
    }
}
