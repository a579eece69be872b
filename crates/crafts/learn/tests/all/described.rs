//! Models of others, described by a table: from then on they are asked as ours are.

use learn::{
    Categorical, Cells, Described, Input, LabelOracle, LearnError, Numeric, OTHER, Runtime, Table,
    describe,
};

const LOGREG: &[u8] = include_bytes!("../data/foreign_logreg.onnx");
const PIPELINE: &[u8] = include_bytes!("../data/foreign_pipeline.onnx");

/// Rows of four numbers around two points, far apart.
fn far_apart(names: [&str; 4]) -> Table {
    let jitter = |row: usize, column: usize| ((row * 37 + column * 11) % 100) as f32 / 100.0;
    let column = |(at, name): (usize, &str)| {
        let value = |row: usize| jitter(row, at) + 6.0 * (row % 2) as f32;
        Numeric { name: name.to_owned(), values: (0..120).map(value).collect() }
    };
    let numbers = names.into_iter().enumerate().map(column).collect();
    let classes = vec!["k1".to_owned(), "k0".to_owned()];
    Table::new(numbers, Vec::new(), (0..120).map(|row| 1 - row % 2).collect(), classes).unwrap()
}

fn refused(told: Result<Described, LearnError>) -> String {
    match told {
        Err(error) => error.to_string(),
        Ok(_) => panic!("it is described"),
    }
}

// proves M10
#[test]
fn a_described_model_is_asked_by_its_columns_and_answers_as_it_did() {
    let made = describe(LOGREG, &far_apart(["a", "b", "c", "d"]), &[], None).unwrap();
    assert!(made.notes[0].contains("in the data's order: a, b, c, d"), "{:?}", made.notes);
    assert!(Runtime::has_schema(&made.file) && !Runtime::has_schema(LOGREG));
    let runtime = Runtime::load(&made.file).unwrap();
    assert!(runtime.is_foreign() && runtime.card().is_none());
    let schema = runtime.schema();
    let names: Vec<&str> = schema.inputs.iter().map(Input::name).collect();
    assert_eq!(
        (names.as_slice(), schema.classes.as_slice()),
        (&["a", "b", "c", "d"][..], &["k0", "k1", OTHER].map(str::to_owned)[..])
    );
    assert_eq!(runtime.labels(&made.table).unwrap(), made.table.labels());
    let column = |value: f32| Cells::Numbers(vec![value, f32::NAN]);
    let said = runtime.predict(&[6.5, 6.5, 6.5, 6.5].map(column)).unwrap();
    assert_eq!(said.labels[0], 1);
    assert!(said.probabilities.is_empty() && said.suspicion.is_empty(), "it answers classes alone");
    assert_eq!(runtime.lacking(&[0.0; 4].map(column)), None, "a float may be missing");
}

// proves M10
#[test]
fn the_order_of_columns_and_of_classes_is_what_is_said_and_a_wrong_one_is_told() {
    let rows = far_apart(["d", "c", "b", "a"]);
    let said = |columns: &[&str], classes: Option<&[String]>| {
        let columns: Vec<String> = columns.iter().map(|name| (*name).to_owned()).collect();
        describe(LOGREG, &rows, &columns, classes)
    };
    let runtime = Runtime::load(&said(&["a", "b", "c", "d"], None).unwrap().file).unwrap();
    assert_eq!(runtime.schema().inputs[0].name(), "a");
    assert!(refused(said(&["a", "b", "c"], None)).contains("takes 4 columns"));
    assert!(refused(said(&["a", "b", "c", "ssn"], None)).contains("\"ssn\" is missing"));
    let others = ["k0".to_owned(), "k9".to_owned()];
    assert!(refused(said(&[], Some(&others))).contains("k9"));
    let again = said(&[], None).unwrap().file;
    assert!(refused(describe(&again, &rows, &[], None)).contains("already"));
}

// proves M10
#[test]
fn a_pipeline_of_texts_and_numbers_is_described_by_name() {
    let rows = 60usize;
    let number = |name: &str| Numeric {
        name: name.to_owned(),
        values: (0..rows).map(|row| 20.0 + (row % 40) as f32).collect(),
    };
    let text = |name: &str, of: [&'static str; 2]| {
        Categorical::from_texts(name, (0..rows).map(|row| Some(of[row / 7 % 2])))
    };
    let table = Table::new(
        vec![number("score"), number("age"), number("amount")],
        vec![text("region", ["north", "south"]), text("home", ["own", "rent"])],
        (0..60).map(|row| row % 2).collect(),
        vec!["good".to_owned(), "bad".to_owned()],
    );
    let made = describe(PIPELINE, &table.unwrap(), &[], None).unwrap();
    let runtime = Runtime::load(&made.file).unwrap();
    let schema = runtime.schema();
    let texts = schema.inputs.iter().filter(|input| matches!(input, Input::Category { .. }));
    assert_eq!(texts.count(), 2);
    let cells = schema.inputs.iter().map(|input| match input {
        Input::Number { .. } => Cells::Numbers(vec![40.0, f32::NAN]),
        Input::Category { .. } => Cells::Codes(vec![0, -1]),
    });
    let said = runtime.predict(&cells.collect::<Vec<_>>()).unwrap();
    assert!(said.labels.iter().all(|label| (*label as usize) < schema.classes.len()));
    assert_eq!(said.labels.len(), 2);
}

/// The file with one text of its metadata in the place of another of the same length.
fn changed(file: &[u8], from: &str, to: &str) -> Vec<u8> {
    assert_eq!(from.len(), to.len());
    let at = file.windows(from.len()).position(|part| part == from.as_bytes()).unwrap();
    [&file[..at], to.as_bytes(), &file[at + from.len()..]].concat()
}

// proves M10
#[test]
fn a_description_that_lies_is_refused() {
    let file = describe(LOGREG, &far_apart(["a", "b", "c", "d"]), &[], None).unwrap().file;
    for (from, to) in [
        ("\"text\":\"k0\"},0]", "\"text\":\"k0\"},9]"),
        ("\"name\":\"a\",\"numeric\":true", "\"name\":\"z\",\"numeric\":true"),
        ("\"numeric\":true", "\"numeric\":1234"),
        (OTHER, "(another answfr)"),
    ] {
        let Err(error) = Runtime::load(&changed(&file, from, to)) else { panic!("{to} is taken") };
        assert!(error.to_string().contains("hygeia.binding"), "{error}");
    }
}
