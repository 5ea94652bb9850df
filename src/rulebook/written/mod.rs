//! The rulebook as its author wrote it: forms and keys with their places in the text.
//!
//! Reading knows what each form may hold (declared once, in [`forms`]) and gathers every fault of
//! spelling and kind; what the values mean together is checked in [`crate::rulebook::check`].

mod forms;
mod further;
mod keys;
mod read;
mod tree;

pub use forms::RULEBOOK;
pub use keys::{FormSpec, Holds, Key};
pub use read::{Written, read_written};
pub use tree::{Entry as TreeEntry, Node, NodeValue, Span, Table, read_tree};
