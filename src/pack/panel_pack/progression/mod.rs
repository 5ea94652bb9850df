//! stub
use super::PanelRef;
use crate::pack::view::View;
use crate::pack::{Part, People};
pub fn compose(_view: &View, _panel: &PanelRef, _people: People) -> Vec<Part> {
    Vec::new()
}
