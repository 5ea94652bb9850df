//! The program: arguments in, exit status out.

use std::process::ExitCode;

use clap::Parser;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    moderato::commands::run_command(moderato::cli::Cli::parse())
}
