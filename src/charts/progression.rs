//! The progression funnel with time in stage: where do applications wait?

use super::canvas::{Anchor, Area, Canvas, LABEL, Label, Layer, Shape, TICK};
use super::marks::{self, Swatch};
use super::palette::{ACCENT, MUTED, TEXT};
use super::{Figure, Words, typeface, words};

/// A stage of the process, in order.
#[derive(Debug, Clone, PartialEq)]
pub struct ProgressionStage {
    /// "Permission given", "Submitted", "Approved".
    pub name: String,
    /// Applications that reached it; `None` where too few to show.
    pub reached: Option<u32>,
    /// The wait from the stage before; `None` for the first.
    pub wait: Option<Wait>,
    /// Those that reached it and have not gone on, and why.
    pub not_gone_on: Vec<NotGoneOn>,
}

/// How long applications waited from the stage before.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Wait {
    /// Median days (Kaplan–Meier).
    Median(f64),
    /// Under 5 waits, or withheld.
    TooFew,
    /// Half of them have not gone on yet.
    NotReached,
}

/// Applications that stand still at a stage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotGoneOn {
    /// How many; `None` where too few to show.
    pub count: Option<u32>,
    /// Where they stand: "in preparation", "withdrawn".
    pub why: String,
}

/// What the funnel of one grade step is drawn from.
#[derive(Debug, Clone, PartialEq)]
pub struct ProgressionFunnel {
    /// "F".
    pub from_grade: String,
    /// "G".
    pub to_grade: String,
    /// The process in order; `None` where no applications were supplied.
    pub stages: Option<Vec<ProgressionStage>>,
    /// The stage with the longest median wait before it; `None` where no median is known.
    pub longest_wait: Option<usize>,
    /// The count a full bar stands for, so that several funnels share one scale.
    pub scale_to: u32,
}

/// Draws one funnel. A sentence where there is no application or nothing can be told.
pub fn draw_progression(funnel: &ProgressionFunnel) -> Figure {
    let grades = format!("Grade {} to Grade {}", funnel.from_grade, funnel.to_grade);
    let Some(stages) = &funnel.stages else {
        return Figure::Sentence(format!(
            "Cannot tell where applications from {grades} wait: no records of this kind were supplied. The \
             progressions export would answer it."
        ));
    };
    if stages.iter().all(|stage| stage.reached == Some(0)) {
        return Figure::Sentence(format!("No one has applied to go from {grades} yet."));
    }
    if stages.iter().all(|stage| stage.reached.is_none()) {
        return Figure::Sentence(format!("Too few applications from {grades} to show."));
    }
    let said = Words {
        title: format!("Applications from {grades}, by stage reached"),
        finding: finding(funnel, stages),
        description: describe(stages),
    };
    Figure::one(&said, |canvas| lay_out(canvas, funnel, stages))
}

fn days(median: f64) -> String {
    let rounded = median.max(0.0).round();
    words::count(rounded as u64, "day", "days")
}

fn finding(funnel: &ProgressionFunnel, stages: &[ProgressionStage]) -> String {
    let longest = funnel.longest_wait.and_then(|index| {
        let before = stages.get(index.checked_sub(1)?)?;
        let stage = stages.get(index)?;
        match stage.wait {
            Some(Wait::Median(median)) => Some(format!(
                "The longest wait is from “{}” to “{}”: half took {} or less",
                before.name,
                stage.name,
                days(median)
            )),
            _ => None,
        }
    });
    longest.unwrap_or_else(|| "Too few waits to say which is the longest".to_string())
}

fn describe(stages: &[ProgressionStage]) -> String {
    let reached: Vec<String> = stages
        .iter()
        .map(|stage| match stage.reached {
            Some(count) => format!("{} {}", stage.name, words::number(u64::from(count))),
            None => format!("{} too few to show", stage.name),
        })
        .collect();
    let mut said = format!("Applications that reached each stage: {}.", reached.join("; "));
    let waits: Vec<String> = stages
        .iter()
        .filter_map(|stage| stage.wait.map(|wait| format!("{} to {}", wait_words(wait), stage.name)))
        .collect();
    if !waits.is_empty() {
        said += &format!(" Waits from the stage before: {}.", waits.join("; "));
    }
    for stage in stages.iter().filter(|stage| !stage.not_gone_on.is_empty()) {
        said += &format!(" After {}, {}.", stage.name, not_gone_on(stage));
    }
    said
}

