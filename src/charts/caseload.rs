//! The caseload step chart: was this person's caseload protected?

use chrono::NaiveDate;

use super::canvas::{Canvas, TICK};
use super::caseload_band::{self, Band};
use super::lanes::{Lanes, Post};
use super::marks::{self, Swatch};
use super::palette::{ACCENT, OVERDUE, TEXT};
use super::time_axis::{self, ProgrammeMonth, Span, TimeScale};
use super::{Figure, Words, words};

/// What a caseload counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Children, each once.
    Children,
    /// Families.
    Families,
}

impl Unit {
    pub(super) fn many(self) -> &'static str {
        match self {
            Unit::Children => "children",
            Unit::Families => "families",
        }
    }

    pub(super) fn count(self, n: u32) -> String {
        match self {
            Unit::Children => words::count(n, "child", "children"),
            Unit::Families => words::count(n, "family", "families"),
        }
    }
}

/// Whether going above a cap breaks a rule or goes against advice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Strength {
    /// Drawn solid.
    Mandatory,
    /// Drawn hatched and outlined.
    Advisory,
}

/// Days on which the caseload was the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CaseloadStep {
    /// The days.
    pub days: Span,
    /// Children (or families) held on each of them.
    pub held: u32,
}

/// Days on which the cap was the same. Days without a cap have no row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CapStep {
    /// The days.
    pub days: Span,
    /// The most that may be held.
    pub cap: u32,
}

/// A run of days above the cap.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CapBreach {
    /// First day above the cap.
    pub opened_on: NaiveDate,
    /// First day back within it; `None` while it is open.
    pub closed_on: Option<NaiveDate>,
    /// Days above the cap, to the end of the records if it is open.
    pub days: u32,
    /// The most held on any of its days.
    pub peak: u32,
    /// The cap in force when it opened.
    pub cap: u32,
    /// Strength of that cap.
    pub strength: Strength,
}

/// One person's caseload, as the caseload facts have it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseloadRow {
    /// What is counted.
    pub unit: Unit,
    /// In order of date, without gaps.
    pub steps: Vec<CaseloadStep>,
    /// In order of date, to the end of the programme; empty where the rulebook
    /// sets no cap.
    pub caps: Vec<CapStep>,
    /// In order of opening: the same order as the table's rows.
    pub breaches: Vec<CapBreach>,
}

/// What the caseload step chart is drawn from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseloadChart {
    /// Who, as the page names them: "Candidate 3".
    pub subject: String,
    /// First day of the programme.
    pub from_on: NaiveDate,
    /// First day after the axis (the programme's end, or later).
    pub to_on: NaiveDate,
    /// Last day the records know about.
    pub records_to: NaiveDate,
    /// Months of the programme clock to name above the drawing.
    pub months: Vec<ProgrammeMonth>,
    /// Days on which the clock stood still.
    pub pauses: Vec<Span>,
    /// Days above the cap in all; `None` where the rulebook sets no cap.
    pub days_above: Option<u32>,
    /// `None` where no allocation records were supplied.
    pub caseload: Option<CaseloadRow>,
}

/// Draws the chart. A sentence where nothing can be told or nothing was held.
pub fn draw_caseload(chart: &CaseloadChart) -> Figure {
    let Some(row) = &chart.caseload else {
        return Figure::Sentence(
            "Cannot tell whether the caseload was within the cap: no records of this kind were \
             supplied. The allocations export would answer it."
                .to_string(),
        );
    };
    if row.steps.is_empty() {
        return Figure::Sentence("No day in the programme has been recorded yet.".to_string());
    }
    let said = Words {
        title: format!("{}: {} held against the cap", chart.subject, row.unit.many()),
        finding: finding(chart, row),
        description: describe(chart, row),
    };
    Figure::one(&said, |canvas| lay_out(canvas, chart, row))
}

fn finding(chart: &CaseloadChart, row: &CaseloadRow) -> String {
    match chart.days_above {
        None => "The rulebook sets no cap here".to_string(),
        Some(0) => "Within the cap throughout".to_string(),
        Some(n) => {
            let open = row.breaches.iter().any(|breach| breach.closed_on.is_none());
            let so_far = if open { " so far" } else { "" };
            format!("Above the cap for {}{so_far}", words::count(n, "day", "days"))
        }
    }
}

fn describe(chart: &CaseloadChart, row: &CaseloadRow) -> String {
    let mut said = format!(
        "{} held each day from {} to {}.",
        words::raised(row.unit.many()),
        words::day(chart.from_on),
        words::day(chart.records_to)
    );
    if !row.caps.is_empty() && row.caps.len() <= 12 {
        let caps: Vec<String> = row
            .caps
            .iter()
            .map(|step| format!("{} from {}", step.cap, words::day(step.days.from_on)))
            .collect();
        said += &format!(" The cap: {}.", words::list(&caps));
    }
    said += &sentences(row);
    if let Some(pauses) = paused(&chart.pauses) {
        said += &format!(" {pauses}");
    }
    said
}

