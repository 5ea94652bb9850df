//! Facts about an authority, not about one worker: its panels, and the months of its progressions.

use std::collections::BTreeMap;

use arrow::datatypes::DataType;

use super::Bench;
use super::panels::Panels;
use super::timeline::source;
use crate::dates::Day;
use crate::model::{Records, Table, TableBuilder, Value};

/// `panel_dates` (one row a moderation panel, also those nobody goes to) and `progression_months`
/// (every month from the first permission to that of `as_of`, so that quiet months show).
pub fn judge_calendar(
    records: &Records,
    bench: &Bench,
    panels: &Panels,
    facts: &BTreeMap<&'static str, Table>,
) -> BTreeMap<&'static str, Table> {
    BTreeMap::from([
        ("panel_dates", panel_dates(records, bench, panels)),
        ("progression_months", progression_months(bench, facts)),
    ])
}

fn panel_dates(records: &Records, bench: &Bench, panels: &Panels) -> Table {
    let mut builder = TableBuilder::new([
        ("authority", DataType::Utf8),
        ("panel_id", DataType::Utf8),
        ("kind", DataType::Utf8),
        ("held_on", DataType::Date32),
        ("panel_month", DataType::Utf8),
        // The panel's own, or the rulebook's; null where neither says.
        ("capacity", DataType::Int64),
        // Null once it is past.
        ("days_to_panel", DataType::Int64),
        ("clause", DataType::Utf8),
        ("source", DataType::Utf8),
    ]);
    for panel in panels.values().filter(|panel| panel.kind != "progression") {
        let rule = bench.rules.default_on(panel.held_on).and_then(|rulebook| rulebook.panel.as_ref());
        let capacity = panel.capacity.or(rule.and_then(|rule| rule.capacity));
        let days = panel.held_on - bench.as_of;
        let month = panel.held_on.month();
        let source = records.table("panels").and_then(|table| source(table, [panel.row]));
        builder.push([
            bench.authority.into(),
            panel.id.into(),
            panel.kind.into(),
            panel.held_on.into(),
            Value::Text(&month),
            capacity.into(),
            Some(days).filter(|days| *days >= 0).into(),
            rule.map(|rule| rule.cited.text.as_str()).into(),
            (&source).into(),
        ]);
    }
    builder.finish()
}

fn progression_months(bench: &Bench, facts: &BTreeMap<&'static str, Table>) -> Table {
    let mut builder = TableBuilder::new([("authority", DataType::Utf8), ("month", DataType::Utf8)]);
    let first = facts.get("progression_stages").and_then(|table| {
        let permission = table.dates("permission_on");
        (0..table.rows()).filter_map(|row| permission.get(row)).min()
    });
    let mut month = first.map(Day::month_start);
    while let Some(start) = month.filter(|start| *start <= bench.as_of) {
        let name = start.month();
        builder.push([bench.authority.into(), Value::Text(&name)]);
        month = Some(start.add_months(1));
    }
    builder.finish()
}
