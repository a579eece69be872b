//! Models that nobody here made.

use learn::{
    Answer, Attack, Binding, BlackBox, Effort, Foreign, Gathered, LabelOnly, LearnError, Named,
    OTHER, OwnClasses, Port, PortKind, Stranger, Table, Texts, Understood, black_box,
};

const LOGREG: &[u8] = include_bytes!("../data/foreign_logreg.onnx");
const FOREST: &[u8] = include_bytes!("../data/foreign_forest.onnx");
const PIPELINE: &[u8] = include_bytes!("../data/foreign_pipeline.onnx");

fn load(bytes: &[u8]) -> Result<Foreign, LearnError> {
    Foreign::load(bytes, &|_| None)
}

fn named(names: &[&str], numeric: bool) -> Vec<Named> {
    names.iter().map(|name| Named { name: (*name).to_owned(), numeric }).collect()
}

/// Rows of four numbers around two points, far apart, as `far_apart.csv` has them.
fn far_apart(rows: usize) -> (Vec<Texts>, Texts) {
    let jitter = |row: usize, column: usize| ((row * 37 + column * 11) % 100) as f64 / 100.0;
    let column = |at: usize| {
        (0..rows).map(|row| Some((jitter(row, at) + 6.0 * (row % 2) as f64).to_string())).collect()
    };
    let label = (0..rows).map(|row| Some(["no", "yes"][row % 2].to_owned())).collect();
    ((0..4).map(column).collect(), label)
}

fn gather(binding: &Binding, names: &[&str], columns: &[Texts], labels: &Texts) -> Gathered {
    let column =
        |name: &str, _| names.iter().position(|other| *other == name).map(|at| columns[at].clone());
    binding.gather(&column, labels).unwrap()
}

const ABCD: &[&str] = &["a", "b", "c", "d"];

fn asked(bytes: &[u8], columns: &[Texts], labels: &Texts) -> (Vec<Answer>, Table) {
    let foreign = load(bytes).unwrap();
    let binding = Binding::of(foreign.ports(), &named(ABCD, true)).unwrap();
    assert!(binding.notes[0].contains("in the data's order: a, b, c, d"), "{:?}", binding.notes);
    let gathered = gather(&binding, ABCD, columns, labels);
    let runtime = foreign.run_on(&binding).unwrap();
    (runtime.answers(&gathered.table).unwrap(), gathered.table)
}

// proves M13
#[test]
fn exports_of_others_answer_by_their_own_labels() {
    let (columns, labels) = far_apart(60);
    for bytes in [LOGREG, FOREST] {
        let (answers, _) = asked(bytes, &columns, &labels);
        let first: std::collections::HashSet<&Answer> = answers.iter().step_by(2).collect();
        let second: std::collections::HashSet<&Answer> =
            answers.iter().skip(1).step_by(2).collect();
        assert!(first.is_disjoint(&second), "{first:?} {second:?}");
        assert!(answers.iter().all(|answer| matches!(answer, Answer::Text(_))), "{answers:?}");
    }
}

// proves M13
#[test]
fn a_pipeline_takes_texts_and_numbers_by_name() {
    let foreign = load(PIPELINE).unwrap();
    let kinds: Vec<(&str, PortKind)> =
        foreign.ports().iter().map(|port| (port.name.as_str(), port.kind)).collect();
    assert_eq!(kinds[0], ("amount", PortKind::Number));
    assert_eq!(kinds[4], ("region", PortKind::Text));
    // In another order, with a column more.
    let columns: Vec<Named> = ["region", "note", "home"]
        .iter()
        .map(|name| Named { name: (*name).to_owned(), numeric: false })
        .chain(named(&["score", "amount", "age"], true))
        .collect();
    let binding = Binding::of(foreign.ports(), &columns).unwrap();
    assert_eq!(binding.notes, ["not taken by the model: note"]);
    let wrong = named(&["amount", "age", "score", "home"], false);
    let error = Binding::of(foreign.ports(), &wrong).unwrap_err();
    assert!(error.to_string().contains("region"), "{error}");
    let runtime = foreign.run_on(&binding).unwrap();
    let texts = |texts: [&str; 3]| texts.iter().map(|text| Some((*text).to_owned())).collect();
    let column = |name: &str, _| -> Option<Texts> {
        Some(match name {
            "home" => texts(["own", "rent", "a boat"]),
            "region" => texts(["north", "south", "north"]),
            "score" => texts(["600", "600", "600"]),
            _ => texts(["40", "40", "40"]),
        })
    };
    let labels = texts(["good", "bad", "good"]);
    let gathered = binding.gather(&column, &labels).unwrap();
    let answers = runtime.answers(&gathered.table).unwrap();
    assert!(answers.iter().all(|answer| matches!(answer, Answer::Text(_))), "{answers:?}");
}

