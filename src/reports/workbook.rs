//! Claims as a workbook (ECMA-376), written by `rust_xlsxwriter`.

use super::export::{Cell, HEAD};
use crate::error::{AppError, AppResult};
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook, XlsxError};

/// Most claims that a workbook is made of: it is whole in memory before it is sent.
pub const MOST_ROWS: usize = 50_000;

/// The file.
///
/// # Errors
/// If it cannot be written.
pub fn made(lines: &[Vec<Cell>]) -> AppResult<Vec<u8>> {
    written(lines).map_err(|error| AppError::internal(&error))
}

fn written(lines: &[Vec<Cell>]) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.set_name("Claims")?;
    let (bold, day) = (
        Format::new().set_bold(),
        Format::new().set_num_format("yyyy-mm-dd"),
    );
    for (column, text) in (0..).zip(HEAD) {
        sheet.write_with_format(0, column, text, &bold)?;
    }
    for (row, line) in (1..).zip(lines) {
        for (column, cell) in (0..).zip(line) {
            match cell {
                // A text is a text there, whatever it begins with.
                Cell::Text(text) if text.is_empty() => {}
                Cell::Text(text) => {
                    sheet.write_string(row, column, text)?;
                }
                Cell::Number(number) => match number.parse::<f64>() {
                    Ok(number) => {
                        sheet.write_number(row, column, number)?;
                    }
                    Err(_) => continue,
                },
                Cell::Day(None) => {}
                Cell::Day(Some(on)) => {
                    let on = ExcelDateTime::parse_from_str(&on.to_string())?;
                    sheet.write_with_format(row, column, &on, &day)?;
                }
            }
        }
    }
    sheet.set_freeze_panes(1, 0)?;
    let last_column = u16::try_from(HEAD.len() - 1).unwrap_or(0);
    sheet.autofilter(0, 0, u32::try_from(lines.len()).unwrap_or(u32::MAX), last_column)?;
    sheet.autofit();
    workbook.save_to_buffer()
}

#[cfg(test)]
mod unit {
    use super::*;

    #[test]
    fn a_workbook_is_an_archive_with_the_texts_of_its_cells() {
        let line = vec![
            Cell::Text("=1+1".into()),
            Cell::Number("-11.90".into()),
            Cell::Number(String::new()),
            Cell::Day("2026-11-20".parse().ok()),
            Cell::Day(None),
        ];
        let bytes = made(&[line]).unwrap();
        assert!(bytes.starts_with(b"PK"));
    }
}
