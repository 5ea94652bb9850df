//! Kaplan–Meier: how many are still in post?

use super::canvas::{Anchor, Area, Canvas, LABEL, Label, Layer, Point, Shape, TICK};
use super::marks::{self, Swatch};
use super::palette::{ACCENT, ACCENT_TINT, AXIS, CONTEXT, RULE, TEXT};
use super::rate;
use super::{Drawing, Figure, Words, typeface, words};

/// The curve from one month on, to the next step.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SurvivalStep {
    /// Months since starting.
    pub month: f64,
    /// Share still in post from here on, 0 to 100.
    pub retained_pct: f64,
    /// Its 95% interval (log-log), 0 to 100; `None` where it has none.
    pub interval: Option<(f64, f64)>,
}

/// The curve at one of the months that the table shows.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SurvivalMonth {
    /// Months since starting.
    pub month: u32,
    /// People whose spell is at least that long; `None` where too few to show.
    pub at_risk: Option<u32>,
    /// Share still in post; `None` where nobody is at risk.
    pub retained_pct: Option<f64>,
    /// Its 95% interval.
    pub interval: Option<(f64, f64)>,
}

/// One group's curve.
#[derive(Debug, Clone, PartialEq)]
pub struct SurvivalCurve {
    /// The group's name; `None` where there is one curve.
    pub group: Option<String>,
    /// People in it.
    pub people: u32,
    /// Those who left.
    pub left: u32,
    /// In order of month, the first at 0.
    pub steps: Vec<SurvivalStep>,
    /// Months at which someone's records end while still in post; empty
    /// outside the authority, where single people may not be seen.
    pub censored: Vec<f64>,
    /// The month from which fewer than 10 remain; `None` if that never comes.
    pub few_from: Option<f64>,
    /// The last person's months: the curve ends there.
    pub ends_at: f64,
    /// The table's months, in order.
    pub months: Vec<SurvivalMonth>,
    /// The month to label: 24, else the longest with 10 at risk.
    pub labelled: Option<SurvivalMonth>,
}

/// What the retention chart is drawn from.
#[derive(Debug, Clone, PartialEq)]
pub struct SurvivalChart {
    /// Who: "newly qualified social workers".
    pub people: String,
    /// One curve, or one a group; `None` where no dates of leaving were supplied.
    pub curves: Option<Vec<SurvivalCurve>>,
}

const FEWEST: u32 = 10;

/// Draws the curve; two groups in one drawing, more in one drawing each. A
/// sentence under 10 people and where nothing can be told.
pub fn draw_survival(chart: &SurvivalChart) -> Figure {
    let Some(curves) = &chart.curves else {
        return Figure::Sentence(
            "Cannot tell who is still in post: no records of this kind were supplied. The workers export, with \
             the dates people left, would answer it."
                .to_string(),
        );
    };
    let people: u32 = curves.iter().fold(0, |sum, curve| sum.saturating_add(curve.people));
    if people == 0 {
        return Figure::Sentence("Nobody has started yet.".to_string());
    }
    let drawable: Vec<&SurvivalCurve> =
        curves.iter().filter(|curve| curve.people >= FEWEST && !curve.steps.is_empty()).collect();
    if drawable.is_empty() {
        let left: u32 = curves.iter().fold(0, |sum, curve| sum.saturating_add(curve.left));
        let stayed = people.saturating_sub(left);
        return Figure::Sentence(format!(
            "{stayed} of {people} so far are still in post; that is too few to say more."
        ));
    }
    let to = drawable.iter().map(|curve| curve.ends_at).fold(6.0, f64::max);
    let to = if to.is_finite() { (to / 6.0).ceil().clamp(1.0, 40.0) as i32 * 6 } else { 6 };
    let groups: Vec<&[&SurvivalCurve]> =
        if drawable.len() <= 2 { vec![&drawable] } else { drawable.chunks(1).collect() };
    let drawings = groups.iter().map(|group| {
        let name = match (groups.len(), group.first().and_then(|curve| curve.group.as_ref())) {
            (2.., Some(name)) => format!(": {name}"),
            _ => String::new(),
        };
        let said = Words {
            title: format!("Still in post, by months since starting{name}"),
            finding: group.iter().map(|curve| finding(curve)).collect::<Vec<_>>().join("; "),
            description: group.iter().map(|curve| describe(chart, curve)).collect::<Vec<_>>().join(" "),
        };
        Drawing::new(&said, |canvas| lay_out(canvas, group, to))
    });
    Figure::Drawings(drawings.collect())
}