#[test]
fn columns_that_do_not_fit_are_told() {
    let port = |name: &str, kind, width| Port { name: name.to_owned(), kind, width };
    let tensor = [port("X", PortKind::Number, Some(3))];
    let told =
        |ports: &[Port], columns: &[Named]| Binding::of(ports, columns).unwrap_err().to_string();
    assert!(told(&tensor, &named(ABCD, true)).contains("takes 3 columns, and the data has 4"));
    let three = named(&ABCD[..3], true);
    assert_eq!(Binding::of(&tensor, &three).unwrap().whole(), Vec::<&str>::new());
    assert!(told(&tensor, &named(&ABCD[..3], false)).contains("\"a\" holds text"));
    let both = [port("num", PortKind::Whole, Some(1)), port("cat", PortKind::Text, None)];
    let columns = [named(&["age"], true), named(&["home", "region"], false)].concat();
    let binding = Binding::of(&both, &columns).unwrap();
    assert_eq!(binding.whole(), ["age"]);
    assert_eq!(binding.notes.len(), 2);
    let spelled = [port("years_employed", PortKind::Number, Some(1))];
    let binding = Binding::of(&spelled, &named(&["Years employed"], true)).unwrap();
    assert!(binding.notes[0].contains("Years employed"));
}

/// Answers by index, or by number, or by texts of its own.
struct Says(fn(usize) -> Answer);

impl Stranger for Says {
    fn answers(&self, table: &Table) -> Result<Vec<Answer>, LearnError> {
        Ok((0..table.rows()).map(self.0).collect())
    }
}

#[test]
fn answers_mean_classes_of_the_data_or_nothing() {
    use learn::LabelOracle;
    let port = Port { name: "a".to_owned(), kind: PortKind::Number, width: Some(1) };
    let binding = Binding::of(&[port], &named(&["a"], true)).unwrap();
    let told = |labels: [&str; 4], says: fn(usize) -> Answer, classes: Option<&[String]>| {
        let labels: Texts = labels.iter().map(|label| Some((*label).to_owned())).collect();
        let ones = vec![vec![Some("1".to_owned()); 4]];
        let table = gather(&binding, &["a"], &ones, &labels).table;
        assert_eq!(table.classes().last().unwrap(), OTHER);
        let understood = Understood::new(Box::new(Says(says)), &table, classes)?;
        let answers = understood.labels(&table)?;
        let right = answers.iter().zip(table.labels()).filter(|(a, b)| a == b).count();
        Ok::<_, LearnError>((right, understood.notes.len()))
    };
    let number: fn(usize) -> Answer = |row| Answer::Number((row % 2) as i64);
    let index: fn(usize) -> Answer = |row| Answer::Index((row % 2) as u32);
    let text: fn(usize) -> Answer = |row| Answer::Text(["bad", "good"][row % 2].to_owned());
    assert_eq!(told(["0", "1", "0", "1"], number, None).unwrap(), (4, 0));
    assert_eq!(told(["0.0", "1.0", "0.0", "1.0"], number, None).unwrap(), (4, 0));
    assert_eq!(told(["bad", "good", "bad", "good"], text, None).unwrap(), (4, 0));
    // By number, where the labels are others: in order, and told.
    assert_eq!(told(["bad", "good", "bad", "good"], number, None).unwrap(), (4, 1));
    assert_eq!(told(["1", "2", "1", "2"], index, None).unwrap(), (4, 1));
    assert_eq!(told(["1", "2", "1", "2"], number, None).unwrap(), (4, 1));
    let other = ["good".to_owned(), "bad".to_owned()];
    assert_eq!(told(["bad", "good", "bad", "good"], number, Some(&other)).unwrap(), (0, 1));
    let strange: fn(usize) -> Answer = |_| Answer::Text("perhaps".to_owned());
    let error = told(["bad", "good", "bad", "good"], strange, None).unwrap_err();
    assert!(error.to_string().contains("perhaps"), "{error}");
    assert!(told(["bad", "good", "bad", "good"], text, Some(&["maybe".to_owned()])).is_err());
}

