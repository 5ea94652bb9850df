//! The drift heat map: when did items become overdue, and who could act?

use chrono::{Datelike, NaiveDate};

use super::canvas::{Area, Canvas, LABEL, Label, Layer, Shape, TICK};
use super::marks::KEY_LINE;
use super::palette::{HEAT, Ink, MUTED, PAUSED, RULE, SUNK, SURFACE, TEXT};
use super::{Figure, Words, typeface, words};

/// One month of one row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HeatCell {
    /// Items overdue at the end of the month.
    Overdue(u32),
    /// Not in the programme that month.
    NotInProgramme,
    /// The clock stood still.
    Paused,
    /// Withheld, so that nobody can be picked out.
    TooFew,
    /// No records of this kind were supplied.
    CannotTell,
}

/// A row of the map: an owner, or a worker.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeatRow {
    /// "Manager", or the worker as the page names them.
    pub name: String,
    /// One cell a month, in the order of the months.
    pub cells: Vec<HeatCell>,
}

/// Workers for whom one owner could act.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeatBlock {
    /// The owner: "Manager".
    pub owner: String,
    /// Workers in order of start date.
    pub rows: Vec<HeatRow>,
}

/// What the drift heat map is drawn from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DriftHeatMap {
    /// The first day of each month, in order.
    pub months: Vec<NaiveDate>,
    /// All workers together: candidate, manager, assessor.
    pub owners: Vec<HeatRow>,
    /// Workers by owner; empty for owners alone. Over 30 workers, the owners
    /// are drawn instead.
    pub workers: Vec<HeatBlock>,
    /// Overdue items of all owners, one figure a month; `None` where it cannot be told.
    pub totals: Vec<Option<u32>>,
}

const MOST_WORKERS: usize = 30;
const ROW: i32 = 64;

/// Draws the map. A sentence where nothing has been overdue or nothing can be told.
pub fn draw_drift(map: &DriftHeatMap) -> Figure {
    let cells = || map.owners.iter().flat_map(|row| &row.cells);
    let known = || cells().filter_map(|cell| if let HeatCell::Overdue(n) = cell { Some(*n) } else { None });
    if known().next().is_none() {
        let said = if cells().any(|cell| *cell == HeatCell::TooFew) {
            "Too few people to show who could act on overdue items."
        } else if cells().any(|cell| *cell == HeatCell::CannotTell) {
            "Cannot tell whether items became overdue: no records of this kind were supplied. The reviews, \
             observations and portfolio exports would answer it."
        } else {
            "Nothing has fallen due yet."
        };
        return Figure::Sentence(said.to_string());
    }
    let all_told = cells().all(|cell| !matches!(cell, HeatCell::TooFew | HeatCell::CannotTell));
    if all_told && known().all(|n| n == 0) {
        return Figure::Sentence("Nothing has been overdue.".to_string());
    }
    let said = Words {
        title: "Overdue items at the end of each month, by who could act".to_string(),
        finding: finding(map),
        description: describe(map),
    };
    Figure::one(&said, |canvas| lay_out(canvas, map))
}

fn peak_and_latest(map: &DriftHeatMap) -> Option<((NaiveDate, u32), (NaiveDate, u32))> {
    let known = || map.months.iter().zip(&map.totals).filter_map(|(month, total)| Some((*month, (*total)?)));
    let peak = highest(known())?;
    Some((peak, known().next_back()?))
}

/// The earliest of the highest.
fn highest(months: impl Iterator<Item = (NaiveDate, u32)>) -> Option<(NaiveDate, u32)> {
    months.fold(None, |best, next| match best {
        Some((_, most)) if most >= next.1 => best,
        _ => Some(next),
    })
}

fn finding(map: &DriftHeatMap) -> String {
    match peak_and_latest(map) {
        Some(((peak_on, peak), (latest_on, latest))) if peak_on != latest_on => format!(
            "Overdue items peaked at {} in {} and stood at {} in {}",
            words::number(u64::from(peak)),
            words::month_and_year(peak_on),
            words::number(u64::from(latest)),
            words::month_and_year(latest_on)
        ),
        Some((_, (on, latest))) => {
            let items = words::count(latest, "item was", "items were");
            format!("{items} overdue at the end of {}", words::month_and_year(on))
        }
        None => "Overdue items by who could act".to_string(),
    }
}

fn describe(map: &DriftHeatMap) -> String {
    let (Some(first), Some(last)) = (map.months.first(), map.months.last()) else {
        return "No months to show.".to_string();
    };
    let mut said = format!(
        "Overdue items at month end, {} to {}.",
        words::month_and_year(*first),
        words::month_and_year(*last)
    );
    for row in &map.owners {
        said += &format!(" {}: {}.", row.name, cells_said(map, row));
    }
    if let Some(((peak_on, peak), (latest_on, latest))) = peak_and_latest(map) {
        said += &format!(
            " All owners together peaked at {peak} in {} and stood at {latest} in {}.",
            words::month_and_year(peak_on),
            words::month_and_year(latest_on)
        );
    }
    said
}