/// What happened, in sentences, each with a space before it.
pub(super) fn sentences(row: &CaseloadRow) -> String {
    let mut said = String::new();
    if row.caps.is_empty() {
        said += " The rulebook sets no cap here.";
    } else if row.breaches.is_empty() {
        said += " It was within the cap throughout.";
    } else if row.breaches.len() <= 12 {
        for breach in &row.breaches {
            said.push(' ');
            said += &breach_sentence(breach, row.unit);
        }
    } else if let Some(longest) = row.breaches.iter().max_by_key(|breach| breach.days) {
        said += &format!(
            " It was above the cap {} times. The longest: {}",
            words::number(row.breaches.len() as u64),
            breach_sentence(longest, row.unit)
        );
    }
    if let Some(last) = row.steps.last() {
        let end = last.days.to_on.pred_opt().unwrap_or(last.days.to_on);
        said += &format!(" On {}: {}.", words::day(end), row.unit.count(last.held));
    }
    said
}

fn breach_sentence(breach: &CapBreach, unit: Unit) -> String {
    let days = words::count(breach.days, "day", "days");
    let most = unit.count(breach.peak);
    let advisory = match breach.strength {
        Strength::Mandatory => "",
        Strength::Advisory => "advisory ",
    };
    let cap = match breach.cap {
        0 => "none was allowed".to_owned(),
        cap => format!("the cap was {cap}"),
    };
    match breach.closed_on.and_then(|closed| closed.pred_opt()) {
        Some(last) => format!(
            "The caseload was above the {advisory}cap for {days}, {}: at most {most}, where {cap}.",
            if last > breach.opened_on {
                format!("from {}", words::days(breach.opened_on, last))
            } else {
                format!("on {}", words::day(breach.opened_on))
            }
        ),
        None => format!(
            "The caseload has been above the {advisory}cap for {days}, since {}: at most {most}, where {cap}.",
            words::day(breach.opened_on)
        ),
    }
}

/// "Paused from 14 July to 10 August 2025."
pub(super) fn paused(pauses: &[Span]) -> Option<String> {
    let spans: Vec<String> = pauses
        .iter()
        .filter_map(|span| {
            let last = span.to_on.pred_opt()?;
            (last >= span.from_on).then(|| format!("from {}", words::days(span.from_on, last)))
        })
        .collect();
    (!spans.is_empty()).then(|| format!("Paused {}.", words::list(&spans)))
}

/// The swatches a caseload needs in a key.
pub(super) fn swatches(row: &CaseloadRow) -> Vec<(Swatch, String)> {
    let mut items = vec![(Swatch::Line(ACCENT, 4), format!("{} held", row.unit.many()))];
    if !row.caps.is_empty() {
        items.push((Swatch::Line(TEXT, 2), "cap".to_string()));
    }
    let any = |strength| row.breaches.iter().any(|breach| breach.strength == strength);
    if any(Strength::Mandatory) {
        items.push((Swatch::Block(OVERDUE), "above the cap".to_string()));
    }
    if any(Strength::Advisory) {
        items.push((Swatch::Advisory, "above an advisory cap".to_string()));
    }
    items
}

/// The thin line at the end of the records.
pub(super) fn records_post(scale: &TimeScale, records_to: NaiveDate) -> Option<Post> {
    let end = records_to.succ_opt()?;
    scale.holds(records_to).then(|| Post {
        x: scale.x(end),
        text: format!("Records to {}", words::day_and_month(records_to)),
        semibold: false,
        width: 1,
        ink: TEXT,
    })
}

fn lay_out(canvas: &mut Canvas, chart: &CaseloadChart, row: &CaseloadRow) -> i32 {
    let mut key = swatches(row);
    if !chart.pauses.is_empty() {
        key.push((Swatch::Paused, "paused".to_string()));
    }
    let mut y = marks::key(canvas, 0, 0, &key) + 8;

    let band = Band::of(row);
    let left = band.tick_width() + 12;
    let to = chart.to_on.max(chart.records_to.succ_opt().unwrap_or(chart.records_to));
    let scale = TimeScale::new(chart.from_on, to, left, canvas.width() - 4);
    let posts: Vec<Post> = if chart.records_to.succ_opt() < Some(scale.to) {
        records_post(&scale, chart.records_to).into_iter().collect()
    } else {
        Vec::new()
    };
    let lanes = Lanes::lay(canvas, &posts);
    let lanes_top = y;
    y += lanes.height();
    let months_y = y + TICK / 2 + 4;
    y = months_y + 22;
    let note = band.note(canvas, &scale, chart.records_to);
    let plot_top = y + note.height();
    let bottom = plot_top + if canvas.is_narrow() { 300 } else { 380 };

    time_axis::pauses(canvas, &scale, &chart.pauses, y, bottom);
    lanes.draw(canvas, lanes_top, bottom);
    time_axis::programme_months(canvas, &scale, &chart.months, months_y, bottom);
    caseload_band::draw(canvas, &band, &scale, (y, plot_top, bottom), note, chart.records_to);
    time_axis::month_ticks(canvas, &scale, bottom)
}
