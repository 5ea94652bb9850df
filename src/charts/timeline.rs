//! The year on one clock: what happened to one candidate, when, and whether
//! it was connected.

use chrono::NaiveDate;

use super::canvas::{Canvas, LABEL, Label, TICK};
use super::caseload::{self, CaseloadRow};
use super::caseload_band::{self, Band};
use super::due_row::{self, DueItem};
use super::lanes::{Lanes, Post};
use super::marks::{self, Status, Swatch};
use super::palette::{MUTED, OVERDUE, PAUSED, TEXT};
use super::strip::{self, STRIP, SupervisionRow};
use super::time_axis::{self, ProgrammeMonth, Span, TimeScale};
use super::{Figure, Words, typeface, words};

/// One row of the clock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Row<T> {
    /// The rulebook has no rule of this kind: the row is left out.
    NoRule,
    /// No records of this kind were supplied: the row says so.
    CannotTell,
    /// What the records say.
    Known(T),
}

/// A moderation panel on the clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PanelDay {
    /// When it sits.
    pub held_on: NaiveDate,
}

/// How the programme ended before its time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EarlyEnd {
    /// The last day, or the first day after it, as the facts have it.
    pub on: NaiveDate,
    /// What happened, as one word: "Left", "Withdrew".
    pub word: String,
}

/// What the timeline of one candidate is drawn from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Timeline {
    /// Who, as the page names them: "Candidate 3".
    pub subject: String,
    /// First day of the programme.
    pub from_on: NaiveDate,
    /// First day after the programme.
    pub to_on: NaiveDate,
    /// Last day the records know about.
    pub records_to: NaiveDate,
    /// Months of the programme clock to name above the drawing.
    pub months: Vec<ProgrammeMonth>,
    /// Days on which the clock stood still.
    pub pauses: Vec<Span>,
    /// Panels this candidate comes to.
    pub panels: Vec<PanelDay>,
    /// Where the programme ended early.
    pub ended: Option<EarlyEnd>,
    /// Children held, and the cap.
    pub caseload: Row<CaseloadRow>,
    /// One-to-one supervision.
    pub supervision: Row<SupervisionRow>,
    /// Reviews in the programme's order.
    pub reviews: Row<Vec<DueItem>>,
    /// Observations in order.
    pub observations: Row<Vec<DueItem>>,
    /// Portfolio items.
    pub portfolio: Row<Vec<DueItem>>,
}

/// Draws the timeline. A sentence where the rulebook has no rule for any row.
pub fn draw_timeline(timeline: &Timeline) -> Figure {
    if row_names(timeline).is_empty() {
        return Figure::Sentence("The rulebook sets nothing that can be shown on one clock.".to_string());
    }
    if nothing_known(timeline) {
        return Figure::Sentence(
            "Cannot tell what happened in the programme: no records of caseload, supervision, reviews, \
             observations or portfolio were supplied. Those exports would answer it."
                .to_string(),
        );
    }
    let said = Words {
        title: format!("{}: the programme on one clock", timeline.subject),
        finding: finding(timeline),
        description: describe(timeline),
    };
    let shown = until_end(timeline);
    Figure::one(&said, |canvas| lay_out(canvas, &shown))
}

/// The timeline without what lies after an early end: no cap, and nothing that
/// no longer has to be done.
fn until_end(timeline: &Timeline) -> Timeline {
    let mut shown = timeline.clone();
    let Some(end) = timeline.ended.as_ref().map(|ended| ended.on) else { return shown };
    if let Row::Known(row) = &mut shown.caseload {
        row.caps.retain(|step| step.days.from_on < end);
        for step in &mut row.caps {
            step.days.to_on = step.days.to_on.min(end);
        }
    }
    for row in [&mut shown.reviews, &mut shown.observations, &mut shown.portfolio] {
        if let Row::Known(items) = row {
            items.retain(|item| {
                let is_open = matches!(item.status, Status::NotRequired | Status::NotDue);
                !is_open || item.marked_on().is_none_or(|day| day < end)
            });
        }
    }
    shown
}

fn nothing_known(timeline: &Timeline) -> bool {
    !matches!(timeline.caseload, Row::Known(_))
        && !matches!(timeline.supervision, Row::Known(_))
        && due_rows(timeline).iter().all(|(_, row)| !matches!(row, Row::Known(_)))
}

