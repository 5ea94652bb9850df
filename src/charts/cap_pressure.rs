//! Cap pressure by team and month: where and when is there no room?

use chrono::NaiveDate;

use super::canvas::{Anchor, Area, Canvas, LABEL, Label, Layer, TICK};
use super::marks::{self, Swatch};
use super::palette::{AXIS, MUTED, OVERDUE, RULE, TEXT};
use super::{Drawing, Figure, Words, typeface, words};

/// One team: a panel of the drawing.
#[derive(Debug, Clone, PartialEq)]
pub struct TeamPressure {
    /// The team's name.
    pub team: String,
    /// People in programme; `None` for fewer than 5.
    pub people: Option<u32>,
    /// Share of programme days above the cap, 0 to 100, one a month; `None` in
    /// a month that has no programme day. The whole is `None` where it has too
    /// few people to show.
    pub months: Option<Vec<Option<f64>>>,
}

/// What cap pressure is drawn from.
#[derive(Debug, Clone, PartialEq)]
pub struct CapPressure {
    /// The finding as a heading, headroom first: "Three of five teams have room".
    /// `None` where headroom cannot be told.
    pub headroom: Option<String>,
    /// The first day of each month, in order.
    pub months: Vec<NaiveDate>,
    /// Teams in the alphabet; `None` where no caseloads were supplied.
    pub teams: Option<Vec<TeamPressure>>,
}

/// Teams to a drawing: two rows of five.
const MOST_TEAMS: usize = 10;
const IN_A_ROW: usize = 5;

/// Draws cap pressure, ten teams to a drawing. A sentence where there is
/// nothing to draw.
pub fn draw_cap_pressure(pressure: &CapPressure) -> Figure {
    let Some(teams) = &pressure.teams else {
        return Figure::Sentence(
            "Cannot tell whether teams had room within the cap: no records of this kind were supplied. The \
             allocations export would answer it."
                .to_string(),
        );
    };
    if teams.is_empty() || pressure.months.is_empty() {
        return Figure::Sentence("No team has anyone in the programme yet.".to_string());
    }
    if teams.iter().all(|team| team.months.is_none()) {
        return Figure::Sentence("Every team has too few people to show.".to_string());
    }
    let highest = highest_of(teams);
    if highest <= 0.0 && teams.iter().all(|team| team.months.is_some()) {
        return Figure::Sentence("Every team was within the cap throughout.".to_string());
    }
    let pages: Vec<&[TeamPressure]> = teams.chunks(MOST_TEAMS).collect();
    let drawings = pages.iter().enumerate().map(|(index, page)| {
        let part =
            if pages.len() > 1 { format!(", part {} of {}", index + 1, pages.len()) } else { String::new() };
        let said = Words {
            title: format!("Days above the cap, by team and month{part}"),
            finding: pressure.headroom.clone().unwrap_or_else(|| "Days above the cap, by team".to_string()),
            description: describe(pressure, page),
        };
        Drawing::new(&said, |canvas| lay_out(canvas, pressure, page, highest))
    });
    Figure::Drawings(drawings.collect())
}

fn highest_of(teams: &[TeamPressure]) -> f64 {
    let shares = teams.iter().filter_map(|team| team.months.as_ref()).flatten().filter_map(|share| *share);
    shares.filter(|share| share.is_finite()).fold(0.0, f64::max).min(100.0)
}

fn describe(pressure: &CapPressure, teams: &[TeamPressure]) -> String {
    let (Some(first), Some(last)) = (pressure.months.first(), pressure.months.last()) else {
        return "No months to show.".to_string();
    };
    let mut said = format!(
        "Share of programme days above the cap, {} to {}.",
        words::month_and_year(*first),
        words::month_and_year(*last)
    );
    for team in teams {
        said += &format!(" {}: {}.", team.team, months_said(pressure, team));
    }
    said
}

fn months_said(pressure: &CapPressure, team: &TeamPressure) -> String {
    let Some(shares) = &team.months else { return "too few people to show".to_string() };
    if shares.len() <= 12 {
        let all: Vec<String> = shares
            .iter()
            .map(|share| share.map_or("nobody in programme".to_string(), words::per_cent))
            .collect();
        return all.join(", ");
    }
    let known: Vec<(NaiveDate, f64)> =
        pressure.months.iter().zip(shares).filter_map(|(month, share)| Some((*month, (*share)?))).collect();
    let low = known.iter().map(|(_, share)| *share).fold(f64::INFINITY, f64::min);
    let high = known.iter().copied().max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)));
    match (high, known.last()) {
        (Some((on, high)), Some((_, latest))) => format!(
            "lowest {}, highest {} in {}, latest {}",
            words::per_cent(low),
            words::per_cent(high),
            words::month_and_year(on),
            words::per_cent(*latest)
        ),
        _ => "nobody in programme".to_string(),
    }
}

/// Gridlines: at most four, in whole steps.
fn grid_step(highest: f64) -> u32 {
    [1, 2, 5, 10, 25].into_iter().find(|step| highest <= f64::from(*step) * 4.0).unwrap_or(25)
}