fn finding(curve: &SurvivalCurve) -> String {
    let group = curve.group.as_ref().map(|group| format!("{group}: ")).unwrap_or_default();
    if curve.left == 0 {
        return format!("{group}nobody has left")
            .replace("nobody", if group.is_empty() { "Nobody" } else { "nobody" });
    }
    match point(curve) {
        Some((pct, at)) => {
            format!("{group}{} are still in post after {} months", words::per_cent(pct), at.month)
        }
        None => format!("{group}{} of {} have left", curve.left, curve.people),
    }
}

/// The labelled month and its share, where there is one.
fn point(curve: &SurvivalCurve) -> Option<(f64, SurvivalMonth)> {
    let labelled = curve.labelled?;
    Some((labelled.retained_pct?, labelled))
}

fn describe(chart: &SurvivalChart, curve: &SurvivalCurve) -> String {
    let group = curve.group.as_ref().map(|group| format!("{group}: ")).unwrap_or_default();
    let left = match curve.left {
        0 => "nobody has left".to_string(),
        n => format!("{n} of whom left"),
    };
    let months: Vec<String> = curve
        .months
        .iter()
        .filter(|month| month.month > 0)
        .map(|month| {
            let Some(pct) = month.retained_pct else {
                let too_few = month.at_risk.map(|n| format!("too few remain to tell, {n} at risk"));
                let why = too_few.unwrap_or_else(|| "cannot tell".to_string());
                return format!("at {} months {why}", month.month);
            };
            let interval = month
                .interval
                .map(|(low, high)| {
                    format!(" (95% interval {} to {})", words::per_cent(low), words::per_cent(high))
                })
                .unwrap_or_default();
            let at_risk =
                month.at_risk.map_or("too few at risk to show".to_string(), |n| format!("{n} at risk"));
            format!("at {} months {}{interval}, {at_risk}", month.month, words::per_cent(pct))
        })
        .collect();
    let said = format!("{group}Kaplan–Meier estimate for {} {}, {left}", curve.people, chart.people);
    if months.is_empty() { format!("{said}.") } else { format!("{said}: {}.", months.join("; ")) }
}

/// Months and per cents to half pixels.
struct Plane {
    left: i32,
    right: i32,
    top: i32,
    bottom: i32,
    to: i32,
}

impl Plane {
    fn x(&self, month: f64) -> i32 {
        rate::along(month / f64::from(self.to.max(1)) * 100.0, self.left, self.right)
    }

    fn y(&self, pct: f64) -> i32 {
        rate::along(pct, self.bottom, self.top)
    }
}

fn lay_out(canvas: &mut Canvas, curves: &[&SurvivalCurve], to: i32) -> i32 {
    let narrow = canvas.is_narrow();
    let mut key = Vec::new();
    if curves.len() == 1 {
        key.push((Swatch::Line(ACCENT, 4), "still in post".to_string()));
    }
    key.push((Swatch::Band, "95% interval".to_string()));
    if curves.iter().any(|curve| !curve.censored.is_empty()) {
        let word = if narrow { "records end" } else { "still here when records end" };
        key.push((Swatch::Tick, word.to_string()));
    }
    if curves.iter().any(|curve| curve.few_from.is_some_and(|month| month < curve.ends_at)) {
        key.push((Swatch::Dashes(ACCENT), "fewer than 10 remain".to_string()));
    }
    let key_bottom = marks::key(canvas, 0, 0, &key);
    let top = key_bottom + 20;
    let left = typeface::width("100%", TICK, false) + 16;
    let plane =
        Plane { left, right: canvas.width() - 30, top, bottom: top + if narrow { 340 } else { 420 }, to };
    for pct in [0, 25, 50, 75, 100] {
        let y = plane.y(f64::from(pct));
        let ink = if pct == 0 { AXIS } else { RULE };
        canvas.line(Layer::Grid, &[(plane.left, y), (plane.right, y)], 2, ink);
        canvas.avoid_line(&[(plane.left, y), (plane.right, y)]);
        canvas.text(Label::tick(format!("{pct}%"), plane.left - 12, y).end());
    }
    for (index, curve) in curves.iter().enumerate() {
        draw_curve(canvas, &plane, curve, if index == 0 { 4 } else { 2 });
    }
    for (x, y) in curves.iter().filter_map(|curve| point_place(&plane, curve)) {
        canvas.take(Area::new(x - 12, y - 12, x + 12, y + 12));
    }
    for curve in curves {
        label_end(canvas, &plane, curve);
    }
    for curve in curves {
        label_point(canvas, &plane, curve, curves.len() > 1);
    }
    let ticks: Vec<i32> = (0..=to).step_by(if to > 60 { 12 } else { 6 }).collect();
    for month in &ticks {
        let x = plane.x(f64::from(*month));
        canvas.line(Layer::Grid, &[(x, plane.bottom), (x, plane.bottom + 8)], 2, AXIS);
        canvas.try_text(vec![Label::tick(month.to_string(), x, plane.bottom + 26).middle()]);
    }
    canvas.text(Label::tick("Months since starting", plane.left, plane.bottom + 62));
    lay_at_risk(canvas, &plane, curves, plane.bottom + 96)
}

