//! Small multiples: does any cohort (or authority) differ by more than chance?

use super::canvas::{Anchor, Area, Canvas, LABEL, Label, Layer, TICK};
use super::marks::{self, Swatch};
use super::palette::{ACCENT, ACCENT_TINT, CONTEXT, MUTED, RULE, TEXT};
use super::rate::{self, Rate, Share};
use super::{Figure, Words, typeface, words};

/// One measure: a panel of the drawing.
#[derive(Debug, Clone, PartialEq)]
pub struct CohortMeasure {
    /// "Reviews on time".
    pub name: String,
    /// All rows together; `None` where it cannot be told or there is one row.
    pub together: Option<Share>,
    /// Whether the rows differ by more than chance (chi-squared over the whole
    /// row); `None` where that cannot be told.
    pub differ: Option<bool>,
    /// One rate a row, in the order of the rows.
    pub rates: Vec<Rate>,
}

/// What the small multiples are drawn from.
#[derive(Debug, Clone, PartialEq)]
pub struct CohortMultiples {
    /// What a row is: "cohort", "authority".
    pub one: String,
    /// Many of them: "cohorts", "authorities".
    pub many: String,
    /// Row names: cohorts in time, authorities in the alphabet.
    pub rows: Vec<String>,
    /// The panels.
    pub measures: Vec<CohortMeasure>,
}

/// Over this many rows, the latest are drawn.
const MOST_ROWS: usize = 12;
const ROW: i32 = 50;

/// Draws the multiples. A sentence where there is no row or nothing to show.
pub fn draw_cohorts(multiples: &CohortMultiples) -> Figure {
    let rates = || multiples.measures.iter().flat_map(|measure| &measure.rates);
    if multiples.rows.is_empty() || multiples.measures.is_empty() {
        return Figure::Sentence(format!("There are no {} to show yet.", multiples.many));
    }
    if rates().all(|rate| rate.share().is_none()) {
        let said = if rates().any(|rate| *rate == Rate::TooFew) {
            format!("Every {} has too few people to show.", multiples.one)
        } else if rates().all(|rate| *rate == Rate::CannotTell) {
            let what = words::list(
                &multiples.measures.iter().map(|measure| measure.name.to_lowercase()).collect::<Vec<_>>(),
            );
            format!(
                "Cannot tell whether {} differ in {what}: no records of this kind were supplied. The exports of panel cases, reviews and portfolio would answer it.",
                multiples.many
            )
        } else {
            format!("No {} has come far enough to be compared yet.", multiples.one)
        };
        return Figure::Sentence(said);
    }
    let said = Words {
        title: format!(
            "{}, {} by {}",
            words::list(&multiples.measures.iter().map(|measure| measure.name.clone()).collect::<Vec<_>>()),
            multiples.one,
            multiples.one
        ),
        finding: finding(multiples),
        description: describe(multiples),
    };
    Figure::one(&said, |canvas| lay_out(canvas, multiples))
}

fn finding(multiples: &CohortMultiples) -> String {
    let differing: Vec<String> = multiples
        .measures
        .iter()
        .filter(|measure| measure.differ == Some(true))
        .map(|measure| measure.name.to_lowercase())
        .collect();
    if !differing.is_empty() {
        let verb = if differing.len() == 1 { "differs" } else { "differ" };
        let said = words::raised(&words::list(&differing));
        return format!("{said} {verb} between {} by more than chance would explain", multiples.many);
    }
    if multiples.rows.len() == 1 {
        return multiples.rows.first().cloned().unwrap_or_default();
    }
    if multiples.measures.iter().all(|measure| measure.differ == Some(false)) {
        format!("No measure differs between {} by more than chance would explain", multiples.many)
    } else {
        format!("Too little is known to say whether {} differ", multiples.many)
    }
}

fn describe(multiples: &CohortMultiples) -> String {
    let mut said = Vec::new();
    for measure in &multiples.measures {
        let rows: Vec<String> = multiples
            .rows
            .iter()
            .zip(&measure.rates)
            .skip(multiples.rows.len().saturating_sub(MOST_ROWS))
            .map(|(row, rate)| format!("{row} {}", rate.said()))
            .collect();
        said.push(format!("{}: {}.", measure.name, rows.join("; ")));
        if let Some(together) = measure.together {
            said.push(format!("All together: {}.", together.said_in_full()));
        }
        if measure.differ == Some(true) {
            said.push(format!(
                "{} differs between {} by more than chance would explain. The records cannot say why.",
                measure.name, multiples.many
            ));
        }
    }
    said.join(" ")
}

