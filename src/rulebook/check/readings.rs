//! Readings of unclear places, and what taking the other one changes.
//!
//! A reading's `sets` names places of the rulebook: `caseload.counts`, `review[stage=final].due_month`,
//! `caseload.cap[service=CLA, from_month=6].cap`. Flipping it puts the other values there before the rest
//! is read, so that a flipped rulebook is checked like one written that way. `false` takes a key or a form
//! away; a list of forms is added to those there: `review = [{ stage = "9", due_month = 9 }]`.

use super::Context;
use crate::rulebook::fault::{Fault, Faults};
use crate::rulebook::further::Reading;
use crate::rulebook::written::{Node, NodeValue, Table, TreeEntry};

/// One step of a path: a form or key, and what a form must hold to be meant.
struct Step<'a> {
    name: &'a str,
    holds: Vec<(&'a str, &'a str)>,
}

/// Puts the other values of flipped readings into the tree, and adds a fault for every path that names
/// nothing, flipped or not.
pub fn apply_readings(tree: &mut Table, faults: &mut Faults) {
    let Some(Node { value: NodeValue::List(readings), .. }) = tree.get("reading") else { return };
    let mut sets: Vec<(TreeEntry, bool)> = Vec::new();
    for reading in readings {
        let NodeValue::Table(reading) = &reading.value else { continue };
        let is_flipped = matches!(reading.get("flipped"), Some(Node { value: NodeValue::YesNo(true), .. }));
        if let Some(Node { value: NodeValue::Table(pairs), .. }) = reading.get("sets") {
            sets.extend(pairs.entries.iter().map(|entry| (entry.clone(), is_flipped)));
        }
    }
    for (entry, _) in &sets {
        let places = steps(&entry.key).map_or(0, |steps| places(tree, &steps, entry));
        if places == 0 {
            faults.add(Fault::at(
                entry.key_span.clone(),
                format!("`{}` names nothing in this rulebook", entry.key),
                "no such place",
                "write the path to a key: `form.key`, or `form[key=value].key` where the form may repeat",
            ));
        }
    }
    for (entry, _) in sets.iter().filter(|(_, is_flipped)| *is_flipped) {
        if let Some(steps) = steps(&entry.key) {
            set(tree, &steps, entry);
        }
    }
}

/// The steps of a path; `None` where its brackets do not close.
fn steps(path: &str) -> Option<Vec<Step<'_>>> {
    let mut steps = Vec::new();
    let mut rest = path;
    loop {
        let end = rest.find(['.', '[']).unwrap_or(rest.len());
        let name = rest[..end].trim();
        if name.is_empty() {
            return None;
        }
        rest = &rest[end..];
        let mut holds = Vec::new();
        if let Some(inside) = rest.strip_prefix('[') {
            let close = inside.find(']')?;
            for pair in inside[..close].split(',') {
                let (key, value) = pair.split_once('=')?;
                holds.push((key.trim(), value.trim()));
            }
            rest = &inside[close + 1..];
        }
        steps.push(Step { name, holds });
        match rest.strip_prefix('.') {
            Some(more) => rest = more,
            None if rest.is_empty() => return Some(steps),
            None => return None,
        }
    }
}

/// Whether the value leaves the key or form that it is set for out.
fn leaves_out(entry: &TreeEntry) -> bool {
    entry.node.value == NodeValue::YesNo(false)
}

/// The list that a form which may repeat stands in.
fn is_forms(list: &[Node]) -> bool {
    list.iter().any(|form| matches!(form.value, NodeValue::Table(_)))
}

/// Whether the value is forms that are added to those there.
fn adds_forms(entry: &TreeEntry) -> bool {
    matches!(&entry.node.value, NodeValue::List(list) if is_forms(list))
}

