//! A caseload drawn on a time scale: the step line over its tint, the cap, and
//! what lies between them.

use chrono::NaiveDate;

use super::canvas::{Anchor, Area, Canvas, Label, Layer, Point, Shape, TICK};
use super::caseload::{CapBreach, CaseloadRow, Strength};
use super::palette::{ACCENT, ACCENT_TINT, AXIS, OVERDUE, RULE, TEXT};
use super::time_axis::TimeScale;
use super::{typeface, words};

const NOTE_LINE: i32 = 34;

/// A caseload and the scale it needs: 0 to the larger of cap and peak, plus 2.
pub(super) struct Band<'a> {
    row: &'a CaseloadRow,
    top: u32,
    tick: u32,
}

/// The longest breach, said beside it: lines of words, and where they stand.
pub(super) struct Note {
    breach: Option<usize>,
    lines: Vec<String>,
    x: i32,
    anchor: Anchor,
    rest: Option<String>,
}

impl Note {
    /// Room it needs above the plot.
    pub(super) fn height(&self) -> i32 {
        let lines = self.lines.len() + usize::from(self.rest.is_some());
        i32::try_from(lines).unwrap_or(0) * NOTE_LINE + 6
    }
}

impl<'a> Band<'a> {
    pub(super) fn of(row: &'a CaseloadRow) -> Self {
        let peak = row.steps.iter().map(|step| step.held).max().unwrap_or(0);
        let cap = row.caps.iter().map(|step| step.cap).max().unwrap_or(0);
        let top = peak.max(cap).saturating_add(2);
        Band { row, top, tick: tick_step(top) }
    }

    /// Width of the widest number on the axis.
    pub(super) fn tick_width(&self) -> i32 {
        typeface::width(&words::number(u64::from(self.top)), TICK, false)
    }

    fn y(&self, value: u32, (top, bottom): (i32, i32)) -> i32 {
        let room = i64::from(bottom - top);
        let up = (i64::from(value) * room + i64::from(self.top) / 2) / i64::from(self.top.max(1));
        bottom - i32::try_from(up).unwrap_or(0)
    }

    fn cap_on(&self, date: NaiveDate) -> Option<u32> {
        let step = self.row.caps.iter().find(|step| step.days.from_on <= date && date < step.days.to_on)?;
        Some(step.cap)
    }

    fn held_on(&self, date: NaiveDate) -> Option<u32> {
        let step = self.row.steps.iter().find(|step| step.days.from_on <= date && date < step.days.to_on)?;
        Some(step.held)
    }

    /// The label of the longest breach, on the side of it that has more room.
    pub(super) fn note(&self, canvas: &Canvas, scale: &TimeScale, records_to: NaiveDate) -> Note {
        let breaches = &self.row.breaches;
        let longest = (0..breaches.len()).max_by_key(|i| (breaches.get(*i).map(|b| b.days), usize::MAX - i));
        let rest = (breaches.len() > 6)
            .then(|| format!("and {} more, in the table", words::number((breaches.len() - 3) as u64)));
        let Some((index, breach)) = longest.and_then(|i| breaches.get(i).map(|b| (i, b))) else {
            return Note { breach: None, lines: Vec::new(), x: 0, anchor: Anchor::Start, rest: None };
        };
        let (left, right) = breach_edges(breach, scale, records_to);
        let middle = (left + right) / 2;
        let so_far = if breach.closed_on.is_none() { " so far" } else { "" };
        let text = format!(
            "Above the cap for {}{so_far}, at most {}",
            words::count(breach.days, "day", "days"),
            words::number(u64::from(breach.peak))
        );
        let (before, after) = (middle - 14 - scale.left, canvas.width() - middle - 14);
        let whole = typeface::width(&text, super::canvas::LABEL, true);
        let is_before = if whole <= before || whole <= after { whole <= before } else { before > after };
        let room = if is_before { before } else { after };
        Note {
            breach: Some(index),
            lines: typeface::wrap_evenly(&text, super::canvas::LABEL, true, room, 4),
            x: if is_before { middle - 14 } else { middle + 14 },
            anchor: if is_before { Anchor::End } else { Anchor::Start },
            rest,
        }
    }
}

/// Steps of 1, 2, 5, 10, …: at most five gridlines up to `top`.
pub(super) fn tick_step(top: u32) -> u32 {
    let mut unit = 1u32;
    loop {
        for step in [1, 2, 5].map(|n: u32| n.saturating_mul(unit)) {
            if top / step <= 5 {
                return step;
            }
        }
        unit = unit.saturating_mul(10);
    }
}

