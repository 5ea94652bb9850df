//! One file or sheet: opened, its headings found, its rows checked block by block on every core.

use rayon::prelude::*;

use crate::dates::Day;
use crate::diagnostic::Error;

use super::cells::Cell;
use super::census::Census;
use super::check::{Checked, Checker, Evidence};
use super::columnar::ParquetFile;
use super::days::{DateRules, Epoch, Order};
use super::files::{FileKind, Input};
use super::layout::{Layout, find_layout, recognised};
use super::rows::{Block, Row, SheetRow};
use super::text::{Head, TextFile};
use super::workbook::Workbook;
use super::workers::WorkerIndex;

/// What was read from one input.
pub struct ReadInput {
    /// `None` when the file holds nothing at all.
    pub layout: Option<Layout>,
    /// Its rows, in their order.
    pub blocks: Vec<Checked>,
    /// The encoding of a text file, and how many places in it could not be read.
    pub encoding: Option<(&'static str, u64)>,
}

impl ReadInput {
    /// What the dates of a column prove, over all blocks.
    pub fn evidence(&self, column: usize) -> Evidence {
        let mut evidence = Evidence::default();
        for block in &self.blocks {
            if let Some(tally) = block.columns.get(column) {
                evidence.merge(tally.evidence);
            }
        }
        evidence
    }
}

/// What every input of a run is read with.
#[derive(Clone, Copy)]
pub struct Reader<'a> {
    pub workers: Option<&'a WorkerIndex>,
    pub as_of: Day,
}

/// How many rows of a sheet are checked at a time.
const SHEET_BLOCK: usize = 8_192;

impl Reader<'_> {
    /// Reads an input with an order of day and month for each column of its table.
    pub fn read(self, input: &Input, orders: &[Order]) -> Result<ReadInput, Error> {
        match input.kind {
            FileKind::Text => self.read_text(input, orders),
            FileKind::Parquet => self.read_parquet(input, orders),
            FileKind::Census => self.read_census(input, orders),
            FileKind::Workbook(kind) => {
                let mut book = Workbook::open(&input.path, kind, &input.shown)?;
                let rows = book.read_sheet(input.sheet.as_deref().unwrap_or_default())?;
                self.read_sheet(input, orders, &rows, book.epoch())
            }
        }
    }

    fn rules(self, orders: &[Order], epoch: Epoch) -> impl Fn(usize) -> DateRules {
        move |column| DateRules::new(orders.get(column).copied().unwrap_or_default(), epoch, self.as_of)
    }

    fn read_text(self, input: &Input, orders: &[Order]) -> Result<ReadInput, Error> {
        let mut file = TextFile::open(&input.path, &input.shown)?;
        let encoding = Some((file.encoding_name(), file.unreadable));
        let source = &input.source;
        let (mut dialect, head) = file.dialect(|cells| recognised(source, cells))?;
        let Some(layout) = find_layout(source, &head) else {
            return Ok(ReadInput { layout: None, blocks: Vec::new(), encoding });
        };
        dialect.width = layout.headings.len();
        let rules = self.rules(orders, source.epoch);
        let checker = Checker::new(source, &layout, rules, self.workers, self.as_of);
        if layout.headings.len() > MOST_HEADINGS {
            return Err(Error::new(
                format!("{} has more than {MOST_HEADINGS} headings", input.shown),
                "this is not a table of records; export it again",
            ));
        }
        let blocks = check_all(&checker, file.blocks(dialect)?)?;
        Ok(ReadInput { layout: Some(layout), blocks, encoding })
    }

    fn read_parquet(self, input: &Input, orders: &[Order]) -> Result<ReadInput, Error> {
        let file = ParquetFile::open(&input.path, &input.shown)?;
        let head = vec![(1, file.headings.clone())];
        let source = &input.source;
        let Some(layout) = find_layout(source, &head) else {
            return Ok(ReadInput { layout: None, blocks: Vec::new(), encoding: None });
        };
        let rules = self.rules(orders, Epoch::Y1900);
        let checker = Checker::new(source, &layout, rules, self.workers, self.as_of);
        let blocks = check_all(&checker, file)?;
        Ok(ReadInput { layout: Some(layout), blocks, encoding: None })
    }

    fn read_census(self, input: &Input, orders: &[Order]) -> Result<ReadInput, Error> {
        let census = Census::read(&input.path, &input.shown)?;
        let table = input.source.table.name;
        let rows = census.rows(table).ok_or_else(|| Census::why_not(table, &input.shown))?;
        let mut read = self.read_sheet(input, orders, &rows, Epoch::Y1900)?;
        if let Some(layout) = &mut read.layout {
            layout.remarks.extend(census.remarks(table));
        }
        Ok(read)
    }

    fn read_sheet(
        self,
        input: &Input,
        orders: &[Order],
        rows: &[SheetRow],
        epoch: Epoch,
    ) -> Result<ReadInput, Error> {
        let source = &input.source;
        let Some(layout) = find_layout(source, &head_of(rows, epoch)) else {
            return Ok(ReadInput { layout: None, blocks: Vec::new(), encoding: None });
        };
        let checker = Checker::new(source, &layout, self.rules(orders, epoch), self.workers, self.as_of);
        let blocks = rows
            .par_chunks(SHEET_BLOCK)
            .map(|rows| checker.check(&Block::Sheet(rows.to_vec())))
            .collect::<Result<_, _>>()?;
        Ok(ReadInput { layout: Some(layout), blocks, encoding: None })
    }
}

/// Checks blocks on every core as they come; the result is in their order.
fn check_all(
    checker: &Checker<'_>,
    blocks: impl Iterator<Item = Result<Block, Error>> + Send,
) -> Result<Vec<Checked>, Error> {
    let mut checked: Vec<(usize, Result<Checked, Error>)> = blocks
        .enumerate()
        .par_bridge()
        .map(|(index, block)| (index, block.and_then(|block| checker.check(&block))))
        .collect();
    checked.sort_by_key(|(index, _)| *index);
    checked.into_iter().map(|(_, block)| block).collect()
}

/// The first rows of a sheet that are not blank.
pub fn head_of(rows: &[SheetRow], epoch: Epoch) -> Head {
    rows.iter()
        .filter(|row| !Row::Sheet(row).is_blank())
        .take(40)
        .map(|row| {
            let row_view = Row::Sheet(row);
            let width = row_view.width().min(MOST_HEADINGS);
            let cells = (0..width).map(|column| match row_view.cell(column) {
                Cell::Empty => String::new(),
                cell => cell.shown(epoch),
            });
            (row.number, cells.collect())
        })
        .collect()
}

/// No sheet has more columns than this.
const MOST_HEADINGS: usize = 16_384;
