//! Random structs, many and unkind: every drawing must hold together.

use chrono::{Days, NaiveDate};
use proptest::prelude::*;

use super::samples::{date, span};
use super::tests::check;
use super::*;

/// A die that always falls the same way for the same seed.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides.max(1)
    }

    fn n(&mut self, sides: u64) -> u32 {
        self.roll(sides) as u32
    }

    fn some<T>(&mut self, value: T) -> Option<T> {
        (self.roll(6) > 0).then_some(value)
    }

    fn pct(&mut self) -> f64 {
        match self.roll(12) {
            0 => 0.0,
            1 => 100.0,
            _ => self.roll(10_000) as f64 / 100.0,
        }
    }

    fn name(&mut self) -> String {
        const NAMES: [&str; 12] = [
            "Court",
            "Children in Care and Leaving Care",
            "Family Support South and Coast with Early Help and Emergency Duty",
            "Candidate 12",
            "Unbreakablynamedteamwithoutasinglespaceanywhereinitsverylongname",
            "A & B <team> \"quoted\" 'once'",
            "Čapek Łódź",
            "漢字のチーム",
            "",
            " \t ",
            "Ø",
            "Final",
        ];
        NAMES[self.roll(NAMES.len() as u64) as usize].to_string()
    }

    fn day(&mut self, from: NaiveDate, within: u64) -> NaiveDate {
        from.checked_add_days(Days::new(self.roll(within))).unwrap()
    }

    fn many<T>(&mut self, most: u64, mut one: impl FnMut(&mut Dice) -> T) -> Vec<T> {
        (0..self.roll(most + 1)).map(|_| one(self)).collect()
    }

    fn rate(&mut self) -> Rate {
        match self.roll(8) {
            0 => Rate::NoneDue,
            1 => Rate::TooFew,
            2 => Rate::CannotTell,
            3 => Rate::NotYetKnown,
            _ => Rate::Known(self.share()),
        }
    }

    fn share(&mut self) -> Share {
        let of = if self.roll(3) == 0 { 1 + self.roll(9) } else { 1 + self.roll(100_000) };
        let pct = self.pct();
        Share { count: self.roll(of + 1), of, pct, lower_95: pct * 0.7, upper_95: pct + (100.0 - pct) * 0.4 }
    }

    fn status(&mut self) -> Status {
        use Status::*;
        [OnTime, Late, Overdue, NotDue, NotRequired, NoRecords][self.roll(6) as usize]
    }

    fn strength(&mut self) -> Strength {
        if self.roll(2) == 0 { Strength::Mandatory } else { Strength::Advisory }
    }

    fn caseload(&mut self, start: NaiveDate, days: u64) -> CaseloadRow {
        let on = |n: u64| start.checked_add_days(Days::new(n)).unwrap();
        let most = [3, 20, 45, 1200][self.roll(4) as usize];
        let mut steps = Vec::new();
        let mut at = 0;
        while at < days && steps.len() < 60 {
            let to = (at + 1 + self.roll(days / 4 + 2)).min(days);
            steps.push(CaseloadStep { days: span(on(at), on(to)), held: self.n(most) });
            at = to;
        }
        let mut caps = Vec::new();
        let mut at = 0;
        while at < days + 60 && self.roll(8) > 0 {
            let to = at + 1 + self.roll(days / 3 + 5);
            caps.push(CapStep { days: span(on(at), on(to)), cap: self.n(most) });
            at = to;
        }
        let mut breaches = Vec::new();
        let mut at = self.roll(20);
        while at < days && self.roll(10) > 0 {
            let long = 1 + self.roll(30);
            breaches.push(CapBreach {
                opened_on: on(at),
                closed_on: self.some(on(at + long)),
                days: long as u32,
                peak: self.n(most),
                cap: self.n(most),
                strength: self.strength(),
            });
            at += long + 1 + self.roll(40);
        }
        let unit = if self.roll(2) == 0 { Unit::Children } else { Unit::Families };
        CaseloadRow { unit, steps, caps, breaches }
    }

    fn months(&mut self, start: NaiveDate, days: u64) -> Vec<ProgrammeMonth> {
        (1..=self.n(9))
            .map(|n| ProgrammeMonth {
                month: n * 3,
                falls_on: start.checked_add_days(Days::new(u64::from(n) * days / 9)).unwrap(),
            })
            .collect()
    }

    fn pauses(&mut self, start: NaiveDate, days: u64) -> Vec<Span> {
        self.many(3, |dice| {
            let from = dice.day(start, days);
            span(from, dice.day(from, 90))
        })
    }

    fn due_items(&mut self, start: NaiveDate, days: u64, most: u64) -> Vec<DueItem> {
        let clustered = self.roll(2) == 0;
        let common = self.day(start, days);
        self.many(most, |dice| {
            let due = if clustered && dice.roll(2) == 0 { common } else { dice.day(start, days) };
            let status = dice.status();
            let done = matches!(status, Status::OnTime | Status::Late).then(|| dice.day(due, 40));
            DueItem {
                label: if dice.roll(4) == 0 { dice.name() } else { dice.n(13).to_string() },
                due_on: dice.some(due),
                done_on: done,
                status,
                days_late: matches!(status, Status::Late | Status::Overdue).then(|| dice.n(400)),
            }
        })
    }

    fn supervision(&mut self, start: NaiveDate, days: u64) -> SupervisionRow {
        let end = start.checked_add_days(Days::new(days)).unwrap();
        SupervisionRow {
            in_programme: span(start, end),
            sessions: self.many(60, |dice| dice.day(start, days)),
            gaps: self.many(6, |dice| {
                let from = dice.day(start, days);
                let to = dice.day(from, 60);
                SupervisionGap { from_on: from, to_on: dice.some(to), days: dice.n(400) }
            }),
            frequencies: self
                .many(5, |dice| Frequency { from_on: dice.day(start, days), every_days: dice.n(60) }),
        }
    }

    fn row<T>(&mut self, value: T) -> Row<T> {
        match self.roll(8) {
            0 => Row::NoRule,
            1 => Row::CannotTell,
            _ => Row::Known(value),
        }
    }

    fn timeline(&mut self) -> Timeline {
        let start = date(2024, 9, 2);
        let days = [1, 30, 200, 396, 730][self.roll(5) as usize];
        let (caseload, supervision) = (self.caseload(start, days), self.supervision(start, days));
        let (reviews, observations) = (self.due_items(start, days, 8), self.due_items(start, days, 8));
        let portfolio = self.due_items(start, days, 40);
        let ended = EarlyEnd { on: self.day(start, days), word: "Left".to_string() };
        Timeline {
            subject: self.name() + "x",
            from_on: start,
            to_on: start.checked_add_days(Days::new(days)).unwrap(),
            records_to: self.day(start, days),
            months: self.months(start, days),
            pauses: self.pauses(start, days),
            panels: self.many(3, |dice| PanelDay { held_on: dice.day(start, days + 40) }),
            ended: if self.roll(3) == 0 { Some(ended) } else { None },
            caseload: self.row(caseload),
            supervision: self.row(supervision),
            reviews: self.row(reviews),
            observations: self.row(observations),
            portfolio: self.row(portfolio),
        }
    }

    fn caseload_chart(&mut self) -> CaseloadChart {
        let start = date(2024, 9, 2);
        let days = [1, 30, 200, 396, 730][self.roll(5) as usize];
        let row = self.caseload(start, days);
        CaseloadChart {
            subject: "Candidate".to_string(),
            from_on: start,
            to_on: start.checked_add_days(Days::new(days)).unwrap(),
            records_to: self.day(start, days + 30),
            months: self.months(start, days),
            pauses: self.pauses(start, days),
            days_above: Some(self.n(99)),
            caseload: self.some(row),
        }
    }

    fn ladder(&mut self) -> OnTimeLadder {
        let rungs = self.many(30, |dice| Rung { stage: dice.name(), rate: dice.rate() });
        OnTimeLadder {
            things: "portfolio items".to_string(),
            done: "submitted on time".to_string(),
            all: self.rate(),
            differ: [None, Some(true), Some(false)][self.roll(3) as usize],
            rungs,
            answered_by: "the portfolio export".to_string(),
        }
    }

    fn drift(&mut self) -> DriftHeatMap {
        let months = 1 + self.roll(40) as i32;
        let scale = [4, 40, 20_000][self.roll(3) as usize];
        let row = |dice: &mut Dice| HeatRow {
            name: dice.name(),
            cells: (0..months)
                .map(|_| match dice.roll(9) {
                    0 => HeatCell::NotInProgramme,
                    1 => HeatCell::Paused,
                    2 => HeatCell::TooFew,
                    3 => HeatCell::CannotTell,
                    _ => HeatCell::Overdue(dice.n(scale)),
                })
                .collect(),
        };
        let owners = (0..3).map(|_| row(self)).collect();
        let most_workers = self.roll(12) == 0;
        let workers = self.many(3, |dice| HeatBlock {
            owner: dice.name(),
            rows: (0..dice.roll(if most_workers { 33 } else { 6 })).map(|_| row(dice)).collect(),
        });
        DriftHeatMap {
            months: (0..months).map(|m| date(2023 + m / 12, m as u32 % 12 + 1, 1)).collect(),
            owners,
            workers,
            totals: (0..months)
                .map(|_| {
                    let n = self.n(50);
                    self.some(n)
                })
                .collect(),
        }
    }

    fn panel_load(&mut self) -> PanelLoad {
        let most = [4, 7, 400][self.roll(3) as usize];
        let panels = self.many(8, |dice| {
            let counts = Submissions {
                on_time: dice.n(most),
                undated: dice.n(most),
                late: dice.n(most),
                overdue: dice.n(most),
                not_due: dice.n(most),
                cannot_tell: dice.n(most),
            };
            let places = 1 + dice.n(most * 2);
            PanelRow {
                held_on: dice.day(date(2025, 12, 1), 200),
                candidates: dice.some(counts),
                capacity: if most == 4 { Some(3) } else { dice.some(places) },
                is_next: dice.roll(4) == 0,
                moved: (dice.roll(3) == 0)
                    .then(|| Moved { candidates: dice.n(9), to: Some(date(2026, 12, 30)) }),
            }
        });
        PanelLoad { panels }
    }

    fn falls_due(&mut self) -> FallsDue {
        let from = date(2026, 3, 1 + self.n(28));
        let most = [2, 9, 30, 5000][self.roll(4) as usize];
        let kinds = self.many(8, |dice| {
            let days = dice.many(20, |dice| DueDay { on: dice.day(from, 28), count: dice.n(most) });
            DueKind { name: dice.name(), days: dice.some(days), total: Some(dice.n(most * 20)) }
        });
        FallsDue {
            from_on: from,
            last_on: from.checked_add_days(Days::new(27)).unwrap(),
            kinds,
            panels: self.many(4, |dice| dice.day(from, 30)),
            total: Some(self.n(900)),
            busiest: None,
        }
    }

    fn progression(&mut self) -> ProgressionFunnel {
        let most = [5, 60, 90_000][self.roll(3) as usize];
        let stages = self.many(7, |dice| {
            let reached = dice.n(most);
            ProgressionStage {
                name: dice.name(),
                reached: dice.some(reached),
                wait: match dice.roll(4) {
                    0 => None,
                    1 => Some(Wait::TooFew),
                    2 => Some(Wait::NotReached),
                    _ => Some(Wait::Median(dice.roll(900) as f64 / 2.0)),
                },
                not_gone_on: dice.many(4, |dice| NotGoneOn {
                    count: Some(dice.n(most)),
                    why: ["in preparation", "waiting for a panel", "withdrawn"][dice.roll(3) as usize]
                        .to_string(),
                }),
            }
        });
        let longest_wait = Some(self.roll(8) as usize);
        ProgressionFunnel {
            from_grade: "F".to_string(),
            to_grade: "G".to_string(),
            stages: Some(stages),
            longest_wait,
            scale_to: self.n(most),
        }
    }

    fn survival(&mut self) -> SurvivalChart {
        let curves = self.many(4, |dice| {
            let mut pct = 100.0;
            let mut month = 0.0;
            let mut steps = Vec::new();
            for _ in 0..1 + dice.roll(20) {
                steps.push(SurvivalStep {
                    month,
                    retained_pct: pct,
                    interval: dice.some((pct * 0.8, pct + (100.0 - pct) * 0.5)),
                });
                pct *= 1.0 - dice.pct() / 400.0;
                month += 0.1 + dice.roll(60) as f64 / 10.0;
            }
            let table = |n: u32, dice: &mut Dice| {
                let (at_risk, pct) = (dice.n(90), dice.pct());
                SurvivalMonth {
                    month: n * 6,
                    at_risk: dice.some(at_risk),
                    retained_pct: dice.some(pct),
                    interval: dice.some((pct * 0.9, pct)),
                }
            };
            SurvivalCurve {
                group: Some(dice.name() + "g"),
                people: dice.n(90),
                left: dice.n(4),
                steps,
                censored: dice.many(20, |dice| dice.roll(400) as f64 / 10.0),
                few_from: dice.some(month * 0.7),
                ends_at: month,
                months: (0..8).map(|n| table(n, dice)).collect(),
                labelled: Some(table(dice.n(5), dice)),
            }
        });
        SurvivalChart { people: "people".to_string(), curves: Some(curves) }
    }

    fn cohorts(&mut self) -> CohortMultiples {
        let rows = self.many(20, Dice::name);
        let measures = self.many(7, |dice| {
            let together = dice.share();
            CohortMeasure {
                name: dice.name() + "m",
                together: dice.some(together),
                differ: [None, Some(true), Some(false)][dice.roll(3) as usize],
                rates: rows.iter().map(|_| dice.rate()).collect(),
            }
        });
        CohortMultiples { one: "cohort".to_string(), many: "cohorts".to_string(), rows, measures }
    }

    fn cap_pressure(&mut self) -> CapPressure {
        let months = 1 + self.roll(30) as i32;
        let scale = [0.0, 0.01, 0.2, 1.0][self.roll(4) as usize];
        let teams = self.many(23, |dice| {
            let people = dice.n(40);
            let shares = (0..months)
                .map(|_| {
                    let pct = dice.pct() * scale;
                    dice.some(pct)
                })
                .collect();
            TeamPressure { team: dice.name(), people: dice.some(people), months: dice.some(shares) }
        });
        CapPressure {
            headroom: None,
            months: (0..months).map(|m| date(2023 + m / 12, m as u32 % 12 + 1, 1)).collect(),
            teams: Some(teams),
        }
    }

    fn supervision_chart(&mut self) -> SupervisionChart {
        let start = date(2024, 9, 2);
        let days = [1, 30, 396, 730][self.roll(4) as usize];
        let most = if self.roll(2) == 0 { 1 } else { 34 };
        let strips = self.many(most, |dice| {
            let row = dice.supervision(start, days);
            SupervisionStrip {
                name: dice.name(),
                row: dice.some(row),
                pauses: dice.pauses(start, days),
                in_date: Some(InDate { days: dice.n(300), of: 1 + dice.n(300), pct: dice.pct() }),
            }
        });
        SupervisionChart {
            subject: "Team".to_string(),
            from_on: start,
            to_on: start.checked_add_days(Days::new(days)).unwrap(),
            strips,
            in_date: None,
        }
    }

    fn funnel(&mut self) -> FunnelPlot {
        use Reading::*;
        let scale = [0.4, 20.0, 100.0, 180.0][self.roll(4) as usize];
        let most = [9, 60, 230][self.roll(3) as usize];
        let areas = self.many(most, |dice| FunnelArea {
            name: dice.name() + "a",
            denominator: dice.roll(if most == 9 { 20 } else { 90_000 }) as f64 / 3.0,
            pct: dice.pct() / 100.0 * scale,
            interval: Some((0.0, dice.pct())),
            is_compared: dice.roll(12) == 0,
            reading: [Inside, Inside, Inside, Inside, Between, Above, Below, NoLimits][dice.roll(8) as usize],
        });
        let limits = (1..30).map(|n| {
            let reach = scale / f64::from(n).sqrt();
            let (low, high) = (scale / 2.0 - reach, scale / 2.0 + reach);
            FunnelLimit {
                denominator: f64::from(n) * 1000.0,
                limits_95: (low * 1.2, high * 0.8),
                limits_998: (low, high),
            }
        });
        let limits = limits.collect();
        FunnelPlot {
            measure: "Turnover".to_string(),
            one: "an authority".to_string(),
            value_name: self.name(),
            size_name: self.name(),
            average: self.some(scale / 2.0),
            areas: Some(areas),
            limits: if self.roll(3) == 0 { vec![] } else { limits },
            method: String::new(),
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn caseloads_hold_together(seed in any::<u64>()) {
        check(&draw_caseload(&Dice(seed).caseload_chart()));
    }

    #[test]
    fn timelines_hold_together(seed in any::<u64>()) {
        check(&draw_timeline(&Dice(seed).timeline()));
    }

    #[test]
    fn ladders_hold_together(seed in any::<u64>()) {
        check(&draw_on_time(&Dice(seed).ladder()));
    }

    #[test]
    fn heat_maps_hold_together(seed in any::<u64>()) {
        check(&draw_drift(&Dice(seed).drift()));
    }

    #[test]
    fn panel_loads_hold_together(seed in any::<u64>()) {
        check(&draw_panel_load(&Dice(seed).panel_load()));
    }

    #[test]
    fn falling_due_holds_together(seed in any::<u64>()) {
        check(&draw_falls_due(&Dice(seed).falls_due()));
    }

    #[test]
    fn progressions_hold_together(seed in any::<u64>()) {
        check(&draw_progression(&Dice(seed).progression()));
    }

    #[test]
    fn survival_holds_together(seed in any::<u64>()) {
        check(&draw_survival(&Dice(seed).survival()));
    }

    #[test]
    fn cohorts_hold_together(seed in any::<u64>()) {
        check(&draw_cohorts(&Dice(seed).cohorts()));
    }

    #[test]
    fn cap_pressure_holds_together(seed in any::<u64>()) {
        check(&draw_cap_pressure(&Dice(seed).cap_pressure()));
    }

    #[test]
    fn supervision_holds_together(seed in any::<u64>()) {
        check(&draw_supervision(&Dice(seed).supervision_chart()));
    }

    #[test]
    fn funnel_plots_hold_together(seed in any::<u64>()) {
        check(&draw_funnel(&Dice(seed).funnel()));
    }
}
