//! Compose: tables, charts and words become a [`Document`], before any format.

mod document;
mod escalation;
mod further_rules;
mod house;
pub mod lines;
pub mod pages;
pub mod panel_pack;
mod standings;
mod status;
mod table;
mod text;
pub mod view;
pub mod words;
pub mod workbook;
pub mod year;

pub use document::{
    Answer, Area, Block, Document, Fact, Field, FieldAnswer, Figure, LargeFigure, Matter, Navigation, Note,
    PageLink, Part, PartKind, People, Record, RunningHead, Section, SideNotes, Writing,
};
pub use house::{House, Logo, PictureKind};
pub use status::{Shape, Status};
pub use table::{Cell, Column, ColumnKind, Display, Origin, Row, Symbol, Table};
pub use text::{Span, Target, Text};
