//! Graphs of others that lie, ask for too much, or use what is not covered.

use learn::{Binding, Foreign, LearnError, Named};
use prost::Message;
use tract_onnx::pb::tensor_proto::DataType;
use tract_onnx::pb::{
    AttributeProto, GraphProto, ModelProto, NodeProto, OperatorSetIdProto, TensorProto,
    TensorShapeProto, TypeProto, ValueInfoProto, tensor_shape_proto, type_proto,
};

fn load(bytes: &[u8]) -> Result<Foreign, LearnError> {
    Foreign::load(bytes, &|_| None)
}

fn named(names: &[&str], numeric: bool) -> Vec<Named> {
    names.iter().map(|name| Named { name: (*name).to_owned(), numeric }).collect()
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
