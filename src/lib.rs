//! Moderato.
pub mod charts;
pub mod pack;
pub mod render;
