//! A sheet to draw on: shapes in the order of ink, and labels that know where
//! the labels before them stand.
//!
//! All units are half pixels, whole numbers: the drawing is made at twice its
//! size, so that hairlines fall on pixels. Nothing here knows what it draws.

use super::palette::{Ink, MUTED, SURFACE, TEXT};
use super::typeface;

/// Size of a label, in half pixels (14 px on a screen, 10.5 pt on paper).
pub(super) const LABEL: i32 = 28;
/// Size of ticks and keys, in half pixels (13 px on a screen, 9.75 pt).
pub(super) const TICK: i32 = 26;

/// Which of the three sizes a drawing is made for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Frame {
    Wide,
    Narrow,
    Print,
}

impl Frame {
    /// Width in half pixels.
    pub(super) fn width(self) -> i32 {
        match self {
            Frame::Wide => 1440,
            Frame::Narrow => 656,
            Frame::Print => 1360,
        }
    }

    pub(super) fn is_narrow(self) -> bool {
        self == Frame::Narrow
    }
}

/// Order of ink, lowest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Layer {
    Ground,
    Grid,
    Band,
    Data,
    Mark,
    Label,
}

/// A point, x then y, y downwards.
pub(super) type Point = (i32, i32);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Area {
    pub(super) left: i32,
    pub(super) top: i32,
    pub(super) right: i32,
    pub(super) bottom: i32,
}

impl Area {
    pub(super) fn new(left: i32, top: i32, right: i32, bottom: i32) -> Self {
        Area { left: left.min(right), top: top.min(bottom), right: left.max(right), bottom: top.max(bottom) }
    }

    pub(super) fn meets(&self, other: &Area) -> bool {
        self.left < other.right
            && other.left < self.right
            && self.top < other.bottom
            && other.top < self.bottom
    }

