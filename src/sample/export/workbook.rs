//! Exports as one workbook with Excel's own dates.

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet, XlsxError};

use super::cells::{ColumnPlan, Plan, spell};
use super::faults::faulty_rows;
use super::{Dates, Sheet, Style};
use crate::dates::Day;
use crate::diagnostic::Error;
use crate::sample::AS_OF;
use crate::sample::records::{Cell, Rows, Tables};

/// Days from Excel's day 0 (of the 1900 system) to 1 January 1970.
const EXCEL_EPOCH: i32 = 25_569;

/// The workbook's bytes: a sheet a table, in the style's order. The same rows give the same bytes.
pub fn write_workbook(style: &Style, tables: &Tables) -> Result<Vec<u8>, Error> {
    build(style, tables)
        .map_err(|fault| Error::new(format!("the invented workbook could not be made: {fault}"), ""))
}

fn build(style: &Style, tables: &Tables) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    // The moment of writing would make every copy differ.
    let made = ExcelDateTime::from_serial_datetime(f64::from(AS_OF.0 + EXCEL_EPOCH))?;
    workbook
        .set_properties(&DocProperties::new().set_title("Invented sample data").set_creation_datetime(&made));
    let all = tables.each();
    for sheet in &style.sheets {
        let Some((_, rows)) = all.iter().find(|(table, _)| *table == sheet.table) else { continue };
        let worksheet = workbook.add_worksheet();
        worksheet.set_name(&sheet.place)?;
        fill(worksheet, style, sheet, *rows)?;
    }
    workbook.save_to_buffer()
}

fn fill(worksheet: &mut Worksheet, style: &Style, sheet: &Sheet, rows: &dyn Rows) -> Result<(), XlsxError> {
    let bold = Format::new().set_bold();
    let date = Format::new().set_num_format("dd/mm/yyyy");
    let mut line = 0;
    if let Some(title) = sheet.title {
        worksheet.write_string_with_format(0, 0, title, &bold)?;
        line = 2;
    }
    worksheet.set_freeze_panes(line + 1, 0)?;
    let headings = sheet.columns.iter().map(|(_, heading)| *heading);
    for (n, heading) in headings.chain(sheet.surplus.map(|(heading, _)| heading)).enumerate() {
        worksheet.write_string_with_format(line, n as u16, heading, &bold)?;
        worksheet.set_column_width(n as u16, heading.chars().count().max(11) as f64 + 1.0)?;
    }
    let plan = Plan::of(sheet, rows.columns());
    let faults = faulty_rows(style, sheet.table, rows);
    let mut faults = faults.iter().peekable();
    let mut cells = Vec::new();
    for row in 0..rows.count() {
        rows.read(row, &mut cells);
        line += 1;
        write_row(worksheet, line, &cells, &plan, (style, sheet, &date))?;
        while let Some((_, cells)) = faults.next_if(|(after, _)| *after == row) {
            line += 1;
            write_row(worksheet, line, cells, &plan, (style, sheet, &date))?;
        }
    }
    Ok(())
}

fn write_row(
    worksheet: &mut Worksheet,
    line: u32,
    cells: &[Cell],
    plan: &Plan,
    (style, sheet, date): (&Style, &Sheet, &Format),
) -> Result<(), XlsxError> {
    for (n, column) in plan.columns.iter().enumerate() {
        write_cell(worksheet, (line, n as u16), cells[column.cell], column, (style, date))?;
    }
    if let Some((_, value)) = sheet.surplus {
        worksheet.write_string(line, plan.columns.len() as u16, value)?;
    }
    Ok(())
}

fn write_cell(
    worksheet: &mut Worksheet,
    (line, column): (u32, u16),
    cell: Cell,
    plan: &ColumnPlan,
    (style, date): (&Style, &Format),
) -> Result<(), XlsxError> {
    match cell {
        Cell::Empty => {}
        Cell::Day(Day(day)) => {
            worksheet.write_number_with_format(line, column, f64::from(day + EXCEL_EPOCH), date)?;
        }
        Cell::Whole(n) => {
            worksheet.write_number(line, column, n as f64)?;
        }
        Cell::Hundredths(n) => {
            worksheet.write_number(line, column, n as f64 / 100.0)?;
        }
        other => {
            let mut text = String::new();
            spell(other, plan, style, Dates::DayFirst, &mut text);
            // A reference made of digits alone is a number to a spreadsheet.
            match text.parse::<f64>() {
                Ok(number) if matches!(other, Cell::Id(_)) => worksheet.write_number(line, column, number)?,
                _ => worksheet.write_string(line, column, &text)?,
            };
        }
    }
    Ok(())
}
