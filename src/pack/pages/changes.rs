//! What changed since an earlier run: rows that came, went and were altered, and figures that moved.

use std::collections::BTreeMap;

use super::affected::title;
use super::cells::{decimal_or_none, number_column, text_column, text_or};
use super::figures::fold_line;
use super::page::{Main, Page};
use crate::changes::conditions_in_words;
use crate::dates::Day;
use crate::pack::lines::{Line, facts};
use crate::pack::view::View;
use crate::pack::{Block, Cell, Section, Symbol, Table, Text, words};

/// The day the earlier run was judged to; `None` where this run was not compared with one.
fn since(view: &View) -> Option<Day> {
    facts(view, "changed_exports").iter().find_map(|line| line.day("before_as_of"))
}

/// Rows added, vanished and altered.
#[derive(Clone, Copy, Default)]
struct Moved {
    added: i64,
    vanished: i64,
    altered: i64,
}

impl Moved {
    fn add(&mut self, line: Line) {
        self.added += line.int("added").unwrap_or(0);
        self.vanished += line.int("vanished").unwrap_or(0);
        self.altered += line.int("altered").unwrap_or(0);
    }

    fn of(view: &View, table: Option<&str>) -> Moved {
        let mut moved = Moved::default();
        let rows = facts(view, "changes").into_iter();
        rows.filter(|line| table.is_none_or(|table| line.is("table", table)))
            .for_each(|line| moved.add(line));
        moved
    }

    fn cells(self) -> [Cell; 3] {
        [self.added, self.vanished, self.altered].map(|n| super::cells::count(Some(n)))
    }
}

/// `Since the run to 6 February 2026, 12 rows were added, three vanished and five were altered`.
fn finding(view: &View, since: Day) -> String {
    let Moved { added, vanished, altered } = Moved::of(view, None);
    let since = format!("since the run to {}", words::date(since));
    let were = |n: i64| if n == 1 { "was " } else { "were " };
    let parts =
        [(added, were(added), "added"), (vanished, "", "vanished"), (altered, were(altered), "altered")];
    let said: Vec<String> = parts
        .into_iter()
        .filter(|(n, ..)| *n > 0)
        .enumerate()
        .map(|(place, (n, were, what))| match place {
            0 => format!("{} {were}{what}", words::spelt_of(n, "row", "rows")),
            _ => format!("{} {were}{what}", words::spelt(n)),
        })
        .collect();
    if said.is_empty() {
        return format!("No row of the records is other than it was {since}");
    }
    words::capital(&format!("{since}, {}", words::list(&said)))
}

/// Exports that lost a third of their rows or more, a sentence each.
fn lost(view: &View) -> Vec<Text> {
    let sentence = |line: &Line| {
        let (before, now) = (line.int("rows_before")?, line.int("rows_now")?);
        let what = line
            .text("file")
            .map(str::to_owned)
            .or_else(|| line.text("table").map(|table| format!("The export of {}", words::export(table))))?;
        Some(Text::from(format!(
            "{what} had {} then and has {} now. See whether it was cut short, or filtered.",
            words::counted(before, "row", "rows"),
            words::number(now)
        )))
    };
    let lines = facts(view, "changed_exports");
    let is_lost = |line: &&Line| line.flag("lost_a_third") == Some(true);
    let of_table = |table: Option<&str>| {
        lines.iter().any(|line| line.text("file").is_some() && line.text("table") == table && is_lost(&line))
    };
    // A table is said to have lost rows only where none of its files says so already.
    lines
        .iter()
        .filter(is_lost)
        .filter(|line| line.text("file").is_some() || !of_table(line.text("table")))
        .filter_map(sentence)
        .collect()
}

/// The section of the data-quality page; `None` where this run was not compared with an earlier one.
pub fn section(page: &Page) -> Option<Section> {
    let view = page.report.view;
    let since = since(view)?;
    let mut section = Section::new("changes", finding(view, since)).topic("What changed");
    let lost = lost(view);
    if !lost.is_empty() {
        section = section.paragraph("A third of the rows or more is gone:").block(Block::Points(lost));
    }
    section = section.block(Block::Table(by_table(view))).block(Block::Table(by_worker(page)));
    section = section.paragraph(also_different(view));
    let figures = facts(view, "changed_figures");
    let sentence = match figures.len() as i64 {
        0 => "No figure of any measure moved.".to_owned(),
        n => format!(
            "{} of the measures moved. Beside each stands what may have moved it: the records it rests on that \
             changed, and what else is different between the two runs. Where only one thing is, it is that.",
            words::capital(&words::spelt_of(n, "figure", "figures"))
        ),
    };
    section = section.paragraph(sentence);
    if !figures.is_empty() {
        section = section.block(Block::Table(moved_figures(&figures)));
    }
    Some(section)
}