/// How many places the steps name.
fn places(table: &Table, steps: &[Step<'_>], entry: &TreeEntry) -> usize {
    let Some((step, rest)) = steps.split_first() else { return 0 };
    let is_last = rest.is_empty();
    let within = |node: &Node| match &node.value {
        NodeValue::Table(form) if is_meant(form, step) => {
            if is_last {
                usize::from(leaves_out(entry))
            } else {
                places(form, rest, entry)
            }
        }
        _ => 0,
    };
    match table.get(step.name) {
        Some(Node { value: NodeValue::List(forms), .. }) if is_forms(forms) => {
            let is_added = is_last && step.holds.is_empty() && adds_forms(entry);
            if is_added { 1 } else { forms.iter().map(within).sum() }
        }
        Some(form @ Node { value: NodeValue::Table(_), .. }) => {
            let is_pairs = is_last && matches!(entry.node.value, NodeValue::Table(_));
            if is_pairs { 1 } else { within(form) }
        }
        there => usize::from(is_last && step.holds.is_empty() && (there.is_some() || !leaves_out(entry))),
    }
}

/// Sets the value at every place that the steps name.
fn set(table: &mut Table, steps: &[Step<'_>], entry: &TreeEntry) {
    let Some((step, rest)) = steps.split_first() else { return };
    if rest.is_empty() {
        return set_here(table, step, entry);
    }
    let within = |node: &mut Node| {
        if let NodeValue::Table(form) = &mut node.value
            && is_meant(form, step)
        {
            set(form, rest, entry);
        }
    };
    match table.get_mut(step.name) {
        Some(Node { value: NodeValue::List(forms), .. }) => forms.iter_mut().for_each(within),
        Some(node) => within(node),
        None => {}
    }
}

fn set_here(table: &mut Table, step: &Step<'_>, entry: &TreeEntry) {
    let Some(node) = table.get_mut(step.name) else {
        if !leaves_out(entry) {
            let (key, key_span) = (step.name.to_owned(), entry.key_span.clone());
            table.entries.push(TreeEntry { key, key_span, node: entry.node.clone() });
        }
        return;
    };
    match &mut node.value {
        NodeValue::List(forms) if is_forms(forms) && adds_forms(entry) => {
            if let NodeValue::List(more) = &entry.node.value {
                forms.extend(more.iter().cloned());
            }
        }
        NodeValue::List(forms) if is_forms(forms) => {
            forms.retain(|form| !matches!(&form.value, NodeValue::Table(form) if is_meant(form, step)));
            if forms.is_empty() {
                table.entries.retain(|entry| entry.key != step.name);
            }
        }
        NodeValue::YesNo(yes) if leaves_out(entry) => *yes = false,
        _ if leaves_out(entry) => table.entries.retain(|entry| entry.key != step.name),
        // With its place: what is wrong with it is shown where it was written, in `sets`.
        _ => *node = entry.node.clone(),
    }
}

fn is_meant(form: &Table, step: &Step<'_>) -> bool {
    step.holds.iter().all(|(key, wanted)| form.get(key).is_some_and(|node| is(&node.value, wanted)))
}

fn is(value: &NodeValue, wanted: &str) -> bool {
    match value {
        NodeValue::Text(text) => text == wanted,
        NodeValue::Whole(n) => n.to_string() == wanted,
        NodeValue::YesNo(yes) => yes.to_string() == wanted,
        NodeValue::List(items) => items.iter().any(|item| is(&item.value, wanted)),
        _ => false,
    }
}

pub fn readings(context: &mut Context<'_>) -> Vec<Reading> {
    let written = context.written;
    context.check_unique(written.forms("reading"), "ref", "reading");
    written
        .forms("reading")
        .filter_map(|form| {
            if form.yes("flipped") && !form.has("sets") {
                context.faults.add(Fault::at(
                    form.span_of("flipped"),
                    "this reading is flipped, and flipping it changes nothing",
                    "it has no `sets`",
                    "say with `sets` what the other reading changes, or leave `flipped` out",
                ));
            }
            if form.has("sets") && form.has("fixed") {
                context.faults.add(
                    Fault::at(
                        form.span_of("fixed"),
                        "this reading says what the other changes, and why it changes nothing",
                        "one too many",
                        "keep `sets` or `fixed`",
                    )
                    .beside(form.span_of("sets"), "what the other reading changes"),
                );
            }
            Some(Reading {
                reference: form.text("ref")?.to_owned(),
                taken: form.text("taken")?.to_owned(),
                alternative: form.text("alternative")?.to_owned(),
                is_flipped: form.yes("flipped"),
                sets_values: form.has("sets"),
                fixed: form.text("fixed").map(str::to_owned),
                cited: context.cited(form),
            })
        })
        .collect()
}