fn due_rows(timeline: &Timeline) -> [(&'static str, &Row<Vec<DueItem>>); 3] {
    [
        ("Reviews", &timeline.reviews),
        ("Observations", &timeline.observations),
        ("Portfolio", &timeline.portfolio),
    ]
}

fn caseload_name(row: &Row<CaseloadRow>) -> &'static str {
    match row {
        Row::Known(known) if known.unit == caseload::Unit::Families => "Families held",
        _ => "Children held",
    }
}

fn row_names(timeline: &Timeline) -> Vec<&'static str> {
    let mut names = Vec::new();
    if timeline.caseload != Row::NoRule {
        names.push(caseload_name(&timeline.caseload));
    }
    if timeline.supervision != Row::NoRule {
        names.push("Supervision");
    }
    names.extend(due_rows(timeline).iter().filter(|(_, row)| **row != Row::NoRule).map(|(name, _)| *name));
    names
}

/// Items of every known row that stand as `status`.
fn items_of(timeline: &Timeline, status: Status) -> usize {
    due_rows(timeline)
        .iter()
        .filter_map(|(_, row)| if let Row::Known(items) = row { Some(items) } else { None })
        .flatten()
        .filter(|item| item.status == status)
        .count()
}

fn finding(timeline: &Timeline) -> String {
    let mut parts = Vec::new();
    if let Row::Known(row) = &timeline.caseload
        && let Some(open) = row.breaches.iter().find(|breach| breach.closed_on.is_none())
    {
        parts.push(format!("above the cap for {} so far", words::count(open.days, "day", "days")));
    }
    if let Row::Known(row) = &timeline.supervision
        && let Some(open) = row.gaps.iter().find(|gap| gap.to_on.is_none())
    {
        parts.push(format!("supervision out of date for {}", words::count(open.days, "day", "days")));
    }
    for (status, word) in [(Status::Overdue, "overdue"), (Status::Late, "late")] {
        let count = items_of(timeline, status) as u64;
        if count > 0 {
            parts.push(format!("{} {word}", words::count(count, "item", "items")));
        }
    }
    if parts.is_empty() {
        "Nothing is late or overdue".to_string()
    } else {
        words::raised(&words::list(&parts))
    }
}

fn describe(timeline: &Timeline) -> String {
    let names: Vec<String> = row_names(timeline).iter().map(|name| name.to_lowercase()).collect();
    let last = timeline.to_on.pred_opt().unwrap_or(timeline.to_on);
    let mut said = format!(
        "{} on one clock from {} to {}; records to {}.",
        words::raised(&words::list(&names)),
        words::day(timeline.from_on),
        words::day(last),
        words::day(timeline.records_to)
    );
    for panel in &timeline.panels {
        said += &format!(" Panel on {}.", words::day(panel.held_on));
    }
    if let Some(ended) = &timeline.ended {
        said += &format!(" {} on {}.", ended.word, words::day(ended.on));
    }
    if let Some(paused) = caseload::paused(&timeline.pauses) {
        said += &format!(" {paused}");
    }
    match &timeline.caseload {
        Row::Known(row) => said += &caseload::sentences(row),
        Row::CannotTell => said += &cannot_tell("whether the caseload was within the cap"),
        Row::NoRule => {}
    }
    match &timeline.supervision {
        Row::Known(row) => said += &supervision_sentence(row),
        Row::CannotTell => said += &cannot_tell("whether supervision was kept up"),
        Row::NoRule => {}
    }
    for (name, row) in due_rows(timeline) {
        match row {
            Row::Known(items) => said += &items_sentence(name, items),
            Row::CannotTell => said += &cannot_tell(&format!("how {} stand", name.to_lowercase())),
            Row::NoRule => {}
        }
    }
    said
}

fn cannot_tell(what: &str) -> String {
    format!(" Cannot tell {what}: no records of this kind were supplied.")
}

fn supervision_sentence(row: &SupervisionRow) -> String {
    let sessions = words::count(row.sessions.len() as u64, "session", "sessions");
    let Some(gap) = row.longest_gap() else {
        return format!(" Supervision: {sessions}, in date throughout.");
    };
    let days = words::count(gap.days, "day", "days");
    let since = words::day(gap.from_on);
    match row.gaps.len() {
        1 => format!(" Supervision: {sessions}; out of date once, for {days}, from {since}."),
        n => {
            let times = words::number(n as u64);
            format!(" Supervision: {sessions}; out of date {times} times, for at most {days}, from {since}.")
        }
    }
}

