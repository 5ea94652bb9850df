//! What may be typed: commands, arguments and flags.
//!
//! What was typed becomes what it means in [`crate::plan`] and the commands; nothing is checked twice.

use std::path::PathBuf;

use crate::pack::panel_pack::PackChoice;
use chrono::NaiveDate;
use clap::{Args, Parser, Subcommand, ValueEnum};

/// Judges newly qualified social workers' programme records by their authority's own rulebook, and makes
/// the metrics, reports and moderation-panel packs that follow from them.
#[derive(Debug, Parser)]
#[command(name = "moderato", version, max_term_width = 100, disable_help_subcommand = true)]
pub struct Cli {
    #[command(flatten)]
    pub everywhere: Everywhere,
    #[command(subcommand)]
    pub command: Command,
}

/// Flags that work with every command.
#[derive(Clone, Copy, Debug, Args)]
pub struct Everywhere {
    /// Say nothing but results and errors
    #[arg(long, global = true)]
    pub quiet: bool,
    /// No colour, also when a terminal could show it (the variable NO_COLOR does the same)
    #[arg(long, global = true)]
    pub no_color: bool,
    /// How what is said on standard error is written
    #[arg(long, global = true, value_enum, default_value_t = LogFormat::Text)]
    pub log_format: LogFormat,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    Text,
    Json,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Read authority folders, judge them, and write metrics, report and packs
    Run(RunArgs),
    /// Read authority folders and say what is wrong with the exports; write nothing
    Check(CheckArgs),
    /// Print a table of a finished run; without a name, list the tables
    Show(ShowArgs),
    /// Ask a question of your own, in SQL, of all tables of a finished run
    Sql(SqlArgs),
    /// Make one panel's pack again from a finished run
    Pack(PackArgs),
    /// The published rulebooks, and checks of your own
    #[command(subcommand)]
    Rulebook(RulebookCommand),
    /// Start an authority folder: a moderato.toml with a mapping proposed from the exports themselves
    Init(InitArgs),
    /// Write invented authority folders, to try things out on
    Sample(SampleArgs),
    /// Hash the files of a finished run again and compare with its manifest
    Verify(VerifyArgs),
    /// Print a template of packs, pages and records, to put your own in its place; without a name, list them
    Template {
        /// Its name, such as panel-form.toml
        name: Option<String>,
    },
    /// Print a JSON Schema, by which an editor completes and checks what you write
    Schema {
        #[arg(value_enum)]
        of: SchemaOf,
    },
    /// Print the completions for a shell
    Completions {
        #[arg(value_enum)]
        shell: clap_complete::Shell,
    },
    /// Print the manual page
    Man,
}

