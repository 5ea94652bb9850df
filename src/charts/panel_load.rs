//! Panel load: does the panel fit?

use chrono::{Datelike, NaiveDate};

use super::canvas::{Anchor, Area, Canvas, LABEL, Label, Layer, TICK};
use super::marks::{self, Status, Swatch};
use super::palette::{ACCENT, MUTED, RULE, SURFACE, TEXT};
use super::{Figure, Words, typeface, words};

/// One panel and the candidates who come to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PanelRow {
    /// When it sits.
    pub held_on: NaiveDate,
    /// Candidates by how their submission stands; `None` where that cannot be
    /// told because no cases were supplied.
    pub candidates: Option<Submissions>,
    /// Places; `None` where the rulebook sets none.
    pub capacity: Option<u32>,
    /// The next panel to come.
    pub is_next: bool,
    /// Candidates who do not fit, and the panel they move to.
    pub moved: Option<Moved>,
}

/// Candidates of a panel by how their submission stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Submissions {
    /// Submitted in time.
    pub on_time: u32,
    /// Submitted, and no rule sets the day.
    pub undated: u32,
    /// Submitted late.
    pub late: u32,
    /// Not submitted, and it was due.
    pub overdue: u32,
    /// Not due yet.
    pub not_due: u32,
    /// No submission dates were supplied.
    pub cannot_tell: u32,
}

impl Submissions {
    fn by_status(&self) -> [(Status, u32, &'static str); 6] {
        [
            (Status::OnTime, self.on_time, "submitted on time"),
            (Status::NotRequired, self.undated, "submitted, no day set"),
            (Status::Late, self.late, "submitted late"),
            (Status::Overdue, self.overdue, "overdue"),
            (Status::NotDue, self.not_due, "not yet due"),
            (Status::NoRecords, self.cannot_tell, "cannot tell when submitted"),
        ]
    }

    fn all(&self) -> u32 {
        self.by_status().iter().fold(0, |sum, (_, count, _)| sum.saturating_add(*count))
    }
}

/// Candidates over capacity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moved {
    /// How many.
    pub candidates: u32,
    /// The panel they move to; `None` where none is planned.
    pub to: Option<NaiveDate>,
}

impl Moved {
    fn said(&self) -> String {
        let verb = if self.candidates == 1 { "moves" } else { "move" };
        match self.to {
            Some(to) => format!("{} {verb} to {}", self.candidates, words::day_and_month(to)),
            None => format!("{} without a place", self.candidates),
        }
    }
}

/// What panel load is drawn from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PanelLoad {
    /// Panels in order of date.
    pub panels: Vec<PanelRow>,
}

/// Over this many candidates a panel is a bar with its counts.
const MOST_MARKS: u32 = 12;

/// Draws panel load. A sentence where there is no panel or nothing can be told.
pub fn draw_panel_load(load: &PanelLoad) -> Figure {
    if load.panels.is_empty() {
        return Figure::Sentence("No panel has been planned yet.".to_string());
    }
    if load.panels.iter().all(|panel| panel.candidates.is_none()) {
        return Figure::Sentence(
            "Cannot tell who comes to which panel: no records of this kind were supplied. The panel cases \
             export would answer it."
                .to_string(),
        );
    }
    let title = match one_capacity(load) {
        Some(places) => {
            format!("Candidates at each panel against its {}", words::count(places, "place", "places"))
        }
        None => "Candidates at each panel".to_string(),
    };
    let said = Words { title, finding: finding(load), description: describe(load) };
    Figure::one(&said, |canvas| lay_out(canvas, load))
}

/// The number of places, where every panel has the same.
fn one_capacity(load: &PanelLoad) -> Option<u32> {
    let first = load.panels.first()?.capacity?;
    load.panels.iter().all(|panel| panel.capacity == Some(first)).then_some(first)
}

fn day(load: &PanelLoad, date: NaiveDate) -> String {
    let one_year = load.panels.iter().all(|panel| panel.held_on.year() == date.year());
    if one_year { words::day_and_month(date) } else { words::day(date) }
}

