//! Invented documents as an authority would get them, with stand-in drawings.

use chrono::NaiveDate;
use moderato::charts::{Busiest, Drawing, DueDay, DueKind, FallsDue, draw_falls_due};
use moderato::pack::*;

/// A drawing at least so many half pixels high on paper, with labels and marks: the words of what falls due
/// are `kind`.
pub fn drawing_of(kind: &str, title: &str, description: &str, height: u32) -> Drawing {
    let day = |day: u32| NaiveDate::from_ymd_opt(2026, 3, day).unwrap();
    let of_kind = |number: usize| DueKind {
        name: format!("{kind} {number}"),
        days: Some(vec![DueDay { on: day(12), count: 2 }, DueDay { on: day(19), count: 1 }]),
        total: Some(3),
    };
    let drawn = |kinds: usize| {
        let due = FallsDue {
            from_on: day(7),
            last_on: day(31),
            kinds: (1..=kinds).map(of_kind).collect(),
            panels: vec![day(19)],
            total: Some(3 * kinds as u32),
            busiest: Some(Busiest { from_on: day(12), last_on: day(12), count: 2 * kinds as u32 }),
        };
        draw_falls_due(&due).drawings()[0].clone()
    };
    let high_enough = (1..=40).map(drawn).find(|drawing| drawing.print.size().1 >= height).unwrap();
    Drawing { title: title.into(), description: description.into(), ..high_enough }
}

pub fn drawing(title: &str, description: &str, height: u32) -> Drawing {
    drawing_of("Reviews", title, description, height)
}

fn head(about: &str, classification: Option<&str>) -> RunningHead {
    RunningHead {
        authority: "Westmere Council".into(),
        logo: None,
        about: about.into(),
        records_to: "6 March 2026".into(),
        rulebook: "westmere-2025".into(),
        is_other_rulebook: false,
        people: People::Pseudonyms,
        classification: classification.map(Into::into),
    }
}

fn matter(status: Status, finding: &str, facts: impl Into<Text>, who: &str, rule: &str) -> Matter {
    Matter {
        status,
        finding: finding.into(),
        facts: facts.into(),
        answer: Some(Answer::CanAct { who: who.into(), rule: Some(rule.into()) }),
    }
}

fn said(status: Status, finding: &str, facts: impl Into<Text>) -> Matter {
    Matter { status, finding: finding.into(), facts: facts.into(), answer: None }
}

fn note(term: &str, text: impl Into<Text>) -> Note {
    Note { term: Some(term.into()), text: text.into() }
}

fn notes<const N: usize>(label: &str, notes: [Note; N]) -> SideNotes {
    SideNotes { label: label.into(), notes: notes.into() }
}

fn columns<const N: usize>(all: [(&str, ColumnKind); N]) -> Vec<Column> {
    all.into_iter().map(|(heading, kind)| Column::new(heading, kind)).collect()
}

fn link(words: &str, to: Target) -> PageLink {
    PageLink { words: words.into(), to }
}