fn lay_out(canvas: &mut Canvas, pressure: &CapPressure, teams: &[TeamPressure], highest: f64) -> i32 {
    let narrow = canvas.is_narrow();
    let full = canvas.width();
    let key = [(Swatch::Block(OVERDUE), "share of programme days above the cap".to_string())];
    let mut y = marks::key(canvas, 0, 0, &key) + 20;
    let step = grid_step(highest);
    let ticks = typeface::width("100%", TICK, false) + 14;
    let in_a_row = if narrow { 1 } else { teams.len().clamp(1, IN_A_ROW) };
    let columns = i32::try_from(in_a_row).unwrap_or(1);
    let gap = 28;
    let left = if narrow { 0 } else { ticks };
    let width = if narrow { full - ticks } else { (full - left - gap * (columns - 1)) / columns };
    let top_pct = (highest / f64::from(step)).ceil().max(1.0) * f64::from(step);
    for group in teams.chunks(in_a_row) {
        let names: Vec<Vec<String>> = group
            .iter()
            .map(|team| {
                let room = if narrow { full * 3 / 5 } else { width };
                typeface::wrap_evenly(&team.team, LABEL, true, room, if narrow { 1 } else { 2 })
            })
            .collect();
        let lines = i32::try_from(names.iter().map(Vec::len).max().unwrap_or(1)).unwrap_or(1);
        let heads = if narrow { lines * 34 } else { lines * 34 + 34 };
        let top = y + heads + 44;
        let bottom = top + if narrow { 110 } else { 150 };
        for (column, (team, name)) in group.iter().zip(&names).enumerate() {
            let from = left + i32::try_from(column).unwrap_or(0) * (width + gap);
            for (index, line) in name.iter().enumerate() {
                let offset = i32::try_from(index).unwrap_or(0) * 34;
                canvas.text(Label::new(line.as_str(), from, y + 17 + offset).semibold());
            }
            let people =
                team.people.map_or("fewer than 5".to_string(), |n| words::count(n, "person", "people"));
            if narrow {
                canvas.text(Label::tick(people, full, y + 17).end());
            } else {
                let own_lines = i32::try_from(name.len()).unwrap_or(lines);
                canvas.text(Label::tick(people, from, y + own_lines * 34 + 17));
            }
            let scale = Scale { top, bottom, top_pct, step };
            lay_team(canvas, pressure, team, (from, from + width), &scale);
            if column == 0 && !(narrow && team.months.is_none()) {
                lay_ticks(canvas, &scale, if narrow { full } else { from - 12 });
            }
        }
        y = bottom + if narrow { 56 } else { 76 };
    }
    y - 20
}

/// One scale for every panel.
struct Scale {
    top: i32,
    bottom: i32,
    top_pct: f64,
    step: u32,
}

impl Scale {
    fn y(&self, pct: f64) -> i32 {
        super::rate::along(pct / self.top_pct.max(1.0) * 100.0, self.bottom, self.top)
    }

    fn gridlines(&self) -> Vec<u32> {
        (1..=4).map(|n| n * self.step).filter(|pct| f64::from(*pct) <= self.top_pct).collect()
    }
}

fn lay_ticks(canvas: &mut Canvas, scale: &Scale, x: i32) {
    for pct in scale.gridlines() {
        let y = scale.y(f64::from(pct));
        canvas.try_text(vec![Label::tick(format!("{pct}%"), x, y).end()]);
    }
}

fn lay_team(
    canvas: &mut Canvas,
    pressure: &CapPressure,
    team: &TeamPressure,
    (left, right): (i32, i32),
    scale: &Scale,
) {
    let bottom = scale.bottom;
    canvas.line(Layer::Grid, &[(left, bottom), (right, bottom)], 2, AXIS);
    if let (Some(first), Some(last)) = (pressure.months.first(), pressure.months.last()) {
        let name = words::month_cut;
        let year =
            |date: NaiveDate| words::month_and_year(date).split(' ').next_back().unwrap_or("").to_string();
        let from = Label::tick(format!("{} {}", name(*first), year(*first)), left, bottom + 22);
        canvas.text(from);
        let full = Label::tick(format!("{} {}", name(*last), year(*last)), right, bottom + 22).end();
        let cut = Label::tick(name(*last), right, bottom + 22).end();
        if first != last {
            canvas.try_text(if canvas.is_narrow() { vec![full, cut] } else { vec![cut] });
        }
    }
    let Some(shares) = &team.months else {
        let words = typeface::wrap("Too few people to show", TICK, false, right - left, 3);
        for (index, line) in words.iter().enumerate() {
            let offset = i32::try_from(index).unwrap_or(0) * 34;
            canvas.text(Label::tick(line.as_str(), left, scale.top + 40 + offset).ink(MUTED));
        }
        return;
    };
    for pct in scale.gridlines() {
        let y = scale.y(f64::from(pct));
        canvas.line(Layer::Grid, &[(left, y), (right, y)], 1, RULE);
    }
    let count = i32::try_from(pressure.months.len().max(1)).unwrap_or(1);
    let edge = |index: i32| left + (right - left) * index / count;
    let mut highest: Option<(f64, i32)> = None;
    for (index, share) in shares.iter().enumerate().take(pressure.months.len()) {
        let Some(share) = share.filter(|share| share.is_finite()) else { continue };
        let index = i32::try_from(index).unwrap_or(0);
        let (from, to) = (edge(index) + 2, edge(index + 1) - 2);
        canvas.rect(Layer::Data, Area::new(from, scale.y(share), to.max(from + 2), bottom), OVERDUE);
        if share > 0.0 && highest.is_none_or(|(most, _)| share > most) {
            highest = Some((share, (from + to) / 2));
        }
    }
    let Some((share, x)) = highest else {
        canvas.text(Label::tick("0% throughout", left, bottom - 20).ink(TEXT));
        return;
    };
    let y = scale.y(share) - 20;
    let label = Label::tick(words::per_cent(share), x, y).semibold().ink(TEXT).plated();
    let half = label.width() / 2;
    let held = x.clamp(left + half, (right - half).max(left + half));
    canvas.try_text(vec![label.moved_to(held, y, Anchor::Middle), label.moved_to(left, y, Anchor::Start)]);
}
