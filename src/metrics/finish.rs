//! What is added to a query's counts: intervals and Kaplan–Meier figures; and the order of rows.

use std::cmp::Ordering;
use std::collections::HashMap;
use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, BooleanArray, Float64Array, Int64Array, RecordBatch, RecordBatchOptions, StringArray,
    UInt32Array,
};
use arrow::compute::take_record_batch;
use arrow::datatypes::{DataType, Field, Schema};
use arrow::error::ArrowError;

use super::catalogue::{ChanceTest, Estimate, Figure, Share};
use crate::model::{Table, Value};
use crate::stats::{Spell, Step, Survival, chi_squared_p, kaplan_meier, wilson};

/// Below this expected count a chi-squared test is not to be relied on (Cochran, 1954).
const LEAST_EXPECTED: f64 = 5.0;
/// A difference that chance makes less often than this is said to be more than chance.
const SELDOM: f64 = 0.05;

/// A percentage's interval: null where its denominator is 0 or a count is not known.
pub fn with_interval(table: &Table, share: &Share) -> Result<Table, ArrowError> {
    let of = table.ints(share.of);
    let intervals = (0..table.rows()).map(|row| {
        let among: Option<i64> = share.among.iter().map(|column| table.ints(column).get(row)).sum();
        wilson(of.get(row)?, among?).map(percent)
    });
    with_columns(table, share.pct, ends(intervals).into())
}

/// How often chance alone would make groups as different, and whether that is too seldom to believe; null
/// where an expected count is too small for the test.
pub fn with_chance(table: &Table, test: &ChanceTest) -> Result<Table, ArrowError> {
    let p_values: Numbers = (0..table.rows())
        .map(|row| {
            let is_reliable = table.floats(test.least_expected).get(row)? >= LEAST_EXPECTED;
            let freedom = table.ints(test.groups).get(row)? - 1;
            chi_squared_p(table.floats(test.statistic).get(row)?, freedom).filter(|_| is_reliable)
        })
        .collect();
    let differs: BooleanArray = p_values.iter().map(|p| p.map(|p| p < SELDOM)).collect();
    let columns = vec![("p_value", numbers(p_values)), ("differs", Arc::new(differs) as ArrayRef)];
    with_columns(table, test.statistic, columns)
}

/// An estimate's figures, from the spells of each group.
pub fn with_estimate(table: &Table, estimate: &Estimate, spells: &Table) -> Result<Table, ArrowError> {
    let mut groups: HashMap<Vec<Option<String>>, Vec<Spell>> = HashMap::new();
    let (length, ended) = (spells.floats("length"), spells.bools("ended"));
    for row in 0..spells.rows() {
        let Some(length) = length.get(row) else { continue };
        let spell = Spell { length, ended: ended.get(row) == Some(true) };
        groups.entry(group(spells, estimate.by, row)).or_default().push(spell);
    }
    let survivals: HashMap<_, Survival> =
        groups.into_iter().map(|(group, spells)| (group, kaplan_meier(spells))).collect();
    let of_row = |row: usize| survivals.get(&group(table, estimate.by, row));
    match estimate.figure {
        Figure::Median { column, after } => {
            let medians: Numbers = (0..table.rows()).map(|row| of_row(row)?.median()).collect();
            with_columns(table, after, vec![(column, numbers(medians))])
        }
        Figure::Remaining { column, at, at_risk } => {
            // What remains, and its interval: where nothing has happened everybody does, and the method
            // gives no interval.
            let remaining: Vec<Option<Remains>> = (0..table.rows())
                .map(|row| {
                    let is_anyone = table.ints(at_risk).get(row).is_some_and(|count| count > 0);
                    let at = table.ints(at).get(row)? as f64;
                    let step = of_row(row)?.at(at);
                    is_anyone.then(|| step.map_or((1.0, None), |step| (step.survival, step.interval)))
                })
                .collect();
            let columns = std::iter::once((column, shares(&remaining))).chain(interval_of(&remaining));
            with_columns(table, at_risk, columns.collect())
        }
        Figure::Curve { at, after } => {
            let steps: Vec<Option<&Step>> =
                (0..table.rows()).map(|row| of_row(row)?.at(table.floats(at).get(row)?)).collect();
            let at_risk: Int64Array = steps.iter().map(|step| step.map(|step| step.at_risk as i64)).collect();
            let remaining: Vec<Option<Remains>> =
                steps.iter().map(|step| step.map(|step| (step.survival, step.interval))).collect();
            let columns = [("at_risk", Arc::new(at_risk) as ArrayRef), ("retained_pct", shares(&remaining))];
            with_columns(table, after, columns.into_iter().chain(interval_of(&remaining)).collect())
        }
    }
}

