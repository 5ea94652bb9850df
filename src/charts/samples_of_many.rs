//! Realistic structs about many people, teams and areas: every figure is invented.

use super::samples::{date, month_starts, share, span, supervision_row};
use super::*;

pub(super) fn survival(groups: usize) -> SurvivalChart {
    let table = [
        (0, 64, 100.0, None),
        (6, 60, 95.0, Some((86.0, 98.0))),
        (12, 47, 88.0, Some((77.0, 94.0))),
        (18, 37, 84.0, Some((71.0, 91.0))),
        (24, 24, 76.0, Some((61.0, 86.0))),
        (30, 19, 76.0, Some((61.0, 86.0))),
        (36, 8, 76.0, Some((61.0, 86.0))),
    ];
    let months: Vec<SurvivalMonth> = table
        .iter()
        .map(|(month, n, pct, interval)| SurvivalMonth {
            month: *month,
            at_risk: Some(*n),
            retained_pct: Some(*pct),
            interval: *interval,
        })
        .collect();
    let steps = [
        (0.0, 100.0, 100.0, 100.0),
        (2.5, 97.0, 89.0, 99.0),
        (3.1, 95.0, 86.0, 98.0),
        (8.2, 91.0, 80.0, 96.0),
        (10.0, 88.0, 77.0, 94.0),
        (13.4, 84.0, 71.0, 91.0),
        (18.6, 79.0, 65.0, 88.0),
        (22.5, 76.0, 61.0, 86.0),
    ];
    let curve = |group: Option<&str>, lower: f64| SurvivalCurve {
        group: group.map(String::from),
        people: 64,
        left: 12,
        steps: steps
            .iter()
            .map(|(month, pct, low, high)| SurvivalStep {
                month: *month,
                retained_pct: pct - lower,
                interval: Some((low - lower, high - lower)),
            })
            .collect(),
        censored: vec![6.1, 6.3, 7.2, 12.2, 13.1, 13.9, 18.0, 19.4, 24.9, 25.5, 30.1, 30.4, 31.2, 34.0],
        few_from: Some(32.0),
        ends_at: 36.0,
        months: months.clone(),
        labelled: Some(SurvivalMonth {
            month: 24,
            at_risk: Some(24),
            retained_pct: Some(76.0 - lower),
            interval: Some((61.0 - lower, 86.0 - lower)),
        }),
    };
    let curves = match groups {
        1 => vec![curve(None, 0.0)],
        _ => vec![curve(Some("Apprenticeship"), 0.0), curve(Some("University"), 25.0)],
    };
    SurvivalChart { people: "newly qualified social workers".to_string(), curves: Some(curves) }
}

pub(super) fn cohorts() -> CohortMultiples {
    let measure = |name: &str, differ, together: Rate, rates: Vec<Rate>| CohortMeasure {
        name: name.to_string(),
        together: together.share().copied(),
        differ: Some(differ),
        rates,
    };
    CohortMultiples {
        one: "cohort".to_string(),
        many: "cohorts".to_string(),
        rows: ["Sep 2022", "Mar 2023", "Sep 2023", "Mar 2024", "Sep 2024", "Mar 2025"]
            .map(String::from)
            .to_vec(),
        measures: vec![
            measure(
                "Passed at first panel",
                false,
                share(62, 73, 84.9, 75.0, 91.4),
                vec![
                    share(13, 16, 81.3, 57.0, 93.4),
                    share(8, 9, 88.9, 56.5, 98.0),
                    share(14, 17, 82.4, 59.0, 93.8),
                    share(10, 12, 83.3, 55.2, 95.3),
                    share(14, 16, 87.5, 64.0, 96.5),
                    share(3, 3, 100.0, 43.9, 100.0),
                ],
            ),
            measure(
                "Reviews on time",
                true,
                share(263, 319, 82.4, 77.9, 86.2),
                vec![
                    share(49, 61, 80.3, 68.7, 88.4),
                    share(30, 36, 83.3, 68.1, 92.1),
                    share(55, 66, 83.3, 72.6, 90.4),
                    share(38, 46, 82.6, 69.3, 90.9),
                    share(58, 69, 84.1, 73.7, 90.9),
                    share(33, 41, 80.5, 66.0, 89.8),
                ],
            ),
            measure(
                "Still in post at 12 months",
                false,
                share(65, 76, 85.5, 75.9, 91.7),
                vec![
                    share(14, 17, 82.4, 59.0, 93.8),
                    share(9, 10, 90.0, 59.6, 98.2),
                    share(15, 18, 83.3, 60.8, 94.2),
                    Rate::TooFew,
                    share(16, 18, 88.9, 67.2, 96.9),
                    Rate::NotYetKnown,
                ],
            ),
        ],
    }
}

