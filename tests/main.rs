//! Every test in one program: each program would link the whole engine again.

mod broken;
mod cases;
mod commands;
mod coverage;
mod engines;
mod feeds;
mod formats;
mod forms;
mod further_kernels;
mod hostile;
mod init;
mod kernels;
mod made;
mod main_job;
mod metrics;
mod pages;
mod panel_packs;
mod planted;
mod queries;
mod render;
mod rulebooks;
mod sample;
mod scan;
mod since;
mod support;
mod tidy;
