//! Realistic structs for the tests to draw: every figure is invented.

use chrono::{Days, NaiveDate};

use super::*;

pub(super) fn date(y: i32, m: u32, d: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(y, m, d).unwrap()
}

pub(super) fn span(from: NaiveDate, to: NaiveDate) -> Span {
    Span { from_on: from, to_on: to }
}

pub(super) fn months() -> Vec<ProgrammeMonth> {
    [(3, date(2025, 6, 3)), (6, date(2025, 10, 1)), (9, date(2025, 12, 31)), (12, date(2026, 3, 31))]
        .map(|(month, falls_on)| ProgrammeMonth { month, falls_on })
        .to_vec()
}

pub(super) fn caseload_row(strength: Strength) -> CaseloadRow {
    let held = [
        (date(2025, 3, 3), 0),
        (date(2025, 3, 17), 4),
        (date(2025, 3, 31), 7),
        (date(2025, 4, 14), 9),
        (date(2025, 5, 5), 11),
        (date(2025, 5, 19), 12),
        (date(2025, 6, 16), 13),
        (date(2025, 6, 30), 14),
        (date(2025, 7, 21), 6),
        (date(2025, 8, 11), 8),
        (date(2025, 8, 25), 11),
        (date(2025, 9, 8), 14),
        (date(2025, 9, 15), 16),
        (date(2025, 9, 22), 17),
        (date(2025, 10, 8), 16),
        (date(2025, 11, 3), 15),
        (date(2025, 12, 1), 16),
        (date(2026, 1, 12), 17),
        (date(2026, 2, 9), 18),
    ];
    let end = date(2026, 3, 7);
    let ends = held.iter().skip(1).map(|(on, _)| *on).chain([end]);
    let steps =
        held.iter().zip(ends).map(|((on, held), to)| CaseloadStep { days: span(*on, to), held: *held });
    let caps = [
        (date(2025, 3, 3), date(2025, 6, 3), 12),
        (date(2025, 6, 3), date(2025, 10, 1), 14),
        (date(2025, 10, 1), date(2025, 12, 31), 16),
        (date(2025, 12, 31), date(2026, 3, 31), 18),
    ];
    CaseloadRow {
        unit: Unit::Children,
        steps: steps.collect(),
        caps: caps.map(|(from, to, cap)| CapStep { days: span(from, to), cap }).to_vec(),
        breaches: vec![CapBreach {
            opened_on: date(2025, 9, 15),
            closed_on: Some(date(2025, 10, 8)),
            days: 23,
            peak: 17,
            cap: 14,
            strength,
        }],
    }
}

pub(super) fn caseload_chart(strength: Strength) -> CaseloadChart {
    CaseloadChart {
        subject: "Candidate 3".to_string(),
        from_on: date(2025, 3, 3),
        to_on: date(2026, 4, 1),
        records_to: date(2026, 3, 6),
        months: months(),
        pauses: vec![span(date(2025, 7, 14), date(2025, 8, 11))],
        days_above: Some(23),
        caseload: Some(caseload_row(strength)),
    }
}

/// A busy one: eight breaches, the last open, over 24 months.
pub(super) fn busy_caseload() -> CaseloadChart {
    let start = date(2024, 3, 4);
    let on = |days: u64| start.checked_add_days(Days::new(days)).unwrap();
    let mut steps = Vec::new();
    let mut breaches = Vec::new();
    let mut at = 0;
    for i in 0..8u64 {
        steps.push(CaseloadStep { days: span(on(at), on(at + 60)), held: 10 + i as u32 });
        let long = 6 + i * 4;
        let open = i == 7;
        let peak = 19 + i as u32 % 3;
        steps.push(CaseloadStep { days: span(on(at + 60), on(at + 60 + long)), held: peak });
        breaches.push(CapBreach {
            opened_on: on(at + 60),
            closed_on: (!open).then(|| on(at + 60 + long)),
            days: long as u32,
            peak,
            cap: 18,
            strength: if i % 2 == 0 { Strength::Mandatory } else { Strength::Advisory },
        });
        at += 60 + long;
    }
    CaseloadChart {
        subject: "Candidate 9".to_string(),
        from_on: start,
        to_on: on(730),
        records_to: on(at - 1),
        months: [6, 12, 18, 24]
            .map(|m| ProgrammeMonth { month: m, falls_on: on(u64::from(m) * 30) })
            .to_vec(),
        pauses: vec![],
        days_above: Some(160),
        caseload: Some(CaseloadRow {
            unit: Unit::Families,
            steps,
            caps: vec![CapStep { days: span(start, on(730)), cap: 18 }],
            breaches,
        }),
    }
}

pub(super) fn item(
    label: &str,
    due: (i32, u32, u32),
    done: Option<(i32, u32, u32)>,
    status: Status,
    late: Option<u32>,
) -> DueItem {
    DueItem {
        label: label.to_string(),
        due_on: Some(date(due.0, due.1, due.2)),
        done_on: done.map(|(y, m, d)| date(y, m, d)),
        status,
        days_late: late,
    }
}

