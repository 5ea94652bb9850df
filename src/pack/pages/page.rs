//! One page of an authority's report: its links, its navigation and what it says about itself.

use super::report::{Group, Person, Report};
use crate::pack::{Document, Navigation, PageLink, Part, PartKind, People, RunningHead, Target, Text};

/// The pages that navigation names, in its order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Main {
    Overview,
    Cohorts,
    Teams,
    Panels,
    Leadership,
    DataQuality,
    Method,
}

impl Main {
    pub const ALL: [Main; 7] = [
        Main::Overview,
        Main::Cohorts,
        Main::Teams,
        Main::Panels,
        Main::Leadership,
        Main::DataQuality,
        Main::Method,
    ];

    pub fn path(self) -> &'static str {
        match self {
            Main::Overview => "index.html",
            Main::Cohorts => "cohorts.html",
            Main::Teams => "teams.html",
            Main::Panels => "panels.html",
            Main::Leadership => "leadership.html",
            Main::DataQuality => "data-quality.html",
            Main::Method => "method.html",
        }
    }

    pub fn words(self) -> &'static str {
        match self {
            Main::Overview => "Overview",
            Main::Cohorts => "Cohorts",
            Main::Teams => "Teams",
            Main::Panels => "Panels",
            Main::Leadership => "Leadership",
            Main::DataQuality => "Data quality",
            Main::Method => "How this was judged",
        }
    }
}

/// A page being composed.
pub struct Page<'r, 'a> {
    pub report: &'r Report<'a>,
    /// Under the authority's folder: `workers/W4821.html`.
    path: String,
    /// Which entry of the navigation it is, or lies under.
    main: Main,
}

impl<'r, 'a> Page<'r, 'a> {
    pub fn new(report: &'r Report<'a>, main: Main) -> Page<'r, 'a> {
        Page { report, path: main.path().to_owned(), main }
    }

    pub fn cohort(report: &'r Report<'a>, cohort: &Group) -> Page<'r, 'a> {
        Page { report, path: cohort_path(cohort), main: Main::Cohorts }
    }

    pub fn worker(report: &'r Report<'a>, person: &Person) -> Page<'r, 'a> {
        Page { report, path: worker_path(person.called), main: Main::Cohorts }
    }

    /// Another file of this authority, as a link on this page.
    pub fn to(&self, path: &str) -> Target {
        Target::page(format!("{}{path}", self.up()))
    }

    pub fn to_place(&self, main: Main, place: &str) -> Target {
        if main == self.main && self.path == main.path() {
            return Target::place(place);
        }
        Target::place_on(format!("{}{}", self.up(), main.path()), place)
    }

    pub fn to_cohort(&self, cohort: &Group) -> Target {
        self.to(&cohort_path(cohort))
    }

    pub fn to_team(&self, team: &Group) -> Target {
        self.to_place(Main::Teams, &team_place(team))
    }

    /// A worker's pseudonym, linked to the page about them where there is one.
    pub fn called(&self, worker: &str) -> Text {
        let called = self.report.view.called(worker);
        match self.report.person(worker) {
            Some(person) if person.has_started() => {
                Text::new().link(called, self.to(&worker_path(person.called)))
            }
            _ => Text::from(called),
        }
    }

    fn up(&self) -> String {
        "../".repeat(self.path.matches('/').count())
    }

    /// The first part of a page: its heading and the answer below it.
    pub fn part(title: impl Into<String>, lead: Option<Text>) -> Part {
        let mut part = Part::new("main-part", PartKind::Chapter, title);
        part.lead = lead;
        part
    }

    /// The page and where it goes, under the authority's folder. `breadcrumb` leads down to it.
    pub fn finish(self, parts: Vec<Part>, breadcrumb: Vec<PageLink>) -> (String, Document) {
        let view = self.report.view;
        let title = parts.first().map_or(self.main.words(), |part| part.title.as_str());
        let document = Document {
            title: format!("{title} – {}", view.name),
            head: head(view.name, view.as_of.in_words(), view),
            navigation: Navigation {
                pages: Main::ALL
                    .iter()
                    .map(|main| PageLink { words: main.words().to_owned(), to: self.to(main.path()) })
                    .collect(),
                current: Main::ALL.iter().position(|main| *main == self.main),
                breadcrumb,
            },
            foot: vec![
                Text::from(
                    "People appear under pseudonyms, and small numbers are shown. For use inside the authority \
                     only: this page has not been through disclosure control.",
                ),
                Text::from("Every figure leads to its definition and its rule: ")
                    .link("how this was judged", self.to(Main::Method.path()))
                    .plain("."),
            ],
            parts,
        };
        (self.path, document)
    }
}

fn head(authority: &str, records_to: String, view: &crate::pack::view::View) -> RunningHead {
    RunningHead {
        authority: authority.to_owned(),
        logo: view.house.logo.clone(),
        about: "Newly qualified social workers".to_owned(),
        records_to,
        rulebook: view.rulebook.id.clone(),
        is_other_rulebook: view.is_other_rulebook,
        people: People::Pseudonyms,
        classification: None,
    }
}

pub fn cohort_path(cohort: &Group) -> String {
    format!("cohorts/{}.html", cohort.slug)
}

pub fn worker_path(called: &str) -> String {
    format!("workers/{called}.html")
}

pub fn team_place(team: &Group) -> String {
    format!("team-{}", team.slug)
}
