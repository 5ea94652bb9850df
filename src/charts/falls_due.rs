//! Falls due: what is coming, and when?

use chrono::{Datelike, Days, NaiveDate, Weekday};

use super::canvas::{Anchor, Area, Canvas, LABEL, Label, Layer};
use super::lanes::{Lanes, Post};
use super::marks::{self, Status, Swatch};
use super::palette::{AXIS, NOT_DUE, RULE, SUNK, TEXT};
use super::strip;
use super::time_axis::TimeScale;
use super::{Figure, Words, typeface, words};

/// Items of one kind that fall due on one day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DueDay {
    /// The day.
    pub on: NaiveDate,
    /// How many.
    pub count: u32,
}

/// One kind of thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DueKind {
    /// "Reviews", "Portfolio items".
    pub name: String,
    /// Days on which any falls due; `None` where no records of this kind were supplied.
    pub days: Option<Vec<DueDay>>,
    /// All of them in the days shown; `None` where it cannot be told.
    pub total: Option<u32>,
}

/// The days with the most.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Busiest {
    /// First of them.
    pub from_on: NaiveDate,
    /// Last of them, included.
    pub last_on: NaiveDate,
    /// Items that fall due on them.
    pub count: u32,
}

/// What falls-due is drawn from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FallsDue {
    /// First day shown.
    pub from_on: NaiveDate,
    /// Last day shown, included.
    pub last_on: NaiveDate,
    /// A row a kind, in the order of the page.
    pub kinds: Vec<DueKind>,
    /// Panels in these days.
    pub panels: Vec<NaiveDate>,
    /// All kinds together; `None` where it cannot be told.
    pub total: Option<u32>,
    /// The busiest days; `None` where nothing falls due.
    pub busiest: Option<Busiest>,
}

/// Over this many on a day, a ring and the number.
const MOST_IN_STACK: u32 = 8;
const PITCH: i32 = 20;

/// Draws falls-due. A sentence where nothing falls due or nothing can be told.
pub fn draw_falls_due(due: &FallsDue) -> Figure {
    let any = due.kinds.iter().filter_map(|kind| kind.days.as_ref()).flatten().any(|day| day.count > 0);
    if !any {
        let told = due.kinds.is_empty() || due.kinds.iter().any(|kind| kind.days.is_some());
        let dates = words::days(due.from_on, due.last_on);
        return Figure::Sentence(if told {
            format!("Nothing falls due from {dates}.")
        } else {
            format!(
                "Cannot tell what falls due from {dates}: no records of this kind were supplied. The reviews, observations, portfolio and supervision exports would answer it."
            )
        });
    }
    let said = Words {
        title: format!("What falls due from {}", words::days(due.from_on, due.last_on)),
        finding: finding(due),
        description: describe(due),
    };
    Figure::one(&said, |canvas| lay_out(canvas, due))
}

fn finding(due: &FallsDue) -> String {
    match due.busiest {
        Some(busiest) if busiest.from_on == busiest.last_on => {
            let verb = if busiest.count == 1 { "item falls" } else { "items fall" };
            format!("{} {verb} due on {}", busiest.count, words::day_and_month(busiest.from_on))
        }
        Some(busiest) => {
            let verb = if busiest.count == 1 { "item falls" } else { "items fall" };
            format!("{} {verb} due from {}", busiest.count, words::days(busiest.from_on, busiest.last_on))
        }
        None => "What falls due next".to_string(),
    }
}

fn describe(due: &FallsDue) -> String {
    let kinds: Vec<String> = due
        .kinds
        .iter()
        .map(|kind| match kind.total {
            Some(total) => format!("{} {}", kind.name.to_lowercase(), words::number(u64::from(total))),
            None => format!("cannot tell how many {}", kind.name.to_lowercase()),
        })
        .collect();
    let head = match due.total {
        Some(total) => {
            let verb = if total == 1 { "item falls due" } else { "items fall due" };
            format!("{} {verb}", words::number(u64::from(total)))
        }
        None => "What falls due".to_string(),
    };
    let mut said = format!("{head} from {}: {}.", words::days(due.from_on, due.last_on), words::list(&kinds));
    if due.busiest.is_some() {
        said += &format!(" {}.", finding(due));
    }
    for panel in &due.panels {
        said += &format!(" Panel on {}.", words::day(*panel));
    }
    said
}

fn next(date: NaiveDate) -> NaiveDate {
    date.succ_opt().unwrap_or(date)
}