fn items_sentence(name: &str, items: &[DueItem]) -> String {
    let mut parts = Vec::new();
    for (status, word) in [
        (Status::OnTime, "on time"),
        (Status::Late, "late"),
        (Status::Overdue, "overdue"),
        (Status::NotDue, "not yet due"),
        (Status::NotRequired, "not required"),
        (Status::NoRecords, "cannot be told"),
    ] {
        let of_status: Vec<&DueItem> = items.iter().filter(|item| item.status == status).collect();
        if of_status.is_empty() {
            continue;
        }
        let mut part = format!("{} {word}", of_status.len());
        let late: Vec<String> = of_status
            .iter()
            .filter_map(|item| {
                Some(format!("{} by {}", item.label, words::count(item.days_late?, "day", "days")))
            })
            .collect();
        if !late.is_empty() && late.len() <= 6 {
            part += &format!(" ({})", words::list(&late));
        }
        parts.push(part);
    }
    if parts.is_empty() { format!(" {name}: none yet.") } else { format!(" {name}: {}.", parts.join(", ")) }
}

fn posts(timeline: &Timeline, scale: &TimeScale) -> Vec<Post> {
    let mut posts: Vec<Post> = caseload::records_post(scale, timeline.records_to).into_iter().collect();
    for panel in timeline.panels.iter().filter(|panel| scale.holds(panel.held_on)) {
        posts.push(Post {
            x: scale.x(panel.held_on),
            text: format!("Panel {}", words::day_and_month(panel.held_on)),
            semibold: true,
            width: 3,
            ink: TEXT,
        });
    }
    if let Some(ended) = &timeline.ended {
        posts.push(Post {
            x: scale.x(ended.on),
            text: format!("{} {}", ended.word, words::day(ended.on)),
            semibold: false,
            width: 8,
            ink: PAUSED,
        });
    }
    posts
}

fn key_items(timeline: &Timeline, pauses_named: bool) -> Vec<(Swatch, String)> {
    let mut key = Vec::new();
    for (status, word) in [
        (Status::OnTime, "on time"),
        (Status::Late, "late"),
        (Status::Overdue, "overdue"),
        (Status::NotDue, "not yet due"),
        (Status::NotRequired, "not required"),
        (Status::NoRecords, "cannot tell"),
    ] {
        if items_of(timeline, status) > 0 {
            key.push((Swatch::Status(status), word.to_string()));
        }
    }
    let has_bars = [&timeline.reviews, &timeline.observations]
        .iter()
        .any(|row| matches!(row, Row::Known(items) if !items.is_empty()));
    if has_bars {
        key.push((Swatch::DueBar, "due date".to_string()));
    }
    let any_breach = |strength| matches!(&timeline.caseload, Row::Known(row) if row.breaches.iter().any(|b| b.strength == strength));
    let any_gap = matches!(&timeline.supervision, Row::Known(row) if !row.gaps.is_empty());
    match (any_breach(caseload::Strength::Mandatory), any_gap) {
        (true, true) => {
            key.push((Swatch::Block(OVERDUE), "above cap, or supervision out of date".to_string()))
        }
        (true, false) => key.push((Swatch::Block(OVERDUE), "above cap".to_string())),
        (false, true) => key.push((Swatch::Block(OVERDUE), "supervision out of date".to_string())),
        (false, false) => {}
    }
    if any_breach(caseload::Strength::Advisory) {
        key.push((Swatch::Advisory, "above an advisory cap".to_string()));
    }
    if matches!(&timeline.supervision, Row::Known(row) if !row.sessions.is_empty()) {
        key.push((Swatch::Tick, "supervision session".to_string()));
    }
    if !pauses_named {
        key.push((Swatch::Paused, "paused".to_string()));
    }
    key
}

/// A row's name: in the left column, or above the row where it is narrow.
fn name_row(canvas: &mut Canvas, name: &str, wide_y: i32, narrow_y: i32) {
    let y = if canvas.is_narrow() { narrow_y } else { wide_y };
    canvas.text(Label::new(name, 0, y).semibold());
}

