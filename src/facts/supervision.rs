//! The supervision clock: on which days supervision was in date, and the gaps.

use std::borrow::Cow;

use super::kinds::{Coverage, SupervisionGap, SupervisionStatus};
use super::timeline::{Timeline, sources};
use crate::clock::Absence;
use crate::dates::{Day, Period, union_of};
use crate::rulebook::SupervisionStep;

/// Supervision of one worker, judged.
pub struct SupervisionFacts<'a> {
    pub status: Option<SupervisionStatus<'a>>,
    pub gaps: Vec<SupervisionGap<'a>>,
    pub coverage: Option<Coverage<'a>>,
}

/// A step of the rulebook, on this worker's calendar.
struct Spell<'a> {
    days: Period,
    step: &'a SupervisionStep,
    /// The days of the supervisions that count under it, sorted.
    held: Vec<Day>,
}

/// Nothing where the rulebook has no supervision rule.
pub fn judge_supervision<'a>(t: &Timeline<'a>) -> SupervisionFacts<'a> {
    let mut facts = SupervisionFacts { status: None, gaps: Vec::new(), coverage: None };
    let (Some(first), Some(rows)) = (t.rulebook.supervision.first(), t.rows("supervisions")) else {
        return facts;
    };
    let untold_days = untold(t);
    let counted = |days: &Period| t.clock.counted_days(*days);
    let told: i64 = t.clock.counted_days(t.period) - untold_days.iter().map(counted).sum::<i64>();
    let is_supplied = told > 0 || untold_days.is_empty();
    let clause = Cow::Borrowed(first.cited.text.as_str());
    facts.coverage = Some(Coverage {
        fact: "supervision_status",
        rule: "supervision".into(),
        applies: true,
        supplied: is_supplied,
        clause: clause.clone(),
        source: None,
    });
    // Days that cannot be told count in no denominator, unless all are such.
    let programme_days = if is_supplied { told } else { t.clock.counted_days(t.period) };
    let not_told =
        SupervisionStatus { programme_days, in_date_days: None, in_date_pct: None, clause, source: None };
    if !is_supplied {
        facts.status = Some(not_told);
        return facts;
    }
    let (kind, status, held_on) =
        (rows.table.texts("kind"), rows.table.texts("status"), rows.table.dates("held_on"));
    let held: Vec<(Day, &str)> = rows
        .iter()
        .filter(|&row| status.get(row).is_none_or(|status| status == "held"))
        .filter_map(|row| Some((held_on.get(row)?, kind.get(row).unwrap_or("one_to_one"))))
        .filter(|(day, _)| *day <= t.as_of)
        .collect();
    let spells = spells(t, &held);
    let breaks = union_of(t.clock.pauses().iter().copied().chain(untold_days).collect());
    let of_spell = |spell: &Spell<'a>| -> Vec<(Period, &'a SupervisionStep)> {
        gaps_in(t, spell, &breaks).into_iter().map(|gap| (gap, spell.step)).collect()
    };
    let mut out_of_date: Vec<(Period, &SupervisionStep)> = spells.iter().flat_map(of_spell).collect();
    out_of_date.sort_by_key(|(period, _)| *period);

    let days_out: i64 = out_of_date.iter().map(|(period, _)| period.days()).sum();
    let in_date = programme_days - days_out;
    let in_date_pct = (programme_days > 0).then(|| 100.0 * in_date as f64 / programme_days as f64);
    facts.status = Some(SupervisionStatus { in_date_days: Some(in_date), in_date_pct, ..not_told });
    let away = away(t);
    for (gap, step) in joined(out_of_date) {
        let last = held.iter().map(|(day, _)| *day).filter(|day| *day < gap.from).max();
        let is_open = gap.to > t.as_of;
        // The supervision before the gap, and the one that ended it.
        let days = [last, (!is_open).then_some(gap.to)];
        let rests_on =
            rows.iter().filter(|&row| held_on.get(row).is_some_and(|day| days.contains(&Some(day))));
        facts.gaps.push(SupervisionGap {
            from_on: gap.from,
            to_on: (!is_open).then_some(gap.to),
            days: gap.days(),
            every_days: step.every_days,
            explained: away.iter().any(|absence| absence.from <= gap.from && gap.to <= absence.to),
            clause: Cow::Borrowed(&step.cited.text),
            source: sources([
                rows.source(rests_on).or_else(|| t.own_source()),
                paused_before(t, last, gap.from),
            ]),
        });
    }
    facts
}

