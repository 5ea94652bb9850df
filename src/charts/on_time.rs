//! The on-time ladder: which stages are held on time, and how sure is that?

use super::canvas::{Anchor, Canvas, LABEL, Label, Layer, TICK};
use super::marks::{self, Swatch};
use super::palette::{AXIS, MUTED, ON_TIME, RULE};
use super::rate::{self, Rate};
use super::{Drawing, Figure, Words, typeface, words};

/// One stage of the ladder.
#[derive(Debug, Clone, PartialEq)]
pub struct Rung {
    /// The stage as readers call it: "Month 3", "Final".
    pub stage: String,
    /// Share of those due that were on time.
    pub rate: Rate,
}

/// What the on-time ladder is drawn from.
#[derive(Debug, Clone, PartialEq)]
pub struct OnTimeLadder {
    /// What falls due, many of them, in small letters: "reviews".
    pub things: String,
    /// How being on time is said of them: "held on time", "submitted on time".
    pub done: String,
    /// All stages together.
    pub all: Rate,
    /// Whether the stages differ by more than chance (a test of the whole row);
    /// `None` where that cannot be told.
    pub differ: Option<bool>,
    /// The stages in the programme's order.
    pub rungs: Vec<Rung>,
    /// The export that would answer it, where nothing can be told.
    pub answered_by: String,
}

/// More stages than this make two drawings.
const MOST_RUNGS: usize = 12;

/// Draws the ladder. A sentence where nothing has fallen due or nothing can be told.
pub fn draw_on_time(ladder: &OnTimeLadder) -> Figure {
    if ladder.rungs.iter().all(|rung| rung.rate.share().is_none()) {
        return Figure::Sentence(nothing_to_draw(ladder));
    }
    let parts: Vec<&[Rung]> = ladder.rungs.chunks(MOST_RUNGS).collect();
    let drawings = parts.iter().enumerate().map(|(index, part)| {
        let of_several =
            if parts.len() > 1 { format!(", part {} of {}", index + 1, parts.len()) } else { String::new() };
        let said = Words {
            title: format!("{} {}, by stage{of_several}", words::raised(&ladder.things), ladder.done),
            finding: finding(ladder),
            description: describe(ladder, part),
        };
        Drawing::new(&said, |canvas| lay_out(canvas, ladder, part))
    });
    Figure::Drawings(drawings.collect())
}

fn nothing_to_draw(ladder: &OnTimeLadder) -> String {
    let OnTimeLadder { things, done, answered_by, rungs, .. } = ladder;
    if rungs.iter().any(|rung| rung.rate == Rate::TooFew) {
        return format!("Too few {things} have fallen due to show.");
    }
    if !rungs.is_empty() && rungs.iter().all(|rung| rung.rate == Rate::CannotTell) {
        return format!(
            "Cannot tell whether {things} were {done}: no records of this kind were supplied. {} would answer it.",
            words::raised(answered_by)
        );
    }
    format!("No {things} have fallen due yet.")
}

fn finding(ladder: &OnTimeLadder) -> String {
    match ladder.all.share() {
        Some(share) => {
            let per_cent =
                if share.is_few() { String::new() } else { format!(" ({})", words::per_cent(share.pct)) };
            let (count, of) = (words::number(share.count), words::number(share.of));
            format!("{count} of {of} {} were {}{per_cent}", ladder.things, ladder.done)
        }
        None => format!("{} {}: {}", words::raised(&ladder.things), ladder.done, ladder.all.said()),
    }
}

fn describe(ladder: &OnTimeLadder, part: &[Rung]) -> String {
    let rungs: Vec<String> = part
        .iter()
        .map(|rung| match rung.rate.share() {
            Some(share) => format!("{} {}", rung.stage, share.said_in_full()),
            None => format!("{} {}", rung.stage, rung.rate.said()),
        })
        .collect();
    let mut said = format!("Share of {} due that were {}: {}.", ladder.things, ladder.done, rungs.join("; "));
    if let Some(share) = ladder.all.share() {
        said += &format!(" All stages together: {}.", share.said_in_full());
    }
    match ladder.differ {
        Some(true) => {
            said += " The stages differ by more than chance would explain. The records cannot say why."
        }
        Some(false) => said += " The difference between the stages is no more than chance would explain.",
        None => {}
    }
    said
}

fn lay_out(canvas: &mut Canvas, ladder: &OnTimeLadder, rungs: &[Rung]) -> i32 {
    let narrow = canvas.is_narrow();
    let full = canvas.width();
    let figures: Vec<String> = rungs.iter().map(|rung| rung.rate.said()).collect();
    let figure_width = figures.iter().map(|said| typeface::width(said, LABEL, false)).max().unwrap_or(0);
    let stage_room = if narrow { full - figure_width - 24 } else { full / 3 };
    let stages: Vec<String> =
        rungs.iter().map(|rung| typeface::cut(&rung.stage, LABEL, false, stage_room)).collect();
    let stage_width = stages.iter().map(|stage| typeface::width(stage, LABEL, false)).max().unwrap_or(0);
    let left = if narrow { 20 } else { stage_width.max(120) + 44 };
    let right = if narrow { full - 32 } else { full - figure_width - 84 };

    let has = |few: bool| rungs.iter().any(|rung| rung.rate.share().is_some_and(|s| s.is_few() == few));
    let mut key = Vec::new();
    if has(false) {
        key.push((Swatch::Dot(ON_TIME), ladder.done.clone()));
    }
    if has(true) {
        key.push((Swatch::Hollow(ON_TIME), "fewer than 10 due".to_string()));
    }
    key.push((Swatch::Interval(ON_TIME), "95% interval".to_string()));
    let top = marks::key(canvas, if narrow { 0 } else { left - 12 }, 0, &key) + 22;

    let pitch = if narrow { 104 } else { 76 };
    let bottom = top + pitch * i32::try_from(rungs.len()).unwrap_or(0);
    for pct in [0, 25, 50, 75, 100] {
        let x = rate::along(f64::from(pct), left, right);
        if narrow {
            for row in 0..i32::try_from(rungs.len()).unwrap_or(0) {
                canvas.line(
                    Layer::Grid,
                    &[(x, top + row * pitch + 40), (x, top + (row + 1) * pitch - 4)],
                    1,
                    RULE,
                );
            }
        } else {
            canvas.line(Layer::Grid, &[(x, top), (x, bottom)], 1, RULE);
        }
        canvas.line(Layer::Grid, &[(x, bottom), (x, bottom + 8)], 2, AXIS);
        canvas.text(Label::tick(format!("{pct}%"), x, bottom + 26).middle());
    }
    canvas.line(Layer::Grid, &[(left, bottom), (right, bottom)], 2, AXIS);
    for (index, rung) in rungs.iter().enumerate() {
        let row = top + pitch * i32::try_from(index).unwrap_or(0);
        let (words_y, y) = if narrow { (row + 20, row + 68) } else { (row + pitch / 2, row + pitch / 2) };
        let stage = stages.get(index).cloned().unwrap_or_default();
        canvas.text(Label::new(stage, 0, words_y));
        let said = Label::new(rung.rate.said(), full, words_y).moved_to(full, words_y, Anchor::End);
        match rung.rate.share() {
            Some(share) => {
                canvas.text(said);
                marks::estimate(canvas, share.places(left, right), y, share.is_few(), ON_TIME);
            }
            None => {
                canvas.text(said.ink(MUTED));
            }
        }
    }
    bottom + 26 + TICK
}