fn breach_edges(breach: &CapBreach, scale: &TimeScale, records_to: NaiveDate) -> (i32, i32) {
    let end = breach_end(breach, records_to);
    let (left, right) = (scale.x(breach.opened_on), scale.x(end));
    (left, right.max(left + 4))
}

fn breach_end(breach: &CapBreach, records_to: NaiveDate) -> NaiveDate {
    breach.closed_on.unwrap_or_else(|| records_to.succ_opt().unwrap_or(records_to))
}

/// Draws the band in `(note_top, plot_top, bottom)` of the time scale.
pub(super) fn draw(
    canvas: &mut Canvas,
    band: &Band,
    scale: &TimeScale,
    (note_top, plot_top, bottom): (i32, i32, i32),
    note: Note,
    records_to: NaiveDate,
) {
    let plot = (plot_top, bottom);
    draw_grid(canvas, band, scale, plot);
    let line = step_line(band, scale, plot);
    if let (Some(first), Some(last)) = (line.first(), line.last()) {
        let mut tint = line.clone();
        tint.push((last.0, bottom));
        tint.push((first.0, bottom));
        canvas.draw(Layer::Band, Shape::Polygon(tint, ACCENT_TINT));
    }
    for breach in &band.row.breaches {
        draw_breach(canvas, band, breach, scale, plot, records_to);
    }
    canvas.line(Layer::Data, &line, 4, ACCENT);
    canvas.avoid_line(&line);
    let caps = cap_lines(band, scale, plot);
    for points in &caps {
        canvas.line(Layer::Data, points, 2, TEXT);
        canvas.avoid_line(points);
    }
    label_breaches(canvas, band, scale, (note_top, plot_top, bottom), note, records_to);
    label_caps(canvas, band, scale, (note_top, plot_top, bottom));
}

fn draw_grid(canvas: &mut Canvas, band: &Band, scale: &TimeScale, plot: (i32, i32)) {
    let mut value = 0;
    while value <= band.top {
        let y = band.y(value, plot);
        let ink = if value == 0 { AXIS } else { RULE };
        canvas.line(Layer::Grid, &[(scale.left, y), (scale.right, y)], 2, ink);
        canvas.text(Label::tick(words::number(u64::from(value)), scale.left - 12, y).end());
        value = value.saturating_add(band.tick);
    }
}

fn step_line(band: &Band, scale: &TimeScale, plot: (i32, i32)) -> Vec<Point> {
    let mut points: Vec<Point> = Vec::new();
    for step in &band.row.steps {
        if let Some((left, right)) = scale.edges(step.days) {
            let y = band.y(step.held, plot);
            points.extend([(left, y), (right, y)]);
        }
    }
    points.dedup();
    points
}

/// The cap as step lines, broken where there is none.
fn cap_lines(band: &Band, scale: &TimeScale, plot: (i32, i32)) -> Vec<Vec<Point>> {
    let mut lines: Vec<Vec<Point>> = Vec::new();
    let mut ended_on = None;
    for step in &band.row.caps {
        let Some((left, right)) = scale.edges(step.days) else { continue };
        let y = band.y(step.cap, plot);
        match lines.last_mut() {
            Some(line) if ended_on == Some(step.days.from_on) => line.extend([(left, y), (right, y)]),
            _ => lines.push(vec![(left, y), (right, y)]),
        }
        ended_on = Some(step.days.to_on);
    }
    lines
}

/// The area between cap and caseload: solid for a rule, hatched and outlined
/// for advice.
fn draw_breach(
    canvas: &mut Canvas,
    band: &Band,
    breach: &CapBreach,
    scale: &TimeScale,
    plot: (i32, i32),
    records_to: NaiveDate,
) {
    let end = breach_end(breach, records_to);
    let row = band.row;
    let mut cuts: Vec<NaiveDate> = row.steps.iter().map(|step| step.days.from_on).collect();
    cuts.extend(row.caps.iter().map(|step| step.days.from_on));
    cuts.retain(|date| *date > breach.opened_on && *date < end);
    cuts.extend([breach.opened_on, end]);
    cuts.sort_unstable();
    cuts.dedup();
    let (mut over, mut under): (Vec<Point>, Vec<Point>) = (Vec::new(), Vec::new());
    for pair in cuts.windows(2) {
        let [from, to] = pair else { continue };
        let (Some(held), Some(cap)) = (band.held_on(*from), band.cap_on(*from)) else { continue };
        if held <= cap {
            continue;
        }
        let left = scale.x(*from);
        let right = scale.x(*to).max(left + 4);
        let (top, base) = (band.y(held, plot), band.y(cap, plot));
        if breach.strength == Strength::Advisory {
            canvas.hatch(Layer::Data, Area::new(left, top, right, base), 2, OVERDUE);
        }
        over.extend([(left, top), (right, top)]);
        under.extend([(left, base), (right, base)]);
    }
    let mut outline = over;
    outline.extend(under.into_iter().rev());
    if let Some(first) = outline.first().copied() {
        if breach.strength == Strength::Advisory {
            outline.push(first);
            canvas.line(Layer::Data, &outline, 3, OVERDUE);
        } else {
            canvas.draw(Layer::Data, Shape::Polygon(outline, OVERDUE));
        }
    }
}

