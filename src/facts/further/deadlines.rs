//! Deadlines between two dates, one row for each date that they are counted from.

use std::borrow::Cow;

use super::dated::{DateSource, Dated, Matching};
use super::ground::Ground;
use super::subject::{Subject, is_of_applications};
use super::told::Needs;
use crate::dates::{Day, working_days_after, working_days_before};
use crate::facts::kinds::DeadlineStatus;
use crate::facts::timeline::sources;
use crate::model::Texts;
use crate::rulebook::further::{DateOf, Deadline, Order, Span};

/// A deadline and the tables its dates stand in.
pub struct DeadlineRule<'g> {
    pub rule: &'g Deadline,
    /// What it rests on: the records that say that the thing was done, and those that the anchors are
    /// chosen by.
    pub needs: Needs,
    anchor: DateSource<'g>,
    then: DateSource<'g>,
    matching: Matching<'g>,
    /// The kinds of the worker's events, where the rule is only for those who had one.
    only_with: Option<(super::ground::Place<'g>, Texts<'g>, crate::model::Dates<'g>, &'g str)>,
    as_of: Day,
}

/// When a thing is to be done: not before the first, where that is said, and by the second.
struct Window {
    from: Option<Day>,
    /// `Err` where the working days cannot be counted; `None` where no number is stated.
    due: Result<Option<Day>, ()>,
}

impl<'g> DeadlineRule<'g> {
    pub fn find(ground: &Ground<'g>, rule: &'g Deadline) -> Option<DeadlineRule<'g>> {
        let anchor = DateSource::find(ground, &rule.anchor, false)?;
        let then = DateSource::find(ground, &rule.then, true)?;
        let matching = Matching::find(ground, (&anchor, &rule.anchor), (&then, &rule.then), &rule.matching)?;
        let mut needs = anchor.needs.clone();
        needs.and(&then.needs);
        let only_with = match &rule.only_with {
            None => None,
            Some(kind) => {
                needs.kinds(ground.told, "events", std::slice::from_ref(kind));
                let events = ground.place("events")?;
                let table = events.table;
                Some((events, table.texts("kind"), table.dates("occurred_on"), kind.as_str()))
            }
        };
        Some(DeadlineRule { rule, needs, anchor, then, matching, only_with, as_of: ground.as_of })
    }

    /// Whether the dates it is counted from are of applications to progress.
    pub fn is_of_applications(&self) -> bool {
        is_of_applications(self.anchor.table_name())
    }

    pub fn judge(&self, subject: &Subject<'_, 'g>, ground: &Ground<'g>) -> Vec<DeadlineStatus<'g>> {
        let anchors = self.anchors(subject);
        if anchors.is_empty() {
            return Vec::new();
        }
        let done = match self.matching {
            Matching::SameRow => Vec::new(),
            _ => self.then.of_subject(subject),
        };
        anchors
            .into_iter()
            .map(|anchor| {
                let of_anchor: Vec<Dated> = match self.matching {
                    Matching::SameRow => self.then.at(anchor.row.at, subject).into_iter().collect(),
                    _ => done
                        .iter()
                        .filter(|then| self.matching.belong(&anchor.row, &then.row))
                        .copied()
                        .collect(),
                };
                self.status(subject, ground, anchor, &of_anchor)
            })
            .collect()
    }

    /// The dates that the deadline is counted from, the earliest first.
    fn anchors(&self, subject: &Subject<'_, 'g>) -> Vec<Dated<'g>> {
        let rule = self.rule;
        if !self.is_with(subject) {
            return Vec::new();
        }
        let is_of_worker = match self.anchor.of {
            DateOf::Start => true,
            DateOf::Column(column) => column.table == "workers",
            _ => false,
        };
        let counts_back = matches!(rule.order, Order::Before { .. });
        let mut anchors = self.anchor.of_subject(subject);
        anchors.retain(|anchor| {
            let counts = subject.period.contains(anchor.on)
                || (counts_back && self.anchor.is_plan && anchor.on >= subject.period.to)
                || is_of_worker;
            counts && subject.is_for(rule.only, &rule.services, anchor.on)
        });
        anchors.sort_by_key(|anchor| (anchor.on, anchor.row.at));
        if rule.first_only {
            anchors.truncate(1);
        }
        if rule.counts_from_month {
            anchors.iter_mut().for_each(|anchor| anchor.on = anchor.on.month_start() - 1);
        }
        anchors
    }

    fn is_with(&self, subject: &Subject) -> bool {
        let Some((events, kinds, days, wanted)) = &self.only_with else { return true };
        events
            .rows(subject.whose.index)
            .into_iter()
            .any(|row| kinds.get(row) == Some(*wanted) && days.get(row).is_some_and(|day| day <= self.as_of))
    }

    fn status(
        &self,
        subject: &Subject<'_, 'g>,
        ground: &Ground<'g>,
        anchor: Dated<'g>,
        then: &[Dated<'g>],
    ) -> DeadlineStatus<'g> {
        let window = window(self.rule.order, anchor.on);
        let is_told = self.needs.are_told_for(ground.told, subject.service_on(anchor.on));
        let (due_on, is_counted) = (window.due.unwrap_or_default(), window.due.is_ok());
        let done = done(self.rule.order, anchor.on, &window, then).filter(|_| is_told);
        let done_on = done.map(|done| done.on);
        let seen = subject.seen();
        let (status, days_late) = match (done_on, due_on) {
            _ if !is_told || !is_counted => ("no_records", None),
            (Some(done), Some(due)) if done > due => ("late", Some(done - due)),
            (Some(_), _) => ("on_time", None),
            (None, Some(due)) if seen > due => ("overdue", Some(seen - due)),
            (None, _) if subject.is_finished() => ("not_required", None),
            (None, _) => ("not_due", None),
        };
        let to_come = due_on.filter(|due| status == "not_due" && *due >= self.as_of);
        let own = self.anchor.source(anchor.row);
        let of_done = done.filter(|_| !matches!(self.matching, Matching::SameRow));
        DeadlineStatus {
            rule: &self.rule.id,
            started_on: anchor.on,
            due_on,
            done_on,
            status,
            days_late,
            days_to_due: to_come.map(|due| due - self.as_of),
            owner: self.rule.owner.as_deref(),
            clause: Cow::Borrowed(&self.rule.cited.text),
            source: sources([own, of_done.and_then(|done| self.then.source(done.row))]),
        }
    }
}