/// The curve as a polyline from `from` to `to` months, by `value` of each step.
fn steps_between(
    plane: &Plane,
    curve: &SurvivalCurve,
    (from, to): (f64, f64),
    value: impl Fn(&SurvivalStep) -> Option<f64>,
) -> Vec<Point> {
    let mut points = Vec::new();
    for (index, step) in curve.steps.iter().enumerate() {
        let next = curve.steps.get(index + 1).map_or(curve.ends_at, |next| next.month);
        let (start, end) = (step.month.max(from), next.min(to));
        if let Some(value) = value(step)
            && (end > start || (end == start && points.is_empty()))
        {
            points.extend([(plane.x(start), plane.y(value)), (plane.x(end), plane.y(value))]);
        }
    }
    points
}

fn draw_curve(canvas: &mut Canvas, plane: &Plane, curve: &SurvivalCurve, width: u32) {
    let all = (0.0, curve.ends_at);
    let low = steps_between(plane, curve, all, |step| step.interval.map(|(low, _)| low));
    let high = steps_between(plane, curve, all, |step| step.interval.map(|(_, high)| high));
    let mut band = high.clone();
    band.extend(low.iter().rev());
    if band.len() > 2 {
        canvas.draw(Layer::Ground, Shape::Polygon(band, ACCENT_TINT));
    }
    for edge in [&low, &high] {
        canvas.line(Layer::Band, edge, 1, CONTEXT);
        canvas.avoid_line(edge);
    }
    let firm_to = curve.few_from.unwrap_or(curve.ends_at).min(curve.ends_at);
    let firm = steps_between(plane, curve, (0.0, firm_to), |step| Some(step.retained_pct));
    canvas.line(Layer::Data, &firm, width, ACCENT);
    let few = steps_between(plane, curve, (firm_to, curve.ends_at), |step| Some(step.retained_pct));
    for pair in few.windows(2) {
        if let [a, b] = pair {
            canvas.dashes(Layer::Data, *a, *b, (12, 8), width, ACCENT);
        }
    }
    canvas.avoid_line(&firm);
    canvas.avoid_line(&few);
    for month in curve.censored.iter().filter(|month| **month <= curve.ends_at) {
        let held = curve.steps.iter().rev().find(|step| step.month <= *month);
        if let Some(step) = held {
            let (x, y) = (plane.x(*month), plane.y(step.retained_pct));
            canvas.line(Layer::Data, &[(x, y - 9), (x, y + 9)], 2, ACCENT);
        }
    }
}

fn point_place(plane: &Plane, curve: &SurvivalCurve) -> Option<Point> {
    point(curve).map(|(pct, at)| (plane.x(f64::from(at.month)), plane.y(pct)))
}