fn label_breaches(
    canvas: &mut Canvas,
    band: &Band,
    scale: &TimeScale,
    (note_top, plot_top, bottom): (i32, i32, i32),
    note: Note,
    records_to: NaiveDate,
) {
    let plot = (plot_top, bottom);
    let breaches = &band.row.breaches;
    let mut y = note_top + NOTE_LINE / 2;
    for line in &note.lines {
        canvas.text(Label::new(line, note.x, y).semibold().plated().moved_to(note.x, y, note.anchor));
        y += NOTE_LINE;
    }
    if let Some(breach) = note.breach.and_then(|i| breaches.get(i)) {
        let (left, right) = breach_edges(breach, scale, records_to);
        let x = (left + right) / 2;
        let elbow = note_top + NOTE_LINE / 2;
        let inward = if note.anchor == Anchor::End { note.x + 4 } else { note.x - 4 };
        let top = band.y(breach.peak, plot) - 2;
        canvas.line(Layer::Mark, &[(inward, elbow), (x, elbow), (x, top)], 2, TEXT);
        canvas.take(Area::new(x - 3, elbow, x + 3, top.max(elbow + 1)));
    }
    if let Some(rest) = &note.rest {
        canvas.try_text(vec![Label::tick(rest, note.x, y).moved_to(note.x, y, note.anchor)]);
    }
    let mut numbered: Vec<usize> = (0..breaches.len()).filter(|i| Some(*i) != note.breach).collect();
    if breaches.len() > 6 {
        numbered.sort_by_key(|i| (std::cmp::Reverse(breaches.get(*i).map(|b| b.days)), *i));
        numbered.truncate(2);
    }
    for index in numbered {
        let Some(breach) = breaches.get(index) else { continue };
        let (left, right) = breach_edges(breach, scale, records_to);
        let x = (left + right) / 2;
        let top = band.y(breach.peak, plot);
        let label = Label::tick((index + 1).to_string(), x, top).ink(TEXT).plated();
        let choices = [(0, -24), (0, -52), (-22, -24), (22, -24), (0, -80), (-22, -52), (22, -52)]
            .map(|(dx, dy)| label.moved_to(x + dx, top + dy, Anchor::Middle));
        canvas.try_text(choices.into_iter().filter(|choice| choice.area().top >= note_top).collect());
    }
}

/// "Cap 12" at the first step, then "14" where it changes.
fn label_caps(
    canvas: &mut Canvas,
    band: &Band,
    scale: &TimeScale,
    (note_top, plot_top, bottom): (i32, i32, i32),
) {
    let plot = (plot_top, bottom);
    let mut last = None;
    for step in &band.row.caps {
        let Some((left, right)) = scale.edges(step.days) else { continue };
        if last == Some(step.cap) {
            continue;
        }
        let text = if last.is_none() { format!("Cap {}", step.cap) } else { step.cap.to_string() };
        last = Some(step.cap);
        let y = band.y(step.cap, plot);
        let label = Label::tick(text, 0, 0).ink(TEXT).plated();
        let room = (right - left - label.width()).max(0);
        let mut choices = Vec::new();
        for dy in [-20, 22] {
            for along in [8, room / 4, room / 2, room * 3 / 4] {
                choices.push(label.moved_to(left + along.max(8), y + dy, Anchor::Start));
            }
        }
        choices.push(label.moved_to(left - 8, y - 20, Anchor::End));
        choices.push(label.moved_to(left + 8, y - 48, Anchor::Start));
        choices.retain(|choice| {
            let area = choice.area();
            area.right <= scale.right.max(left + 60) && area.top >= note_top && area.bottom <= bottom
        });
        canvas.try_text(choices);
    }
}