/// The principal social worker's first page.
pub fn overview() -> Document {
    let mut page =
        Part::new("overview", PartKind::Chapter, "Six things need attention before the panel on 19 March");
    page.lead = Some("Four of them a team manager can act on, one an assessor, and one a candidate and their assessor together. Most caseloads are within the cap: 26 of 27 people in programme.".into());
    page.opening.push(Block::LargeFigures(vec![
        LargeFigure {
            figure: "6".into(),
            beside: None,
            line: Text::new().link("things need attention now", Target::place("now")),
        },
        LargeFigure {
            figure: "5".into(),
            beside: Some("for 3 places".into()),
            line: Text::new()
                .link("candidates for the final panel", Target::place("panels"))
                .plain(" on Thursday 19 March"),
        },
        LargeFigure {
            figure: "53".into(),
            beside: None,
            line: Text::new()
                .link("items fall due", Target::place("due"))
                .plain(" in the 28 days to 3 April"),
        },
    ]));

    let worker = |id: &str| Target::page(format!("workers/{id}.html"));
    page.areas.push(Area::Section(
        Section::new("now", "One caseload is above the cap; five things are overdue")
            .topic("What needs attention now")
            .block(Block::Matters(vec![
                matter(Status::Outside, "A caseload has been above the cap for 19 days.", Text::new().link("W014", worker("W014")).plain(", Assessment East, has held up to 16 children against a cap of 14 since 16 February. Escalation was due on 2 March."), "Team manager", "4.2"),
                matter(Status::Overdue, "A month 3 review is 24 days overdue.", Text::new().link("W031", worker("W031")).plain(", Safeguarding. It was due on 10 February; no date is planned."), "Team manager", "6.1"),
                matter(Status::Overdue, "Written feedback is 11 days overdue.", Text::new().link("W018", worker("W018")).plain(" was observed on 9 February. Verbal feedback was given on time."), "Assessor", "7.4"),
                matter(Status::Overdue, "A portfolio for the 19 March panel is one day overdue.", Text::new().link("Candidate 5", worker("W022")).plain(". It was due on 5 March."), "Candidate and assessor", "9.2"),
            ]))
            .notes(notes("About this list", [
                note("Order", "By what comes first in the calendar. It is not a ranking of people."),
                note("Context", "6 of 52 social work posts are vacant (12%); 5 of 46 people in post are agency staff (11%)."),
            ])),
    ));

    let mut agenda = Table::new(
        "Agenda for the final panel on 19 March 2026",
        "Candidate",
        columns([
            ("How it is heard", ColumnKind::Text),
            ("Portfolio submitted", ColumnKind::Status),
            ("Moderator suggested", ColumnKind::Text),
        ]),
    );
    agenda.push(
        "Candidate 1",
        [
            "In full: fail pathway".into(),
            Cell::status(Status::OnTime, "2 March"),
            "Moderator A, as at interim".into(),
        ],
    );
    agenda.push_emphasised(
        Text::new().link("Candidate 3", worker("W029")),
        [
            "One item overdue".into(),
            Cell::status(Status::OnTime, "4 March"),
            "Moderator B, as at interim".into(),
        ],
    );
    agenda.push(
        "Candidate 5",
        [
            "Moves to 16 April".into(),
            Cell::status(Status::Overdue, "overdue 1 day"),
            "Moderator C, as at interim".into(),
        ],
    );
    page.areas.push(Area::Section(
        Section::new("panels", "The 19 March panel has five candidates and three places")
            .topic("Panels")
            .paragraph("Candidates 1 to 3 fill the agenda. Candidates 4 and 5 move to 16 April, when their final reviews will also be complete.")
            .block(Block::Table(agenda))
            .block(Block::Figure(Figure {
                caption: Some("Candidates at each panel since January, against its places".into()),
                drawing: drawing("Candidates at each panel", "15 January: 3. 19 March: 5 for 3 places.", 380),
                table: None,
            }))
            .notes(notes("About the agenda", [
                note("Agenda order", "Fail pathway in full, then concerns for the chair, then the rest by submission date (rule 9.5)."),
                Note { term: None, text: Text::new().link("Open the panel pack (PDF)", Target::page("packs/final-2026-03-19.pdf")) },
            ])),
    ));

    let mut stages = Table::new(
        "Reviews by stage and status, with 95% intervals",
        "Stage",
        columns([
            ("On time", ColumnKind::Number),
            ("Late", ColumnKind::Number),
            ("Overdue", ColumnKind::Number),
            ("Not yet due", ColumnKind::Number),
            ("On time, of those due", ColumnKind::Percent),
            ("95% interval", ColumnKind::Percent),
        ]),
    )
    .folded("reviews by stage");
    stages.push(
        "Month 3",
        [
            Cell::figure("38", 38.0),
            Cell::figure("5", 5.0),
            Cell::figure("1", 1.0),
            Cell::figure("2", 2.0),
            Cell::figures("38 of 44 (86%)"),
            Cell::figures("73% to 94%"),
        ],
    );
    stages.push(
        "Final",
        [
            Cell::figure("20", 20.0),
            Cell::figure("2", 2.0),
            Cell::figure("0", 0.0),
            Cell::missing(Symbol::NotAvailable),
            Cell::figures("20 of 22 (91%)"),
            Cell::missing(Symbol::Confidential),
        ],
    );
    page.areas.push(Area::Section(
        Section::new("due", "108 of 128 reviews were held on time (84%)")
            .topic("Reviews on time")
            .paragraph("The month 9 share is the lowest of the four, but the difference is no more than chance would explain.")
            .block(Block::Figure(Figure {
                caption: Some("Reviews held on time, by stage. All cohorts, September 2024 to March 2026.".into()),
                drawing: drawing("Reviews held on time, by stage", "Month 3 38 of 44 (86%, 73% to 94%).", 464),
                table: Some(stages),
            }))
            .block(Block::Heading("By team".into()))
            .paragraph("No team has fewer than three people in programme.")
            .notes(notes("About this measure", [
                note("On time", "Held on or before the due date, allowing for pauses."),
                Note { term: None, text: Text::from("Rule 6.1 · ").link("definition", Target::place_on("judged.html", "reviews")) },
            ])),
    ));
    page.areas.push(Area::Section(
        Section::new("told", "One question cannot be answered from these records")
            .topic("What cannot be told")
            .block(Block::Matters(vec![Matter {
                status: Status::CannotTell,
                finding: "Portfolio days.".into(),
                facts:
                    "No records of this kind were supplied, so they are shown neither as met nor as missed."
                        .into(),
                answer: Some(Answer::WouldTell { export: "sessions".into() }),
            }])),
    ));

    Document {
        title: "Overview".into(),
        head: head("Newly qualified social workers", None),
        navigation: Navigation {
            pages: ["Overview", "Cohorts", "Teams", "Panels", "Leadership", "Data quality", "How this was judged"]
                .map(|name| link(name, Target::page(format!("{}.html", name.to_lowercase().replace(' ', "-")))))
                .into(),
            current: Some(0),
            breadcrumb: vec![],
        },
        parts: vec![page],
        foot: vec!["Workers are shown by pseudonym. This page is for use inside the authority: it has not been through disclosure control.".into()],
    }
}

