//! Things that fall due, on a time scale: a bar is the due date, a mark is
//! when it was done, a coloured line joins them when late.

use chrono::NaiveDate;

use super::canvas::{Anchor, Area, Canvas, Label, Layer};
use super::marks::{self, Status};
use super::palette::{LATE, RULE, TEXT};
use super::time_axis::TimeScale;
use super::words;

/// One thing that falls due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DueItem {
    /// The stage or number, as short as it can be: "6", "Final".
    pub label: String,
    /// When it is or was due; `None` where that is not known.
    pub due_on: Option<NaiveDate>,
    /// When it was done.
    pub done_on: Option<NaiveDate>,
    /// How it stands.
    pub status: Status,
    /// Days late or overdue; `None` where neither.
    pub days_late: Option<u32>,
}

impl DueItem {
    /// Where its mark stands: the day it was done, else the day it is due.
    pub(super) fn marked_on(&self) -> Option<NaiveDate> {
        self.done_on.or(self.due_on)
    }

    /// "late 12 days", "overdue 1 day"; none where it is neither.
    pub(super) fn lateness(&self) -> Option<String> {
        let days = words::count(self.days_late?, "day", "days");
        match self.status {
            Status::Late => Some(format!("late {days}")),
            Status::Overdue => Some(format!("overdue {days}")),
            _ => None,
        }
    }
}

const RADIUS: i32 = 10;
/// Centre to centre of two marks in a stack.
const STACK: i32 = 26;
const MOST_IN_STACK: usize = 4;

/// Room the labels of a row of single marks need above its line.
pub(super) const LABEL_ROOM: i32 = 50;

/// Draws reviews or observations: each item on one line, its stage above it.
pub(super) fn draw_single(canvas: &mut Canvas, scale: &TimeScale, items: &[DueItem], y: i32) {
    canvas.line(Layer::Grid, &[(scale.left, y), (scale.right, y)], 1, RULE);
    let mut placed: Vec<(i32, &DueItem)> = Vec::new();
    for item in items {
        let due = item.due_on.filter(|day| scale.holds(*day)).map(|day| scale.x(day));
        let at = item.marked_on().filter(|day| scale.holds(*day)).map(|day| scale.x(day));
        if let Some(due) = due {
            canvas.line(Layer::Data, &[(due, y - 14), (due, y + 14)], 3, TEXT);
        }
        if let (Some(due), Some(at), Status::Late) = (due, at, item.status) {
            canvas.line(Layer::Data, &[(due, y), (at, y)], 4, LATE);
        }
        if let Some(at) = at {
            marks::mark(canvas, item.status, (at, y), RADIUS);
            canvas.take(Area::new(at - RADIUS, y - 14, at + RADIUS, y + 14));
            placed.push((at, item));
        }
    }
    placed.sort_by_key(|(x, item)| (item.lateness().is_none(), *x));
    for (x, item) in placed {
        label_single(canvas, x, y, item);
    }
}

fn label_single(canvas: &mut Canvas, x: i32, y: i32, item: &DueItem) {
    let above = y - 32;
    let plain = Label::tick(item.label.as_str(), x, above).ink(TEXT).plated();
    let around = |label: &Label| {
        let mut choices = Vec::new();
        for row in [above, y + 32] {
            choices.push(label.moved_to(x, row, Anchor::Middle));
            choices.push(label.moved_to(x + 10, row, Anchor::End));
            choices.push(label.moved_to(x - 10, row, Anchor::Start));
        }
        choices
    };
    if let Some(lateness) = item.lateness() {
        let mut full = plain.clone();
        full.text = format!("{}, {lateness}", item.label);
        full.semibold = item.status == Status::Overdue;
        if canvas.try_text(around(&full)).is_some() {
            return;
        }
    }
    canvas.try_text(around(&plain));
}

/// Draws portfolio items stacked on a base line at `y`: each at its own day,
/// lifted off its neighbours; over four together, one mark a status and a count.
/// Only late and overdue ones are labelled.
pub(super) fn draw_stacked(canvas: &mut Canvas, scale: &TimeScale, items: &[DueItem], y: i32) {
    canvas.line(Layer::Grid, &[(scale.left, y), (scale.right, y)], 1, RULE);
    let room = stack_room(scale, items);
    let marked = marked(scale, items);
    let mut late: Vec<(i32, i32, u32, Label)> = Vec::new();
    let stacks = stacks(&marked);
    for stack in &stacks {
        draw_stack(canvas, stack, y);
    }
    for stack in &stacks {
        late.extend(count_stack(canvas, stack, y));
    }
    late.sort_by_key(|(x, _, days, _)| (std::cmp::Reverse(*days), *x));
    for (x, top, _, label) in late {
        let beside = RADIUS + 14;
        let mut choices = vec![
            label.moved_to(x - beside, top, Anchor::End),
            label.moved_to(x + beside, top, Anchor::Start),
        ];
        for up in 1..=MOST_IN_STACK as i32 + 1 {
            let row = y - RADIUS - up * STACK - 10;
            for anchor in [Anchor::Middle, Anchor::End, Anchor::Start] {
                choices.push(label.moved_to(x, row, anchor));
            }
        }
        choices.retain(|choice| choice.y <= y + 14 && choice.area().top >= y - room);
        canvas.try_text(choices);
    }
}

