//! Models that nobody here made.

use learn::{
    Answer, Attack, Binding, BlackBox, Effort, Foreign, Gathered, LabelOnly, LearnError, Named,
    OTHER, Port, PortKind, Stranger, Table, Texts, Understood, black_box,
};
use prost::Message;
use tract_onnx::pb::tensor_proto::DataType;
use tract_onnx::pb::{
    AttributeProto, GraphProto, ModelProto, NodeProto, OperatorSetIdProto, TensorProto,
    TensorShapeProto, TypeProto, ValueInfoProto, tensor_shape_proto, type_proto,
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
        |name: &str| names.iter().position(|other| *other == name).map(|at| columns[at].clone());
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
    let column = |name: &str| -> Option<Texts> {
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
    };
    let outcome = black_box(&oracle, "forest", &table, &plan).unwrap();
    let accuracy = |attack, eps: f32| {
        let same = |e: &&learn::Evaluation| e.attack == attack && (e.eps - eps).abs() < 1e-6;
        outcome.evaluations.iter().find(same).unwrap().accuracy
    };
    assert!((accuracy(Attack::Clean, 0.0) - 1.0).abs() < 1e-9);
    assert!(accuracy(Attack::Worst, 3.0) < 0.5, "{:?}", outcome.evaluations);
}

