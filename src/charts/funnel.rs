//! The funnel plot: is an area unusual for its size?

use super::canvas::{Anchor, Area, Canvas, Label, Layer, Point, Shape, TICK};
use super::marks::{self, Swatch};
use super::palette::{ACCENT, AXIS, CONTEXT, RULE, SURFACE, TEXT};
use super::{Figure, Words, typeface, words};

/// Where an area lies against the limits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    /// Inside the 95% limits.
    Inside,
    /// Between the 95% and the 99.8% limits.
    Between,
    /// Above the upper 99.8% limit.
    Above,
    /// Below the lower 99.8% limit.
    Below,
    /// No limits to read it against.
    NoLimits,
}

/// One area.
#[derive(Debug, Clone, PartialEq)]
pub struct FunnelArea {
    /// Its name.
    pub name: String,
    /// Its size, in the unit of the axis.
    pub denominator: f64,
    /// Its value, in per cent.
    pub pct: f64,
    /// Its own 95% interval, in per cent; drawn where there are no limits.
    pub interval: Option<(f64, f64)>,
    /// One of those compared: filled and named.
    pub is_compared: bool,
    /// Where it lies.
    pub reading: Reading,
}

/// The limits at one size, in per cent.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FunnelLimit {
    /// The size.
    pub denominator: f64,
    /// 95% limits, lower and upper.
    pub limits_95: (f64, f64),
    /// 99.8% limits, lower and upper.
    pub limits_998: (f64, f64),
}

/// What a funnel plot is drawn from.
#[derive(Debug, Clone, PartialEq)]
pub struct FunnelPlot {
    /// "Social worker turnover".
    pub measure: String,
    /// What a ring is, for the key: "an authority".
    pub one: String,
    /// The value axis in words: "Turnover, full-time equivalent".
    pub value_name: String,
    /// The size axis in words: "Social workers in post (full-time equivalent)".
    pub size_name: String,
    /// The average, in per cent; `None` where it cannot be told.
    pub average: Option<f64>,
    /// Every area; `None` where no statistics were supplied.
    pub areas: Option<Vec<FunnelArea>>,
    /// Limits in order of size; empty under 10 areas.
    pub limits: Vec<FunnelLimit>,
    /// How the limits were made, for the description: "Limits allow for
    /// differences between authorities beyond chance" or "no adjustment needed".
    pub method: String,
}

/// Draws the plot. A sentence where there is no area or nothing can be told.
pub fn draw_funnel(plot: &FunnelPlot) -> Figure {
    let Some(areas) = &plot.areas else {
        return Figure::Sentence(format!(
            "Cannot tell how {} compares: no records of this kind were supplied. The published workforce \
             statistics would answer it.",
            plot.measure.to_lowercase()
        ));
    };
    let usable: Vec<&FunnelArea> =
        areas.iter().filter(|area| area.pct.is_finite() && area.denominator.is_finite()).collect();
    if usable.is_empty() {
        return Figure::Sentence(format!("No area has a figure for {} yet.", plot.measure.to_lowercase()));
    }
    let said = Words {
        title: format!("{} against size", plot.measure),
        finding: finding(&usable),
        description: describe(plot, &usable),
    };
    Figure::one(&said, |canvas| lay_out(canvas, plot, &usable))
}

fn one_decimal(pct: f64) -> String {
    format!("{pct:.1}%")
}

fn names_of(areas: &[&FunnelArea], keep: impl Fn(&FunnelArea) -> bool) -> Vec<String> {
    let mut names: Vec<String> =
        areas.iter().filter(|area| keep(area)).map(|area| area.name.clone()).collect();
    names.sort();
    names
}

fn finding(areas: &[&FunnelArea]) -> String {
    let compared = names_of(areas, |area| area.is_compared);
    let outside: Vec<String> = areas
        .iter()
        .filter(|area| area.is_compared)
        .filter_map(|area| match area.reading {
            Reading::Above => Some(format!("{} lies above the 99.8% limits", area.name)),
            Reading::Below => Some(format!("{} lies below the 99.8% limits", area.name)),
            _ => None,
        })
        .collect();
    if areas.iter().any(|area| area.reading == Reading::NoLimits) {
        return "Too few areas to draw limits from".to_string();
    }
    match (compared.is_empty(), outside.is_empty()) {
        (true, _) => {
            let out =
                areas.iter().filter(|a| matches!(a.reading, Reading::Above | Reading::Below)).count() as u64;
            let verb = if out == 1 { "lies" } else { "lie" };
            format!("{} {verb} outside the 99.8% limits", words::count(out, "area", "areas"))
        }
        (false, true) => {
            let verb = if compared.len() == 1 { "lies" } else { "lie" };
            format!("{} {verb} inside the 99.8% limits", words::list(&compared))
        }
        (false, false) => words::list(&outside),
    }
}

