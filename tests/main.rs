//! Every test in one program: each program would link the whole engine again.

mod broken;
mod cases;
mod commands;
mod coverage;
mod engines;
mod formats;
mod forms;
mod further_kernels;
mod kernels;
mod made;
mod main_job;
mod metrics;
mod pages;
mod panel_packs;
mod policy;
mod queries;
mod render;
mod rulebooks;
mod sample;
mod scan;
mod schemas;
mod support;
mod tidy;