fn lay_out(canvas: &mut Canvas, timeline: &Timeline) -> i32 {
    let narrow = canvas.is_narrow();
    let band = if let Row::Known(row) = &timeline.caseload { Some(Band::of(row)) } else { None };
    let ticks = band.as_ref().map_or(0, |band| band.tick_width() + 14);
    let names = row_names(timeline).iter().map(|name| typeface::width(name, LABEL, true)).max().unwrap_or(0);
    let left = if narrow { ticks.max(4) } else { names + 28 + ticks };
    let last_panel = timeline.panels.iter().filter_map(|panel| panel.held_on.succ_opt()).max();
    let records_end = timeline.records_to.succ_opt();
    let to = [last_panel, records_end].into_iter().flatten().fold(timeline.to_on, NaiveDate::max);
    let scale = TimeScale::new(timeline.from_on, to, left, canvas.width() - if narrow { 14 } else { 40 });

    let lanes = Lanes::lay(canvas, &posts(timeline, &scale));
    let months_y = lanes.height() + TICK / 2 + 4;
    let ground_top = months_y + 20;
    let mut y = ground_top;
    if let Some(band) = &band {
        y = lay_caseload(canvas, timeline, band, &scale, y);
    } else if timeline.caseload == Row::CannotTell {
        y = lay_unknown(canvas, "Children held", &scale, y);
    }
    match &timeline.supervision {
        Row::Known(row) => y = lay_supervision(canvas, timeline, row, &scale, y),
        Row::CannotTell => y = lay_unknown(canvas, "Supervision", &scale, y),
        Row::NoRule => {}
    }
    for (name, row) in due_rows(timeline) {
        match row {
            Row::Known(items) if name == "Portfolio" => {
                let heading = if narrow { 36 } else { 0 };
                let base = y + heading + due_row::stack_room(&scale, items);
                name_row(canvas, name, base - 20, y + 18);
                due_row::draw_stacked(canvas, &scale, items, base);
                y = base + 18;
            }
            Row::Known(items) => {
                let heading = if narrow { 36 } else { 0 };
                let line = y + heading + due_row::LABEL_ROOM;
                name_row(canvas, name, line, y + 18);
                due_row::draw_single(canvas, &scale, items, line);
                y = line + 44;
            }
            Row::CannotTell => y = lay_unknown(canvas, name, &scale, y),
            Row::NoRule => {}
        }
    }
    let bottom = y;
    time_axis::pauses(canvas, &scale, &timeline.pauses, ground_top, bottom);
    lanes.draw(canvas, 0, bottom);
    time_axis::programme_months(canvas, &scale, &timeline.months, months_y, bottom);
    let pauses_named = time_axis::pause_words(canvas, &scale, &timeline.pauses, months_y);
    canvas.line(
        super::canvas::Layer::Grid,
        &[(scale.left, bottom), (scale.right, bottom)],
        2,
        super::palette::AXIS,
    );
    let below = time_axis::month_ticks(canvas, &scale, bottom);
    marks::key(canvas, 0, below + 6, &key_items(timeline, pauses_named))
}

fn lay_caseload(canvas: &mut Canvas, timeline: &Timeline, band: &Band, scale: &TimeScale, top: i32) -> i32 {
    let narrow = canvas.is_narrow();
    let note_top = top + if narrow { 40 } else { 4 };
    let note = band.note(canvas, scale, timeline.records_to);
    let plot_top = note_top + note.height();
    let bottom = plot_top + if narrow { 250 } else { 280 };
    let name = caseload_name(&timeline.caseload);
    if narrow {
        canvas.text(Label::new(format!("{name} and the cap"), 0, top + 20).semibold());
    } else {
        canvas.text(Label::new(name, 0, plot_top + 20).semibold());
        canvas.text(Label::tick("and the cap", 0, plot_top + 54).ink(MUTED));
    }
    caseload_band::draw(canvas, band, scale, (note_top, plot_top, bottom), note, timeline.records_to);
    bottom + 20
}

fn lay_supervision(
    canvas: &mut Canvas,
    timeline: &Timeline,
    row: &SupervisionRow,
    scale: &TimeScale,
    top: i32,
) -> i32 {
    let words_y = top + if canvas.is_narrow() { 58 } else { 26 };
    let strip_top = words_y + 26;
    name_row(canvas, "Supervision", strip_top + STRIP / 2, top + 20);
    strip::draw(canvas, scale, row, &timeline.pauses, strip_top);
    strip::label_longest_gap(canvas, scale, row, words_y, false);
    if canvas.is_narrow() {
        strip::label_frequencies(canvas, scale, row, strip_top + STRIP + 26);
        return strip_top + STRIP + 46;
    }
    strip::label_frequencies(canvas, scale, row, words_y);
    strip_top + STRIP + 24
}

fn lay_unknown(canvas: &mut Canvas, name: &str, scale: &TimeScale, top: i32) -> i32 {
    let y = top + if canvas.is_narrow() { 62 } else { 36 };
    name_row(canvas, name, y, top + 20);
    strip::unknown_words(canvas, (scale.left + 18, y), scale.right);
    y + 36
}