fn cells_said(map: &DriftHeatMap, row: &HeatRow) -> String {
    let known: Vec<(NaiveDate, u32)> = map
        .months
        .iter()
        .zip(&row.cells)
        .filter_map(|(month, cell)| if let HeatCell::Overdue(n) = cell { Some((*month, *n)) } else { None })
        .collect();
    if row.cells.len() <= 12 {
        let cells: Vec<String> = row
            .cells
            .iter()
            .map(|cell| match cell {
                HeatCell::Overdue(n) => n.to_string(),
                HeatCell::NotInProgramme => "not in programme".to_string(),
                HeatCell::Paused => "paused".to_string(),
                HeatCell::TooFew => "too few to show".to_string(),
                HeatCell::CannotTell => "cannot tell".to_string(),
            })
            .collect();
        return cells.join(", ");
    }
    let lowest = known.iter().map(|(_, n)| *n).min();
    let highest = highest(known.iter().copied());
    match (lowest, highest, known.last()) {
        (Some(low), Some((on, high)), Some((_, latest))) => {
            format!("lowest {low}, highest {high} in {}, latest {latest}", words::month_and_year(on))
        }
        _ => "cannot tell".to_string(),
    }
}

/// How many items each of the four steps spans: the fourth is open upwards.
fn step_of(map: &DriftHeatMap, rows: &[HeatBlock]) -> u32 {
    let owners = map.owners.iter().flat_map(|row| &row.cells);
    let workers = rows.iter().flat_map(|block| &block.rows).flat_map(|row| &row.cells);
    let cells: Vec<&HeatCell> = if rows.is_empty() { owners.collect() } else { workers.collect() };
    let most =
        cells.into_iter().filter_map(|cell| if let HeatCell::Overdue(n) = cell { Some(*n) } else { None });
    most.max().unwrap_or(0).div_ceil(4).max(1)
}

fn lay_out(canvas: &mut Canvas, map: &DriftHeatMap) -> i32 {
    let fits = map.workers.iter().all(|block| block.rows.len() <= MOST_WORKERS);
    let blocks: &[HeatBlock] = if fits { &map.workers } else { &[] };
    let step = step_of(map, blocks);
    let alone = [HeatBlock { owner: String::new(), rows: map.owners.clone() }];
    let blocks = if blocks.is_empty() { &alone } else { blocks };
    let narrow = canvas.is_narrow();

    let names =
        blocks.iter().flat_map(|block| &block.rows).map(|row| typeface::width(&row.name, LABEL, false));
    let left = if narrow { 0 } else { (names.max().unwrap_or(0) + 30).clamp(120, canvas.width() / 3) };
    let mut y = key(canvas, left, blocks, step) + 20;
    let columns = columns_that_fit(canvas.width() - left, blocks);
    let starts: Vec<usize> = (0..map.months.len()).step_by(columns).collect();
    for start in starts {
        let shown = map.months.len().min(columns);
        let cell = ((canvas.width() - left) / i32::try_from(shown.max(1)).unwrap_or(1)).min(110);
        for block in blocks {
            if !block.owner.is_empty() {
                let owner = typeface::cut(&block.owner, LABEL, true, canvas.width());
                canvas.text(Label::new(owner, 0, y + 20).semibold());
                y += 44;
            }
            for row in &block.rows {
                y = lay_row(canvas, row, (start, shown), (left, cell), y, step);
            }
            y += if block.owner.is_empty() { 0 } else { 16 };
        }
        y = lay_months(canvas, map, (start, shown), (left, cell), y) + 16;
    }
    y - 16
}

/// Months side by side that leave room for the widest number.
fn columns_that_fit(room: i32, blocks: &[HeatBlock]) -> usize {
    let widest = blocks
        .iter()
        .flat_map(|block| &block.rows)
        .flat_map(|row| &row.cells)
        .map(|cell| typeface::width(&cell_text(*cell), TICK, true))
        .max()
        .unwrap_or(0);
    let least = (widest + 14).max(50);
    usize::try_from(room / least).unwrap_or(1).clamp(1, 24)
}

fn cell_text(cell: HeatCell) -> String {
    match cell {
        HeatCell::Overdue(n) => words::number(u64::from(n)),
        HeatCell::TooFew => "c".to_string(),
        HeatCell::CannotTell => "?".to_string(),
        HeatCell::NotInProgramme | HeatCell::Paused => String::new(),
    }
}