#[derive(Clone, Debug, Args)]
pub struct RunArgs {
    /// Authority folders, each with a moderato.toml and its exports
    #[arg(required = true, value_name = "FOLDER")]
    pub folders: Vec<PathBuf>,
    /// The last day the records tell of, such as 2026-03-06; today unless given
    #[arg(long, value_name = "DATE")]
    pub as_of: Option<NaiveDate>,
    /// Where the outputs go
    #[arg(long, value_name = "DIR", default_value = "out")]
    pub out: PathBuf,
    /// Which panels get a pack: those to come and of the last 90 days, all, or none
    #[arg(long, value_enum, default_value_t = Packs::Due)]
    pub packs: Packs,
    /// Judge everybody by this rulebook instead of their own (a published id or a file)
    #[arg(long, value_name = "RULEBOOK")]
    pub under: Option<String>,
    /// An earlier finished run: say which rows and figures have changed since
    #[arg(long, value_name = "DIR")]
    pub since: Option<PathBuf>,
    /// Put names into the packs; every page then says so
    #[arg(long)]
    pub named: bool,
    /// End with status 1 when any row was left out
    #[arg(long)]
    pub strict: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Packs {
    Due,
    All,
    None,
}

impl From<Packs> for PackChoice {
    fn from(typed: Packs) -> PackChoice {
        match typed {
            Packs::Due => PackChoice::Due,
            Packs::All => PackChoice::All,
            Packs::None => PackChoice::None,
        }
    }
}

#[derive(Debug, Args)]
pub struct CheckArgs {
    /// Authority folders, each with a moderato.toml and its exports
    #[arg(required = true, value_name = "FOLDER")]
    pub folders: Vec<PathBuf>,
    /// The last day the records tell of; today unless given
    #[arg(long, value_name = "DATE")]
    pub as_of: Option<NaiveDate>,
    /// End with status 1 when any row would be left out
    #[arg(long)]
    pub strict: bool,
}

#[derive(Clone, Debug, Args)]
pub struct Finished {
    /// The folder of the finished run
    #[arg(long, value_name = "DIR", default_value = "out")]
    pub out: PathBuf,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum TableFormat {
    Table,
    Csv,
    Json,
}

#[derive(Debug, Args)]
pub struct ShowArgs {
    /// The table, such as facts.cap_breaches; the part before the dot may be left out
    pub table: Option<String>,
    #[command(flatten)]
    pub finished: Finished,
    #[arg(long, value_enum, default_value_t = TableFormat::Table)]
    pub format: TableFormat,
    /// At most so many rows; a table for people shows 50 unless told, csv and json show all
    #[arg(long)]
    pub limit: Option<usize>,
}

#[derive(Debug, Args)]
pub struct SqlArgs {
    /// One SELECT, such as "SELECT * FROM facts.cap_breaches"
    pub query: String,
    #[command(flatten)]
    pub finished: Finished,
    #[arg(long, value_enum, default_value_t = TableFormat::Table)]
    pub format: TableFormat,
    /// At most so many rows
    #[arg(long)]
    pub limit: Option<usize>,
}

#[derive(Debug, Args)]
pub struct PackArgs {
    /// The panel's id, as in records.panels
    #[arg(long, value_name = "ID")]
    pub panel: String,
    /// The authority's code, where the run has several
    #[arg(long, value_name = "CODE")]
    pub authority: Option<String>,
    /// Put names into the pack; every page then says so
    #[arg(long)]
    pub named: bool,
    #[command(flatten)]
    pub finished: Finished,
}

#[derive(Debug, Subcommand)]
pub enum RulebookCommand {
    /// List the published rulebooks
    List,
    /// Print a published rulebook
    Show { id: String },
    /// Check a rulebook of your own, and gather every fault with its line and how to mend it
    Check { file: PathBuf },
    /// List every rule of the source document: computed, attested, or not checkable and why
    Coverage(CoverageArgs),
    /// Set two rulebooks side by side: what each says, and where they differ
    Compare(CompareArgs),
    /// Print a rulebook to fill in: every key with what it says and what leaving it out means
    Template,
}

/// What a JSON Schema is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum SchemaOf {
    /// A rulebook
    Rulebook,
    /// The moderato.toml of an authority's folder
    Folder,
}

#[derive(Debug, Args)]
pub struct CoverageArgs {
    /// A published rulebook's id, or the path of a rulebook
    #[arg(value_name = "RULEBOOK")]
    pub rulebook: String,
    #[arg(long, value_enum, default_value_t = TableFormat::Table)]
    pub format: TableFormat,
}

#[derive(Debug, Args)]
pub struct CompareArgs {
    /// A published rulebook's id, or the path of a rulebook
    #[arg(value_name = "RULEBOOK")]
    pub one: String,
    /// The other one
    #[arg(value_name = "OTHER")]
    pub other: String,
    #[arg(long, value_enum, default_value_t = TableFormat::Table)]
    pub format: TableFormat,
}

#[derive(Debug, Args)]
pub struct InitArgs {
    /// The authority's folder; it is made if it is not there
    #[arg(value_name = "FOLDER")]
    pub folder: PathBuf,
    /// The rulebook it is judged by (a published id or a file); the common yardstick unless given
    #[arg(long, value_name = "RULEBOOK")]
    pub like: Option<String>,
    /// Exports to propose a mapping from; what lies elsewhere is copied into FOLDER/exports. Unless given,
    /// the files that are there already
    #[arg(long, value_name = "EXPORT", num_args = 1..)]
    pub from: Vec<PathBuf>,
}

#[derive(Debug, Args)]
pub struct SampleArgs {
    /// Where the folders go
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    /// How many authorities; without any size, the three of the documentation are written
    #[arg(long)]
    pub authorities: Option<usize>,
    /// How many yearly cohorts an authority
    #[arg(long)]
    pub cohorts: Option<usize>,
    /// How many workers a cohort
    #[arg(long)]
    pub workers: Option<usize>,
    /// The same seed gives the same bytes
    #[arg(long)]
    pub seed: Option<u64>,
}

#[derive(Debug, Args)]
pub struct VerifyArgs {
    /// The folder of the finished run
    #[arg(value_name = "DIR")]
    pub run: PathBuf,
    /// The authority folders it was made from, to check the exports too
    #[arg(value_name = "FOLDER")]
    pub folders: Vec<PathBuf>,
}
