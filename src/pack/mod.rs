//! Composes what readers get: tables, charts and words become documents.

pub mod view;