fn lay_row(
    canvas: &mut Canvas,
    row: &HeatRow,
    (start, shown): (usize, usize),
    (left, cell): (i32, i32),
    top: i32,
    step: u32,
) -> i32 {
    let narrow = canvas.is_narrow();
    let name_room = if narrow { canvas.width() } else { left - 20 };
    let name = typeface::cut(&row.name, LABEL, false, name_room);
    let top = if narrow { top + 40 } else { top };
    let name_y = if narrow { top - 20 } else { top + ROW / 2 };
    canvas.text(Label::new(name, 0, name_y));
    for (column, value) in row.cells.iter().skip(start).take(shown).enumerate() {
        let x = left + i32::try_from(column).unwrap_or(0) * cell;
        let area = Area::new(x + 2, top + 2, x + cell - 2, top + ROW - 2);
        let ink = paint_cell(canvas, *value, area, step);
        let middle = (area.left + area.right) / 2;
        canvas.text(Label::tick(cell_text(*value), middle, top + ROW / 2).middle().ink(ink));
    }
    top + ROW
}

/// Paints a cell; gives back the ink its number needs.
fn paint_cell(canvas: &mut Canvas, cell: HeatCell, area: Area, step: u32) -> Ink {
    match cell {
        HeatCell::Overdue(0) => {
            canvas.rect(Layer::Data, area, SURFACE);
            canvas.outline(Layer::Data, area, 2, RULE);
            MUTED
        }
        HeatCell::Overdue(n) => {
            let heat = (n.div_ceil(step) as usize).clamp(1, 4) - 1;
            canvas.rect(Layer::Data, area, HEAT[heat]);
            if heat < 2 { TEXT } else { SURFACE }
        }
        HeatCell::Paused => {
            canvas.rect(Layer::Data, area, SUNK);
            canvas.hatch(Layer::Data, area, 1, PAUSED);
            TEXT
        }
        HeatCell::TooFew | HeatCell::CannotTell => {
            canvas.outline(Layer::Data, area, 1, RULE);
            TEXT
        }
        HeatCell::NotInProgramme => TEXT,
    }
}

/// Month names under the grid: letters where they are narrow; years below.
fn lay_months(
    canvas: &mut Canvas,
    map: &DriftHeatMap,
    (start, shown): (usize, usize),
    (left, cell): (i32, i32),
    top: i32,
) -> i32 {
    let mut last_year = None;
    for (column, month) in map.months.iter().skip(start).take(shown).enumerate() {
        let x = left + i32::try_from(column).unwrap_or(0) * cell;
        let name = words::month_cut(*month);
        let fits = typeface::width("May", TICK, false) + 14 <= cell;
        let name = if fits { name } else { name.get(..1).unwrap_or("") };
        canvas.text(Label::tick(name, x + cell / 2, top + 24).middle());
        if last_year != Some(month.year()) {
            let year =
                Label::tick(month.year().to_string(), x + if last_year.is_some() { 8 } else { 2 }, top + 60);
            if canvas.try_text(vec![year]).is_some() && last_year.is_some() {
                canvas.draw(Layer::Grid, Shape::Line(vec![(x, top + 46), (x, top + 74)], 2, RULE));
            }
            last_year = Some(month.year());
        }
    }
    top + 78
}

fn key(canvas: &mut Canvas, left: i32, blocks: &[HeatBlock], step: u32) -> i32 {
    let y = KEY_LINE / 2;
    let head = canvas.text(Label::tick("Items overdue", left, y));
    let (mut x, mut y) = (head.right + 24, y);
    let shown: Vec<HeatCell> =
        blocks.iter().flat_map(|block| &block.rows).flat_map(|row| row.cells.iter().copied()).collect();
    let most =
        shown.iter().filter_map(|cell| if let HeatCell::Overdue(n) = cell { Some(*n) } else { None }).max();
    let mut entries: Vec<(HeatCell, String)> = Vec::new();
    for heat in 0..4u32 {
        let (from, to) = (heat * step + 1, (heat + 1) * step);
        if most.unwrap_or(0) < from {
            break;
        }
        let word = match (heat, from == to) {
            (3, _) if most.unwrap_or(0) > from => format!("{from} or more"),
            (_, true) => from.to_string(),
            _ => format!("{from} to {to}"),
        };
        entries.push((HeatCell::Overdue(from), word));
    }
    for (cell, word) in [
        (HeatCell::Paused, "paused"),
        (HeatCell::TooFew, "c: too few to show"),
        (HeatCell::CannotTell, "?: cannot tell"),
    ] {
        if shown.contains(&cell) {
            entries.push((cell, word.to_string()));
        }
    }
    for (cell, word) in entries {
        let swatch = if matches!(cell, HeatCell::Overdue(_) | HeatCell::Paused) { 38 } else { 0 };
        let label = Label::tick(word, x + swatch, y);
        if label.area().right > canvas.width() {
            (x, y) = (left, y + KEY_LINE);
        }
        if swatch > 0 {
            paint_cell(canvas, cell, Area::new(x, y - 13, x + 28, y + 13), step);
        }
        let area = canvas.text(label.moved_to(x + swatch, y, label.anchor));
        x = area.right + 28;
    }
    y + KEY_LINE / 2
}