fn describe(plot: &FunnelPlot, areas: &[&FunnelArea]) -> String {
    let mut said = format!("{} of {}.", plot.measure, words::count(areas.len() as u64, "area", "areas"));
    if let Some(average) = plot.average {
        said += &format!(" Average {}.", one_decimal(average));
    }
    let method = plot.method.trim_end_matches('.');
    if !method.is_empty() {
        said += &format!(" {}.", words::raised(method));
    }
    for (reading, place) in
        [(Reading::Above, "above the 99.8% limits"), (Reading::Below, "below the 99.8% limits")]
    {
        let names = names_of(areas, |area| area.reading == reading);
        if !names.is_empty() {
            said += &format!(" {}: {}.", words::raised(place), names_or_count(&names));
        }
    }
    let mut compared: Vec<&&FunnelArea> = areas.iter().filter(|area| area.is_compared).collect();
    compared.sort_by(|a, b| a.name.cmp(&b.name));
    for area in compared {
        let place = match area.reading {
            Reading::Inside => ", inside the 95% limits",
            Reading::Between => ", between the 95% and the 99.8% limits",
            Reading::Above => ", above the 99.8% limits",
            Reading::Below => ", below the 99.8% limits",
            Reading::NoLimits => "",
        };
        said += &format!(" {} {}{place}.", area.name, one_decimal(area.pct));
    }
    said
}

fn names_or_count(names: &[String]) -> String {
    if names.len() <= 12 { words::list(names) } else { words::number(names.len() as u64) }
}

/// Sizes and per cents to half pixels.
struct Plane {
    left: i32,
    right: i32,
    top: i32,
    bottom: i32,
    size_to: f64,
    pct_to: f64,
}

impl Plane {
    fn x(&self, size: f64) -> i32 {
        super::rate::along(size / self.size_to * 100.0, self.left, self.right)
    }

    fn y(&self, pct: f64) -> i32 {
        super::rate::along(pct / self.pct_to * 100.0, self.bottom, self.top)
    }
}

/// The first of 1, 2, 5, 10, … that gives at most `most` steps.
fn round_step(to: f64, most: f64) -> f64 {
    let mut unit = 0.1;
    while unit < 1e12 {
        for step in [1.0, 2.0, 5.0] {
            if to / (step * unit) <= most {
                return step * unit;
            }
        }
        unit *= 10.0;
    }
    unit
}

