//! Charts on a page: the drawing with its caption and table, or the sentence that stands in its place.

use crate::charts::Figure as Drawn;
use crate::pack::{Block, Figure, Table, Text};

/// What a chart puts on the page. The table is folded under the drawing; it stands alone, and open, where
/// there is a sentence instead.
pub fn blocks(drawn: Drawn, caption: &str, table: Table) -> Vec<Block> {
    match drawn {
        Drawn::Sentence(sentence) => vec![Block::Paragraph(Text::from(sentence)), Block::Table(table)],
        Drawn::Drawings(drawings) => {
            let last = drawings.len().saturating_sub(1);
            let mut table = Some(table);
            drawings
                .into_iter()
                .enumerate()
                .map(|(index, drawing)| {
                    let table = if index == last { table.take() } else { None };
                    let table = table.map(|table| {
                        let line = fold_line(&table.caption);
                        table.folded(line)
                    });
                    Block::Figure(Figure { caption: Some(Text::from(caption)), drawing, table })
                })
                .collect()
        }
    }
}

/// The caption within a line that begins "Table:".
pub fn fold_line(caption: &str) -> String {
    let mut letters = caption.chars();
    let first = letters.next();
    let is_word = letters.clone().next().is_some_and(char::is_lowercase);
    first.map_or_else(String::new, |first| {
        if is_word { first.to_lowercase().chain(letters).collect() } else { caption.to_owned() }
    })
}

/// A month of a table, `2025-03`, as the day charts place it by.
pub fn month_day(code: &str) -> Option<chrono::NaiveDate> {
    format!("{code}-01").parse().ok()
}

/// A count as charts take it; below none there is none.
pub fn whole(n: i64) -> u32 {
    u32::try_from(n.max(0)).unwrap_or(u32::MAX)
}
