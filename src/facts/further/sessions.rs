//! Sessions in each period of the programme, or of the authority's calendar.

use std::borrow::Cow;

use super::ground::{Ground, Place};
use super::subject::Subject;
use super::told::{Needs, default_of};
use crate::dates::{Day, Period};
use crate::facts::kinds::SessionStatus;
use crate::facts::timeline::{Timeline, source};
use crate::model::{Dates, Floats, Texts};
use crate::rulebook::Offset;
use crate::rulebook::further::{ColumnRef, Every, SessionRule, SessionTable, Wanted};

/// A session rule and the rows it counts.
pub struct Sessions<'g> {
    pub rule: &'g SessionRule,
    pub needs: Needs,
    place: Place<'g>,
    kind: Word<'g>,
    /// Null where the table has no status.
    status: Option<Word<'g>>,
    held_on: Dates<'g>,
    /// Null where each row counts as one.
    days: Option<Floats<'g>>,
    as_of: Day,
}

/// A column of words, an empty cell of which says the default.
#[derive(Clone, Copy)]
struct Word<'g> {
    texts: Texts<'g>,
    default: Option<&'static str>,
}

impl<'g> Word<'g> {
    fn of(place: Place<'g>, table: &str, column: &str) -> Word<'g> {
        Word { texts: place.table.texts(column), default: default_of(table, column) }
    }

    fn is_one_of(self, row: usize, words: &[String]) -> bool {
        let said = self.texts.get(row).or(self.default);
        said.is_some_and(|said| words.iter().any(|word| word.eq_ignore_ascii_case(said)))
    }
}

/// A session that counts: its day, its weight, its row.
pub struct Held {
    on: Day,
    weight: f64,
    row: usize,
}

/// Sums of days are of hundredths: nearer than this, two are the same.
const NEAR: f64 = 1e-6;

impl<'g> Sessions<'g> {
    pub fn find(ground: &Ground<'g>, rule: &'g SessionRule) -> Option<Sessions<'g>> {
        let (table, date) = match rule.table {
            SessionTable::Sessions => ("sessions", "held_on"),
            SessionTable::Supervisions => ("supervisions", "held_on"),
            SessionTable::Events => ("events", "occurred_on"),
            SessionTable::Panels => ("panels", "held_on"),
        };
        let place = ground.place(table)?;
        let mut needs = Needs::default();
        needs.kinds(ground.told, table, &rule.kinds);
        let wanted = |column: &str, words: &[String], needs: &mut Needs| {
            let column = ColumnRef { table: table.to_owned(), column: column.to_owned() };
            needs.column(ground.told, &column, Some(&Wanted::OneOf(words.to_vec())));
        };
        wanted("kind", &rule.kinds, &mut needs);
        if !rule.statuses.is_empty() {
            wanted("status", &rule.statuses, &mut needs);
        }
        Some(Sessions {
            rule,
            needs,
            place,
            kind: Word::of(place, table, "kind"),
            status: (!rule.statuses.is_empty()).then(|| Word::of(place, table, "status")),
            held_on: place.table.dates(date),
            days: (rule.table == SessionTable::Sessions).then(|| place.table.floats("days")),
            as_of: ground.as_of,
        })
    }

    fn held(&self, rows: impl IntoIterator<Item = usize>) -> Vec<Held> {
        rows.into_iter()
            .filter(|&row| self.kind.is_one_of(row, &self.rule.kinds))
            .filter(|&row| self.status.is_none_or(|status| status.is_one_of(row, &self.rule.statuses)))
            .filter_map(|row| {
                let on = self.held_on.get(row).filter(|day| *day <= self.as_of)?;
                Some(Held { on, weight: self.days.and_then(|days| days.get(row)).unwrap_or(1.0), row })
            })
            .collect()
    }

