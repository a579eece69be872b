//! Types are kept, and what text says is kept exactly.

use super::{cells, options, read};
use arrow::array::{Array, AsArray};
use arrow::datatypes::{DataType, Decimal128Type, Float64Type, Int64Type, UInt64Type};
use tables::Table;
use tables::read::{ColumnType, Doubt, ReadError, ReadOptions};
use terms::DefectKind;

/// One column, with a column of row numbers beside it.
fn column(values: &[&str]) -> Result<Table, ReadError> {
    column_with(values, &options())
}

fn column_with(values: &[&str], options: &ReadOptions) -> Result<Table, ReadError> {
    let rows = values.iter().enumerate().map(|(row, value)| format!("r{row}\t{value}\n"));
    read(format!("row\tx\n{}", rows.collect::<String>()).as_bytes(), options)
}

fn kind(values: &[&str]) -> DataType {
    let table = column(values).unwrap_or_else(|error| panic!("{error}: {values:?}"));
    table.typed.column(1).data_type().clone()
}

// proves M4
#[test]
fn text_gets_the_type_that_holds_it_exactly() {
    assert_eq!(kind(&["1", "-2", ""]), DataType::Int64);
    assert_eq!(kind(&["9223372036854775808", "1"]), DataType::UInt64);
    assert_eq!(kind(&["1.5", "2", "NA"]), DataType::Float64);
    assert_eq!(kind(&["0.1234567890123456", "7.1"]), DataType::Float64);
    assert_eq!(kind(&["12345678901234567.89", "1.5"]), DataType::Decimal128(38, 2));
    assert_eq!(kind(&["true", "false"]), DataType::Boolean);
    assert_eq!(kind(&["2024-02-29", "2023-01-01"]), DataType::Date32);
    assert!(matches!(kind(&["2024-01-01T10:00:00Z"]), DataType::Timestamp(_, Some(_))));
    assert!(matches!(kind(&["2024-01-01 10:00:00"]), DataType::Timestamp(_, None)));
    for text in [
        &["007", "010", "42"][..],
        &["1e5", "2e7", "3e1"],
        &["99999999999999999999", "1"],
        &["NA", "DE", "AT"],
        &["Null", "None", "Nan"],
        &["2023-02-29", "2024-01-01"],
        &["123 456 789", "987 654 321"],
        &["1.2.3", "1.2"],
        &["true", "maybe"],
        &["true", "NA"],
        &["12345678901234567890.5e3", "18446744073709551616"],
    ] {
        assert_eq!(kind(text), DataType::Utf8, "{text:?}");
        assert_eq!(column(text).unwrap().typed.column(1).null_count(), 0, "{text:?}");
    }
    let big = column(&["1765432109876543210", "1765432109876543211"]).unwrap();
    let big = big.typed.column(1).as_primitive::<Int64Type>();
    assert_eq!(big.values()[..], [1_765_432_109_876_543_210, 1_765_432_109_876_543_211]);
    let huge = column(&["18446744073709551615", "1"]).unwrap();
    assert_eq!(huge.typed.column(1).as_primitive::<UInt64Type>().value(0), u64::MAX);
}

// proves M4
#[test]
fn numbers_as_people_write_them_are_numbers_and_told() {
    let floats = |values: &[&str]| -> Vec<Option<f64>> {
        let table = column(values).unwrap();
        assert!(table.defects.iter().any(|d| d.kind == DefectKind::WrittenNumber), "{values:?}");
        let text = cells(&table.batch);
        assert!(text.iter().flatten().flatten().all(|c| !c.contains([',', ' ', '$'])), "{text:?}");
        let array = arrow::compute::cast(table.typed.column(1), &DataType::Float64).unwrap();
        array.as_primitive::<Float64Type>().iter().collect()
    };
    assert_eq!(floats(&["1,234.50", "77", "9,001.00"]), [Some(1234.5), Some(77.0), Some(9001.0)]);
    assert_eq!(floats(&["1.234,56", "12,5", "7"]), [Some(1234.56), Some(12.5), Some(7.0)]);
    assert_eq!(floats(&["1 234,56", "2 345 678,9"]), [Some(1234.56), Some(2_345_678.9)]);
    assert_eq!(floats(&["$1,200.00", "$5", "($3)"]), [Some(1200.0), Some(5.0), Some(-3.0)]);
    assert_eq!(floats(&["1,234 $", "5,678 $"]), [Some(1234.0), Some(5678.0)]);
    assert_eq!(floats(&["5 %", "7.5 %"]), [Some(5.0), Some(7.5)]);
    assert_eq!(floats(&["1,234", "999", "12"]), [Some(1234.0), Some(999.0), Some(12.0)]);
    assert_eq!(kind(&["5.5E+15", "1e3", "2"]), DataType::Float64);
    assert_eq!(kind(&["$5", "7 €"]), DataType::Utf8);
}

// proves M4
#[test]
fn where_a_comma_may_part_thousands_or_decimals_somebody_is_asked() {
    let doubt = |values: &[&str]| match column(values) {
        Err(ReadError::Unsure { doubt, .. }) => doubt,
        other => panic!("{other:?}"),
    };
    assert_eq!(doubt(&["1,234", "5,678"]), Doubt::Decimal { column: "x".into() });
    assert_eq!(doubt(&["1.5", "1,5"]), Doubt::MixedDecimals { column: "x".into() });
    for (decimal, first) in [(b'.', 1234.0), (b',', 1.234)] {
        let given = ReadOptions { decimal: Some(decimal), ..options() };
        let table = column_with(&["1,234", "5,678"], &given).unwrap();
        let array = arrow::compute::cast(table.typed.column(1), &DataType::Float64).unwrap();
        assert_eq!(array.as_primitive::<Float64Type>().value(0), first);
    }
    // Another column of the same table settles it.
    let table = read(b"a;b\n1,234;0,5\n5,678;1,25\n", &options()).unwrap();
    assert_eq!(table.typed.column(0).as_primitive::<Float64Type>().value(0), 1.234);
}

