//! The supervision strip: was one-to-one supervision kept up?

use chrono::NaiveDate;

use super::canvas::{Canvas, LABEL, Label, TICK};
use super::marks::{self, Swatch};
use super::palette::{MUTED, OVERDUE};
use super::strip::{self, STRIP, SupervisionRow};
use super::time_axis::{self, Span, TimeScale};
use super::{Drawing, Figure, Words, typeface, words};

/// One person's strip.
#[derive(Debug, Clone, PartialEq)]
pub struct SupervisionStrip {
    /// Who, as the page names them.
    pub name: String,
    /// What the records say; `None` where no supervision records were supplied.
    pub row: Option<SupervisionRow>,
    /// Days on which the clock stood still.
    pub pauses: Vec<Span>,
    /// Days in date, programme days, and the share (0 to 100); `None` where it
    /// cannot be told.
    pub in_date: Option<InDate>,
}

/// Days in date of days in the programme.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct InDate {
    /// Days in date.
    pub days: u32,
    /// Programme days outside pauses.
    pub of: u32,
    /// The share, 0 to 100.
    pub pct: f64,
}

impl InDate {
    fn said(&self) -> String {
        let share = words::share(u64::from(self.days), u64::from(self.of), self.pct);
        share.replacen(
            &format!("of {}", words::number(u64::from(self.of))),
            &format!("of {}", words::count(self.of, "day", "days")),
            1,
        )
    }
}

/// What supervision strips are drawn from.
#[derive(Debug, Clone, PartialEq)]
pub struct SupervisionChart {
    /// Whose: "Candidate 3", or the team.
    pub subject: String,
    /// First day of the axis.
    pub from_on: NaiveDate,
    /// First day after the axis.
    pub to_on: NaiveDate,
    /// One strip a person, in order of start date.
    pub strips: Vec<SupervisionStrip>,
    /// All of them together; `None` where it cannot be told.
    pub in_date: Option<InDate>,
}

const MOST_STRIPS: usize = 30;

/// Draws one strip in full, or one line a person, 30 to a drawing. A sentence
/// where there is nobody or nothing can be told.
pub fn draw_supervision(chart: &SupervisionChart) -> Figure {
    if chart.strips.is_empty() {
        return Figure::Sentence("Nobody is in the programme yet.".to_string());
    }
    if chart.strips.len() > 1 && chart.strips.iter().all(|strip| strip.row.is_none()) {
        return Figure::Sentence(
            "Cannot tell whether supervision was kept up: no records of this kind were supplied. The \
             supervisions export would answer it."
                .to_string(),
        );
    }
    let pages: Vec<&[SupervisionStrip]> = chart.strips.chunks(MOST_STRIPS).collect();
    let drawings = pages.iter().enumerate().map(|(index, page)| {
        let part =
            if pages.len() > 1 { format!(", part {} of {}", index + 1, pages.len()) } else { String::new() };
        let said = Words {
            title: format!("{}: one-to-one supervision{part}", chart.subject),
            finding: finding(chart),
            description: describe(page),
        };
        Drawing::new(&said, |canvas| lay_out(canvas, chart, page))
    });
    Figure::Drawings(drawings.collect())
}

fn finding(chart: &SupervisionChart) -> String {
    match chart.in_date {
        Some(in_date) => format!("In date on {}", in_date.said()),
        None => "Cannot tell whether supervision was kept up".to_string(),
    }
}

fn describe(strips: &[SupervisionStrip]) -> String {
    let said: Vec<String> = strips
        .iter()
        .map(|strip| {
            let Some(row) = &strip.row else {
                return format!("{}: cannot tell, no records of this kind were supplied.", strip.name);
            };
            let in_date = strip
                .in_date
                .map(|d| format!("in date on {}", d.said()))
                .unwrap_or_else(|| "in date: cannot tell".to_string());
            let sessions = words::count(row.sessions.len() as u64, "session", "sessions");
            let gap = row
                .longest_gap()
                .map(|gap| {
                    let days = words::count(gap.days, "day", "days");
                    format!("; out of date for at most {days}, from {}", words::day(gap.from_on))
                })
                .unwrap_or_default();
            format!("{}: {in_date}, {sessions}{gap}.", strip.name)
        })
        .collect();
    said.join(" ")
}

fn lay_out(canvas: &mut Canvas, chart: &SupervisionChart, strips: &[SupervisionStrip]) -> i32 {
    let narrow = canvas.is_narrow();
    let rows = || strips.iter().filter_map(|strip| strip.row.as_ref());
    let mut key = Vec::new();
    if rows().any(|row| !row.sessions.is_empty()) {
        key.push((Swatch::Tick, "session that counts".to_string()));
    }
    if rows().any(|row| !row.gaps.is_empty()) {
        key.push((Swatch::Block(OVERDUE), "out of date".to_string()));
    }
    if rows().next().is_some() {
        key.push((Swatch::Band, "in the programme".to_string()));
    }
    if strips.iter().any(|strip| !strip.pauses.is_empty()) {
        key.push((Swatch::Paused, "paused".to_string()));
    }
    let mut y = if key.is_empty() { 0 } else { marks::key(canvas, 0, 0, &key) + 14 };
    if let [alone] = strips {
        let scale = TimeScale::new(chart.from_on, chart.to_on, 0, canvas.width() - 4);
        y = lay_alone(canvas, alone, &scale, y);
        return time_axis::month_ticks(canvas, &scale, y);
    }
    let full = canvas.width();
    let room = if narrow { full * 3 / 5 } else { full / 4 };
    let names: Vec<String> =
        strips.iter().map(|strip| typeface::cut(&strip.name, LABEL, false, room)).collect();
    let widest = names.iter().map(|name| typeface::width(name, LABEL, false)).max().unwrap_or(0);
    let left = if narrow { 0 } else { widest + 28 };
    let said = |strip: &SupervisionStrip| {
        strip.in_date.map_or("cannot tell".to_string(), |d| words::per_cent(d.pct))
    };
    let right = if narrow { full - 4 } else { full - typeface::width("cannot tell", TICK, false) - 24 };
    let scale = TimeScale::new(chart.from_on, chart.to_on, left, right);
    for (strip, name) in strips.iter().zip(&names) {
        let (name_y, top) = if narrow { (y + 18, y + 44) } else { (y + 24, y + 8) };
        canvas.text(Label::new(name.as_str(), 0, name_y));
        canvas.text(Label::tick(said(strip), full, name_y).end().ink(MUTED));
        match &strip.row {
            Some(row) => strip::draw(canvas, &scale, row, &strip.pauses, top),
            None => strip::draw_unknown(canvas, (left, right), top),
        }
        y = if narrow { top + STRIP + 18 } else { y + 48 + 6 };
    }
    time_axis::month_ticks(canvas, &scale, y + 4)
}

/// One strip with its words: how often above it, the longest gap below.
fn lay_alone(canvas: &mut Canvas, alone: &SupervisionStrip, scale: &TimeScale, top: i32) -> i32 {
    let Some(row) = &alone.row else {
        strip::draw_unknown(canvas, (scale.left, scale.right), top + 8);
        return top + STRIP + 24;
    };
    strip::label_frequencies(canvas, scale, row, top + 18);
    let strip_top = top + 46;
    strip::draw(canvas, scale, row, &alone.pauses, strip_top);
    let words_y = strip_top + STRIP + 28;
    strip::label_longest_gap(canvas, scale, row, words_y, true);
    words_y + 24
}
