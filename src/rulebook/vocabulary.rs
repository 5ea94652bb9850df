//! The open words that a rulebook expects of the records: kinds of event and of session, portfolio items.
//!
//! Any word may be used; one that no published rulebook knows is worth a remark, for a misspelt word
//! matches nothing.

use std::collections::BTreeSet;

use super::fault::did_you_mean;
use super::further::{DateOf, Rows, SessionTable, Wanted};
use super::published::{EVENT_KINDS, PUBLISHED};
use super::{Rulebook, compare_rulebooks};

/// The kinds of event that a rulebook asks for.
pub fn event_kinds(rulebook: &Rulebook) -> BTreeSet<&str> {
    let mut kinds = BTreeSet::new();
    for deadline in &rulebook.deadlines {
        for dates in [&deadline.anchor, &deadline.then] {
            if let DateOf::Event(kind) = &dates.of {
                kinds.insert(kind.as_str());
            }
        }
        kinds.extend(deadline.only_with.as_deref());
    }
    let rows = rulebook.at_least.iter().map(|rule| &rule.rows);
    let rows = rows.chain(rulebook.allowed.iter().map(|rule| &rule.rows));
    for rows in rows.chain(rulebook.distinct.iter().map(|rule| &rule.rows)) {
        kinds.extend(kinds_of(rows));
    }
    kinds.extend(session_kinds_in(rulebook, SessionTable::Events));
    kinds
}

/// The kinds of session (table `sessions`) that a rulebook asks for.
pub fn session_kinds(rulebook: &Rulebook) -> BTreeSet<&str> {
    session_kinds_in(rulebook, SessionTable::Sessions).collect()
}

fn session_kinds_in(rulebook: &Rulebook, table: SessionTable) -> impl Iterator<Item = &str> {
    let of_table = rulebook.sessions.iter().filter(move |rule| rule.table == table);
    of_table.flat_map(|rule| rule.kinds.iter().map(String::as_str))
}

/// The kinds that rows of `events` are narrowed to.
fn kinds_of(rows: &Rows) -> impl Iterator<Item = &str> {
    let conditions = rows.conditions.iter().filter(|_| rows.table == "events");
    let kinds = conditions.filter(|condition| condition.column.column == "kind");
    kinds
        .flat_map(|condition| match &condition.wanted {
            Wanted::OneOf(words) => words.as_slice(),
            _ => &[],
        })
        .map(String::as_str)
}

/// The kinds of event that published rulebooks ask for.
pub fn known_event_kinds() -> impl Iterator<Item = &'static str> {
    EVENT_KINDS.lines().skip(1).filter_map(|line| line.split(',').next())
}

fn published_books() -> Vec<Rulebook> {
    PUBLISHED.iter().filter_map(|book| super::check_rulebook(book.text).ok()).collect()
}

/// Words of a rulebook that no published one knows, a sentence each.
pub fn unknown_words(rulebook: &Rulebook) -> Vec<String> {
    words_unknown_to(&published_books(), rulebook)
}

fn words_unknown_to(books: &[Rulebook], rulebook: &Rulebook) -> Vec<String> {
    let known: Vec<&str> = known_event_kinds().collect();
    let unknown = event_kinds(rulebook).into_iter().filter(|kind| !known.contains(kind));
    let mut remarks: Vec<String> = unknown.map(|kind| remark("kind of event", kind, &known)).collect();
    let known: Vec<&str> = books.iter().flat_map(session_kinds).collect();
    let unknown = session_kinds(rulebook).into_iter().filter(|kind| !known.contains(kind));
    remarks.extend(unknown.map(|kind| remark("kind of session", kind, &known)));
    let known: Vec<&str> = books.iter().flat_map(portfolio_items).collect();
    let unknown = portfolio_items(rulebook).into_iter().filter(|item| !known.contains(item));
    remarks.extend(unknown.map(|item| remark("portfolio item", item, &known)));
    remarks
}

/// What is worth saying of a sound rulebook, a sentence each: words that no published rulebook knows, and
/// the id of a published one that says other things.
pub fn remarks(rulebook: &Rulebook) -> Vec<String> {
    let books = published_books();
    let mut remarks = words_unknown_to(&books, rulebook);
    let namesake = books.iter().find(|book| book.id == rulebook.id);
    remarks.extend(namesake.filter(|book| compare_rulebooks(book, rulebook).differing() > 0).map(|book| {
        format!(
            "it has the id of the published rulebook `{}` and says other things: give it an id of its own, so that \
             every output tells the two apart",
            book.id
        )
    }));
    remarks
}

/// The portfolio items that a rulebook asks for.
fn portfolio_items(rulebook: &Rulebook) -> BTreeSet<&str> {
    rulebook.portfolio.iter().map(|rule| rule.item.as_str()).collect()
}

fn remark(what: &str, kind: &str, known: &[&str]) -> String {
    format!(
        "no published rulebook knows the {what} `{kind}`: {}see that an export carries it under this word",
        did_you_mean(kind, known.iter().copied())
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_that_nobody_knows_is_remarked_on() {
        let text = "id = \"own\"\ntitle = \"t\"\nsource = \"s\"\n[programme]\nmonths = 12\n\
                    [[session]]\nkind = \"portfolio_days\"\nevery_months = 1\nrequired = 1\n\
                    [[deadline]]\nid = \"a\"\nafter = \"thematic_reviw\"\nthen = \"thematic_review_feedback\"\n";
        let remarks = super::super::check_rulebook(text).map(|book| remarks(&book)).unwrap_or_default();
        assert_eq!(remarks.len(), 2);
        assert!(remarks[0].contains("did you mean `thematic_review`?"), "{}", remarks[0]);
        assert!(remarks[1].contains("did you mean `portfolio_day`?"), "{}", remarks[1]);
    }
}
