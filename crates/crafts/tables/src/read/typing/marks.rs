//! Cells that would steer what shows them: control characters a terminal, formulas a spreadsheet. They are
//! kept as they are, told, and shown escaped.

use crate::defect_rows::DefectRows;
use arrow_array::StringArray;
use terms::{Defect, DefectKind};

/// What is told of a column.
pub(in crate::read) fn defects(name: &str, column: &StringArray) -> Vec<Defect> {
    let steers = steering(column.value_data());
    let (mut controls, mut formulas) = (DefectRows::default(), DefectRows::default());
    for (row, cell) in (0u64..).zip(column) {
        let Some(cell) = cell else { continue };
        if steers && steering(cell.as_bytes()) {
            controls.push(row);
        }
        if is_formula(cell) {
            formulas.push(row);
        }
    }
    let told = [
        controls.defect(DefectKind::ControlCharacter, Some(name)),
        formulas.defect(DefectKind::Formula, Some(name)),
    ];
    told.into_iter().flatten().collect()
}

/// Controls of ASCII and Latin-1, but for tabulators and line ends.
fn steering(text: &[u8]) -> bool {
    let control = |byte: u8| (byte < 32 && !matches!(byte, b'\t' | b'\n' | b'\r')) || byte == 127;
    text.iter().any(|byte| control(*byte))
        || memchr::memchr_iter(0xc2, text).any(|at| matches!(text.get(at + 1), Some(0x80..=0x9f)))
}

/// What spreadsheets run (OWASP, "CSV Injection"); a sign alone begins many a harmless text.
fn is_formula(cell: &str) -> bool {
    match cell.as_bytes() {
        [b'=', _, ..] => true,
        [b'+' | b'-' | b'@', rest @ ..] => rest.iter().any(|byte| b"(|!".contains(byte)),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // proves M5
    #[test]
    fn what_steers_is_told_by_row() {
        let cells = [
            "Graz",
            "\u{1b}[31mred",
            "=HYPERLINK(\"x\")",
            "a\tb\nc",
            "-5",
            "@SUM(A1)",
            "x\u{9b}2J",
        ];
        let told = defects("city", &StringArray::from(cells.to_vec()));
        let told: Vec<_> = told.iter().map(|d| (d.kind, d.rows.clone())).collect();
        let expected =
            [(DefectKind::ControlCharacter, vec![1, 6]), (DefectKind::Formula, vec![2, 5])];
        assert_eq!(told, expected);
    }
}
