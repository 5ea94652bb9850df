//! The commands: what each reads, does and prints, and the exit status it ends with.
//!
//! Standard output carries results; everything else goes to standard error.

mod account;
mod check;
mod finished;
mod init;
mod inputs;
mod outputs;
mod pack;
mod rulebook;
mod run;
mod said;
mod since;
mod template;

use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;

use crate::cli::{Cli, Command, Everywhere, LogFormat, SampleArgs, SchemaOf};
use crate::diagnostic::Error;
use crate::ingest::folder_schema;
use crate::render::STACK;
use crate::rulebook::rulebook_schema;
use crate::sample::{SampleOptions, write_samples};

/// How a command ended that could be carried out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    Done,
    /// The data is not good enough: exit status 1.
    NotGoodEnough,
}

/// Carries out a command; 0 done, 1 the data is not good enough, 2 it could not run.
pub fn run_command(cli: Cli) -> ExitCode {
    listen(cli.everywhere);
    give_room_to_workers();
    let ended = match cli.command {
        Command::Run(args) => run::run(&args, cli.everywhere),
        Command::Check(args) => check::check(&args),
        Command::Show(args) => finished::show(&args),
        Command::Sql(args) => finished::sql(&args),
        Command::Pack(args) => pack::rebuild(&args),
        Command::Rulebook(command) => rulebook::rulebook(command, cli.everywhere),
        Command::Init(args) => init::init(&args),
        Command::Sample(args) => write_sample(&args),
        Command::Verify(args) => finished::verify(&args),
        Command::Template { name } => template::template(name.as_deref()),
        Command::Schema { of } => schema(of),
        Command::Completions { shell } => completions(shell),
        Command::Man => manual(),
    };
    match ended {
        Ok(Ending::Done) => ExitCode::SUCCESS,
        Ok(Ending::NotGoodEnough) => ExitCode::from(1),
        Err(error) => {
            tracing::error!("moderato: {error}");
            ExitCode::from(2)
        }
    }
}

/// Worker threads with room for the typesetter.
fn give_room_to_workers() {
    // A pool that is there already serves as well, if less deep.
    if rayon::ThreadPoolBuilder::new().stack_size(STACK).build_global().is_err() {
        tracing::debug!("the threads were set up before");
    }
}

/// Sends what is said to standard error, as text or as a JSON object a line.
fn listen(everywhere: Everywhere) {
    let least = if everywhere.quiet { tracing::Level::ERROR } else { tracing::Level::INFO };
    let said = tracing_subscriber::fmt()
        .with_writer(io::stderr)
        .with_max_level(least)
        .with_target(false)
        .with_ansi(is_coloured(everywhere))
        .without_time();
    match everywhere.log_format {
        LogFormat::Text => said.with_level(false).init(),
        LogFormat::Json => said.json().flatten_event(true).init(),
    }
}

/// Colour is for a terminal whose user has not said no.
fn is_coloured(everywhere: Everywhere) -> bool {
    let wanted = !everywhere.no_color && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
    wanted && io::stderr().is_terminal()
}

/// Writes a result to standard output. A reader that has seen enough (`| head`) is no fault.
fn print(result: &[u8]) -> Result<Ending, Error> {
    match io::stdout().lock().write_all(result).and_then(|()| io::stdout().lock().flush()) {
        Err(fault) if fault.kind() != io::ErrorKind::BrokenPipe => Err(Error::new(
            format!("the result could not be written to standard output: {fault}"),
            "Check where the output of the command goes.",
        )),
        _ => Ok(Ending::Done),
    }
}

fn write_sample(args: &SampleArgs) -> Result<Ending, Error> {
    let options = SampleOptions {
        authorities: args.authorities,
        cohorts: args.cohorts,
        workers: args.workers,
        seed: args.seed,
        ..SampleOptions::default()
    };
    let written = write_samples(&args.out, &options)?;
    let lines: String = written.iter().map(|path| format!("{}\n", path.display())).collect();
    print(lines.as_bytes())
}

fn schema(of: SchemaOf) -> Result<Ending, Error> {
    let schema = match of {
        SchemaOf::Rulebook => rulebook_schema(),
        SchemaOf::Folder => folder_schema(),
    };
    print(format!("{schema:#}\n").as_bytes())
}

fn completions(shell: clap_complete::Shell) -> Result<Ending, Error> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut command(), "moderato", &mut script);
    print(&script)
}

fn manual() -> Result<Ending, Error> {
    let mut page = Vec::new();
    clap_mangen::Man::new(command()).render(&mut page).map_err(|fault| {
        Error::new(
            format!("the manual page could not be made: {fault}"),
            "Please report this as a fault of moderato.",
        )
    })?;
    print(&page)
}

fn command() -> clap::Command {
    <Cli as clap::CommandFactory>::command()
}