/// The days in programme in services about which no source of supervisions is.
fn untold(t: &Timeline) -> Vec<Period> {
    let mut starts = t.worker.post_changes(t.period);
    starts.insert(0, t.period.from);
    let until = |index: usize| starts.get(index + 1).copied().unwrap_or(t.period.to);
    let posts = starts.iter().enumerate().map(|(index, &from)| Period::new(from, until(index)));
    posts.filter(|days| !t.is_supplied("supervisions", days.from)).collect()
}

/// The rows of the absences after which a gap's days began to count: those of the pause that ended last, where no
/// supervision came after it.
fn paused_before(t: &Timeline, last_held: Option<Day>, gap_from: Day) -> Option<String> {
    let pause = t.clock.pauses().iter().rfind(|pause| pause.to <= gap_from)?;
    if last_held.is_some_and(|held| held >= pause.to) {
        return None;
    }
    let rows = t.rows("absences")?;
    let (from, to) = (rows.table.dates("started_on"), rows.table.dates("ended_on"));
    let is_within = |row: &usize| {
        let until = to.get(*row).map_or(pause.to, |last| last + 1);
        from.get(*row).is_some_and(|from| !Period::new(from, until).within(*pause).is_empty())
    };
    rows.source(rows.iter().filter(is_within))
}

/// The steps in force, side by side over the days in programme; the last runs to the end.
fn spells<'a>(t: &Timeline<'a>, held: &[(Day, &str)]) -> Vec<Spell<'a>> {
    let mut steps: Vec<(Day, &SupervisionStep)> =
        t.rulebook.supervision.iter().map(|step| (t.clock.at(step.from), step)).collect();
    steps.sort_by_key(|(from, _)| *from);
    let ends = |index: usize, step: &SupervisionStep| match (steps.get(index + 1), step.until) {
        (Some((next, _)), Some(until)) => t.clock.at(until).min(*next),
        (Some((next, _)), None) => *next,
        (None, _) => t.period.to,
    };
    steps
        .iter()
        .enumerate()
        .map(|(index, (from, step))| {
            let mut counted: Vec<Day> = held
                .iter()
                .filter(|(_, kind)| step.kinds.iter().any(|counted| counted == kind))
                .map(|(day, _)| *day)
                .collect();
            counted.sort_unstable();
            Spell { days: Period::new(*from, ends(index, step)).within(t.period), step, held: counted }
        })
        .filter(|spell| !spell.days.is_empty())
        .collect()
}

/// The out-of-date days of a spell outside the breaks: the pauses, and days that cannot be told. A day is out of
/// date when more than the step's days and grace have gone by since the latest of the programme's first day, the
/// last supervision that counts, and the first day after the last break.
fn gaps_in(t: &Timeline, spell: &Spell, breaks: &[Period]) -> Vec<Period> {
    let allowed = spell.step.every_days + spell.step.grace_days;
    let mut resets: Vec<Day> = spell.held.clone();
    resets.push(t.period.from);
    resets.extend(breaks.iter().map(|days| days.to));
    resets.retain(|day| *day >= t.period.from);
    resets.sort_unstable();
    resets.dedup();
    let mut gaps = Vec::new();
    for (index, &reset) in resets.iter().enumerate() {
        let next = resets.get(index + 1).copied().unwrap_or(spell.days.to);
        let mut out = vec![Period::new(reset + allowed + 1, next).within(spell.days)];
        for days in breaks {
            out = out.into_iter().flat_map(|gap| gap.without(*days)).collect();
        }
        gaps.extend(out.into_iter().filter(|gap| !gap.is_empty()));
    }
    gaps
}

/// Gaps that touch are one, and carry the step of their first day.
fn joined(gaps: Vec<(Period, &SupervisionStep)>) -> Vec<(Period, &SupervisionStep)> {
    let mut joined: Vec<(Period, &SupervisionStep)> = Vec::new();
    for (gap, step) in gaps {
        match joined.last_mut() {
            Some((last, _)) if last.to == gap.from => last.to = gap.to,
            _ => joined.push((gap, step)),
        }
    }
    joined
}

/// The days on which the worker was away for any reason.
fn away(t: &Timeline) -> Vec<Period> {
    let Some(rows) = t.rows("absences") else { return Vec::new() };
    let (kind, from, to) =
        (rows.table.texts("kind"), rows.table.dates("started_on"), rows.table.dates("ended_on"));
    let absences = rows.iter().filter_map(|row| {
        Some(
            Absence { kind: kind.get(row)?, started_on: from.get(row)?, ended_on: to.get(row) }.days(t.as_of),
        )
    });
    union_of(absences.collect())
}
