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
        caseload: Row::Known(until_november(caseload_row(Strength::Advisory))),
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

fn until_november(mut row: CaseloadRow) -> CaseloadRow {
    let end = date(2025, 11, 3);
    row.steps.retain(|step| step.days.from_on < end);
    row
}

pub(super) fn share(count: u64, of: u64, pct: f64, lower_95: f64, upper_95: f64) -> Rate {
    Rate::Known(Share { count, of, pct, lower_95, upper_95 })
}

pub(super) fn ladder() -> OnTimeLadder {
    let rung = |stage: &str, rate| Rung { stage: stage.to_string(), rate };
    OnTimeLadder {
        things: "reviews".to_string(),
        done: "held on time".to_string(),
        all: share(111, 132, 84.1, 76.9, 89.3),
        differ: Some(false),
        rungs: vec![
            rung("Month 3", share(38, 44, 86.4, 73.3, 93.6)),
            rung("Month 6", share(29, 35, 82.9, 67.3, 91.9)),
            rung("Month 9", share(21, 27, 77.8, 59.2, 89.4)),
            rung("Month 12", share(3, 4, 75.0, 30.1, 95.4)),
            rung("Final", Rate::NoneDue),
        ],
        answered_by: "the reviews export".to_string(),
    }
}

pub(super) fn month_starts(count: u32) -> Vec<NaiveDate> {
    (0..count).map(|n| date(2025 + (2 + n as i32) / 12, (2 + n) % 12 + 1, 1)).collect()
}

pub(super) fn drift() -> DriftHeatMap {
    let row = |name: &str, cells: [u32; 12]| HeatRow {
        name: name.to_string(),
        cells: cells.map(HeatCell::Overdue).to_vec(),
    };
    DriftHeatMap {
        months: month_starts(12),
        owners: vec![
            row("Candidate", [2, 3, 3, 4, 3, 2, 4, 4, 3, 2, 1, 1]),
            row("Manager", [1, 2, 2, 3, 5, 6, 8, 7, 5, 4, 4, 4]),
            row("Assessor", [0, 1, 1, 1, 2, 2, 3, 3, 2, 1, 1, 1]),
        ],
        workers: vec![],
        totals: [3, 6, 6, 8, 10, 10, 15, 14, 10, 7, 6, 6].map(Some).to_vec(),
    }
}

pub(super) fn drift_by_worker() -> DriftHeatMap {
    use HeatCell::*;
    let cells = |seed: usize| -> Vec<HeatCell> {
        (0..18)
            .map(|month| match (seed * 7 + month * 3) % 11 {
                0 => NotInProgramme,
                1 => Paused,
                2 => TooFew,
                n if n < 6 => Overdue(0),
                n => Overdue((n as u32 - 5) * (seed as u32 % 3 + 1)),
            })
            .collect()
    };
    let block = |owner: &str, at: usize| HeatBlock {
        owner: owner.to_string(),
        rows: (0..4)
            .map(|n| HeatRow { name: format!("Candidate {}", n + 1), cells: cells(at + n) })
            .collect(),
    };
    DriftHeatMap {
        months: month_starts(18),
        owners: vec![HeatRow { name: "Manager".to_string(), cells: cells(3) }],
        workers: vec![
            block("Candidate can act", 1),
            block("Manager can act", 5),
            block("Assessor can act", 9),
        ],
        totals: vec![Some(3); 18],
    }
}

pub(super) fn panel_load() -> PanelLoad {
    let panel = |on: NaiveDate, on_time, late, overdue, not_due| PanelRow {
        held_on: on,
        candidates: Some(Submissions { on_time, undated: 0, late, overdue, not_due, cannot_tell: 0 }),
        capacity: Some(3),
        is_next: false,
        moved: None,
    };
    let next = PanelRow {
        is_next: true,
        moved: Some(Moved { candidates: 2, to: Some(date(2026, 4, 16)) }),
        ..panel(date(2026, 3, 19), 4, 0, 1, 0)
    };
    PanelLoad {
        panels: vec![
            panel(date(2026, 1, 15), 3, 0, 0, 0),
            panel(date(2026, 2, 12), 1, 1, 0, 0),
            next,
            panel(date(2026, 4, 16), 0, 0, 0, 2),
            PanelRow { candidates: None, ..panel(date(2026, 5, 14), 0, 0, 0, 0) },
        ],
    }
}

pub(super) fn panel_load_many() -> PanelLoad {
    let mut load = panel_load();
    for (index, panel) in load.panels.iter_mut().enumerate() {
        panel.capacity = (index > 0).then_some(10 + index as u32);
        panel.candidates = Some(Submissions {
            on_time: 9 + index as u32 * 2,
            undated: index as u32 % 2,
            late: 2,
            overdue: 1,
            not_due: 3,
            cannot_tell: 1,
        });
    }
    load
}

pub(super) fn falls_due() -> FallsDue {
    let kind = |name: &str, days: &[(u32, u32, u32)]| DueKind {
        name: name.to_string(),
        days: Some(
            days.iter().map(|(m, d, count)| DueDay { on: date(2026, *m, *d), count: *count }).collect(),
        ),
        total: Some(days.iter().map(|(_, _, count)| count).sum()),
    };
    FallsDue {
        from_on: date(2026, 3, 7),
        last_on: date(2026, 4, 3),
        kinds: vec![
            kind("Reviews", &[(3, 15, 4), (3, 16, 3), (3, 24, 1), (3, 31, 1)]),
            kind("Observations", &[(3, 15, 5), (3, 20, 1), (3, 27, 1)]),
            kind("Written feedback", &[(3, 12, 1), (3, 17, 1), (3, 23, 1)]),
            kind("Portfolio items", &[(3, 13, 2), (3, 15, 6), (3, 26, 3), (3, 31, 14)]),
            kind(
                "One-to-ones",
                &[(3, 9, 2), (3, 11, 3), (3, 16, 4), (3, 18, 2), (3, 23, 3), (3, 25, 2), (3, 30, 3)],
            ),
            DueKind { name: "Training".to_string(), days: None, total: None },
        ],
        panels: vec![date(2026, 3, 19)],
        total: Some(63),
        busiest: Some(Busiest { from_on: date(2026, 3, 13), last_on: date(2026, 3, 16), count: 24 }),
    }
}

pub(super) fn progression() -> ProgressionFunnel {
    let stage = |name: &str, reached, wait, stuck: &[(u32, &str)]| ProgressionStage {
        name: name.to_string(),
        reached: Some(reached),
        wait,
        not_gone_on: stuck
            .iter()
            .map(|(n, why)| NotGoneOn { count: Some(*n), why: why.to_string() })
            .collect(),
    };
    ProgressionFunnel {
        from_grade: "F".to_string(),
        to_grade: "G".to_string(),
        stages: Some(vec![
            stage("Permission given", 22, None, &[(3, "in preparation"), (2, "withdrawn")]),
            stage("Submitted", 17, Some(Wait::Median(62.0)), &[(2, "being checked")]),
            stage(
                "Quality assured",
                15,
                Some(Wait::Median(18.0)),
                &[(2, "waiting for a panel"), (1, "returned")],
            ),
            stage("Heard by panel", 12, Some(Wait::Median(35.5)), &[(1, "deferred"), (1, "being decided")]),
            stage("Approved", 10, Some(Wait::TooFew), &[]),
        ]),
        longest_wait: Some(1),
        scale_to: 22,
    }
}