/// A candidate's two sides, as full as the mock-up's.
pub fn candidate(number: usize) -> Part {
    let name = format!("Candidate {number}");
    let mut part = Part::new(format!("candidate-{number}"), PartKind::Candidate, &name);
    let place = |what: &str| format!("candidate-{number}-{what}");
    part.beside = Some("Children in Care · March 2025 cohort · full time".into());
    part.lead = Some(Text::from("The assessor recommends a ").bold("pass").plain(". All four reviews and all three observations have been held, and the portfolio was submitted on time. One item is overdue, and it is with the manager."));
    let fact = |label: &str, value: &str, note: &str| Fact {
        label: label.into(),
        value: value.into(),
        note: Some(note.into()),
    };
    part.opening.push(Block::Facts(vec![
        fact("Programme", "3 March 2025 to 31 March 2026", "paused 28 days"),
        fact("Portfolio", "Submitted 4 March 2026", "on time: due by 5 March"),
        fact("Interim panel", "Pass, 16 October 2025", "as recommended; Moderator B"),
        fact("Suggested moderator", "Moderator B", "the same; not assessor or manager"),
    ]));
    part.areas.push(Area::Section(Section::new(place("discuss"), "For the panel to discuss").block(Block::Matters(vec![
        said(Status::Overdue, "The manager’s third verification is 10 days overdue.", "It was due on 24 February, five working days before the final review. Rule 8.3."),
        said(Status::Outside, "The caseload was above the cap for 23 days,", "from 15 September to 7 October 2025: at most 17 children, where the cap was 14. It has been within the cap since. Escalation was due on 29 September; the records do not show whether it was made. Rules 4.1 and 4.2."),
        said(Status::Late, "Three things were late in the same weeks:", "the month 6 review (12 days), the second critical reflection log (14 days) and written feedback on observation 2 (12 days)."),
    ]))));
    part.areas.push(Area::Section(
        Section::new(place("clock"), "The year on one clock")
            .beside("due dates move by the 28 days of the pause")
            .block(Block::Figure(Figure {
                caption: None,
                drawing: drawing(&format!("{name}: the programme on one clock"), "Children held rose to 14 by July and were above the cap for 23 days from 15 September to 7 October 2025, at most 17.", 948),
                table: None,
            }))
            .block(Block::Remark("Supervision was in date on 332 of 341 days (97%); the longest gap was 9 days past due, 20 to 28 September. Caseload now: 18 children, cap 18, of whom 2 are co-worked.".into())),
    ));
    part.areas.push(Area::NewSheet);

    let on_time = |day: &str| Cell::status(Status::OnTime, day);
    let date = |day: &str| Cell::text(day);
    let mut observations = Table::new(
        "Observations and feedback",
        "Observation",
        columns([
            ("Due by", ColumnKind::Date),
            ("Observed", ColumnKind::Status),
            ("Observer", ColumnKind::Text),
            ("Verbal feedback", ColumnKind::Status),
            ("Written feedback", ColumnKind::Status),
        ]),
    )
    .shown(Display::UnderHeading);
    observations.push(
        "1",
        [
            date("3 June 2025"),
            on_time("21 May 2025"),
            "Manager".into(),
            on_time("22 May 2025"),
            on_time("4 June 2025"),
        ],
    );
    observations.push(
        "2",
        [
            date("1 October 2025"),
            on_time("24 September 2025"),
            "Assessor, with child".into(),
            on_time("25 September 2025"),
            Cell::status(Status::Late, "20 October 2025, late 12 days"),
        ],
    );
    observations.push(
        "3",
        [
            date("31 March 2026"),
            on_time("10 February 2026"),
            "Advanced practitioner".into(),
            on_time("11 February 2026"),
            on_time("23 February 2026"),
        ],
    );
    part.areas.push(Area::Section(
        Section::new(place("observations"), "Observations and feedback")
            .beside("observed practice comes before documents")
            .block(Block::Table(observations)),
    ));

    let mut reviews = Table::new(
        "Reviews",
        "Stage",
        columns([
            ("Due by", ColumnKind::Date),
            ("Held", ColumnKind::Status),
            ("Manager attended", ColumnKind::Status),
            ("Rating", ColumnKind::Text),
        ]),
    )
    .shown(Display::UnderHeading);
    reviews.push("Month 3", [date("3 June 2025"), on_time("2 June 2025"), "Yes".into(), "On track".into()]);
    reviews.push(
        "Month 6",
        [
            date("1 October 2025"),
            Cell::status(Status::Late, "13 October 2025, late 12 days"),
            "Yes".into(),
            "Concern".into(),
        ],
    );
    reviews.push(
        "Month 9",
        [date("31 December 2025"), on_time("17 December 2025"), "Yes".into(), "On track".into()],
    );
    reviews.push(
        "Final",
        [
            date("18 March 2026"),
            on_time("3 March 2026"),
            Cell::status(Status::CannotTell, "Cannot tell"),
            "On track".into(),
        ],
    );
    part.areas.push(Area::Section(Section::new(place("reviews"), "Reviews").block(Block::Table(reviews))));

    let mut portfolio = Table::new("Portfolio items", "Item", columns([("Status", ColumnKind::Status)]))
        .shown(Display::UnderHeading);
    for (item, status, words) in [
        ("Critical reflection logs (3)", Status::Late, "2 on time, 1 late 14 days"),
        ("Verification by manager (3)", Status::Overdue, "2 on time, 1 overdue 10 days"),
        ("Development plans (4)", Status::OnTime, "4 on time"),
        ("Self-assessments (2)", Status::OnTime, "2 on time"),
        ("Feedback: children (3)", Status::OnTime, "3 on time"),
        ("Feedback: parents and carers (3)", Status::NotDue, "2 on time, 1 not yet due"),
        ("Feedback: professionals (2)", Status::OnTime, "2 on time"),
        ("Evaluations (2)", Status::NotDue, "2 not yet due"),
    ] {
        portfolio.push(item, [Cell::status(status, words)]);
    }
    let mut drift = Table::new(
        "Late and overdue items by owner",
        "Owner",
        columns([
            ("Items due", ColumnKind::Number),
            ("Late", ColumnKind::Number),
            ("Overdue", ColumnKind::Number),
            ("Days", ColumnKind::Number),
        ]),
    )
    .shown(Display::UnderHeading);
    for (owner, counts) in
        [("Candidate", [16, 1, 0, 14]), ("Manager", [7, 1, 1, 22]), ("Assessor", [3, 0, 0, 0])]
    {
        drift.push(owner, counts.map(|count| Cell::figure(count.to_string(), f64::from(count))));
    }
    part.areas.push(Area::Columns(
        vec![Section::new(place("portfolio"), "Portfolio").beside("22 items: 17 on time").block(Block::Table(portfolio))],
        vec![
            Section::new(place("drift"), "Drift, by who could act").block(Block::Table(drift)),
            Section::new(place("concern"), "Concern").paragraph("Level 1, raised by the manager on 22 September 2025 (caseload); resolved on 3 November 2025, 42 days."),
            Section::new(place("told"), "What cannot be told from the records").block(Block::Matters(vec![
                said(Status::CannotTell, "Whether the manager attended the final review.", Text::new()),
                said(Status::CannotTell, "Whether portfolio days were taken:", "no records of this kind."),
            ])),
        ],
    ));
    part.areas.push(Area::Section(Section::new(place("cohort"), "The cohort, for context").paragraph("Of 11 people who started in March 2025, 3 have been heard by a final panel and all 3 passed; that is too few to say more. Month 6 reviews were on time for 9 of 11 (82%; 95% interval 52% to 95%). Vacancies in Children in Care in September 2025: 3 of 14 posts (21%).")));
    part.areas.push(Area::Record(Record {
        place: place("record"),
        heading: "Record of the panel".into(),
        decisions: ["Pass", "Deferred to the next panel", "Not passed", "Referred"].map(Into::into).into(),
        writing: vec![Writing {
            label: "Reasons, and what is needed next, by whom and by when".into(),
            lines: 2,
        }],
        signatures: ["Moderator", "Chair", "Date"].map(Into::into).into(),
        ..Record::default()
    }));
    part
}