fn wait_words(wait: Wait) -> String {
    match wait {
        Wait::Median(median) => format!("median {}", days(median)),
        Wait::TooFew => "too few waits for a median".to_string(),
        Wait::NotReached => "half have not gone on yet".to_string(),
    }
}

fn not_gone_on(stage: &ProgressionStage) -> String {
    let parts: Vec<String> = stage
        .not_gone_on
        .iter()
        .map(|part| match part.count {
            Some(count) => format!("{} {}", words::number(u64::from(count)), part.why),
            None => format!("too few {}", part.why),
        })
        .collect();
    format!("not gone on: {}", parts.join(", "))
}

fn lay_out(canvas: &mut Canvas, funnel: &ProgressionFunnel, stages: &[ProgressionStage]) -> i32 {
    let narrow = canvas.is_narrow();
    let full = canvas.width();
    let key = [(Swatch::Block(ACCENT), "applications that reached the stage".to_string())];
    let mut y = marks::key(canvas, 0, 0, &key) + 24;
    let names: Vec<String> =
        stages.iter().map(|stage| typeface::cut(&stage.name, LABEL, false, full / 3)).collect();
    let widest = names.iter().map(|name| typeface::width(name, LABEL, false)).max().unwrap_or(0);
    let left = if narrow { 0 } else { (widest + 40).max(240) };
    let most = stages.iter().filter_map(|stage| stage.reached).max().unwrap_or(0).max(funnel.scale_to).max(1);
    let count_room = typeface::width(&words::number(u64::from(most)), LABEL, true) + 24;
    let room = if narrow { full - count_room } else { (full - left) * 3 / 5 };
    for (index, (stage, name)) in stages.iter().zip(&names).enumerate() {
        let longest = funnel.longest_wait == Some(index);
        if index > 0 {
            y = lay_between(canvas, stages.get(index - 1), stage, longest, (left, y));
        }
        let bar = if narrow {
            canvas.text(Label::new(name.as_str(), 0, y + 20));
            y += 42;
            y
        } else {
            canvas.text(Label::new(name.as_str(), 0, y + 24));
            y
        };
        let bottom = bar + if narrow { 32 } else { 48 };
        let count_y = (bar + bottom) / 2;
        match stage.reached {
            Some(count) => {
                let length = i64::from(count) * i64::from(room) / i64::from(most);
                let right = left + i32::try_from(length).unwrap_or(room);
                canvas.rect(Layer::Data, Area::new(left, bar, right, bottom), ACCENT);
                let count = words::number(u64::from(count));
                canvas.text(Label::new(count, right + 16, count_y).semibold());
            }
            None => {
                canvas.text(Label::new("too few to show", left, count_y).ink(MUTED));
            }
        }
        y = bottom;
    }
    y + 8
}

/// What lies between two bars: the wait, and those that have not gone on.
fn lay_between(
    canvas: &mut Canvas,
    before: Option<&ProgressionStage>,
    stage: &ProgressionStage,
    is_longest: bool,
    (left, top): (i32, i32),
) -> i32 {
    let full = canvas.width();
    let mut wait = stage.wait.map(wait_words).unwrap_or_default();
    if is_longest && matches!(stage.wait, Some(Wait::Median(_))) {
        wait += ": the longest wait";
    }
    let mut wait_label = Label::tick(wait, left + 28, top + 28);
    wait_label.semibold = is_longest;
    if is_longest {
        wait_label = wait_label.ink(TEXT);
    }
    let stuck = before.filter(|before| !before.not_gone_on.is_empty()).map(not_gone_on);
    let stuck_width = stuck.as_ref().map_or(0, |said| typeface::width(said, TICK, false));
    let wait_right = wait_label.area().right;
    canvas.text(wait_label);
    let mut bottom = top + 56;
    if let Some(said) = stuck {
        if !canvas.is_narrow() && wait_right + 40 + stuck_width <= full {
            canvas.text(Label::tick(said, full, top + 28).moved_to(full, top + 28, Anchor::End));
        } else {
            let lines = typeface::wrap(&said, TICK, false, full - left - 28, 4);
            for line in lines {
                canvas.text(Label::tick(line, left + 28, bottom + 4));
                bottom += 34;
            }
            bottom -= 8;
        }
    }
    let x = left + 8;
    canvas.line(Layer::Data, &[(x, top + 8), (x, bottom - 16)], 2, TEXT);
    let tip = vec![(x - 8, bottom - 18), (x + 8, bottom - 18), (x, bottom - 4)];
    canvas.draw(Layer::Data, Shape::Polygon(tip, TEXT));
    bottom
}
