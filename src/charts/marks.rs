//! The marks of a status, each told by its shape as well as its colour, and
//! the key that names those that are drawn.

use super::canvas::{Area, Canvas, Label, Layer, Point, TICK};
use super::palette::{
    ACCENT, ACCENT_TINT, CANNOT_TELL, CONTEXT, Ink, LATE, MUTED, NOT_DUE, ON_TIME, OVERDUE, PAUSED, SUNK,
    SURFACE, TEXT,
};

/// How something that falls due stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// Done in time.
    OnTime,
    /// Done, after its time.
    Late,
    /// Not done, and its time has passed.
    Overdue,
    /// Its time has not come.
    NotDue,
    /// It never had to be done (the person left or finished first).
    NotRequired,
    /// No records of this kind were supplied, so nobody can tell.
    NoRecords,
}

/// Draws the mark of `status` centred on `at`, `radius` half pixels around.
pub(super) fn mark(canvas: &mut Canvas, status: Status, (x, y): Point, radius: i32) {
    match status {
        Status::OnTime => canvas.draw(Layer::Mark, super::canvas::Shape::Disc((x, y), radius, ON_TIME)),
        Status::Late => {
            let r = radius + 2;
            let points = vec![(x, y - r), (x + r, y), (x, y + r), (x - r, y)];
            canvas.draw(Layer::Mark, super::canvas::Shape::Polygon(points, LATE));
        }
        Status::Overdue => {
            let r = radius + 1;
            let points = vec![(x, y - r), (x + r, y + r), (x - r, y + r)];
            canvas.draw(Layer::Mark, super::canvas::Shape::Polygon(points, OVERDUE));
        }
        Status::NotDue => ring(canvas, (x, y), radius - 1, NOT_DUE),
        Status::NotRequired => {
            canvas.line(Layer::Mark, &[(x - radius, y), (x + radius, y)], 4, NOT_DUE);
        }
        Status::NoRecords => question(canvas, (x, y)),
    }
}

/// A hollow mark on a ground of its own, so that lines do not run through it.
pub(super) fn ring(canvas: &mut Canvas, at: Point, radius: i32, ink: Ink) {
    use super::canvas::Shape::{Disc, Ring};
    canvas.draw(Layer::Mark, Disc(at, radius, SURFACE));
    canvas.draw(Layer::Mark, Ring(at, radius, 2, ink));
}

/// "?" in a square: what cannot be told. Where one stands already, it says so
/// for both.
pub(super) fn question(canvas: &mut Canvas, (x, y): Point) {
    let square = Area::new(x - 13, y - 14, x + 13, y + 14);
    if canvas.has_words_in(&square) {
        return;
    }
    canvas.rect(Layer::Mark, square, SURFACE);
    canvas.outline(Layer::Mark, square, 2, CANNOT_TELL);
    let mut label = Label::new("?", x, y).middle().semibold().ink(CANNOT_TELL);
    label.size = 24;
    label.y = y + 8;
    canvas.text(label);
}

/// A point estimate with its interval: a line with end bars and a mark, hollow
/// where it rests on few.
pub(super) fn estimate(
    canvas: &mut Canvas,
    (low, at, high): (i32, i32, i32),
    y: i32,
    is_hollow: bool,
    ink: Ink,
) {
    canvas.line(Layer::Data, &[(low, y), (high, y)], 3, ink);
    for end in [low, high] {
        canvas.line(Layer::Data, &[(end, y - 8), (end, y + 8)], 3, ink);
    }
    if is_hollow {
        ring(canvas, (at, y), 9, ink);
    } else {
        canvas.draw(Layer::Mark, super::canvas::Shape::Disc((at, y), 10, ink));
    }
}

/// What a key shows beside a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Swatch {
    Status(Status),
    Dot(Ink),
    Hollow(Ink),
    Interval(Ink),
    Line(Ink, u32),
    Dashes(Ink),
    Block(Ink),
    Band,
    Advisory,
    Paused,
    DueBar,
    Tick,
}

impl Swatch {
    fn width(self) -> i32 {
        match self {
            Swatch::Status(_) | Swatch::Dot(_) | Swatch::Hollow(_) => 24,
            Swatch::Interval(_) => 48,
            Swatch::Line(..) | Swatch::Dashes(_) => 40,
            Swatch::DueBar | Swatch::Tick => 6,
            _ => 26,
        }
    }

    fn draw(self, canvas: &mut Canvas, x: i32, y: i32) {
        let square = Area::new(x, y - 12, x + 26, y + 12);
        match self {
            Swatch::Status(status) => mark(canvas, status, (x + 12, y), 10),
            Swatch::Dot(ink) => canvas.draw(Layer::Mark, super::canvas::Shape::Disc((x + 12, y), 10, ink)),
            Swatch::Hollow(ink) => ring(canvas, (x + 12, y), 9, ink),
            Swatch::Interval(ink) => {
                canvas.line(Layer::Data, &[(x, y), (x + 48, y)], 3, ink);
                for end in [x, x + 48] {
                    canvas.line(Layer::Data, &[(end, y - 8), (end, y + 8)], 3, ink);
                }
            }
            Swatch::Line(ink, width) => {
                canvas.line(Layer::Data, &[(x, y), (x + 40, y)], width, ink);
            }
            Swatch::Dashes(ink) => {
                canvas.dashes(Layer::Data, (x, y), (x + 40, y), (12, 8), 3, ink);
            }
            Swatch::Block(ink) => canvas.rect(Layer::Data, square, ink),
            Swatch::Band => {
                canvas.rect(Layer::Data, square, ACCENT_TINT);
                canvas.outline(Layer::Data, square, 2, CONTEXT);
            }
            Swatch::Advisory => {
                canvas.hatch(Layer::Data, square, 2, OVERDUE);
                canvas.outline(Layer::Data, square, 2, OVERDUE);
            }
            Swatch::Paused => {
                canvas.rect(Layer::Data, square, SUNK);
                canvas.hatch(Layer::Data, square, 1, PAUSED);
            }
            Swatch::DueBar => canvas.line(Layer::Data, &[(x + 3, y - 14), (x + 3, y + 14)], 3, TEXT),
            Swatch::Tick => canvas.line(Layer::Data, &[(x + 3, y - 14), (x + 3, y + 14)], 3, ACCENT),
        }
    }
}

/// Height of one line of the key.
pub(super) const KEY_LINE: i32 = 38;

/// Draws the key from the left, in as many lines as it needs; gives back
/// where the last line ends.
pub(super) fn key(canvas: &mut Canvas, left: i32, top: i32, items: &[(Swatch, String)]) -> i32 {
    let (mut x, mut y) = (left, top + KEY_LINE / 2);
    for (swatch, word) in items {
        let mut label = Label::tick(word.as_str(), 0, y).ink(MUTED);
        label.text = super::typeface::cut(word, TICK, false, canvas.width() - left - swatch.width() - 10);
        let width = swatch.width() + 10 + label.width();
        if x > left && x + width > canvas.width() {
            x = left;
            y += KEY_LINE;
        }
        swatch.draw(canvas, x, y);
        canvas.text(label.moved_to(x + swatch.width() + 10, y, label.anchor));
        x += width + 28;
    }
    y + KEY_LINE / 2
}