/// A whole pack: cover, agenda, who moderates whom, candidates, notes.
pub fn pack(candidates: usize) -> Document {
    let mut cover = Part::new("cover", PartKind::Cover, "Final panel, Thursday 19 March 2026");
    cover.lead = Some("Westmere Council. Assessed and supported year in employment.".into());
    let fact = |label: &str, value: &str| Fact { label: label.into(), value: value.into(), note: None };
    cover.opening.push(Block::Facts(vec![
        fact("Candidates", "5 for 3 places"),
        fact("Records to", "6 March 2026"),
        fact("Judged by", "westmere-2025"),
        fact("People", "Pseudonyms used"),
    ]));
    cover.areas.push(Area::Section(
        Section::new("marks", "How to read the marks").block(Block::MarksKey(Status::ALL.into())),
    ));

    let mut agenda = Part::new("agenda", PartKind::Chapter, "Three candidates to hear; one in full");
    let mut order = Table::new(
        "In the policy’s order (rule 9.5)",
        "Candidate",
        columns([
            ("How it is heard", ColumnKind::Text),
            ("Portfolio submitted", ColumnKind::Status),
            ("Moderator", ColumnKind::Text),
        ]),
    );
    for number in 1..=candidates {
        order.push(
            Text::new().link(format!("Candidate {number}"), Target::place(format!("candidate-{number}"))),
            [
                "In full: fail pathway".into(),
                Cell::status(Status::OnTime, "2 March, on time"),
                "Moderator A, as at interim".into(),
            ],
        );
    }
    agenda.areas.push(Area::Section(
        Section::new("order", "Fail pathway first").topic("Agenda").block(Block::Table(order)),
    ));
    let mut competencies = Table::new(
        "Competencies",
        "Competency",
        columns([("Met", ColumnKind::Text), ("Partly", ColumnKind::Text), ("Not met", ColumnKind::Text)]),
    );
    competencies.push("Leads on complex work", [Cell::TickBox, Cell::TickBox, Cell::TickBox]);
    agenda.areas.push(Area::Section(
        Section::new("members", "Moderator B hears the candidate of the interim panel again")
            .topic("Who moderates whom")
            .block(Block::Notice("No family member of the panel is recorded.".into()))
            .block(Block::Points(vec![
                "Moderator A is the manager of Candidate 2.".into(),
                Text::from("Moderator C has left; see ")
                    .link("the agenda", Target::place("order"))
                    .plain(" and ")
                    .link("the rules", Target::page("judged.html"))
                    .plain("."),
            ]))
            .block(Block::Table(competencies))
            .notes(notes("About the pairing", [note("Rule", "Never the candidate’s assessor or manager.")])),
    ));

    let mut parts = vec![cover, agenda];
    parts.extend((1..=candidates).map(candidate));
    let mut rules = Part::new("notes", PartKind::Chapter, "How this was judged");
    rules.areas.push(Area::Section(
        Section::new("rules", "Rules used").paragraph("Rule 4.1: at most 14 children from month 3."),
    ));
    parts.push(rules);
    Document {
        title: "Final panel, 19 March 2026".into(),
        head: head("Final panel, 19 March 2026", Some("Official–sensitive: for panel members")),
        navigation: Navigation::default(),
        parts,
        foot: vec![],
    }
}
