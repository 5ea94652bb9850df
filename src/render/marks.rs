//! Status marks as small drawings, the same on screen and paper. Decoration: the words beside a mark say all
//! it says.

use crate::pack::{Shape, Status};

/// The inside of a 16 × 16 drawing of the status's shape, all in `paint`.
///
/// Without letters, so that no typeface is needed and nothing is read aloud.
pub(super) fn strokes(status: Status, paint: &str) -> String {
    match status.shape() {
        Shape::FilledCircle => format!(r#"<circle cx="8" cy="8" r="6" fill="{paint}"/>"#),
        Shape::Diamond => format!(r#"<path d="M8 1 15 8 8 15 1 8Z" fill="{paint}"/>"#),
        Shape::Triangle => format!(r#"<path d="M8 1 15 14H1Z" fill="{paint}"/>"#),
        Shape::HollowTriangle => {
            format!(r#"<path d="M8 2.9 13.4 13H2.6Z" fill="none" stroke="{paint}" stroke-width="2"/>"#)
        }
        Shape::Ring => {
            format!(r#"<circle cx="8" cy="8" r="5" fill="none" stroke="{paint}" stroke-width="2"/>"#)
        }
        Shape::QuestionInSquare => format!(
            r#"<path d="M1.9 1.9H14.1V14.1H1.9ZM6 6.4A2 1.9 0 1 1 8.9 7.9Q8 8.4 8 9.3" fill="none" stroke="{paint}" stroke-width="1.6"/><circle cx="8" cy="11.4" r="1" fill="{paint}"/>"#
        ),
        Shape::HatchedBand => {
            format!(
                r#"<path d="M1 15 15 1M1 8 8 1M8 15 15 8" fill="none" stroke="{paint}" stroke-width="1.8"/>"#
            )
        }
        Shape::ShortDash => {
            format!(r#"<path d="M3 8H13" fill="none" stroke="{paint}" stroke-width="2.4"/>"#)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes_tell_every_colour_apart_without_colour() {
        for a in Status::ALL {
            for b in Status::ALL {
                if a.role() != b.role() {
                    assert_ne!(strokes(a, "black"), strokes(b, "black"), "{a:?} and {b:?}");
                }
            }
        }
    }
}
