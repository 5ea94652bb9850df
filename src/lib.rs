//! Moderato judges newly qualified social workers' programme records by their authority's own rulebook.
//!
//! Data goes one way, stage by stage; a module uses only the stages before its own, plus `model`,
//! `dates`, `stats` and `diagnostic`.

pub mod changes;
pub mod charts;
pub mod cli;
pub mod clock;
pub mod commands;
pub mod dates;
pub mod diagnostic;
pub mod facts;
pub mod ingest;
pub mod metrics;
pub mod model;
pub mod pack;
pub mod plan;
pub mod render;
pub mod rulebook;
pub mod sample;
pub mod stats;
pub mod store;
