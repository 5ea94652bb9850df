//! Dates across a drawing: the scale, the ticks below, the programme's months
//! above, pauses behind everything.

use chrono::{Datelike, Months, NaiveDate};

use super::canvas::{Anchor, Area, Canvas, Label, Layer};
use super::palette::{AXIS, PAUSED, RULE, SUNK};
use super::words;

/// Days in a row, the last one not included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span {
    /// First day.
    pub from_on: NaiveDate,
    /// First day after.
    pub to_on: NaiveDate,
}

/// A month of the programme clock, and the date it falls on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ProgrammeMonth {
    /// Months on the clock: 3, 6, 9, 12.
    pub month: u32,
    /// The day that is due(month).
    pub falls_on: NaiveDate,
}

/// From dates to half pixels.
#[derive(Debug, Clone, Copy)]
pub(super) struct TimeScale {
    pub(super) from: NaiveDate,
    /// First day after the last one shown.
    pub(super) to: NaiveDate,
    pub(super) left: i32,
    pub(super) right: i32,
}

impl TimeScale {
    /// A scale over at least one day.
    pub(super) fn new(from: NaiveDate, to: NaiveDate, left: i32, right: i32) -> Self {
        let to = to.max(from.succ_opt().unwrap_or(from));
        TimeScale { from, to, left, right }
    }

    fn days(&self) -> i64 {
        (self.to - self.from).num_days().max(1)
    }

    /// Where `date` stands, held inside the scale.
    pub(super) fn x(&self, date: NaiveDate) -> i32 {
        let days = (date - self.from).num_days().clamp(0, self.days());
        let room = i64::from(self.right - self.left);
        let along = (days * room + self.days() / 2) / self.days();
        self.left + i32::try_from(along).unwrap_or(0)
    }

    pub(super) fn holds(&self, date: NaiveDate) -> bool {
        date >= self.from && date <= self.to
    }

    /// A span's left and right edge; none where it lies outside.
    pub(super) fn edges(&self, span: Span) -> Option<(i32, i32)> {
        let (left, right) = (self.x(span.from_on), self.x(span.to_on));
        (right > left).then_some((left, right))
    }
}

fn first_of_month(date: NaiveDate) -> NaiveDate {
    date.with_day(1).unwrap_or(date)
}

/// Month names under an axis at `top`: every month in short spans, quarterly
/// in longer ones, with the year where it changes. Gives back the bottom.
pub(super) fn month_ticks(canvas: &mut Canvas, scale: &TimeScale, top: i32) -> i32 {
    let steps: &[u32] = if scale.days() <= 200 { &[1, 2, 3, 6, 12, 24] } else { &[3, 6, 12, 24, 48] };
    let names: &[bool] = if canvas.is_narrow() { &[true] } else { &[false, true] };
    let mut chosen: Vec<(i32, Label)> = Vec::new();
    'steps: for step in steps {
        for cut in names {
            chosen = ticks_at(canvas, scale, top + 26, *step, *cut);
            let apart = chosen.windows(2).all(|pair| match pair {
                [(_, a), (_, b)] => a.area().right + 12 <= b.area().left,
                _ => true,
            });
            if apart {
                break 'steps;
            }
        }
    }
    for (x, label) in chosen {
        canvas.line(Layer::Grid, &[(x, top), (x, top + 8)], 2, AXIS);
        if canvas.is_free(&label) {
            canvas.text(label);
        }
    }
    top + 42
}

fn ticks_at(canvas: &Canvas, scale: &TimeScale, y: i32, step: u32, cut: bool) -> Vec<(i32, Label)> {
    let mut ticks = Vec::new();
    let mut date = scale.from;
    let mut year_said = None;
    while date < scale.to {
        let name = if cut { words::month_cut(date) } else { words::month(date) };
        let text =
            if year_said == Some(date.year()) { name.to_string() } else { format!("{name} {}", date.year()) };
        year_said = Some(date.year());
        let x = scale.x(date);
        let label = Label::tick(text, x, y).middle();
        ticks.push((x, held_inside(canvas, scale, label)));
        let Some(next) = first_of_month(date).checked_add_months(Months::new(step)) else {
            break;
        };
        date = next;
    }
    ticks
}

/// The label as it was, or moved so that it starts at the axis and ends within
/// the frame.
fn held_inside(canvas: &Canvas, scale: &TimeScale, label: Label) -> Label {
    let area = label.area();
    let over = area.right - canvas.width();
    if area.left < scale.left && label.x - scale.left < label.width() / 2 {
        Label { x: scale.left, anchor: Anchor::Start, ..label }
    } else if over > 0 {
        Label { x: canvas.width(), anchor: Anchor::End, ..label }
    } else {
        label
    }
}

/// Hatched bands where the clock stood still.
pub(super) fn pauses(canvas: &mut Canvas, scale: &TimeScale, spans: &[Span], top: i32, bottom: i32) {
    for span in spans {
        if let Some((left, right)) = scale.edges(*span) {
            let band = Area::new(left, top, right, bottom);
            canvas.rect(Layer::Ground, band, SUNK);
            canvas.hatch(Layer::Ground, band, 1, PAUSED);
        }
    }
}

/// "Month 3" above the drawing with a hairline down through it; narrow, the
/// word once at the left. Months too close to others keep their line alone.
pub(super) fn programme_months(
    canvas: &mut Canvas,
    scale: &TimeScale,
    months: &[ProgrammeMonth],
    y: i32,
    bottom: i32,
) {
    let narrow = canvas.is_narrow();
    if narrow && !months.is_empty() {
        canvas.try_text(vec![Label::tick("Month", 0, y)]);
    }
    for month in months.iter().filter(|month| scale.holds(month.falls_on)) {
        let x = scale.x(month.falls_on);
        canvas.line(Layer::Grid, &[(x, y + 18), (x, bottom)], 1, RULE);
        let number = Label::tick(month.month.to_string(), x, y).middle();
        let full = Label::tick(format!("Month {}", month.month), x, y).middle();
        let mut choices = Vec::new();
        for label in if narrow { vec![number] } else { vec![full, number] } {
            let beside = if narrow { 0 } else { 6 };
            choices.extend([
                label.clone(),
                label.moved_to(x + beside, y, Anchor::Start),
                label.moved_to(canvas.width(), y, Anchor::End),
            ]);
        }
        choices.retain(|choice| choice.area().left <= x + 40 && x <= choice.area().right + 40);
        canvas.try_text(choices);
    }
}

/// "Paused" above each pause where the word has room; whether every pause
/// got its word.
pub(super) fn pause_words(canvas: &mut Canvas, scale: &TimeScale, spans: &[Span], y: i32) -> bool {
    let mut all_said = true;
    for span in spans {
        if let Some((left, right)) = scale.edges(*span) {
            let label = Label::tick("Paused", (left + right) / 2, y).middle();
            all_said &= canvas.try_text(vec![label]).is_some();
        }
    }
    all_said
}