fn group(table: &Table, by: &[&str], row: usize) -> Vec<Option<String>> {
    by.iter()
        .map(|column| match table.value(column, row) {
            Value::Null => None,
            value => Some(value.to_string()),
        })
        .collect()
}

fn percent((lower, upper): (f64, f64)) -> (f64, f64) {
    (100.0 * lower, 100.0 * upper)
}

fn shares(remaining: &[Option<Remains>]) -> ArrayRef {
    numbers(remaining.iter().map(|found| found.map(|(share, _)| 100.0 * share)).collect())
}

fn interval_of(remaining: &[Option<Remains>]) -> [(&'static str, ArrayRef); 2] {
    ends(remaining.iter().map(|found| found.and_then(|(_, interval)| interval).map(percent)))
}

fn numbers(numbers: Numbers) -> ArrayRef {
    Arc::new(Float64Array::from(numbers))
}

type Numbers = Vec<Option<f64>>;
/// A share from 0 to 1 and its interval, null where the method gives none.
type Remains = (f64, Option<(f64, f64)>);

/// The columns of an interval's two ends.
fn ends(intervals: impl Iterator<Item = Option<(f64, f64)>>) -> [(&'static str, ArrayRef); 2] {
    let (lower, upper) = intervals.map(|found| (found.map(|ends| ends.0), found.map(|ends| ends.1))).unzip();
    [("lower_95", numbers(lower)), ("upper_95", numbers(upper))]
}

/// The same table with columns put in after one of its own.
fn with_columns(table: &Table, after: &str, added: Vec<(&str, ArrayRef)>) -> Result<Table, ArrowError> {
    let batch = table.batch();
    let mut fields: Vec<Arc<Field>> = batch.schema_ref().fields().iter().cloned().collect();
    let mut columns = batch.columns().to_vec();
    let place = batch.schema_ref().index_of(after)? + 1;
    for (offset, (name, column)) in added.into_iter().enumerate() {
        fields.insert(place + offset, Arc::new(Field::new(name, column.data_type().clone(), true)));
        columns.insert(place + offset, column);
    }
    let options = RecordBatchOptions::new().with_row_count(Some(table.rows()));
    RecordBatch::try_new_with_options(Arc::new(Schema::new(fields)), columns, &options).map(Table::new)
}

/// The same table with one more column at its end, which says the same on every row.
pub fn with_word(table: &Table, name: &str, word: &str) -> Result<Table, ArrowError> {
    let batch = table.batch();
    let mut fields: Vec<Arc<Field>> = batch.schema_ref().fields().iter().cloned().collect();
    let mut columns = batch.columns().to_vec();
    fields.push(Arc::new(Field::new(name, DataType::Utf8, true)));
    columns.push(Arc::new(StringArray::from(vec![word; table.rows()])) as ArrayRef);
    let options = RecordBatchOptions::new().with_row_count(Some(table.rows()));
    RecordBatch::try_new_with_options(Arc::new(Schema::new(fields)), columns, &options).map(Table::new)
}

/// The rows in the order of these columns, then of all others, so that the order is one whatever the
/// engine did. Nulls come last; texts that are whole numbers come as numbers, before other texts.
pub fn sorted(table: &Table, by: &[&str]) -> Result<Table, ArrowError> {
    let names: Vec<&str> = by.iter().copied().chain(table.names()).collect();
    let mut rows: Vec<usize> = (0..table.rows()).collect();
    rows.sort_by(|&a, &b| {
        names
            .iter()
            .map(|name| order(table.value(name, a), table.value(name, b)))
            .find(|order| order.is_ne())
            .unwrap_or(Ordering::Equal)
    });
    let places = UInt32Array::from_iter_values(rows.into_iter().map(|row| row as u32));
    take_record_batch(table.batch(), &places).map(Table::new)
}

fn order(a: Value<'_>, b: Value<'_>) -> Ordering {
    match (a, b) {
        (Value::Null, Value::Null) => Ordering::Equal,
        (Value::Null, _) => Ordering::Greater,
        (_, Value::Null) => Ordering::Less,
        (Value::Text(a), Value::Text(b)) => match (a.parse::<u64>(), b.parse::<u64>()) {
            (Ok(x), Ok(y)) => x.cmp(&y).then_with(|| a.cmp(b)),
            (Ok(_), Err(_)) => Ordering::Less,
            (Err(_), Ok(_)) => Ordering::Greater,
            (Err(_), Err(_)) => a.cmp(b),
        },
        (Value::Int(a), Value::Int(b)) => a.cmp(&b),
        (Value::Float(a), Value::Float(b)) => a.total_cmp(&b),
        (Value::Bool(a), Value::Bool(b)) => a.cmp(&b),
        (Value::Date(a), Value::Date(b)) => a.cmp(&b),
        // Cells of one column are of one kind.
        _ => Ordering::Equal,
    }
}