fn lay_out(canvas: &mut Canvas, plot: &FunnelPlot, areas: &[&FunnelArea]) -> i32 {
    let narrow = canvas.is_narrow();
    let mut key = Vec::new();
    if areas.iter().any(|area| !area.is_compared) {
        key.push((Swatch::Hollow(CONTEXT), plot.one.clone()));
    }
    if areas.iter().any(|area| area.is_compared) {
        key.push((Swatch::Dot(ACCENT), "in this comparison".to_string()));
    }
    if plot.limits.is_empty() {
        key.push((Swatch::Interval(ACCENT), "95% interval".to_string()));
    } else {
        key.push((Swatch::Line(TEXT, 2), "99.8% limits".to_string()));
        key.push((Swatch::Dashes(TEXT), "95% limits".to_string()));
    }
    let mut y = marks::key(canvas, 0, 0, &key) + 8;
    for line in typeface::wrap(&plot.value_name, TICK, false, canvas.width(), 2) {
        canvas.text(Label::tick(line, 0, y + 18));
        y += 34;
    }
    let highest = areas.iter().map(|area| area.pct).chain(plot.average).fold(0.0, f64::max);
    let intervals = areas.iter().filter_map(|area| area.interval.filter(|_| plot.limits.is_empty()));
    let highest = intervals.map(|(_, high)| high).filter(|high| high.is_finite()).fold(highest, f64::max);
    let pct_to = (highest * 1.1).max(1.0);
    let largest = areas.iter().map(|area| area.denominator).fold(1.0, f64::max) * 1.04;
    let step = round_step(pct_to, 5.0);
    let tick = |value: f64| if step < 1.0 { one_decimal(value) } else { words::per_cent(value) };
    let left = typeface::width(&tick(pct_to), TICK, false).max(60) + 16;
    let margin = if narrow { 8 } else { 110 };
    let plane = Plane {
        left,
        right: canvas.width() - margin,
        top: y + 16,
        bottom: y + 16 + if narrow { 420 } else { 500 },
        size_to: largest,
        pct_to,
    };
    let mut value = 0.0;
    while value <= pct_to {
        let y = plane.y(value);
        canvas.line(
            Layer::Grid,
            &[(plane.left, y), (plane.right, y)],
            2,
            if value == 0.0 { AXIS } else { RULE },
        );
        canvas.text(Label::tick(tick(value), plane.left - 12, y).end());
        value += step;
    }
    let size_step = round_step(largest, 5.0).max(1.0);
    let mut size = 0.0;
    while size <= largest {
        let x = plane.x(size);
        canvas.line(Layer::Grid, &[(x, plane.bottom), (x, plane.bottom + 8)], 2, AXIS);
        let label = Label::tick(words::number(size.round() as u64), x, plane.bottom + 26).middle();
        canvas.try_text(vec![label]);
        size += size_step;
    }
    lay_limits(canvas, plot, &plane);
    lay_areas(canvas, plot, areas, &plane);
    let mut foot = plane.bottom + 62;
    for line in typeface::wrap(&plot.size_name, TICK, false, canvas.width() - plane.left, 2) {
        canvas.text(Label::tick(line, plane.left, foot));
        foot += 34;
    }
    foot - 10
}

/// Limits drawn only inside the frame, each named at its right end.
fn lay_limits(canvas: &mut Canvas, plot: &FunnelPlot, plane: &Plane) {
    let mut ends: Vec<(i32, String, bool)> = Vec::new();
    if let Some(average) = plot.average.filter(|average| average.is_finite()) {
        let y = plane.y(average);
        canvas.line(Layer::Data, &[(plane.left, y), (plane.right, y)], 2, TEXT);
        ends.push((y, one_decimal(average), true));
    }
    type Side = fn(&FunnelLimit) -> f64;
    let sides: [(Side, bool, &str); 4] = [
        (|limit| limit.limits_998.1, true, "99.8%"),
        (|limit| limit.limits_95.1, false, "95%"),
        (|limit| limit.limits_95.0, false, "95%"),
        (|limit| limit.limits_998.0, true, "99.8%"),
    ];
    for (side, is_solid, name) in sides {
        let inside = |pct: f64| pct.is_finite() && pct > 0.0 && pct < plane.pct_to;
        let mut run: Vec<Point> = Vec::new();
        let mut runs: Vec<Vec<Point>> = Vec::new();
        for limit in plot.limits.iter().filter(|limit| limit.denominator <= plane.size_to) {
            let pct = side(limit);
            if inside(pct) {
                run.push((plane.x(limit.denominator), plane.y(pct)));
            } else if !run.is_empty() {
                runs.push(std::mem::take(&mut run));
            }
        }
        runs.push(run);
        for points in &runs {
            if is_solid {
                canvas.line(Layer::Data, points, 2, TEXT);
            } else {
                broken_curve(canvas, points);
            }
            canvas.avoid_line(points);
        }
        if let Some((_, y)) = runs.last().and_then(|points| points.last()) {
            ends.push((*y, name.to_string(), false));
        }
    }
    if canvas.is_narrow() {
        if let Some((y, average, _)) = ends.first().filter(|(_, _, is_average)| *is_average) {
            let label =
                Label::tick(format!("Average {average}"), plane.right, y - 20).semibold().ink(TEXT).plated();
            let at = |x, y, anchor| label.moved_to(x, y, anchor);
            canvas.try_text(vec![at(plane.right, y - 20, Anchor::End), at(plane.right, y + 22, Anchor::End)]);
        }
        return;
    }
    for (y, name, is_average) in ends {
        let mut label = Label::tick(name, plane.right + 14, y);
        if is_average {
            label = label.semibold().ink(TEXT);
        }
        let at = |dy: i32| label.moved_to(plane.right + 14, y + dy, Anchor::Start);
        canvas.try_text([0, -14, 14, -26, 26].map(at).to_vec());
    }
}