pub(super) fn supervision_row() -> SupervisionRow {
    let start = date(2025, 3, 3);
    let days =
        [10, 14, 21, 28, 35, 42, 56, 70, 85, 98, 112, 126, 170, 184, 212, 226, 254, 282, 317, 345, 366];
    SupervisionRow {
        in_programme: span(start, date(2026, 3, 7)),
        sessions: days.map(|n| start.checked_add_days(Days::new(n)).unwrap()).to_vec(),
        gaps: vec![SupervisionGap { from_on: date(2025, 9, 22), to_on: Some(date(2025, 10, 1)), days: 9 }],
        frequencies: vec![
            Frequency { from_on: start, every_days: 7 },
            Frequency { from_on: date(2025, 4, 14), every_days: 14 },
            Frequency { from_on: date(2025, 10, 1), every_days: 31 },
        ],
    }
}

pub(super) fn timeline() -> Timeline {
    use Status::*;
    let reviews = vec![
        item("3", (2025, 6, 3), Some((2025, 6, 2)), OnTime, None),
        item("6", (2025, 10, 1), Some((2025, 10, 13)), Late, Some(12)),
        item("9", (2025, 12, 31), Some((2025, 12, 17)), OnTime, None),
        item("Final", (2026, 3, 18), Some((2026, 3, 3)), OnTime, None),
    ];
    let observations = vec![
        item("1", (2025, 6, 3), Some((2025, 5, 21)), OnTime, None),
        item("2", (2025, 10, 1), Some((2025, 9, 24)), OnTime, None),
        item("3", (2026, 3, 31), Some((2026, 2, 9)), OnTime, None),
    ];
    let mut portfolio = Vec::new();
    for (n, due, done) in [
        (3, (2025, 3, 24), (2025, 3, 24)),
        (2, (2025, 5, 20), (2025, 5, 18)),
        (3, (2025, 6, 3), (2025, 6, 3)),
        (1, (2025, 9, 23), (2025, 9, 22)),
        (3, (2025, 10, 6), (2025, 10, 6)),
        (2, (2025, 12, 31), (2025, 12, 31)),
        (3, (2026, 2, 11), (2026, 2, 11)),
    ] {
        for i in 0..n {
            portfolio.push(item(&format!("item {i}"), due, Some(done), OnTime, None));
        }
    }
    portfolio.push(item("Log 2", (2025, 9, 8), Some((2025, 9, 22)), Late, Some(14)));
    portfolio.push(item("Log 3", (2026, 2, 24), None, Overdue, Some(10)));
    for i in 0..3 {
        portfolio.push(item(&format!("Last {i}"), (2026, 3, 31), None, NotDue, None));
    }
    Timeline {
        subject: "Candidate 3".to_string(),
        from_on: date(2025, 3, 3),
        to_on: date(2026, 4, 1),
        records_to: date(2026, 3, 6),
        months: months(),
        pauses: vec![span(date(2025, 7, 14), date(2025, 8, 11))],
        panels: vec![PanelDay { held_on: date(2026, 3, 19) }],
        ended: None,
        caseload: Row::Known(caseload_row(Strength::Mandatory)),
        supervision: Row::Known(supervision_row()),
        reviews: Row::Known(reviews),
        observations: Row::Known(observations),
        portfolio: Row::Known(portfolio),
    }
}

/// Left early, no rule for observations, no supervision records, many due at once.
pub(super) fn sparse_timeline() -> Timeline {
    use Status::*;
    let mut portfolio = Vec::new();
    for i in 0..9 {
        portfolio.push(item(&format!("Final {i}"), (2026, 3, 31), None, NotRequired, None));
    }
    for i in 0..6 {
        let status = if i < 3 { Late } else { OnTime };
        portfolio.push(item(
            &format!("A{i}"),
            (2025, 6, 3),
            Some((2025, 6, 20)),
            status,
            (i < 3).then_some(17 + i),
        ));
    }
    portfolio.push(item("B", (2025, 9, 8), None, Overdue, Some(56)));
    Timeline {
        ended: Some(EarlyEnd { on: date(2025, 11, 3), word: "Left".to_string() }),
        panels: vec![],
        pauses: vec![],
        caseload: Row::Known(caseload_row(Strength::Advisory)),
        supervision: Row::CannotTell,
        observations: Row::NoRule,
        portfolio: Row::Known(portfolio),
        reviews: Row::Known(vec![
            item("3", (2025, 6, 3), Some((2025, 6, 30)), Late, Some(27)),
            item("6", (2025, 10, 1), None, Overdue, Some(33)),
            item("9", (2025, 12, 31), None, NotRequired, None),
        ]),
        ..timeline()
    }
}