fn lay_out(canvas: &mut Canvas, due: &FallsDue) -> i32 {
    let narrow = canvas.is_narrow();
    let full = canvas.width();
    let total_width =
        |kind: &DueKind| typeface::width(&words::number(u64::from(kind.total.unwrap_or(0))), LABEL, true);
    let totals = due.kinds.iter().map(total_width).max().unwrap_or(0);
    let name_room = if narrow { full - totals - 40 } else { full / 3 };
    let names: Vec<String> =
        due.kinds.iter().map(|kind| typeface::cut(&kind.name, LABEL, false, name_room)).collect();
    let widest = names.iter().map(|name| typeface::width(name, LABEL, false)).max().unwrap_or(0);
    let left = if narrow { 0 } else { widest + 30 };
    let right = if narrow { full } else { full - totals - 40 };
    let scale = TimeScale::new(due.from_on, next(due.last_on), left, right);
    let middle = |day: NaiveDate| (scale.x(day) + scale.x(next(day))) / 2;

    let key_bottom =
        marks::key(canvas, left, 0, &[(Swatch::Status(Status::NotDue), "one item, not yet due".to_string())]);
    let posts: Vec<Post> = due
        .panels
        .iter()
        .filter(|day| **day >= due.from_on && **day <= due.last_on)
        .map(|day| Post {
            x: middle(*day),
            text: format!("Panel {}", words::day_and_month(*day)),
            semibold: true,
            width: 3,
            ink: TEXT,
        })
        .collect();
    let lanes = Lanes::lay(canvas, &posts);
    let top = key_bottom + lanes.height() + 4;
    let mut y = top;
    for (kind, name) in due.kinds.iter().zip(&names) {
        let highest = kind.days.iter().flatten().map(|day| day.count.min(MOST_IN_STACK)).max().unwrap_or(1);
        let stack = PITCH * i32::try_from(highest).unwrap_or(1).max(2) + 16;
        let (name_y, base) =
            if narrow { (y + 22, y + 40 + stack) } else { (y + stack + 8 - 22, y + stack + 8) };
        canvas.text(Label::new(name.as_str(), 0, name_y).plated());
        if let Some(total) = kind.total {
            let label = Label::new(words::number(u64::from(total)), full, name_y).semibold().plated();
            canvas.text(label.moved_to(full, name_y, Anchor::End));
        }
        canvas.line(Layer::Grid, &[(left, base), (right, base)], 2, RULE);
        match &kind.days {
            Some(days) => {
                for day in days.iter().filter(|day| day.on >= due.from_on && day.on <= due.last_on) {
                    stack_rings(canvas, middle(day.on), base, day.count);
                }
            }
            None => strip::unknown_words(canvas, (left + 18, base - 22), right),
        }
        y = base + if narrow { 4 } else { 8 };
    }
    let bottom = y;
    ground(canvas, due, &scale, top, bottom);
    lanes.draw(canvas, key_bottom, bottom);
    canvas.line(Layer::Grid, &[(left, bottom), (right, bottom)], 2, AXIS);
    day_ticks(canvas, due, &scale, bottom);
    bottom + 44
}

/// Weekend ground.
fn ground(canvas: &mut Canvas, due: &FallsDue, scale: &TimeScale, top: i32, bottom: i32) {
    let mut day = due.from_on;
    while day <= due.last_on {
        if matches!(day.weekday(), Weekday::Sat | Weekday::Sun) {
            let area = Area::new(scale.x(day), top, scale.x(next(day)), bottom);
            canvas.rect(Layer::Ground, area, SUNK);
        }
        if next(day) == day {
            break;
        }
        day = next(day);
    }
}

/// Mondays, or every other Monday where they are close.
fn day_ticks(canvas: &mut Canvas, due: &FallsDue, scale: &TimeScale, bottom: i32) {
    let to_monday = (7 - due.from_on.weekday().num_days_from_monday()) % 7;
    let mut monday = due.from_on.checked_add_days(Days::new(u64::from(to_monday)));
    let mut month_said = None;
    while let Some(day) = monday.filter(|day| *day <= due.last_on) {
        let x = (scale.x(day) + scale.x(next(day))) / 2;
        canvas.line(Layer::Grid, &[(x, bottom), (x, bottom + 8)], 2, AXIS);
        let full = Label::tick(words::day_and_month(day), x, bottom + 26).middle();
        let number = Label::tick(day.day().to_string(), x, bottom + 26).middle();
        let needs_month = month_said != Some(day.month()) || !canvas.is_narrow();
        let mut choices = Vec::new();
        if needs_month {
            choices.push(full.clone());
            choices.push(full.moved_to(scale.left, bottom + 26, Anchor::Start));
            choices.push(full.moved_to(canvas.width(), bottom + 26, Anchor::End));
            choices.retain(|label| label.area().left <= x && x <= label.area().right);
        }
        choices.push(number);
        if canvas.try_text(choices).is_some() {
            month_said = Some(day.month());
        }
        monday = day.checked_add_days(Days::new(7));
    }
}

fn stack_rings(canvas: &mut Canvas, x: i32, base: i32, count: u32) {
    if count > MOST_IN_STACK {
        marks::ring(canvas, (x, base - 16), 7, NOT_DUE);
        canvas.take(Area::new(x - 9, base - 25, x + 9, base - 7));
        let number = Label::tick(words::number(u64::from(count)), x, base - 44).ink(TEXT).plated();
        canvas.try_text(vec![
            number.moved_to(x, base - 44, Anchor::Middle),
            number.moved_to(x, base - 72, Anchor::Middle),
            number.moved_to(canvas.width(), base - 44, Anchor::End),
            number.moved_to(0, base - 44, Anchor::Start),
        ]);
        return;
    }
    for level in 0..i32::try_from(count).unwrap_or(0) {
        let y = base - 16 - level * PITCH;
        marks::ring(canvas, (x, y), 7, NOT_DUE);
        canvas.take(Area::new(x - 9, y - 9, x + 9, y + 9));
    }
}