/// What beside the rows is not as it was, so that nobody takes every figure that moved for the rows' doing.
fn also_different(view: &View) -> String {
    let different = view.facts.get("changed_conditions").map(conditions_in_words).unwrap_or_default();
    if different.is_empty() {
        return "Nothing else is different between the two runs: the last day of the records, the rulebook, \
                moderato.toml and moderato’s version are the same."
            .to_owned();
    }
    let what = different.join("; ");
    format!(
        "Also different between the two runs: {what}. A figure may have moved with that, and not with the rows."
    )
}

/// A few words on the first page, which lead to the section; `None` where this run was not compared.
pub fn in_short(page: &Page) -> Option<Section> {
    let view = page.report.view;
    let since = since(view)?;
    let lost = lost(view);
    let mut section = Section::new("changes", finding(view, since)).topic("What changed");
    if !lost.is_empty() {
        section = section.paragraph("A third of the rows or more is gone:").block(Block::Points(lost));
    }
    let link = Text::new()
        .link("Data quality", page.to_place(Main::DataQuality, "changes"))
        .plain(" has the changes by record table and by person, and the figures that moved.");
    Some(section.block(Block::Paragraph(link)))
}

fn columns_of_moved() -> [crate::pack::Column; 3] {
    ["Added", "Vanished", "Altered"].map(number_column)
}

fn by_table(view: &View) -> Table {
    let mut table = Table::new(
        "Rows then and now, by record table",
        "Record table",
        ["Read then", "Read now"].map(number_column).into_iter().chain(columns_of_moved()),
    );
    for line in facts(view, "changed_exports").iter().filter(|line| line.text("file").is_none()) {
        let Some(name) = line.text("table") else { continue };
        let read = ["rows_before", "rows_now"].map(|column| super::cells::count(line.int(column)));
        let cells = read.into_iter().chain(Moved::of(view, Some(name)).cells());
        table.push(words::capital(&words::export(name)), cells);
    }
    table
}

/// By person, and for what is about nobody by record table alone.
fn by_worker(page: &Page) -> Table {
    let mut table = Table::new(
        "Rows that changed, by person and record table",
        "Person",
        std::iter::once(text_column("Record table")).chain(columns_of_moved()),
    );
    let mut of_workers: BTreeMap<(Option<&str>, &str), Moved> = BTreeMap::new();
    for line in facts(page.report.view, "changes") {
        let Some(name) = line.text("table") else { continue };
        of_workers.entry((line.text("worker_id"), name)).or_default().add(line);
    }
    for ((worker, name), moved) in of_workers {
        let who = worker.map_or_else(|| Text::from("About nobody alone"), |worker| page.called(worker));
        let kind = Cell::text(words::capital(&words::export(name)));
        table.push(who, std::iter::once(kind).chain(moved.cells()));
    }
    let line = fold_line(&table.caption);
    table.folded(line)
}

fn moved_figures(figures: &[Line]) -> Table {
    let mut table = Table::new(
        "Figures that moved",
        "Measure",
        [
            text_column("Of"),
            text_column("Figure"),
            number_column("Then"),
            number_column("Now"),
            text_column("What may have moved it"),
        ],
    );
    for line in figures {
        let Some(metric) = line.text("metric") else { continue };
        table.push(
            words::capital(&title(metric)),
            [
                text_or(line.text("part").filter(|part| !part.is_empty()), Symbol::NotApplicable),
                text_or(line.text("figure").map(words::plain), Symbol::NotAvailable),
                decimal_or_none(line.float("before")),
                decimal_or_none(line.float("now")),
                text_or(line.text("because").map(reasons), Symbol::NotAvailable),
            ],
        );
    }
    let line = fold_line(&table.caption);
    table.folded(line)
}

/// `reviews, as_of` as a reader knows them; `Only reviews` where there is nothing else.
fn reasons(because: &str) -> String {
    let said: Vec<String> = because
        .split(", ")
        .map(|reason| match reason {
            "as_of" => "the last day of the records".to_owned(),
            "rulebook" => "the rulebook".to_owned(),
            "configuration" => "moderato.toml".to_owned(),
            "version" => "moderato’s version".to_owned(),
            table => words::export(table),
        })
        .collect();
    match said.as_slice() {
        [one] => format!("Only {one}"),
        _ => words::capital(&words::list(&said)),
    }
}
