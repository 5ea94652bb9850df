//! Labels above a drawing, each bound to a vertical line, in as few lanes as
//! they need.

use super::canvas::{Anchor, Area, Canvas, Label, Layer, TICK};
use super::palette::Ink;
use super::typeface;

/// Height of one lane.
pub(super) const LANE: i32 = 34;

/// A vertical line with its words above.
#[derive(Debug, Clone)]
pub(super) struct Post {
    pub(super) x: i32,
    pub(super) text: String,
    pub(super) semibold: bool,
    pub(super) width: u32,
    pub(super) ink: Ink,
}

/// Posts with their labels laid out in lanes, lowest lane first.
#[derive(Debug)]
pub(super) struct Lanes {
    placed: Vec<(usize, Label, Post)>,
    count: usize,
}

impl Lanes {
    /// Gives every post the lowest lane in which its label meets no other:
    /// ending at its line if it can, else starting there, else centred.
    pub(super) fn lay(canvas: &Canvas, posts: &[Post]) -> Lanes {
        let mut placed: Vec<(usize, Label, Post)> = Vec::new();
        let mut sorted = posts.to_vec();
        sorted.sort_by_key(|post| post.x);
        for post in sorted {
            let text = typeface::cut(&post.text, TICK, post.semibold, canvas.width());
            let mut label = Label::tick(text, post.x, 0).ink(super::palette::TEXT).plated();
            label.semibold = post.semibold;
            let choices = [Anchor::End, Anchor::Start, Anchor::Middle]
                .map(|anchor| held_in_frame(canvas, label.moved_to(post.x, 0, anchor)));
            let mut lane = 0;
            let chosen = loop {
                let free = choices.iter().find(|choice| {
                    let near = Area::new(choice.area().left - 14, 0, choice.area().right + 14, 1);
                    !placed.iter().any(|(other_lane, other, _)| {
                        let area = other.area();
                        *other_lane == lane && near.meets(&Area::new(area.left, 0, area.right, 1))
                    })
                });
                match free {
                    Some(choice) => break choice.clone(),
                    None => lane += 1,
                }
            };
            placed.push((lane, chosen, post));
        }
        let count = placed.iter().map(|(lane, ..)| lane + 1).max().unwrap_or(0);
        Lanes { placed, count }
    }

    pub(super) fn height(&self) -> i32 {
        i32::try_from(self.count).unwrap_or(0) * LANE
    }

    /// Draws labels from `top`, and each line from its label down to `bottom`.
    pub(super) fn draw(self, canvas: &mut Canvas, top: i32, bottom: i32) {
        let floor = top + self.height();
        for (lane, label, post) in self.placed {
            let y = floor - i32::try_from(lane).unwrap_or(0) * LANE - LANE / 2;
            canvas.take(Area::new(post.x - 2, floor, post.x + 2, floor + super::canvas::LABEL * 2));
            // The line of words below the lanes (the months) keeps off the posts.
            canvas.take(Area::new(post.x - 2, floor, post.x + 2, floor + LANE));
            canvas.line(Layer::Mark, &[(post.x, y + LANE / 2), (post.x, bottom)], post.width, post.ink);
            let moved = label.moved_to(label.x, y, label.anchor);
            canvas.text(moved);
        }
    }
}

fn held_in_frame(canvas: &Canvas, label: Label) -> Label {
    let area = label.area();
    let shift = (-area.left).max(0) - (area.right - canvas.width()).max(0);
    Label { x: label.x + shift, ..label }
}