// proves M4
#[test]
fn types_that_are_given_overrule_and_lose_nothing() {
    let given = |kind: ColumnType| ReadOptions { types: vec![("x".into(), kind)], ..options() };
    let of = |values: &[&str], kind: ColumnType| {
        column_with(values, &given(kind)).map(|t| t.typed.column(1).clone())
    };
    assert_eq!(of(&["1", "2"], ColumnType::Text).unwrap().data_type(), &DataType::Utf8);
    let padded = of(&["007", "010"], ColumnType::Int64).unwrap();
    assert_eq!(padded.as_primitive::<Int64Type>().values()[..], [7, 10]);
    let money = of(&["1.5", "2"], ColumnType::Decimal(10, 2)).unwrap();
    assert_eq!(money.as_primitive::<Decimal128Type>().values()[..], [150, 200]);
    let lost = of(&["1", "two"], ColumnType::Int64).unwrap_err();
    assert!(matches!(lost, ReadError::NotOfType { row: 1, column: 2, .. }), "{lost}");
    let lost = of(&["1.005"], ColumnType::Decimal(10, 2)).unwrap_err();
    assert!(matches!(lost, ReadError::NotOfType { row: 0, .. }), "{lost}");
    let lost = of(&["2023-02-29"], ColumnType::Date).unwrap_err();
    assert!(matches!(lost, ReadError::NotOfType { .. }), "{lost}");
    let none = ReadOptions { types: vec![("y".into(), ColumnType::Text)], ..options() };
    assert!(matches!(column_with(&["1"], &none), Err(ReadError::NoSuchColumn { .. })));
    let nulls = ReadOptions { nulls: vec!["NA".into()], ..options() };
    let table = column_with(&["NA", "DE", "AT"], &nulls).unwrap();
    assert_eq!(table.typed.column(1).null_count(), 1);
}

// proves M4
#[test]
fn infinities_are_kept_and_one_bad_cell_is_no_reason_for_text() {
    let table = column(&["1.5", "inf", "-Infinity", "NaN"]).unwrap();
    let numbers = table.typed.column(1).as_primitive::<Float64Type>();
    assert_eq!(numbers.value(1), f64::INFINITY);
    assert_eq!(numbers.value(2), f64::NEG_INFINITY);
    assert!(numbers.is_null(3));
    assert!(table.defects.iter().any(|d| d.kind == DefectKind::NotFinite && d.rows == [1, 2]));
    let mut values = vec!["17"; 60];
    values.push("unknown");
    let table = column(&values).unwrap();
    assert_eq!(table.typed.column(1).data_type(), &DataType::Int64);
    // What is no number is still seen by who classifies.
    assert_eq!(cells(&table.batch)[60][1].as_deref(), Some("unknown"));
}

// proves M4
#[test]
fn a_point_that_may_part_thousands_is_told_where_commas_part_decimals() {
    let of = |text: &str| read(text.as_bytes(), &options());
    let floats = |text: &str, column: usize| -> Vec<f64> {
        let table = of(text).unwrap_or_else(|error| panic!("{error}: {text}"));
        let array = arrow::compute::cast(table.typed.column(column), &DataType::Float64).unwrap();
        array.as_primitive::<Float64Type>().iter().flatten().collect()
    };
    // Another column says what a point is.
    let sure = "id;price;stock\na;12,50;2.037\nb;7,25;815\nc;9,99;12.500\n";
    assert_eq!(floats(sure, 2), [2037.0, 815.0, 12_500.0]);
    assert_eq!(floats("id,price,stock\na,12.5,2.037\nb,7.2,815\nc,9.9,12.500\n", 2)[0], 2.037);
    for text in [
        // Nothing does, in a table as Germans write it.
        "id;stock\na;2.037\nb;815\nc;12.500\n",
        "day,stock\n05.03.2024,2.037\n6.3.2024,815\n17.03.2024,12.500\n",
        // Two columns do, and not the same.
        "id;price;factor;stock\na;12,50;1.5;2.037\nb;7,25;2.25;815\nc;9,99;0.5;12.500\n",
    ] {
        let error = of(text).unwrap_err();
        let ReadError::Unsure { doubt: Doubt::Thousands { column }, .. } = &error else {
            panic!("{error}: {text}")
        };
        assert_eq!(column, "stock");
        assert!(error.to_string().contains("--decimal"), "{error}");
        let said = ReadOptions { decimal: Some(b','), ..options() };
        let settled = ReadOptions { types: vec![("factor".into(), ColumnType::Text)], ..said };
        let settled = if text.contains("factor") {
            settled
        } else {
            ReadOptions { types: vec![], ..settled }
        };
        let table = read(text.as_bytes(), &settled).unwrap();
        let stock = table.typed.column(table.typed.num_columns() - 1);
        assert_eq!(stock.as_primitive::<Int64Type>().value(0), 2037, "{text}");
    }
    // Where decimals are of another length too, or a table has points and no such days, it is a fraction.
    assert_eq!(floats("id;x\na;2.037\nb;8.5\n", 1), [2.037, 8.5]);
    assert_eq!(floats("id,x\na,2.037\nb,8.512\n", 1), [2.037, 8.512]);
    assert_eq!(floats("id;x\na;0.037\nb;0.512\n", 1), [0.037, 0.512]);
}