/// Room a row of stacked marks needs above its base line, labels included.
pub(super) fn stack_room(scale: &TimeScale, items: &[DueItem]) -> i32 {
    let highest =
        stacks(&marked(scale, items)).iter().map(|stack| statuses_drawn(stack).len()).max().unwrap_or(0);
    let words = if items.iter().any(|item| item.lateness().is_some()) { 46 } else { 12 };
    STACK * i32::try_from(highest).unwrap_or(0).max(2) + words
}

/// Items with a day on the scale and where it stands, in order of day.
fn marked<'a>(scale: &TimeScale, items: &'a [DueItem]) -> Stack<'a> {
    let mut marked: Stack = items
        .iter()
        .filter_map(|item| {
            let day = item.marked_on().filter(|day| scale.holds(*day))?;
            Some((scale.x(day), item))
        })
        .collect();
    marked
        .sort_by(|(a, item), (b, other)| (a, item.status, &item.label).cmp(&(b, other.status, &other.label)));
    marked
}

/// The marks of a stack from the bottom: late and overdue lie lowest, where
/// their words have room; over four, one mark a status.
fn statuses_drawn(stack: &Stack) -> Vec<Status> {
    let mut statuses: Vec<Status> = stack.iter().map(|(_, item)| item.status).collect();
    statuses.sort_by_key(|status| (!matches!(status, Status::Late | Status::Overdue), *status));
    if statuses.len() > MOST_IN_STACK {
        statuses.dedup();
    }
    statuses
}

type Stack<'a> = Vec<(i32, &'a DueItem)>;

/// Groups marks that would touch if they stood on one line.
fn stacks<'a>(marked: &[(i32, &'a DueItem)]) -> Vec<Stack<'a>> {
    let reach = 2 * RADIUS + 4;
    let mut stacks: Vec<Stack> = Vec::new();
    for (x, item) in marked {
        match stacks.last_mut() {
            Some(stack) if stack.first().is_some_and(|(first, _)| x - first < reach) => {
                stack.push((*x, item));
            }
            _ => stacks.push(vec![(*x, item)]),
        }
    }
    stacks
}

/// Where the marks of a stack stand, from the bottom: at the day of its first
/// item.
fn stack_places(stack: &Stack, y: i32) -> Vec<(Status, i32, i32)> {
    let Some((x, _)) = stack.first().copied() else { return Vec::new() };
    let heights = (0..).map(|level| y - RADIUS - 4 - level * STACK);
    statuses_drawn(stack).into_iter().zip(heights).map(|(status, at)| (status, x, at)).collect()
}

fn draw_stack(canvas: &mut Canvas, stack: &Stack, y: i32) {
    for (status, x, at) in stack_places(stack, y) {
        marks::mark(canvas, status, (x, at), RADIUS);
        canvas.take(Area::new(x - RADIUS - 2, at - RADIUS - 2, x + RADIUS + 2, at + RADIUS + 2));
    }
}

/// Counts beside the marks of a stack of more than four; gives back the labels
/// of its late and overdue items: x, y, days, words.
fn count_stack(canvas: &mut Canvas, stack: &Stack, y: i32) -> Vec<(i32, i32, u32, Label)> {
    let mut labels: Vec<(i32, i32, u32, Label)> = Vec::new();
    let mut last = None;
    for (status, x, at) in stack_places(stack, y) {
        if last.replace(status) == Some(status) {
            continue;
        }
        let of_status: Vec<&DueItem> =
            stack.iter().map(|(_, item)| *item).filter(|item| item.status == status).collect();
        if stack.len() > MOST_IN_STACK && of_status.len() > 1 {
            let count = Label::tick(of_status.len().to_string(), x, at).ink(TEXT).plated();
            let beside = RADIUS + 14;
            let above = y - RADIUS - 4 - STACK * i32::try_from(statuses_drawn(stack).len()).unwrap_or(0);
            canvas.try_text(vec![
                count.moved_to(x + beside, at, Anchor::Start),
                count.moved_to(x - beside, at, Anchor::End),
                count.moved_to(x, above - 6, Anchor::Middle),
            ]);
        }
        if let Some((days, words)) = lateness_of(&of_status) {
            let mut label = Label::tick(words, x, at).ink(TEXT).plated();
            label.semibold = status == Status::Overdue;
            labels.push((x, at, days, label));
        }
    }
    labels
}

/// "late 14 days", or "3 late, up to 40 days" where there are several.
fn lateness_of(items: &[&DueItem]) -> Option<(u32, String)> {
    let longest = items.iter().filter(|item| item.lateness().is_some()).max_by_key(|item| item.days_late)?;
    let days = longest.days_late?;
    if items.len() == 1 {
        return longest.lateness().map(|words| (days, words));
    }
    let word = if longest.status == Status::Late { "late" } else { "overdue" };
    let up_to = words::count(days, "day", "days");
    Some((days, format!("{} {word}, up to {up_to}", items.len())))
}