fn window(order: Order, anchor: Day) -> Window {
    match order {
        Order::After { within, .. } => {
            let due = within.map(|span| after(anchor, span)).transpose();
            Window { from: Some(anchor), due }
        }
        Order::Before { at_least, within } => {
            // How early is too early only matters where it can be counted.
            let from = within.and_then(|span| before(anchor, span).ok());
            Window { from, due: before(anchor, at_least).map(Some) }
        }
    }
}

fn after(day: Day, span: Span) -> Result<Day, ()> {
    match span {
        Span::Days(days) => Ok(day + days),
        Span::WorkingDays(days) => working_days_after(day, days).map_err(|_| ()),
        Span::Months(months) => Ok(day.add_months(months)),
    }
}

fn before(day: Day, span: Span) -> Result<Day, ()> {
    match span {
        Span::Days(days) => Ok(day - days),
        Span::WorkingDays(days) => working_days_before(day, days).map_err(|_| ()),
        Span::Months(months) => Ok(day.add_months(-months)),
    }
}

/// The date that says that the thing was done.
///
/// After: the earliest from the anchor on; with `early_counts`, where there is none, the latest before it.
/// Before: the latest that is in time and not too early, else the earliest after it fell due.
fn done<'g>(order: Order, anchor: Day, window: &Window, then: &[Dated<'g>]) -> Option<Dated<'g>> {
    let key = |dated: &&Dated<'g>| (dated.on, dated.row.at);
    let found = match order {
        Order::After { early_counts, .. } => {
            let later = then.iter().filter(|dated| dated.on >= anchor).min_by_key(key);
            later.or_else(|| then.iter().filter(|_| early_counts).max_by_key(key))
        }
        Order::Before { .. } => {
            let due = window.due.ok().flatten()?;
            let is_early = |day: Day| window.from.is_some_and(|from| day < from);
            let in_time = then.iter().filter(|dated| dated.on <= due && !is_early(dated.on)).max_by_key(key);
            in_time.or_else(|| then.iter().filter(|dated| dated.on > due).min_by_key(key))
        }
    };
    found.copied()
}
