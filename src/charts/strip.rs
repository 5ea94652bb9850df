//! One person's supervision as a strip: a band for time in the programme, a
//! tick for each session that counts, a block for time out of date.

use chrono::NaiveDate;

use super::canvas::{Anchor, Area, Canvas, Label, Layer, Point, TICK};
use super::palette::{ACCENT, ACCENT_TINT, CONTEXT, OVERDUE, PAUSED, SUNK, TEXT};
use super::time_axis::{Span, TimeScale};
use super::{typeface, words};

/// A run of days on which supervision was out of date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SupervisionGap {
    /// First day out of date.
    pub from_on: NaiveDate,
    /// First day back in date; `None` while it is open.
    pub to_on: Option<NaiveDate>,
    /// Days out of date, to the end of the records if it is open.
    pub days: u32,
}

/// How often supervision is due from a day on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Frequency {
    /// First day it holds.
    pub from_on: NaiveDate,
    /// Days from one session to the next.
    pub every_days: u32,
}

/// One person's supervision, as the supervision facts have it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SupervisionRow {
    /// Days in the programme that the records know about.
    pub in_programme: Span,
    /// Sessions that count, in order.
    pub sessions: Vec<NaiveDate>,
    /// Runs of days out of date, in order.
    pub gaps: Vec<SupervisionGap>,
    /// Where the rule changes, in order.
    pub frequencies: Vec<Frequency>,
}

impl SupervisionRow {
    pub(super) fn longest_gap(&self) -> Option<&SupervisionGap> {
        self.gaps.iter().rev().max_by_key(|gap| gap.days)
    }
}

/// Height of a strip: 16 px.
pub(super) const STRIP: i32 = 32;

/// Draws the strip with its top at `y`; time out of date stands a little proud.
pub(super) fn draw(canvas: &mut Canvas, scale: &TimeScale, row: &SupervisionRow, pauses: &[Span], y: i32) {
    let Some((left, right)) = scale.edges(row.in_programme) else { return };
    let bottom = y + STRIP;
    canvas.rect(Layer::Band, Area::new(left, y, right, bottom), ACCENT_TINT);
    for edge in [y, bottom] {
        canvas.line(Layer::Band, &[(left, edge), (right, edge)], 1, CONTEXT);
    }
    for (from, to) in pauses.iter().filter_map(|pause| scale.edges(*pause)) {
        let paused = Area::new(from.max(left), y, to.min(right), bottom);
        if from.max(left) < to.min(right) {
            canvas.rect(Layer::Band, paused, SUNK);
            canvas.hatch(Layer::Band, paused, 1, PAUSED);
        }
    }
    for gap in &row.gaps {
        let (from, to) = gap_edges(gap, scale, row);
        canvas.rect(Layer::Data, Area::new(from, y - 6, to, bottom + 6), OVERDUE);
    }
    for session in row.sessions.iter().filter(|day| scale.holds(**day)) {
        let x = scale.x(*session);
        canvas.line(Layer::Mark, &[(x, y - 6), (x, bottom + 6)], 3, ACCENT);
    }
}

/// Left and right edge of a gap, at least two pixels apart.
pub(super) fn gap_edges(gap: &SupervisionGap, scale: &TimeScale, row: &SupervisionRow) -> (i32, i32) {
    let from = scale.x(gap.from_on);
    let to = scale.x(gap.to_on.unwrap_or(row.in_programme.to_on));
    (from, to.max(from + 4))
}

/// An empty outlined band with "?" and words, where there are no records.
pub(super) fn draw_unknown(canvas: &mut Canvas, (left, right): (i32, i32), y: i32) {
    let band = Area::new(left, y, right, y + STRIP);
    canvas.outline(Layer::Band, band, 2, CONTEXT);
    unknown_words(canvas, (left + 24, y + STRIP / 2), right);
}

/// "?" and what cannot be told, from `at` on.
pub(super) fn unknown_words(canvas: &mut Canvas, at: Point, right: i32) {
    super::marks::question(canvas, at);
    let words = "cannot tell: no records of this kind were supplied";
    let text = typeface::cut(words, TICK, false, right - at.0 - 30);
    canvas.text(Label::tick(text, at.0 + 24, at.1).ink(TEXT).plated());
}

/// The longest gap in days, in the words line at `y`; `centred` on its block
/// where nothing else stands in that line.
pub(super) fn label_longest_gap(
    canvas: &mut Canvas,
    scale: &TimeScale,
    row: &SupervisionRow,
    y: i32,
    centred: bool,
) {
    let Some(gap) = row.longest_gap() else { return };
    let (from, to) = gap_edges(gap, scale, row);
    let so_far = if gap.to_on.is_none() { " so far" } else { "" };
    let text = format!("{} out of date{so_far}", words::count(gap.days, "day", "days"));
    let label = Label::tick(text, 0, y).ink(TEXT).semibold().plated();
    let mut choices = vec![
        label.moved_to(to, y, Anchor::End),
        label.moved_to(from, y, Anchor::Start),
        label.moved_to((from + to) / 2, y, Anchor::Middle),
    ];
    if centred {
        choices.rotate_right(1);
    }
    choices.push(label.moved_to(scale.left, y, Anchor::Start));
    choices.push(label.moved_to(canvas.width(), y, Anchor::End));
    canvas.try_text(choices);
}

/// "every 7 days", then "14 days" where it changes, in the words line at `y`.
pub(super) fn label_frequencies(canvas: &mut Canvas, scale: &TimeScale, row: &SupervisionRow, y: i32) {
    let mut last = None;
    for frequency in &row.frequencies {
        if last == Some(frequency.every_days) || frequency.from_on >= scale.to {
            continue;
        }
        let days = words::count(frequency.every_days, "day", "days");
        let text = if last.is_none() { format!("every {days}") } else { days };
        last = Some(frequency.every_days);
        let x = scale.x(frequency.from_on);
        let label = Label::tick(text, x, y);
        let along = [0, 24, 60, 120].map(|dx| label.moved_to(x + dx, y, Anchor::Start));
        canvas.try_text(along.to_vec());
    }
}