fn finding(load: &PanelLoad) -> String {
    let shown = load.panels.iter().find(|panel| panel.is_next).or(load.panels.last());
    let Some((panel, candidates)) = shown.and_then(|panel| Some((panel, panel.candidates?))) else {
        return "Candidates at each panel".to_string();
    };
    let on = words::day_and_month(panel.held_on);
    let count = words::count(candidates.all(), "candidate", "candidates");
    match panel.capacity {
        Some(places) => format!("{on} has {count} for {}", words::count(places, "place", "places")),
        None => format!("{on} has {count}"),
    }
}

fn describe(load: &PanelLoad) -> String {
    let panels: Vec<String> = load
        .panels
        .iter()
        .map(|panel| {
            let Some(candidates) = panel.candidates else {
                return format!("{}: cannot tell", words::day(panel.held_on));
            };
            let mut said = format!("{}: {}", words::day(panel.held_on), candidates.all());
            if let Some(places) = panel.capacity {
                said += &format!(" for {}", words::count(places, "place", "places"));
            }
            let statuses: Vec<String> = candidates
                .by_status()
                .iter()
                .filter(|(_, count, _)| *count > 0)
                .map(|(_, count, word)| format!("{count} {word}"))
                .collect();
            if !statuses.is_empty() {
                said += &format!(", {}", words::list(&statuses));
            }
            if let Some(moved) = panel.moved {
                said += &format!("; {}", moved.said());
            }
            said
        })
        .collect();
    format!("{}.", panels.join(". "))
}

fn lay_out(canvas: &mut Canvas, load: &PanelLoad) -> i32 {
    let narrow = canvas.is_narrow();
    let days: Vec<String> = load.panels.iter().map(|panel| day(load, panel.held_on)).collect();
    let widest = days.iter().map(|day| typeface::width(day, LABEL, true)).max().unwrap_or(0);
    let left = if narrow { 0 } else { (widest + 60).max(260) };
    let counts = || load.panels.iter().filter_map(|panel| panel.candidates);
    let most =
        counts().map(|c| c.all()).chain(load.panels.iter().filter_map(|p| p.capacity)).max().unwrap_or(1);
    let as_bars = most > MOST_MARKS;

    let mut key = Vec::new();
    if as_bars {
        key.push((Swatch::Block(ACCENT), "candidates".to_string()));
    } else {
        for (index, (status, _, word)) in Submissions::default().by_status().into_iter().enumerate() {
            let any = counts().any(|c| c.by_status().get(index).is_some_and(|(_, count, _)| *count > 0));
            if any {
                let word = if status == Status::Late { "late" } else { word };
                key.push((Swatch::Status(status), word.to_string()));
            }
        }
    }
    let mut y = marks::key(canvas, left, 0, &key) + 4;

    let notes =
        load.panels.iter().filter_map(|panel| panel.moved).map(|m| typeface::width(&m.said(), LABEL, false));
    let note_room = notes.max().unwrap_or(0) + 70;
    let count_room = typeface::width(&words::number(u64::from(most)), LABEL, true) + 24;
    let room = canvas.width() - left - if as_bars { count_room } else { note_room.max(120) };
    let most = i32::try_from(most.max(1)).unwrap_or(i32::MAX);
    let room = if as_bars { room } else { (room / most).clamp(36, if narrow { 74 } else { 80 }) * most };
    let spread = Spread { left, room, most, as_bars };
    let places = one_capacity(load);
    if let Some(places) = places {
        let x = spread.x(places);
        let label = Label::tick(words::count(places, "place", "places"), x + 12, y + 18).ink(TEXT).semibold();
        canvas.try_text(vec![label.clone(), label.moved_to(x - 12, y + 18, Anchor::End)]);
        y += 20;
    }
    let rows_top = y;
    y += 20;
    for (panel, name) in load.panels.iter().zip(&days) {
        y = lay_panel(canvas, panel, name, &spread, places.is_none(), y);
        canvas.line(Layer::Grid, &[(0, y), (canvas.width(), y)], 2, RULE);
    }
    if let Some(places) = places {
        let x = spread.x(places);
        canvas.line(Layer::Mark, &[(x, rows_top - 16), (x, y)], 3, TEXT);
    }
    y + 2
}

