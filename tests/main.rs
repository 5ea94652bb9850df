//! Every test in one program: each program would link the whole engine again.

mod broken;
mod cases;
mod commands;
mod coverage;
mod engines;
mod figures;
mod formats;
mod forms;
mod further_kernels;
mod kernels;
mod made;
mod main_job;
mod metrics;
mod moderators;
mod pages;
mod panel_packs;
mod queries;
mod records;
mod render;
mod rulebooks;
mod sample;
mod scan;
mod support;
mod tidy;
mod workbook;