/// A model that says which classes it tells apart.
struct Knows(fn(usize) -> Answer, OwnClasses);

impl Stranger for Knows {
    fn answers(&self, table: &Table) -> Result<Vec<Answer>, LearnError> {
        Ok((0..table.rows()).map(self.0).collect())
    }

    fn classes(&self) -> Option<OwnClasses> {
        Some(self.1.clone())
    }
}

// proves M13
#[test]
fn a_class_that_the_data_lack_shifts_no_other() {
    use learn::LabelOracle;
    let port = Port { name: "a".to_owned(), kind: PortKind::Number, width: Some(1) };
    let binding = Binding::of(&[port], &named(&["a"], true)).unwrap();
    let right = |labels: [&str; 4], says: fn(usize) -> Answer, own: OwnClasses| {
        let labels: Texts = labels.iter().map(|label| Some((*label).to_owned())).collect();
        let ones = vec![vec![Some("1".to_owned()); 4]];
        let table = gather(&binding, &["a"], &ones, &labels).table;
        let understood = Understood::new(Box::new(Knows(says, own)), &table, None)?;
        let answers = understood.labels(&table)?;
        Ok::<_, LearnError>(answers.iter().zip(table.labels()).filter(|(a, b)| a == b).count())
    };
    let listed = |classes: &[&str]| {
        OwnClasses::Listed(classes.iter().map(|class| (*class).to_owned()).collect())
    };
    let index: fn(usize) -> Answer = |row| Answer::Index(1 + (row % 2) as u32);
    let number: fn(usize) -> Answer = |row| Answer::Number(1 + (row % 2) as i64);
    let three = ["bad", "good", "so-so"];
    assert_eq!(right(["good", "so-so", "good", "so-so"], index, listed(&three)).unwrap(), 4);
    assert_eq!(right(["1", "2", "1", "2"], index, listed(&["0", "1", "2"])).unwrap(), 4);
    assert_eq!(right(["1", "2", "1", "2"], number, listed(&["0", "1", "2"])).unwrap(), 4);
    assert_eq!(right(["1", "2", "1", "2"], index, OwnClasses::Counted(3)).unwrap(), 4);
    // Which two of three numbers these are can't be told.
    for own in [listed(&["0", "1", "2"]), OwnClasses::Counted(3)] {
        let error = right(["good", "so-so", "good", "so-so"], number, own).unwrap_err();
        assert!(error.to_string().contains("tells 3 classes apart"), "{error}");
    }
    // Encoders count from 0, whatever the labels are.
    let places: fn(usize) -> Answer = |row| Answer::Number((row % 2) as i64);
    assert_eq!(right(["bad", "good", "bad", "good"], places, listed(&["0", "1"])).unwrap(), 4);
    assert_eq!(right(["1", "2", "1", "2"], places, listed(&["0", "1"])).unwrap(), 4);
}

// proves M13
#[test]
fn a_model_of_others_is_attacked() {
    let (columns, labels) = far_apart(400);
    let (answers, table) = asked(FOREST, &columns, &labels);
    let names: std::collections::BTreeSet<&Answer> = answers.iter().collect();
    // The labels of the data are those that the model gives.
    let labels: Texts = answers
        .iter()
        .map(|answer| match answer {
            Answer::Text(text) => Some(text.clone()),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!((names.len(), table.rows()), (2, 400));
    let foreign = load(FOREST).unwrap();
    let binding = Binding::of(foreign.ports(), &named(ABCD, true)).unwrap();
    let table = gather(&binding, ABCD, &columns, &labels).table;
    let runtime = foreign.run_on(&binding).unwrap();
    let oracle = Understood::new(Box::new(runtime), &table, None).unwrap();
    let plan = BlackBox {
        epsilons: vec![0.1, 3.0],
        points: 100,
        budget: LabelOnly { queries: 30 },
        effort: Effort { plain_steps: 300, ..Effort::quick() },
        seed: 2,
        threat: None,
    };
    let outcome = black_box(&oracle, "forest", &table, &plan).unwrap();
    let accuracy = |attack, eps: f32| {
        let same = |e: &&learn::Evaluation| e.attack == attack && (e.eps - eps).abs() < 1e-6;
        outcome.evaluations.iter().find(same).unwrap().accuracy
    };
    assert!((accuracy(Attack::Clean, 0.0) - 1.0).abs() < 1e-9);
    assert!(accuracy(Attack::Worst, 3.0) < 0.5, "{:?}", outcome.evaluations);
}