    /// One row for each period of a worker's programme that the rule is for.
    pub fn judge(&self, subject: &Subject<'_, 'g>, ground: &Ground<'g>) -> Vec<SessionStatus<'g>> {
        let periods: Vec<Period> = periods(subject.t, self.rule)
            .into_iter()
            .filter(|period| subject.is_for(self.rule.only, &self.rule.services, period.from))
            .collect();
        if periods.is_empty() {
            return Vec::new();
        }
        let held = self.held(self.place.rows(subject.whose.index));
        periods
            .into_iter()
            .map(|period| {
                let is_told = self.needs.are_told_for(ground.told, subject.service_on(period.from));
                self.status(period, &held, is_told, subject.seen())
            })
            .collect()
    }

    /// One row for each calendar period of the authority, from the month of the earliest start on.
    pub fn judge_authority(&self, earliest: Day) -> Vec<SessionStatus<'g>> {
        let held = self.held(self.place.all());
        calendar_periods(self.rule.every, earliest.month_start(), self.as_of)
            .into_iter()
            .map(|period| self.status(period, &held, self.needs.are_told(), self.as_of))
            .collect()
    }

    /// Where one period stands on the last day that is known of.
    fn status(&self, period: Period, held: &[Held], is_told: bool, seen: Day) -> SessionStatus<'g> {
        let rule = self.rule;
        let counted: Vec<&Held> = held.iter().filter(|held| period.contains(held.on)).collect();
        // From 0.0 on: a sum of nothing would be -0.0, which a reader would see as such.
        let attended = counted.iter().fold(0.0, |sum, held| sum + held.weight);
        let last = period.to - 1;
        let runs = last > seen;
        let status = match rule.is_at_most {
            _ if !is_told => "no_records",
            true if attended > rule.required + NEAR => "over",
            false if attended >= rule.required - NEAR => "met",
            _ if runs => "not_due",
            true => "met",
            false => "short",
        };
        // What the end of the programme cut short is not waited for.
        let is_wanted = status == "not_due" && !rule.is_at_most && seen == self.as_of;
        SessionStatus {
            rule: &rule.id,
            kind: match rule.kinds.as_slice() {
                [one] => Cow::Borrowed(one),
                kinds => Cow::Owned(kinds.join(" ")),
            },
            period_from: period.from,
            period_to: period.to,
            required: rule.required,
            attended: is_told.then_some(attended),
            status,
            is_at_most: rule.is_at_most,
            due_on: last,
            days_to_due: is_wanted.then_some(last - self.as_of),
            clause: Cow::Borrowed(&rule.cited.text),
            source: source(self.place.table, counted.iter().map(|held| held.row)),
        }
    }
}

/// The rule's periods on a worker's clock that begin before the programme ends and end after the worker
/// came.
fn periods(t: &Timeline, rule: &SessionRule) -> Vec<Period> {
    let stretch = &rule.stretch;
    let end = stretch.until.map_or(t.programme_due_on, |until| t.clock.at(until));
    let (months, days) = match stretch.from {
        Offset::Months(months) => (months, 0),
        Offset::Weeks(weeks) => (0, i64::from(weeks) * 7),
    };
    let starts = |n: i32| match rule.every {
        Every::Months(every) => {
            t.clock.at_plus(Offset::Months(months.saturating_add(every.max(1).saturating_mul(n))), days)
        }
        Every::Weeks(every) => {
            t.clock.at_plus(Offset::Months(months), days + i64::from(every.max(1)) * 7 * i64::from(n))
        }
        Every::InTotal if n == 0 => t.clock.at(stretch.from),
        Every::InTotal => end,
    };
    let mut found = Vec::new();
    for n in 0.. {
        let period = Period::new(starts(n), starts(n + 1).min(end));
        if period.is_empty() || period.from >= t.period.to {
            break;
        }
        if period.to > t.worker.started_on {
            found.push(period);
        }
    }
    found
}

fn calendar_periods(every: Every, first: Day, as_of: Day) -> Vec<Period> {
    let starts = |n: i32| match every {
        Every::Months(every) => first.add_months(every.max(1).saturating_mul(n)),
        Every::Weeks(every) => first + i64::from(every.max(1)) * 7 * i64::from(n),
        Every::InTotal if n == 0 => first,
        Every::InTotal => as_of + 1,
    };
    (0..)
        .map(|n| Period::new(starts(n), starts(n + 1)))
        .take_while(|period| !period.is_empty() && period.from <= as_of)
        .collect()
}