pub(super) fn cap_pressure(teams: usize) -> CapPressure {
    let names = [
        "Assessment East",
        "Assessment West",
        "Children in Care",
        "Court",
        "Safeguarding",
        "Disabled Children",
        "Family Support North",
        "Family Support South and Coast",
        "Fostering",
        "Leaving Care",
        "Youth Justice",
        "Zone A",
    ];
    let base = [0.0, 0.0, 2.0, 4.0, 6.0, 5.0, 9.0, 12.0, 8.0, 6.0, 7.0, 9.0];
    let teams = names.iter().take(teams).enumerate().map(|(n, name)| TeamPressure {
        team: name.to_string(),
        people: (n != 3).then_some(6 + n as u32),
        months: (n != 3).then(|| {
            base.iter()
                .enumerate()
                .map(|(m, pct)| if n == 4 && m == 0 { None } else { Some(pct / (1 + n % 4) as f64) })
                .collect()
        }),
    });
    CapPressure {
        headroom: Some("Four of five teams have room within the cap".to_string()),
        months: month_starts(12),
        teams: Some(teams.collect()),
    }
}

pub(super) fn supervision(people: usize) -> SupervisionChart {
    let strip = |n: usize| SupervisionStrip {
        name: format!("Candidate {}", n + 1),
        row: (n != 2).then(|| {
            let mut row = supervision_row();
            if n == 4 {
                row.sessions.clear();
                row.gaps = vec![SupervisionGap { from_on: date(2025, 3, 13), to_on: None, days: 331 }];
            }
            row
        }),
        pauses: if n.is_multiple_of(3) { vec![span(date(2025, 7, 14), date(2025, 8, 11))] } else { vec![] },
        in_date: (n != 2).then_some(InDate { days: 332, of: 341, pct: 97.4 }),
    };
    SupervisionChart {
        subject: if people == 1 { "Candidate 1".to_string() } else { "Assessment East".to_string() },
        from_on: date(2025, 3, 3),
        to_on: date(2026, 4, 1),
        strips: (0..people).map(strip).collect(),
        in_date: Some(InDate { days: 332, of: 341, pct: 97.4 }),
    }
}

pub(super) fn funnel(areas: usize) -> FunnelPlot {
    let compared = [(7, "Westmere"), (31, "Brackenford"), (19, "Alderbrook"), (53, "Castleholm")];
    let with_limits = areas >= 10;
    let area = |n: usize| {
        let size = 45.0 + ((n * 37) % 97) as f64 * ((n * 7) % 11 + 1) as f64 * 0.55;
        let spread = 60.0 / f64::sqrt(size);
        let pct = 15.9 + spread * (((n * 53) % 41) as f64 / 20.0 - 1.0);
        let named = compared.iter().find(|(i, _)| *i == n);
        let outside = n == 77;
        FunnelArea {
            name: named.map_or(format!("Area {n}"), |(_, name)| name.to_string()),
            denominator: size,
            pct: if outside { 30.0 } else { pct },
            interval: Some((pct - 5.0, pct + 6.0)),
            is_compared: named.is_some() || (areas < 10 && n < 2),
            reading: match (with_limits, outside) {
                (false, _) => Reading::NoLimits,
                (true, true) => Reading::Above,
                _ => Reading::Inside,
            },
        }
    };
    let limits = (4..70).map(|n| {
        let size = f64::from(n) * 10.0;
        let (a, b) = (64.0 / size.sqrt() + 2.0, 110.0 / size.sqrt() + 4.0);
        FunnelLimit { denominator: size, limits_95: (15.9 - a, 15.9 + a), limits_998: (15.9 - b, 15.9 + b) }
    });
    FunnelPlot {
        measure: "Social worker turnover".to_string(),
        one: "an authority".to_string(),
        value_name: "Turnover, full-time equivalent".to_string(),
        size_name: "Social workers in post (full-time equivalent)".to_string(),
        average: Some(15.9),
        areas: Some((0..areas).map(area).collect()),
        limits: if with_limits { limits.collect() } else { vec![] },
        method: "Limits allow for differences between authorities beyond chance".to_string(),
    }
}