fn lay_out(canvas: &mut Canvas, multiples: &CohortMultiples) -> i32 {
    let narrow = canvas.is_narrow();
    let full = canvas.width();
    let skip = multiples.rows.len().saturating_sub(MOST_ROWS);
    let rows: Vec<String> = multiples
        .rows
        .iter()
        .skip(skip)
        .map(|row| typeface::cut(row, TICK, false, if narrow { full * 2 / 5 } else { full / 5 }))
        .collect();
    let key = key_items(multiples, skip, narrow);
    let key_bottom = marks::key(canvas, 0, 0, &key) + 14;
    let left = rows.iter().map(|row| typeface::width(row, TICK, false)).max().unwrap_or(0) + 28;
    let in_a_row = if narrow { 1 } else { multiples.measures.len().clamp(1, 3) };
    let columns = i32::try_from(in_a_row).unwrap_or(1);
    let gap = 44;
    let width = (full - left - gap * (columns - 1) - 34) / columns;
    let mut y = key_bottom;
    for group in multiples.measures.chunks(in_a_row) {
        let names: Vec<Vec<String>> = group
            .iter()
            .map(|measure| typeface::wrap(&measure.name, LABEL, true, width + gap - 12, 3))
            .collect();
        let lines = i32::try_from(names.iter().map(Vec::len).max().unwrap_or(1)).unwrap_or(1);
        let top = y + lines * 34 + 10;
        let bottom = top + ROW * i32::try_from(rows.len()).unwrap_or(0);
        for (index, row) in rows.iter().enumerate() {
            canvas.text(Label::tick(row.as_str(), 0, row_y(top, index)).ink(TEXT));
        }
        for (column, (measure, name)) in group.iter().zip(&names).enumerate() {
            let from = left + i32::try_from(column).unwrap_or(0) * (width + gap);
            for (index, line) in name.iter().enumerate() {
                let offset = i32::try_from(index).unwrap_or(0) * 34;
                canvas.text(Label::new(line.as_str(), from, y + 17 + offset).semibold());
            }
            lay_panel(canvas, measure, skip, (from, from + width), (top, bottom));
        }
        y = bottom + 60;
    }
    y - 14
}

fn key_items(multiples: &CohortMultiples, skip: usize, narrow: bool) -> Vec<(Swatch, String)> {
    let shares = || multiples.measures.iter().flat_map(|m| m.rates.iter().skip(skip)).filter_map(Rate::share);
    let mut key = Vec::new();
    if shares().any(|share| !share.is_few()) {
        key.push((Swatch::Dot(ACCENT), multiples.one.clone()));
    }
    if shares().any(Share::is_few) {
        key.push((Swatch::Hollow(ACCENT), "fewer than 10".to_string()));
    }
    key.push((Swatch::Interval(ACCENT), "95% interval".to_string()));
    if multiples.rows.len() > 1 && multiples.measures.iter().any(|measure| measure.together.is_some()) {
        let word = if narrow {
            "all together".to_string()
        } else {
            format!("interval for all {} together", multiples.many)
        };
        key.push((Swatch::Band, word));
    }
    key
}

fn row_y(top: i32, index: usize) -> i32 {
    top + ROW / 2 + ROW * i32::try_from(index).unwrap_or(0)
}

fn lay_panel(
    canvas: &mut Canvas,
    measure: &CohortMeasure,
    skip: usize,
    (left, right): (i32, i32),
    (top, bottom): (i32, i32),
) {
    for pct in [0, 50, 100] {
        let x = rate::along(f64::from(pct), left, right);
        canvas.line(Layer::Grid, &[(x, top), (x, bottom)], 1, RULE);
        let label = Label::tick(format!("{pct}%"), x, bottom + 20);
        let anchor = match pct {
            0 => Anchor::Start,
            50 => Anchor::Middle,
            _ => Anchor::End,
        };
        let x = if pct == 100 { x + 24 } else { x };
        canvas.text(label.moved_to(x, bottom + 20, anchor));
    }
    if let Some(together) = measure.together.filter(|_| measure.rates.len() > 1) {
        let (low, middle, high) = together.places(left, right);
        let band = Area::new(low, top, high.max(low + 4), bottom);
        canvas.rect(Layer::Band, band, ACCENT_TINT);
        canvas.outline(Layer::Band, band, 1, CONTEXT);
        canvas.line(Layer::Band, &[(middle, top), (middle, bottom)], 2, CONTEXT);
    }
    for (index, rate) in measure.rates.iter().skip(skip).enumerate() {
        let y = row_y(top, index);
        match rate.share() {
            Some(share) => marks::estimate(canvas, share.places(left, right), y, share.is_few(), ACCENT),
            None => {
                canvas.text(Label::tick(rate.said(), left + 6, y).ink(MUTED).plated());
            }
        }
    }
}