/// A graph of one node over `x`, `[N, 2]`.
fn graph(node: NodeProto, initializer: Vec<TensorProto>) -> ModelProto {
    use tensor_shape_proto::{Dimension, dimension::Value as Size};
    let value = |name: &str, kind: DataType, columns: Option<i64>| {
        let dim = |size| Dimension { value: Some(size), ..Dimension::default() };
        let rows = dim(Size::DimParam("N".to_owned()));
        let dims = [rows].into_iter().chain(columns.map(|columns| dim(Size::DimValue(columns))));
        let shape = Some(TensorShapeProto { dim: dims.collect() });
        let tensor = type_proto::Tensor { elem_type: kind as i32, shape };
        let of = TypeProto {
            value: Some(type_proto::Value::TensorType(tensor)),
            ..TypeProto::default()
        };
        ValueInfoProto { name: name.to_owned(), r#type: Some(of), ..ValueInfoProto::default() }
    };
    let label = if node.output.iter().any(|output| output == "label") {
        DataType::Int64
    } else {
        DataType::Float
    };
    let graph = GraphProto {
        output: vec![value(&node.output[0].clone(), label, None)],
        node: vec![node],
        initializer,
        input: vec![value("x", DataType::Float, Some(2))],
        ..GraphProto::default()
    };
    ModelProto {
        ir_version: 8,
        opset_import: vec![OperatorSetIdProto { domain: String::new(), version: 17 }],
        graph: Some(graph),
        ..ModelProto::default()
    }
}

fn node(operator: &str, domain: &str, inputs: &[&str], outputs: &[&str]) -> NodeProto {
    let own = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    NodeProto {
        op_type: operator.to_owned(),
        domain: domain.to_owned(),
        input: own(inputs),
        output: own(outputs),
        ..NodeProto::default()
    }
}

fn ints(name: &str, ints: &[i64]) -> AttributeProto {
    AttributeProto {
        name: name.to_owned(),
        ints: ints.to_vec(),
        r#type: 7,
        ..AttributeProto::default()
    }
}

fn floats(name: &str, floats: &[f32]) -> AttributeProto {
    AttributeProto {
        name: name.to_owned(),
        floats: floats.to_vec(),
        r#type: 6,
        ..AttributeProto::default()
    }
}

fn strings(name: &str, strings: &[&str]) -> AttributeProto {
    let strings = strings.iter().map(|text| text.as_bytes().to_vec()).collect();
    AttributeProto { name: name.to_owned(), strings, r#type: 8, ..AttributeProto::default() }
}

/// One tree: a root, and two leaves.
fn tree(edit: impl Fn(&mut Vec<AttributeProto>)) -> ModelProto {
    let mut node = node("TreeEnsembleClassifier", "ai.onnx.ml", &["x"], &["label", "scores"]);
    node.attribute = vec![
        ints("classlabels_int64s", &[0, 1]),
        ints("nodes_treeids", &[0, 0, 0]),
        ints("nodes_nodeids", &[0, 1, 2]),
        ints("nodes_featureids", &[1, 0, 0]),
        floats("nodes_values", &[0.5, 0.0, 0.0]),
        strings("nodes_modes", &["BRANCH_LEQ", "LEAF", "LEAF"]),
        ints("nodes_truenodeids", &[1, 0, 0]),
        ints("nodes_falsenodeids", &[2, 0, 0]),
        ints("class_treeids", &[0, 0]),
        ints("class_nodeids", &[1, 2]),
        ints("class_ids", &[0, 0]),
        floats("class_weights", &[0.2, 0.8]),
    ];
    edit(&mut node.attribute);
    graph(node, Vec::new())
}

/// What is told of a model that can't be run on two columns.
fn told(model: &ModelProto) -> String {
    let ready = load(&model.encode_to_vec()).and_then(|foreign| {
        let binding = Binding::of(foreign.ports(), &named(&["a", "b"], true))?;
        foreign.run_on(&binding)
    });
    match ready {
        Ok(_) => "it is run".to_owned(),
        Err(error) => error.to_string(),
    }
}

fn set(attributes: &mut [AttributeProto], name: &str, ints: &[i64]) {
    attributes.iter_mut().find(|given| given.name == name).unwrap().ints = ints.to_vec();
}

// proves M13
#[test]
fn a_tree_that_lies_is_refused() {
    assert_eq!(told(&tree(|_| {})), "it is run");
    let lies: [(&str, &[i64], &str); 9] = [
        ("nodes_truenodeids", &[9, 0, 0], "no node 9"),
        ("nodes_truenodeids", &[0, 0, 0], "circle"),
        ("nodes_truenodeids", &[2, 0, 0], "two parents"),
        ("nodes_nodeids", &[0, 1, 1], "twice"),
        ("nodes_featureids", &[2, 0, 0], "columns"),
        ("nodes_featureids", &[-1, 0, 0], "column -1"),
        ("class_ids", &[0, 2], "none of 2"),
        ("class_nodeids", &[1, 7], "no node 7"),
        ("nodes_treeids", &[0, 0], "nodes"),
    ];
    for (name, ints, words) in lies {
        let said = told(&tree(|attributes| set(attributes, name, ints)));
        assert!(said.contains(words), "{name} {ints:?}: {said}");
    }
    let said = told(&tree(|attributes| attributes.clear()));
    assert!(said.contains("TreeEnsembleClassifier"), "{said}");
}

// proves M13
#[test]
fn what_is_not_covered_is_refused_by_its_name() {
    let unknown = graph(node("Exfiltrate", "evil", &["x"], &["label"]), Vec::new());
    assert!(told(&unknown).contains("Exfiltrate of evil"), "{}", told(&unknown));
    for operator in ["TfIdfVectorizer", "Loop", "If", "RandomNormalLike", "StringNormalizer"] {
        let model = graph(node(operator, "", &["x"], &["label"]), Vec::new());
        assert!(told(&model).contains(operator), "{}", told(&model));
    }
    let regressor = graph(node("LinearRegressor", "ai.onnx.ml", &["x"], &["y"]), Vec::new());
    assert!(told(&regressor).contains("no class"), "{}", told(&regressor));
}

// proves M13
#[test]
fn a_few_bytes_never_ask_for_much_memory() {
    let sizes = |name: &str, values: &[i64]| TensorProto {
        name: name.to_owned(),
        dims: vec![values.len() as i64],
        data_type: DataType::Int64 as i32,
        int64_data: values.to_vec(),
        ..TensorProto::default()
    };
    let huge = sizes("huge", &[1 << 40]);
    let zeros = graph(node("ConstantOfShape", "", &["huge"], &["y"]), vec![huge.clone()]);
    assert!(told(&zeros).contains("ConstantOfShape makes more than"), "{}", told(&zeros));
    let wide = graph(node("Expand", "", &["x", "huge"], &["y"]), vec![huge.clone()]);
    assert!(told(&wide).contains("Expand makes more than"), "{}", told(&wide));
    // Made by adding, and by the data.
    let mut added = graph(node("ConstantOfShape", "", &["sum"], &["y"]), vec![huge]);
    let sum = node("Mul", "", &["huge", "huge"], &["sum"]);
    added.graph.as_mut().unwrap().node.insert(0, sum);
    assert!(told(&added).contains("makes more than"), "{}", told(&added));
    let by_data = graph(node("Expand", "", &["x", "x"], &["y"]), Vec::new());
    assert!(told(&by_data).contains("follows from the data"), "{}", told(&by_data));
    // Two long constants that are multiplied to a large matrix.
    let long = |name: &str, dims: Vec<i64>| TensorProto {
        name: name.to_owned(),
        dims,
        data_type: DataType::Float as i32,
        raw_data: vec![0; 4 << 16],
        ..TensorProto::default()
    };
    let constants = vec![long("a", vec![1 << 16, 1]), long("b", vec![1, 1 << 16])];
    let product = graph(node("MatMul", "", &["a", "b"], &["y"]), constants);
    assert!(told(&product).contains("MatMul makes more than"), "{}", told(&product));
    let lies = graph(node("Relu", "", &["x"], &["y"]), vec![sizes("n", &[1, 2])]);
    let mut lies = lies;
    lies.graph.as_mut().unwrap().initializer[0].dims = vec![3];
    assert!(told(&lies).contains("holds 2 elements where its shape says 3"), "{}", told(&lies));
}

#[test]
fn weights_beside_the_model_are_taken_and_those_elsewhere_are_not() {
    use tract_onnx::pb::StringStringEntryProto;
    let entry = |key: &str, value: &str| StringStringEntryProto {
        key: key.to_owned(),
        value: value.to_owned(),
    };
    let model = |location: &str, length: &str| {
        let weights = TensorProto {
            name: "w".to_owned(),
            dims: vec![2, 2],
            data_type: DataType::Float as i32,
            data_location: Some(1),
            external_data: vec![
                entry("location", location),
                entry("offset", "4"),
                entry("length", length),
            ],
            ..TensorProto::default()
        };
        graph(node("MatMul", "", &["x", "w"], &["y"]), vec![weights]).encode_to_vec()
    };
    let beside = |name: &str| (name == "m.onnx.data").then(|| vec![0u8; 20]);
    assert!(Foreign::load(&model("m.onnx.data", "16"), &beside).is_ok());
    let told = |location: &str, length: &str| {
        let Err(error) = Foreign::load(&model(location, length), &beside) else {
            panic!("{location}")
        };
        error.to_string()
    };
    assert!(told("other.data", "16").contains("is not beside it"));
    assert!(told("m.onnx.data", "17").contains("too short"));
    for elsewhere in ["../m.onnx.data", "/etc/passwd", "", "a/b"] {
        assert!(told(elsewhere, "16").contains("outside of the model's folder"), "{elsewhere}");
    }
}
