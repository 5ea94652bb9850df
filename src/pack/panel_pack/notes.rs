//! The rules a pack rests on, how unclear ones were read, and what words mean.

use super::Moderation;
use super::calling::Calling;
use super::judged::JudgedBy;
use crate::pack::further_rules;
use crate::pack::view::View;
use crate::pack::words;
use crate::pack::{Area, Block, Column, ColumnKind, Display, Part, PartKind, Section, Table, Text};
use crate::rulebook::{Cited, Rulebook};

/// Which rules a pack needs.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Scope {
    Moderation,
    Progression,
}

/// The notes of a moderation panel's pack: the rules of each rulebook, or version, that judged a candidate.
pub fn of_candidates(pack: &Moderation) -> Part {
    notes(pack.view, Scope::Moderation, &pack.judged, &pack.calling)
}

/// The notes of a progression panel's pack.
pub fn of_applications(view: &View) -> Part {
    notes(view, Scope::Progression, &JudgedBy::applications(view), &Calling::new("Applicant", [], None))
}

fn notes(view: &View, scope: Scope, judged: &[JudgedBy], calling: &Calling) -> Part {
    let mut part = Part::new("notes", PartKind::Chapter, "Notes: rules, readings, definitions");
    part.lead = Some(lead(view, judged).into());
    for (at, one) in judged.iter().enumerate() {
        let whose = (judged.len() > 1).then(|| one.called(calling));
        part.areas.extend(of_rulebook(view, one.rulebook, scope, at, whose));
    }
    let mut definitions = definitions(scope);
    definitions
        .extend(judged.iter().find_map(|one| reading_codes(one.rulebook, &rules(one.rulebook, scope))));
    let section = Section::new("definitions", "Definitions").block(Block::Points(definitions));
    part.areas.push(Area::Section(section));
    part
}

/// What judged, and its source.
fn lead(view: &View, judged: &[JudgedBy]) -> String {
    let source = |rulebook: &Rulebook| format!("Source: {}.", rulebook.source.trim_end_matches('.'));
    match judged {
        [one] if view.is_other_rulebook => format!(
            "Everybody is judged by {} ({}), which is not the authority’s own rulebook. {}",
            one.rulebook.title,
            one.rulebook.id,
            source(one.rulebook)
        ),
        [one] => {
            format!("Judged by {} ({}). {}", one.rulebook.title, one.rulebook.id, source(one.rulebook))
        }
        several => format!(
            "The candidates are judged by {}: the rules and readings of each are below, with those whom it judged.",
            words::spelt_of(several.len() as i64, "set of rules", "sets of rules")
        ),
    }
}

/// The rules of a rulebook and how it was read; `whose` they are is said where there is another.
fn of_rulebook(
    view: &View,
    rulebook: &Rulebook,
    scope: Scope,
    at: usize,
    whose: Option<String>,
) -> Vec<Area> {
    let place = |what: &str| if at == 0 { what.to_owned() } else { format!("{what}-{}", at + 1) };
    let of = |what: &str| whose.as_ref().map_or(what.to_owned(), |whose| format!("{what} for {whose}"));
    let mut areas = Vec::new();
    let rules = rules(rulebook, scope);
    let columns = [Column::new("Where it stands", ColumnKind::Text)];
    let caption = match &whose {
        None => "Rules used in this pack and where they stand in the source".to_owned(),
        Some(whose) => format!("Rules used for {whose} and where they stand in the source"),
    };
    let mut table = Table::new(caption, "Rule", columns).shown(Display::UnderHeading);
    for (name, places) in places(&rules) {
        table.push(name, [places.join("; ").into()]);
    }
    let mut section = Section::new(place("rules"), of("Rules used"));
    if whose.is_some() {
        section = section.paragraph(format!(
            "{} ({}). Source: {}.",
            rulebook.title,
            view.which(rulebook),
            rulebook.source.trim_end_matches('.')
        ));
    }
    if !table.rows().is_empty() {
        areas.push(Area::Section(section.block(Block::Table(table))));
    }
    let mut readings = readings(&rules);
    if scope == Scope::Moderation {
        readings.extend(taken(rulebook));
    }
    if !readings.is_empty() {
        let section = Section::new(place("readings"), of("Readings taken"));
        let section = section.beside("where the source is unclear").block(Block::Points(readings));
        areas.push(Area::Section(section));
    }
    areas
}

/// Each rule's name once, with every place it stands in.
fn places(rules: &[(String, Cited)]) -> Vec<(&str, Vec<&str>)> {
    let mut named: Vec<(&str, Vec<&str>)> = Vec::new();
    for (name, cited) in rules {
        let place = words::place_of_rule(&cited.text).unwrap_or("not given");
        if !named.iter().any(|(known, _)| known == name) {
            named.push((name, Vec::new()));
        }
        let Some((_, places)) = named.iter_mut().find(|(known, _)| known == name) else { continue };
        for part in place.split("; ") {
            if !places.contains(&part) {
                places.push(part);
            }
        }
    }
    named
}

