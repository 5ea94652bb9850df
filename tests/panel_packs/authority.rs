//! An invented authority on Sandwell's rulebook, small enough to check by eye.
//!
//! Records to 6 March 2026. Ash: all well. Birch: on a fail pathway, above the cap, late with much.
//! Cedar: an open concern, and nearly everything overdue. Damson: almost nothing known. Elder: all well,
//! submitted last. Fir: passed in the past. Names carry `Invented`, children's references `CHILD`.

#![allow(dead_code)] // Each test binary uses its own part.

use std::collections::{BTreeMap, BTreeSet};

use arrow::datatypes::DataType;
use moderato::dates::Day;
use moderato::facts::{Bench, Judges, Rules, judge};
use moderato::model::{Kind, Records, Table, TableBuilder, TableSpec, Value, table_spec};
use moderato::pack::House;
use moderato::pack::lines::ByWorker;
use moderato::pack::view::View;
use moderato::rulebook::{Rulebook, find_rulebook};

use crate::support;

pub const AS_OF: &str = "2026-03-06";

pub fn day(text: &str) -> Day {
    text.parse::<chrono::NaiveDate>().map(Day::from).unwrap()
}

type Rows = Vec<(&'static str, Vec<(&'static str, Value<'static>)>)>;

fn cell(spec: &TableSpec, name: &str, text: &'static str) -> Value<'static> {
    match spec.column(name).map(|column| column.kind) {
        _ if text.is_empty() => Value::Null,
        Some(Kind::Date) => Value::Date(day(text)),
        Some(Kind::Whole { .. }) => Value::Int(text.parse().unwrap()),
        Some(Kind::Number { .. }) => Value::Float(text.parse().unwrap()),
        Some(Kind::YesNo) => Value::Bool(text == "yes"),
        Some(_) => Value::Text(text),
        None => panic!("{} has no column {name}", spec.name),
    }
}

/// Rows of a table from lines of cells; the first line names the columns.
pub fn rows(table: &'static str, text: &'static str) -> Rows {
    let spec = table_spec(table).unwrap();
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let names: Vec<&'static str> = lines.next().unwrap().split(',').map(str::trim).collect();
    lines
        .map(|line| {
            let cells =
                names.iter().zip(line.split(',')).map(|(name, text)| (*name, cell(spec, name, text.trim())));
            (table, cells.collect())
        })
        .collect()
}

/// Children held in turn: `count` allocations of a worker from one day to another.
fn children(worker: &'static str, count: usize, from: &'static str, to: &'static str) -> Rows {
    let one = |n: usize| {
        let child: &'static str = format!("CHILD-{worker}-{from}-{n}").leak();
        let role = if n % 8 == 7 { "co_worker" } else { "allocated" };
        let to = if to.is_empty() { Value::Null } else { Value::Date(day(to)) };
        let cells = vec![
            ("worker_id", Value::Text(worker)),
            ("child_id", Value::Text(child)),
            ("started_on", Value::Date(day(from) + (n as i64) * 9)),
            ("ended_on", to),
            ("role", Value::Text(role)),
            (
                "case_type",
                Value::Text(if n.is_multiple_of(3) { "child_protection" } else { "child_in_need" }),
            ),
        ];
        ("allocations", cells)
    };
    (0..count).map(one).collect()
}

/// Sessions of one-to-one supervision, every so many days.
fn supervisions(worker: &'static str, from: &'static str, every: i64, count: i64) -> Rows {
    let one = |n: i64| {
        let cells = vec![
            ("worker_id", Value::Text(worker)),
            ("held_on", Value::Date(day(from) + n * every)),
            ("kind", Value::Text("one_to_one")),
            ("status", Value::Text("held")),
        ];
        ("supervisions", cells)
    };
    (1..=count).map(one).collect()
}

/// Every portfolio item of the rulebook in time, for one who does all.
fn portfolio(worker: &'static str, start: &'static str, slip: i64, until: &str) -> Rows {
    let items: [(&str, &[i64]); 14] = [
        ("support_agreement", &[14]),
        ("professional_development_plan", &[14, 85, 175, 270, 355]),
        ("pqs_self_assessment", &[14, 170, 350]),
        ("critical_reflection_log", &[70, 160, 330]),
        ("verification", &[78, 168, 338]),
        ("rspa", &[85, 175, 350]),
        ("child_feedback", &[100, 200, 300]),
        ("parent_feedback", &[100, 200, 300]),
        ("professional_feedback", &[100, 200, 300]),
        ("evaluation_nqsw", &[355]),
        ("evaluation_assessor", &[356]),
        ("final_assessment", &[357]),
        ("learning_agreement", &[20]),
        ("portfolio", &[357]),
    ];
    let mut rows = Vec::new();
    for (item, days) in items {
        for at in days {
            let on = day(start) + *at + slip;
            if on <= day(until) {
                let cells = vec![
                    ("worker_id", Value::Text(worker)),
                    ("item", Value::Text(item)),
                    ("submitted_on", Value::Date(on)),
                ];
                rows.push(("portfolio", cells));
            }
        }
    }
    rows
}

fn all_rows() -> Rows {
    let mut all = rows(
        "workers",
        "worker_id, started_on, cohort, service, team, fte, manager_id, assessor_id, name
         ASH,    2025-03-03, March 2025, Children in Care, North, 1.0, MGR1, ASR1, Ada Invented
         BIRCH,  2025-03-03, March 2025, Assessment,       East,  1.0, MGR2, ASR1, Bo Invented
         CEDAR,  2025-03-03, March 2025, Safeguarding,     East,  0.6, MGR2, ASR2, Cy Invented
         DAMSON, 2025-03-10, March 2025, Fostering,        West,  1.0, ,     ASR2, Di Invented
         ELDER,  2025-03-03, March 2025, Children in Care, North, 1.0, MGR1, ASR1, El Invented
         FIR,    2024-03-04, March 2024, Safeguarding,     East,  1.0, MGR2, ASR2, Fi Invented",
    );
    all.extend(rows(
        "panels",
        "panel_id, kind, held_on, capacity
         P-OLD,  final,   2025-03-20, 3
         P-FAR,  final,   2024-03-20, 3
         P-INT,  interim, 2025-10-16, 6
         P-MAR,  final,   2026-03-19,
         P-APR,  final,   2026-04-16, 4",
    ));
    all.extend(rows(
        "panel_members",
        "panel_id, member_id, role, independent
         P-MAR, PSW1,  chair, no
         P-MAR, AP4,   advanced_practitioner, no
         P-MAR, UNI2,  university, yes
         P-MAR, FAM1,  service_user, yes",
    ));
    all.extend(rows(
        "panel_cases",
        "worker_id, panel_id, submitted_on, moderator_id, recommendation, decision
         ASH, P-INT,   2025-10-01, AP4,  pass, pass
         BIRCH, P-INT, 2025-10-02, AP4,  pass, defer
         CEDAR, P-INT, 2025-10-05, GM9,  pass, pass
         FIR, P-OLD,   2025-03-05, AP4,  pass, pass
         ASH, P-MAR,   2026-03-02, AP4,  pass,
         BIRCH, P-MAR, 2026-03-04, ASR1, fail,
         CEDAR, P-MAR, 2026-03-06, UNI2, pass,
         DAMSON, P-MAR, , , ,
         ELDER, P-MAR, 2026-03-05, , pass,
         NOBODY, P-MAR, , , ,",
    ));
    all.extend(rows(
        "reviews",
        "worker_id, stage, planned_on, held_on, manager_attended, rating, postponed_reason
         ASH,   3, 2025-06-02, 2025-06-02, yes, on_track,
         ASH,   6, 2025-09-20, 2025-10-13, yes, concern, Zed Invented was away
         ASH,   9, 2025-12-17, 2025-12-17, yes, on_track,
         ASH,   final, 2026-03-03, 2026-03-03, , on_track,
         BIRCH, 3, 2025-06-02, 2025-06-25, yes, concern,
         BIRCH, 6, 2025-09-02, 2025-09-02, no,  fail_pathway,
         BIRCH, 9, 2025-12-17, 2025-12-30, no, fail_pathway,
         CEDAR, 3, 2025-06-02, 2025-06-25, no, concern,
         CEDAR, 6, 2025-09-02, , , ,
         ELDER, 3, 2025-06-02, 2025-06-02, yes, on_track,
         ELDER, 6, 2025-09-02, 2025-09-02, yes, on_track,
         ELDER, 9, 2025-12-01, 2025-12-01, yes, on_track,
         ELDER, final, 2026-02-26, 2026-02-26, yes, on_track,",
    ));
    all.extend(rows(
        "observations",
        "worker_id, observed_on, observer_role, with_child, verbal_feedback_on, written_feedback_on
         ASH,   2025-05-21, manager,  no,  2025-05-22, 2025-06-04
         ASH,   2025-09-24, assessor, yes, 2025-09-25, 2025-10-20
         ASH,   2026-02-10, advanced_practitioner, yes, 2026-02-11, 2026-02-23
         BIRCH, 2025-06-20, manager,  no,  2025-06-27, 2025-08-04
         BIRCH, 2025-12-20, assessor, yes, ,
         CEDAR, 2025-07-20, , , ,
         ELDER, 2025-05-21, manager,  no,  2025-05-22, 2025-05-29
         ELDER, 2025-08-20, assessor, yes, 2025-08-21, 2025-08-28
         ELDER, 2026-01-21, manager,  yes, 2026-01-22, 2026-01-29
         ELDER, 2026-02-21, manager,  yes, 2026-02-23, 2026-02-26",
    ));
    all.extend(rows(
        "concerns",
        "worker_id, level, raised_on, meeting_on, resolved_on, owner, theme
         ASH,   1, 2025-09-22, 2025-09-29, 2025-11-03, manager, Caseload of Zed Invented
         BIRCH, 3, 2025-09-05, 2025-09-12, , manager, Recording
         CEDAR, 2, 2025-10-01, , , assessor, Reflection
         CEDAR, 1, 2025-06-26, , 2025-07-20, nqsw, Time",
    ));
    all.extend(rows(
        "breach_reports",
        "worker_id, reported_on, reason, resolved_on, escalated_on
         BIRCH, 2025-06-20, Zed Invented left the team, ,",
    ));
    all.extend(rows(
        "absences",
        "worker_id, kind, started_on, ended_on
         ASH, sickness, 2025-07-14, 2025-08-10",
    ));
    all.extend(rows(
        "agreements",
        "worker_id, kind, agreed_on
         ELDER, complex_work, 2025-09-01",
    ));
    all.extend(children("ASH", 14, "2025-03-17", ""));
    all.extend(children("ASH", 3, "2025-09-15", "2025-10-08"));
    all.extend(children("BIRCH", 12, "2025-03-17", ""));
    all.extend(children("BIRCH", 8, "2025-04-02", "2025-08-08"));
    all.extend(children("BIRCH", 12, "2025-10-02", ""));
    all.extend(children("CEDAR", 10, "2025-03-20", ""));
    all.extend(children("CEDAR", 9, "2025-04-20", "2025-09-01"));
    all.extend(children("CEDAR", 9, "2025-10-20", ""));
    all.extend(children("ELDER", 10, "2025-04-02", ""));
    all.extend(supervisions("ASH", "2025-03-03", 7, 14));
    all.extend(supervisions("ASH", "2025-08-11", 14, 15));
    all.extend(supervisions("BIRCH", "2025-03-03", 12, 20));
    all.extend(supervisions("CEDAR", "2025-03-03", 19, 9));
    all.extend(supervisions("ELDER", "2025-03-03", 7, 52));
    all.extend(portfolio("ASH", "2025-03-03", 20, AS_OF));
    all.extend(portfolio("BIRCH", "2025-03-03", 24, "2025-11-01"));
    all.extend(portfolio("CEDAR", "2025-03-03", 9, "2025-05-20"));
    all.extend(portfolio("ELDER", "2025-03-03", 0, AS_OF));
    all
}

/// Everything a view borrows.
pub struct Authority {
    pub rulebook: Rulebook,
    pub records: Records,
    pub facts: BTreeMap<String, Table>,
    pub metrics: BTreeMap<String, Table>,
    pub rejected: Table,
    pub people: Table,
    pub house: House,
}

impl Authority {
    pub fn new() -> Authority {
        Authority::with(all_rows(), "sandwell-2025")
    }

    /// The same with more rows.
    pub fn and(more: Rows) -> Authority {
        let mut all = all_rows();
        all.extend(more);
        Authority::with(all, "sandwell-2025")
    }

    pub fn with(rows: Rows, rulebook: &str) -> Authority {
        let people = people(&rows);
        let records = support::records(rows);
        let rulebook = find_rulebook(rulebook, None).unwrap();
        let rules = Rules::new(&rulebook.id, vec![rulebook.clone()], false);
        let bench =
            Bench { authority: "X01", rules: &rules, as_of: day(AS_OF), understated: &BTreeSet::new() };
        let facts =
            judge(&records, &bench).into_iter().map(|(name, table)| (name.to_owned(), table)).collect();
        Authority {
            rulebook,
            records,
            facts,
            metrics: metrics(),
            rejected: Table::default(),
            people,
            house: House::published().unwrap(),
        }
    }

    /// The view of a run; with names only where a named pack is wanted.
    pub fn view(&self, is_named: bool) -> View<'_> {
        View {
            code: "X01",
            name: "Westmere Council",
            as_of: day(AS_OF),
            rulebook: &self.rulebook,
            judges: Judges::default(),
            is_other_rulebook: false,
            records: &self.records,
            facts: &self.facts,
            metrics: &self.metrics,
            rejected: &self.rejected,
            house: &self.house,
            people: is_named.then_some(&self.people),
            pseudonyms: View::name_workers("X01", &self.records),
            rows: ByWorker::of_all(&self.facts, &self.records),
        }
    }
}

fn people(rows: &Rows) -> Table {
    let mut builder =
        TableBuilder::new(["worker_id", "name", "swe_number"].map(|name| (name, DataType::Utf8)));
    for (_, cells) in rows.iter().filter(|(table, _)| *table == "workers") {
        let cell = |wanted: &str| {
            cells.iter().find(|(name, _)| *name == wanted).map_or(Value::Null, |(_, cell)| *cell)
        };
        builder.push([cell("worker_id"), cell("name"), Value::Null]);
    }
    builder.finish()
}

fn metrics() -> BTreeMap<String, Table> {
    let text = |name: &'static str| (name, DataType::Utf8);
    let int = |name: &'static str| (name, DataType::Int64);
    let float = |name: &'static str| (name, DataType::Float64);
    let mut passes = TableBuilder::new([
        text("cohort"),
        int("started"),
        int("decided"),
        int("passed"),
        float("pass_pct"),
        float("lower_95"),
        float("upper_95"),
    ]);
    passes.push(["March 2025".into(), 11.into(), 0.into(), 0.into(), Value::Null]);
    passes.push([
        "March 2024".into(),
        20.into(),
        18.into(),
        17.into(),
        94.4.into(),
        74.2.into(),
        99.0.into(),
    ]);
    let mut reviews = TableBuilder::new([
        text("cohort"),
        text("stage"),
        int("on_time"),
        int("late"),
        int("overdue"),
        float("on_time_pct"),
        float("lower_95"),
        float("upper_95"),
    ]);
    for stage in ["3", "6", "9", "final"] {
        reviews.push([
            "March 2025".into(),
            stage.into(),
            9.into(),
            2.into(),
            0.into(),
            81.8.into(),
            52.3.into(),
            94.9.into(),
        ]);
    }
    BTreeMap::from([
        ("pass_rates".to_owned(), passes.finish()),
        ("reviews_on_time".to_owned(), reviews.finish()),
    ])
}