/// Where the n-th candidate ends: `most` of them fill `room`.
struct Spread {
    left: i32,
    room: i32,
    most: i32,
    as_bars: bool,
}

impl Spread {
    fn x(&self, candidates: u32) -> i32 {
        let along = i64::from(candidates) * i64::from(self.room) / i64::from(self.most.max(1));
        self.left + i32::try_from(along).unwrap_or(self.room)
    }
}

fn lay_panel(
    canvas: &mut Canvas,
    panel: &PanelRow,
    name: &str,
    spread: &Spread,
    own_capacity: bool,
    top: i32,
) -> i32 {
    let narrow = canvas.is_narrow();
    let left = spread.left;
    let (name_y, y, bottom) =
        if narrow { (top + 20, top + 66, top + 108) } else { (top + 36, top + 36, top + 72) };
    let mut label = Label::new(name, 0, name_y).plated();
    label.semibold = panel.is_next;
    canvas.text(label);
    let Some(candidates) = panel.candidates else {
        marks::question(canvas, (left + 24, y));
        canvas.text(Label::tick("cannot tell", left + 50, y).ink(TEXT).plated());
        return bottom;
    };
    let mut x;
    if spread.as_bars {
        x = spread.x(candidates.all());
        canvas.rect(Layer::Data, Area::new(left, y - 16, x, y + 16), ACCENT);
        x += 16;
        let count = words::number(u64::from(candidates.all()));
        x = canvas.text(Label::new(count, x, y).semibold().plated()).right + 24;
    } else {
        let mut before = 0;
        for (status, count, _) in candidates.by_status() {
            for _ in 0..count {
                let middle = (spread.x(before) + spread.x(before + 1)) / 2;
                marks::mark(canvas, status, (middle, y), if narrow { 12 } else { 14 });
                before += 1;
            }
        }
        x = spread.x(before);
        if candidates.all() == 0 {
            x = canvas.text(Label::tick("nobody yet", x + 10, y).ink(MUTED).plated()).right;
        }
        x += 30;
    }
    let mut note = Vec::new();
    if let (Some(places), true) = (panel.capacity, own_capacity) {
        let line = spread.x(places);
        canvas.line(Layer::Mark, &[(line, y - 26), (line, y + 26)], 9, SURFACE);
        canvas.line(Layer::Mark, &[(line, y - 26), (line, y + 26)], 3, TEXT);
        x = x.max(line + 20);
        note.push(words::count(places, "place", "places"));
    }
    if let Some(moved) = panel.moved {
        note.push(moved.said());
    }
    if spread.as_bars {
        let statuses = candidates.by_status();
        note.extend(statuses.iter().filter(|(_, n, _)| *n > 0).map(|(_, n, word)| format!("{n} {word}")));
    }
    let note = note.join(", ");
    if note.is_empty() {
        return bottom;
    }
    lay_note(canvas, &note, (x, y), (left, name_y), bottom)
}

/// The note beside the marks where it fits, else beside or under the name.
fn lay_note(
    canvas: &mut Canvas,
    note: &str,
    (x, y): (i32, i32),
    (left, name_y): (i32, i32),
    bottom: i32,
) -> i32 {
    let size = if canvas.is_narrow() { TICK } else { LABEL };
    let mut label = Label::new(note, x, y).plated();
    label.size = size;
    let at_end = label.moved_to(canvas.width(), name_y, Anchor::End);
    let mut choices = vec![label];
    if canvas.is_narrow() {
        choices.push(at_end);
    }
    if canvas.try_text(choices).is_some() {
        return bottom;
    }
    let lines = typeface::wrap(note, TICK, false, canvas.width() - left, 4);
    let mut line_y = bottom + 2;
    for line in lines {
        canvas.text(Label::tick(line, left, line_y).ink(TEXT).plated());
        line_y += 34;
    }
    line_y
}
