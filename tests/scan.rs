//! The scan over the store's columns finds the breaches that the kernels find.

use std::sync::Arc;

use crate::support::*;
use arrow::array::{ArrayRef, Date32Array, RecordBatch, StringArray, StringViewArray};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Field, Schema};
use moderato::facts::{SCANNED, ScannedBreach, scan_cap_breaches};
use moderato::rulebook::*;
use proptest::prelude::*;

/// A row group of the allocations, as the store's reader gives it.
fn row_group(rows: &[(String, String, i32, Option<i32>, &str)]) -> RecordBatch {
    let coded = DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8));
    let text = |texts: Vec<&str>| -> ArrayRef { cast(&StringArray::from(texts), &coded).unwrap() };
    let children = rows.iter().map(|row| Some(row.1.as_str()));
    let columns: Vec<ArrayRef> = vec![
        text(rows.iter().map(|row| row.0.as_str()).collect()),
        Arc::new(StringViewArray::from_iter(children)),
        Arc::new(Date32Array::from_iter_values(rows.iter().map(|row| row.2))),
        Arc::new(Date32Array::from_iter(rows.iter().map(|row| row.3))),
        text(rows.iter().map(|row| row.4).collect()),
    ];
    let fields: Vec<Field> = SCANNED
        .iter()
        .zip(&columns)
        .map(|((name, _), column)| Field::new(*name, column.data_type().clone(), true))
        .collect();
    RecordBatch::try_new(Arc::new(Schema::new(fields)), columns).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]
    #[test]
    fn the_scan_equals_the_kernels(
        held in prop::collection::vec((0usize..4, 0usize..4, -20i64..150, prop::option::of(0i64..60), any::<bool>()), 0..40),
        cuts in prop::collection::vec(0usize..40, 0..5),
        own_only in any::<bool>(),
    ) {
        let mut book = rulebook();
        book.caseload = Some(Caseload {
            unit: Unit::Children, counts_allocated: true, counts_co_worked: !own_only, escalate_after_days: None, escalates_from_report: true,
            caps: vec![cap(Offset::Months(0), Some(Offset::Months(2)), 1), cap(Offset::Months(2), None, 2)],
            cited: Cited::default(),
        });
        let mut rows: Vec<(String, String, i32, Option<i32>, &str)> = held
            .iter()
            .map(|(worker, child, from, days, own)| {
                let from = S + *from;
                (format!("W{worker}"), format!("C{child}"), from.0, days.map(|days| (from + days).0),
                 if *own { "allocated" } else { "co_worker" })
            })
            .collect();
        rows.sort();
        let mut records_of = vec![];
        // W3 is not among the workers.
        for id in ["W0", "W1", "W2"] {
            records_of.push(("workers", vec![("worker_id", id.into()), ("started_on", S.into())]));
        }
        let as_of = S + 170;
        let owned: Vec<_> = rows.clone();
        let leaked: &'static [(String, String, i32, Option<i32>, &'static str)] = Box::leak(owned.into_boxed_slice());
        for row in leaked {
            records_of.push(("allocations", vec![
                ("worker_id", row.0.as_str().into()), ("child_id", row.1.as_str().into()),
                ("started_on", moderato::dates::Day(row.2).into()), ("ended_on", row.3.map(moderato::dates::Day).into()),
                ("role", row.4.into()),
            ]));
        }
        let records = records(records_of);
        let facts = judged(&records, book.clone(), as_of);
        let table = &facts["cap_breaches"];
        let mut expected: Vec<ScannedBreach> = (0..table.rows()).map(|row| ScannedBreach {
            worker: table.texts("worker_id").get(row).unwrap()[1..].parse().unwrap(),
            opened_on: table.dates("opened_on").get(row).unwrap(),
            closed_on: table.dates("closed_on").get(row).unwrap_or(as_of + 1),
            peak_children: table.ints("peak_children").get(row).unwrap(),
            peak_excess: table.ints("peak_excess").get(row).unwrap(),
            excess_child_days: table.ints("excess_child_days").get(row).unwrap(),
        }).collect();

        let mut cuts: Vec<usize> = cuts.into_iter().map(|cut| cut.min(rows.len())).collect();
        cuts.extend([0, rows.len()]);
        cuts.sort_unstable();
        let groups: Vec<RecordBatch> = cuts.windows(2).map(|cut| row_group(&rows[cut[0]..cut[1]])).collect();
        let mut found = scanned(&records, &groups, book, as_of).unwrap();
        found.sort_unstable();
        expected.sort_unstable();
        prop_assert_eq!(found, expected);
    }
}

fn cap(from: Offset, to: Option<Offset>, cap: i64) -> Cap {
    Cap {
        from,
        to,
        cap,
        own_at_most: None,
        strength: Strength::Mandatory,
        floor: None,
        services: Vec::new(),
        cited: Cited::default(),
    }
}

fn scanned(
    records: &moderato::model::Records,
    groups: &[RecordBatch],
    book: Rulebook,
    as_of: moderato::dates::Day,
) -> Option<Vec<ScannedBreach>> {
    let read = |group: usize| Ok::<_, std::convert::Infallible>([Ok(groups[group].clone())].into_iter());
    with_bench(book, as_of, |bench| scan_cap_breaches(records, groups.len(), read, bench).unwrap())
}
