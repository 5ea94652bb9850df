//! Who could moderate whom: wishes, what stands in their way, and that nobody too near is ever suggested.

use std::collections::{BTreeMap, BTreeSet};

use moderato::model::{Table, Value};
use moderato::pack::panel_pack::{compose_pack, find_panel};
use moderato::pack::{Block, People};
use proptest::prelude::*;

use crate::panel_packs::authority::{Authority, rows};

/// Birch, Cedar and Ash are heard in March, Elder and Damson move on to April.
fn authority() -> Authority {
    let mut more = rows(
        "panel_members",
        "panel_id, member_id, role, attended
         P-APR, PSW1, chair,
         P-APR, AP4,  advanced_practitioner,
         P-APR, ASR1, assessor,
         P-APR, GM7,  group_manager, no
         P-APR, FAM1, service_user,
         P-APR, MIN1, minute_taker,",
    );
    more.extend(rows(
        "panel_cases",
        "worker_id, panel_id, submitted_on, moderator_id, recommendation, decision
         ELDER, P-INT,  2025-10-01, ASR1, pass, pass
         DAMSON, P-INT, 2025-10-01, AP4,  pass, pass",
    ));
    Authority::and(more)
}

fn text(table: &Table, column: &str, row: usize) -> String {
    table.value(column, row).to_string()
}

/// Standing, moderator and obstacle of each candidate of a panel.
fn suggested(table: &Table, panel: &str) -> BTreeMap<String, [String; 3]> {
    (0..table.rows())
        .filter(|row| text(table, "panel_id", *row) == panel)
        .map(|row| {
            let cells = ["standing", "moderator_id", "obstacle"].map(|column| text(table, column, row));
            (text(table, "worker_id", row), cells)
        })
        .collect()
}

#[test]
fn the_interim_moderator_is_kept_where_nothing_stands_in_the_way() {
    let authority = authority();
    let april = suggested(&authority.facts["moderator_suggestions"], "P-APR");
    assert_eq!(april["DAMSON"], ["suggested", "AP4", ""]);
    // Elder's interim moderator is the assessor; the group manager does not attend, the service user and the
    // minute taker are not asked: the chair is left, who has nothing yet.
    assert_eq!(april["ELDER"], ["suggested", "PSW1", "assessor"]);
    let march = suggested(&authority.facts["moderator_suggestions"], "P-MAR");
    assert_eq!(march["ASH"], ["recorded", "AP4", ""]);
    // Birch's recorded moderator is the assessor: another is suggested, the interim one, who is there.
    assert_eq!(march["BIRCH"], ["instead", "AP4", ""]);
    assert_eq!(march["CEDAR"], ["recorded", "UNI2", ""]);
}

#[test]
fn the_pack_gives_the_reason_and_what_stood_in_the_way() {
    let authority = authority();
    let view = authority.view(false);
    let document = compose_pack(&view, &find_panel(&view, "P-APR").unwrap(), People::Pseudonyms);
    let section = document.sections().find(|section| section.place == "moderators").unwrap();
    let Some(Block::Table(table)) = section.body.first() else { panic!("no table") };
    let said: Vec<String> = table
        .rows()
        .iter()
        .flat_map(|row| &row.cells)
        .filter_map(|cell| match cell {
            moderato::pack::Cell::Text { text } => Some(text.words()),
            _ => None,
        })
        .collect();
    let said = said.join(" | ");
    assert!(said.contains("moderated the interim portfolio, but is now the candidate’s assessor."), "{said}");
    assert!(said.contains("The same as at the interim panel."), "{said}");
    assert!(said.matches("Suggested: Member ").count() == 2, "{said}");
    for id in ["PSW1", "AP4", "ASR1"] {
        assert!(!said.contains(id), "a member's reference without names wanted: {said}");
    }
}

/// A worker's assessor, manager and moderators, by number; 0 is nobody.
type Drawn = (usize, usize, usize, usize);

/// An authority of these workers, all before one final panel, half of them moderated at an interim one.
fn drawn(workers: &[Drawn], members: &BTreeSet<usize>, is_turned: bool) -> Table {
    let id =
        |prefix: &str, n: usize| -> &'static str { if n == 0 { "" } else { format!("{prefix}{n}").leak() } };
    let mut lines: BTreeMap<&'static str, String> = BTreeMap::new();
    let mut put = |table: &'static str, head: &str, line: String| {
        let text = lines.entry(table).or_insert_with(|| format!("{head}\n"));
        text.push_str(&line);
        text.push('\n');
    };
    let mut order: Vec<usize> = (0..workers.len()).collect();
    let mut sitting: Vec<usize> = members.iter().copied().collect();
    if is_turned {
        order.reverse();
        sitting.reverse();
    }
    put("panels", "panel_id, kind, held_on", "INT, interim, 2025-10-01".to_owned());
    put("panels", "", "FIN, final, 2026-03-20".to_owned());
    for member in sitting {
        put("panel_members", "panel_id, member_id, role", format!("FIN, {}, member", id("M", member)));
    }
    for at in order {
        let (assessor, manager, interim, recorded) = workers[at];
        let who = format!("W{at}");
        let near = format!("{}, {}", id("M", assessor), id("M", manager));
        put(
            "workers",
            "worker_id, started_on, assessor_id, manager_id",
            format!("{who}, 2025-03-03, {near}"),
        );
        let heads = "worker_id, panel_id, moderator_id";
        put("panel_cases", heads, format!("{who}, INT, {}", id("M", interim)));
        put("panel_cases", heads, format!("{who}, FIN, {}", id("M", recorded)));
    }
    let all = lines.into_iter().flat_map(|(table, text)| rows(table, text.leak())).collect();
    Authority::with(all, "west-sussex-2016").facts["moderator_suggestions"].clone()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]
    #[test]
    fn nobody_too_near_or_not_on_the_list_is_suggested_whatever_the_order_of_the_rows(
        workers in proptest::collection::vec((0usize..6, 0usize..6, 0usize..6, 0usize..8), 1..9),
        members in proptest::collection::btree_set(1usize..6, 1..6),
    ) {
        let table = drawn(&workers, &members, false);
        prop_assert_eq!(table.rows(), workers.len());
        let turned = drawn(&workers, &members, true);
        for row in 0..table.rows() {
            for column in table.names() {
                prop_assert_eq!(table.value(column, row), turned.value(column, row));
            }
            let worker = workers[text(&table, "worker_id", row)[1..].parse::<usize>().unwrap()];
            let (assessor, manager, interim, recorded) = worker;
            let near = [assessor, manager];
            let moderator = text(&table, "moderator_id", row);
            let standing = text(&table, "standing", row);
            if moderator.is_empty() {
                prop_assert_eq!(&standing, "nobody");
                prop_assert!(members.iter().all(|member| near.contains(member)), "somebody could");
                continue;
            }
            let number: usize = moderator[1..].parse().unwrap();
            prop_assert!(!near.contains(&number), "too near");
            if standing == "recorded" {
                prop_assert_eq!(number, recorded);
                continue;
            }
            prop_assert!(members.contains(&number), "not on the list");
            prop_assert!(recorded == 0 || near.contains(&recorded), "the recorded one stands");
            // The wish is met unless what stands in its way is said.
            if interim > 0 {
                let same = table.value("same_moderator", row) == Value::Bool(true);
                prop_assert!(same == (number == interim));
                prop_assert!(same == text(&table, "obstacle", row).is_empty());
            }
        }
    }
}