/// The group's name at the end of its curve, where there is room; its labelled
/// point says it too.
fn label_end(canvas: &mut Canvas, plane: &Plane, curve: &SurvivalCurve) {
    let (Some(group), Some(last)) = (&curve.group, curve.steps.last()) else { return };
    let (x, y) = (plane.x(curve.ends_at), plane.y(last.retained_pct));
    let name = typeface::cut(group, TICK, true, (plane.right - plane.left) / 2);
    let label = Label::tick(name, x, y).semibold().ink(TEXT).plated();
    let choices = [-26, 28, -44, 46].map(|dy| label.moved_to(x, y + dy, Anchor::End));
    canvas.try_text(choices.to_vec());
}

/// "76% at 24 months (61% to 86%)", led to its point; with the group's name
/// where there are two.
fn label_point(canvas: &mut Canvas, plane: &Plane, curve: &SurvivalCurve, named: bool) {
    let Some((pct, SurvivalMonth { month, interval, .. })) = point(curve) else {
        if curve.left == 0 {
            let y = plane.y(100.0) + 50;
            canvas.try_text(vec![Label::new("Nobody has left", plane.left + 20, y).semibold().plated()]);
        }
        return;
    };
    let (x, y) = (plane.x(f64::from(month)), plane.y(pct));
    let group = curve.group.as_ref().filter(|_| named).map(|group| format!("{group}: ")).unwrap_or_default();
    let head = format!("{group}{} at {month} months", words::per_cent(pct));
    let tail = interval
        .map(|(low, high)| format!(" ({} to {})", words::per_cent(low), words::per_cent(high)))
        .unwrap_or_default();
    let room = plane.right - plane.left;
    let lines = typeface::wrap_evenly(&format!("{head}{tail}"), LABEL, true, room, 2);
    let below_band = interval.map_or(y, |(low, _)| plane.y(low)) + 44;
    let lowest = plane.bottom - 20 - 36 * (i32::try_from(lines.len()).unwrap_or(1) - 1);
    let mut starts: Vec<i32> =
        (0..24).map(|n| below_band + n * 12).filter(|start| *start <= lowest).collect();
    starts.extend((0..24).map(|n| plane.top + 30 + n * 12).filter(|start| *start <= lowest));
    let standing_at = |start: i32, canvas: &Canvas| -> Vec<Label> {
        let rows = (0..).map(|index| start + 36 * index);
        let stand = |(line, row): (&String, i32)| {
            let label = Label::new(line.as_str(), x, row).middle().semibold().plated();
            let half = label.width() / 2;
            let centre = x.min(canvas.width() - half - 4).max(plane.left + half + 4);
            label.moved_to(centre, row, Anchor::Middle)
        };
        lines.iter().zip(rows).map(stand).collect()
    };
    let free = |start: &&i32| standing_at(**start, canvas).iter().all(|label| canvas.is_free(label));
    let clear = |start: &&i32| standing_at(**start, canvas).iter().all(|label| canvas.is_off_lines(label));
    let chosen = starts.iter().find(|s| free(s) && clear(s)).or_else(|| starts.iter().find(free)).copied();
    let Some(start) = chosen else { return };
    canvas.line(Layer::Mark, &[(x, y), (x, start)], 2, AXIS);
    canvas.draw(Layer::Mark, Shape::Disc((x, y), 10, ACCENT));
    for label in standing_at(start, canvas) {
        canvas.text(label);
    }
}

fn lay_at_risk(canvas: &mut Canvas, plane: &Plane, curves: &[&SurvivalCurve], top: i32) -> i32 {
    canvas.text(Label::tick("People at risk", 0, top + 16).semibold().ink(TEXT));
    let mut y = top + 40;
    canvas.line(Layer::Grid, &[(0, y), (canvas.width(), y)], 2, RULE);
    for curve in curves {
        if let Some(group) = &curve.group {
            let name = typeface::cut(group, TICK, false, canvas.width());
            canvas.text(Label::tick(name, 0, y + 24));
            y += 34;
        }
        for month in curve.months.iter().filter(|month| i64::from(month.month) <= i64::from(plane.to)) {
            let x = plane.x(f64::from(month.month));
            let count = month.at_risk.map_or("c".to_string(), |n| words::number(u64::from(n)));
            let label = Label::tick(count, x, y + 26).ink(TEXT).middle();
            let at_edge = label.moved_to(canvas.width(), y + 26, Anchor::End);
            canvas.try_text(vec![label, at_edge]);
        }
        y += 44;
    }
    y
}