/// A curve in dashes that keep their rhythm from point to point.
fn broken_curve(canvas: &mut Canvas, points: &[Point]) {
    let (on, off) = (16.0, 12.0);
    let mut along = 0.0;
    let mut dash: Vec<Point> = Vec::new();
    for pair in points.windows(2) {
        let [from, to] = pair else { continue };
        let (dx, dy) = (f64::from(to.0 - from.0), f64::from(to.1 - from.1));
        let length = dx.hypot(dy);
        let pieces = (length / 2.0).ceil().max(1.0) as i32;
        for piece in 0..pieces {
            let share = f64::from(piece) / f64::from(pieces);
            let at = (from.0 + (dx * share).round() as i32, from.1 + (dy * share).round() as i32);
            if along % (on + off) < on {
                dash.push(at);
            } else if dash.len() > 1 {
                let ends = [dash.first().copied().unwrap_or(at), dash.last().copied().unwrap_or(at)];
                canvas.line(Layer::Data, &ends, 2, TEXT);
                dash.clear();
            } else {
                dash.clear();
            }
            along += length / f64::from(pieces);
        }
    }
    if let (Some(first), Some(last)) = (dash.first(), dash.last()) {
        canvas.line(Layer::Data, &[*first, *last], 2, TEXT);
    }
}

fn lay_areas(canvas: &mut Canvas, plot: &FunnelPlot, areas: &[&FunnelArea], plane: &Plane) {
    let radius = if areas.len() > 200 { 4 } else { 7 };
    let outside = |area: &FunnelArea| matches!(area.reading, Reading::Above | Reading::Below);
    let mut named: Vec<(&FunnelArea, Point)> = Vec::new();
    for area in areas {
        let at = (plane.x(area.denominator), plane.y(area.pct));
        if let (true, Some((low, high))) = (plot.limits.is_empty(), area.interval) {
            let (top, bottom) = (plane.y(high), plane.y(low));
            canvas.line(Layer::Data, &[(at.0, top), (at.0, bottom)], 2, ACCENT);
            for end in [top, bottom] {
                canvas.line(Layer::Data, &[(at.0 - 6, end), (at.0 + 6, end)], 2, ACCENT);
            }
        }
        if area.is_compared || outside(area) || plot.limits.is_empty() {
            named.push((area, at));
        }
        if !area.is_compared {
            marks::ring(canvas, at, radius, if outside(area) { TEXT } else { CONTEXT });
        }
    }
    named.sort_by(|(a, _), (b, _)| (!a.is_compared, &a.name).cmp(&(!b.is_compared, &b.name)));
    for (area, at) in &named {
        if area.is_compared {
            canvas.draw(Layer::Mark, Shape::Disc(*at, 15, SURFACE));
            canvas.draw(Layer::Mark, Shape::Disc(*at, 12, ACCENT));
        }
        canvas.take(Area::new(at.0 - 9, at.1 - 9, at.0 + 9, at.1 + 9));
    }
    for (area, (x, y)) in named {
        let room = (plane.right - plane.left) / 2;
        let name = typeface::cut(&area.name, TICK, area.is_compared, room);
        let mut label = Label::tick(name, x, y).ink(TEXT).plated();
        label.semibold = area.is_compared;
        let mut choices = Vec::new();
        for dy in [0, -24, 24, -44, 44] {
            choices.push(label.moved_to(x + 24, y + dy, Anchor::Start));
            choices.push(label.moved_to(x - 24, y + dy, Anchor::End));
        }
        choices.push(label.moved_to(x, y - 32, Anchor::Middle));
        choices.push(label.moved_to(x, y + 32, Anchor::Middle));
        choices.retain(|choice| {
            let area = choice.area();
            area.right <= plane.right && area.left >= plane.left && area.bottom < plane.bottom
        });
        canvas.try_text(choices);
    }
}