    fn grown(&self, across: i32, down: i32) -> Area {
        Area::new(self.left - across, self.top - down, self.right + across, self.bottom + down)
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Shape {
    Rect(Area, Ink),
    Line(Vec<Point>, u32, Ink),
    Polygon(Vec<Point>, Ink),
    Disc(Point, i32, Ink),
    Ring(Point, i32, u32, Ink),
    Words(Label),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

/// A string with its place: `y` is the baseline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Label {
    pub(super) text: String,
    pub(super) x: i32,
    pub(super) y: i32,
    pub(super) anchor: Anchor,
    pub(super) size: i32,
    pub(super) semibold: bool,
    pub(super) ink: Ink,
    pub(super) plate: bool,
}

impl Label {
    /// A label (14 px) starting at `x`, its capitals centred on `y`.
    pub(super) fn new(text: impl Into<String>, x: i32, y: i32) -> Self {
        Label {
            text: text.into(),
            x,
            y: y + LABEL / 3,
            anchor: Anchor::Start,
            size: LABEL,
            semibold: false,
            ink: TEXT,
            plate: false,
        }
    }

    /// A tick (13 px, muted) starting at `x`, its capitals centred on `y`.
    pub(super) fn tick(text: impl Into<String>, x: i32, y: i32) -> Self {
        Label { size: TICK, y: y + TICK / 3, ink: MUTED, ..Label::new(text, x, y) }
    }

    pub(super) fn middle(mut self) -> Self {
        self.anchor = Anchor::Middle;
        self
    }

    pub(super) fn end(mut self) -> Self {
        self.anchor = Anchor::End;
        self
    }

    pub(super) fn semibold(mut self) -> Self {
        self.semibold = true;
        self
    }

    pub(super) fn ink(mut self, ink: Ink) -> Self {
        self.ink = ink;
        self
    }

    /// With a plate of surface colour under it.
    pub(super) fn plated(mut self) -> Self {
        self.plate = true;
        self
    }

    pub(super) fn moved_to(&self, x: i32, y: i32, anchor: Anchor) -> Self {
        Label { x, y: y + self.size / 3, anchor, ..self.clone() }
    }

    pub(super) fn width(&self) -> i32 {
        typeface::width(&self.text, self.size, self.semibold)
    }

    /// The box the letters stand in, ascenders and descenders included.
    pub(super) fn area(&self) -> Area {
        let width = self.width();
        let left = match self.anchor {
            Anchor::Start => self.x,
            Anchor::Middle => self.x - (width + 1) / 2,
            Anchor::End => self.x - width,
        };
        Area::new(left, self.y - self.size * 3 / 4, left + width, self.y + self.size * 6 / 25)
    }
}

/// How close two labels may come: across, down.
const GAP: (i32, i32) = (8, 1);
/// Spacing of hatch lines, along the axes.
const HATCH: i32 = 14;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Canvas {
    pub(super) frame: Frame,
    shapes: Vec<(Layer, Shape)>,
    /// Where words stand already.
    words: Vec<Area>,
    /// Where words and marks stand: no other label may.
    taken: Vec<Area>,
    /// Where lines run: a label should not, if it can stand elsewhere.
    lines: Vec<Area>,
}

impl Canvas {
    pub(super) fn new(frame: Frame) -> Self {
        Canvas { frame, shapes: Vec::new(), words: Vec::new(), taken: Vec::new(), lines: Vec::new() }
    }

    pub(super) fn width(&self) -> i32 {
        self.frame.width()
    }

    pub(super) fn is_narrow(&self) -> bool {
        self.frame.is_narrow()
    }

    /// Every shape, lowest ink first, in the order drawn within a layer.
    pub(super) fn in_order(&self) -> Vec<&Shape> {
        let mut sorted: Vec<&(Layer, Shape)> = self.shapes.iter().collect();
        sorted.sort_by_key(|(layer, _)| *layer);
        sorted.into_iter().map(|(_, shape)| shape).collect()
    }

    pub(super) fn draw(&mut self, layer: Layer, shape: Shape) {
        self.shapes.push((layer, shape));
    }

    pub(super) fn rect(&mut self, layer: Layer, area: Area, ink: Ink) {
        if area.right > area.left && area.bottom > area.top {
            self.draw(layer, Shape::Rect(area, ink));
        }
    }

    pub(super) fn outline(&mut self, layer: Layer, area: Area, width: u32, ink: Ink) {
        let Area { left, top, right, bottom } = area;
        let corners = [(left, top), (right, top), (right, bottom), (left, bottom), (left, top)];
        self.line(layer, &corners, width, ink);
    }

    pub(super) fn line(&mut self, layer: Layer, points: &[Point], width: u32, ink: Ink) {
        if points.len() > 1 {
            self.draw(layer, Shape::Line(points.to_vec(), width, ink));
        }
    }

    /// Short line segments along one straight line.
    pub(super) fn dashes(
        &mut self,
        layer: Layer,
        from: Point,
        to: Point,
        (on, off): (i32, i32),
        width: u32,
        ink: Ink,
    ) {
        let (dx, dy) = (f64::from(to.0 - from.0), f64::from(to.1 - from.1));
        let length = dx.hypot(dy);
        if length < 1.0 {
            return;
        }
        let at = |along: f64| {
            let share = (along / length).min(1.0);
            (from.0 + (dx * share).round() as i32, from.1 + (dy * share).round() as i32)
        };
        let mut along = 0.0;
        while along < length {
            self.line(layer, &[at(along), at(along + f64::from(on))], width, ink);
            along += f64::from((on + off).max(1));
        }
    }

    /// Diagonal lines cut to `area`; neighbouring areas' lines meet.
    pub(super) fn hatch(&mut self, layer: Layer, area: Area, width: u32, ink: Ink) {
        let Area { left, top, right, bottom } = area;
        if right <= left || bottom <= top {
            return;
        }
        let first = (left + top).div_euclid(HATCH) + 1;
        let mut sum = first * HATCH;
        while sum < right + bottom {
            let low = (sum - bottom).max(left);
            let high = (sum - top).min(right);
            if high > low {
                self.line(layer, &[(low, sum - low), (high, sum - high)], width, ink);
            }
            sum += HATCH;
        }
    }

    /// Keeps labels off `area`.
    pub(super) fn take(&mut self, area: Area) {
        self.taken.push(area);
    }

    /// Keeps labels off a line, if they can stand elsewhere.
    pub(super) fn avoid_line(&mut self, points: &[Point]) {
        for pair in points.windows(2) {
            if let [a, b] = pair {
                self.lines.push(Area::new(a.0, a.1, b.0, b.1).grown(2, 2));
            }
        }
    }

    /// Writes a label where it was told to stand.
    pub(super) fn text(&mut self, label: Label) -> Area {
        let area = label.area();
        if label.text.trim().is_empty() {
            return area;
        }
        if label.plate {
            let plate = area.grown(5, 1);
            self.rect(Layer::Label, plate, SURFACE);
        }
        self.taken.push(area);
        self.words.push(area);
        self.draw(Layer::Label, Shape::Words(label));
        area
    }

    /// Whether words already stand in `area`.
    pub(super) fn has_words_in(&self, area: &Area) -> bool {
        self.words.iter().any(|words| words.meets(area))
    }

    /// Whether a label would stand inside the frame, clear of the others.
    pub(super) fn is_free(&self, label: &Label) -> bool {
        let area = label.area();
        let near = area.grown(GAP.0, GAP.1);
        area.left >= 0
            && area.top >= 0
            && area.right <= self.width()
            && !self.taken.iter().any(|taken| taken.meets(&near))
    }

    /// Whether a label would cross no line.
    pub(super) fn is_off_lines(&self, label: &Label) -> bool {
        let area = label.area();
        !self.lines.iter().any(|line| line.meets(&area))
    }

    /// Writes the first of `choices` that stands free, first of all one that
    /// crosses no line; none where all are taken.
    pub(super) fn try_text(&mut self, choices: Vec<Label>) -> Option<Area> {
        let free: Vec<Label> = choices.into_iter().filter(|label| self.is_free(label)).collect();
        let chosen = free.iter().position(|label| self.is_off_lines(label)).unwrap_or(0);
        free.into_iter().nth(chosen).map(|label| self.text(label))
    }
}