/// The rulebook's forms by name; those of one kind with the same citation share a row.
fn rules(rulebook: &Rulebook, scope: Scope) -> Vec<(String, Cited)> {
    if scope == Scope::Progression {
        let rule = rulebook.progression.as_ref();
        return rule.map(|rule| ("Progression".to_owned(), rule.cited.clone())).into_iter().collect();
    }
    let mut rules: Vec<(String, Cited)> =
        vec![("Length of the programme".to_owned(), rulebook.programme.cited.clone())];
    let mut put = |name: String, cited: &Cited| {
        if !rules
            .iter()
            .any(|(known, other)| *known == name && other.text == cited.text && other.note == cited.note)
        {
            rules.push((name, cited.clone()));
        }
    };
    for pause in &rulebook.pauses {
        let kinds: Vec<String> = pause.absence.iter().map(|kind| words::plain(kind)).collect();
        put(
            format!("Pause for {} of {} or more", words::list(&kinds), words::days(pause.min_days)),
            &pause.cited,
        );
    }
    if let Some(caseload) = &rulebook.caseload {
        put("Counting a caseload".to_owned(), &caseload.cited);
        caseload.caps.iter().for_each(|cap| put("Caps on the caseload".to_owned(), &cap.cited));
    }
    rulebook.restrictions.iter().for_each(|it| {
        let called = further_rules::name(&it.title, &it.id);
        put(format!("Restricted work: {called}"), &it.cited)
    });
    rulebook
        .supervision
        .iter()
        .for_each(|it| put(format!("Supervision every {}", words::days(it.every_days)), &it.cited));
    rulebook
        .reviews
        .iter()
        .for_each(|it| put(words::capital(&format!("{} review", words::stage(&it.stage))), &it.cited));
    rulebook.observations.iter().for_each(|it| put(format!("Observation {}", it.number), &it.cited));
    if let Some(feedback) = &rulebook.feedback {
        put("Feedback on observations".to_owned(), &feedback.cited);
    }
    rulebook.portfolio.iter().for_each(|it| put(words::capital(&words::item(&it.item)), &it.cited));
    if let Some(panel) = &rulebook.panel {
        put("Panels".to_owned(), &panel.cited);
    }
    rules
}

/// Each note once, with the rules it is for; rules with several are named once.
fn readings(rules: &[(String, Cited)]) -> Vec<Text> {
    let mut readings: Vec<(&str, Vec<&str>)> = Vec::new();
    for (name, cited) in rules {
        let Some(note) = cited.note.as_deref() else { continue };
        match readings.iter_mut().find(|(known, _)| *known == note) {
            Some((_, names)) if names.contains(&name.as_str()) => {}
            Some((_, names)) => names.push(name),
            None => readings.push((note, vec![name])),
        }
    }
    // Those for the same rules stand together.
    let mut together: Vec<(Vec<&str>, Vec<&str>)> = Vec::new();
    for (note, names) in readings {
        match together.iter_mut().find(|(known, _)| *known == names) {
            Some((_, notes)) => notes.push(note),
            None => together.push((names, vec![note])),
        }
    }
    let said = |(names, notes): (Vec<&str>, Vec<&str>)| {
        Text::new().bold(format!("{}. ", words::list(&names))).plain(notes.join(" "))
    };
    together.into_iter().map(said).collect()
}

/// What a code such as (SW-A9) in a note is, where there is one.
fn reading_codes(rulebook: &Rulebook, rules: &[(String, Cited)]) -> Option<Text> {
    let mut notes = rules.iter().filter_map(|(_, cited)| cited.note.as_deref());
    let is_said =
        |note: &str| rulebook.readings.iter().any(|it| note.contains(&format!("({})", it.reference)));
    notes.any(is_said).then(|| {
        Text::new().bold("Codes in brackets. ").plain(
            "Letters and a number in a reading stand for an unclear place of the source. The report’s page \
             “How this was judged” sets out the reading taken and the other one.",
        )
    })
}

/// The rulebook's readings whose other side is in force: how this authority differs.
fn taken(rulebook: &Rulebook) -> impl Iterator<Item = Text> {
    rulebook.readings.iter().filter(|reading| reading.is_flipped).map(|reading| {
        let said = format!(
            "{}, in place of: {}.",
            reading.alternative.trim_end_matches('.'),
            reading.taken.trim_end_matches('.')
        );
        Text::new().bold(format!("{}. ", reading.reference)).plain(words::capital(&said))
    })
}

fn definitions(scope: Scope) -> Vec<Text> {
    let moderation: [(&str, &str); 9] = [
        (
            "Programme clock.",
            "Months count from the first day of the programme; days of a pause do not count, so due dates move by them.",
        ),
        (
            "On time, late, overdue.",
            "Done by the day the rule allows; done after it; not done, and that day is past. Days late count from the due date.",
        ),
        (
            "Cannot tell.",
            "No records of the kind were supplied, or a date is missing. It is never counted as met or as late.",
        ),
        (
            "Caseload.",
            "Children (or families, where the rulebook counts them) held in the roles the rulebook counts, each once. Days above the cap include the last day of the records while they go on.",
        ),
        (
            "Supervision in date.",
            "The share of programme days outside pauses on which the last session that counts was recent enough.",
        ),
        ("Drift.", "Reviews, observations and portfolio items late or overdue, told by who could act."),
        (
            "Fail pathway.",
            "The latest review with a rating says so. The agenda also hears in full whoever is not recommended to pass.",
        ),
        (
            "Independent moderator.",
            "Neither the candidate’s assessor nor manager on the day of the panel. Where a policy does not ask for this, it is this project’s own wish.",
        ),
        ("95% interval.", "A Wilson interval: where the share could lie by chance alone with so few people."),
    ];
    let progression: [(&str, &str); 2] = [
        ("Limit.", "Calendar months from the manager’s permission to the decision."),
        (
            "Evidence checks.",
            "Met, not met, or cannot tell: the last where the evidence or the rule is not there. A check is a question for the panel, not its decision.",
        ),
    ];
    let chosen: &[(&str, &str)] = match scope {
        Scope::Moderation => &moderation,
        Scope::Progression => &progression,
    };
    chosen.iter().map(|(term, meaning)| Text::new().bold(format!("{term} ")).plain(*meaning)).collect()
}
