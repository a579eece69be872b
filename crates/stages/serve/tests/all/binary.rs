//! The binary tensor data extension, and all columns in one tensor, over the stage as a head calls it.

use crate::protocol::{credit, ready};
use crate::support::{Asker, Place};
use hygeia_serve::{Guard, InferResponse, ServeError};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use serde_json::{Value, json};
use terms::View;

fn texts(all: &[&str]) -> Vec<u8> {
    let text = |text: &&str| [&(text.len() as u32).to_le_bytes()[..], text.as_bytes()].concat();
    all.iter().flat_map(text).collect()
}

fn floats(all: &[f32]) -> Vec<u8> {
    all.iter().flat_map(|float| float.to_le_bytes()).collect()
}

/// An input whose values lie behind the JSON.
fn counted(name: &str, datatype: &str, shape: Value, size: usize) -> Value {
    let parameters = json!({ "binary_data_size": size });
    json!({ "name": name, "datatype": datatype, "shape": shape, "parameters": parameters })
}

/// A request for two rows as Triton's client sends it, with what it says of outputs.
fn two_rows(datatype: &str, income: Vec<u8>, more: Value) -> (Value, Vec<u8>) {
    let home = texts(&["rent", "own"]);
    let mut head = json!({ "inputs": [
        counted("income", datatype, json!([2, 1]), income.len()),
        counted("home", "BYTES", json!([2, 1]), home.len()),
    ]});
    head.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    (head, [income, home].concat())
}

async fn refused(asker: &Asker, head: Value, tensors: Vec<u8>) -> String {
    match asker.infer_with(head, tensors).await {
        Err(error @ (ServeError::Request(_) | ServeError::Input { .. })) => error.to_string(),
        other => panic!("{other:?}"),
    }
}

fn labels(answer: &InferResponse) -> Vec<&str> {
    answer.outputs[0].data.iter().filter_map(Value::as_str).collect()
}

#[tokio::test]
async fn tensors_as_bytes_of_every_width_are_answered_as_their_json_is() {
    let place = ready(Guard::default()).await;
    let desk = place.as_user("desk", View::Token).await;
    let wide = |values: [f64; 2]| values.iter().flat_map(|v| v.to_le_bytes()).collect::<Vec<u8>>();
    let long = |values: [i64; 2]| values.iter().flat_map(|v| v.to_le_bytes()).collect::<Vec<u8>>();
    for (datatype, income) in [
        ("FP32", floats(&[100.0, 207.5])),
        ("FP64", wide([100.0, 207.5])),
        ("INT64", long([100, 207])),
        ("INT32", [100i32, 207].iter().flat_map(|v| v.to_le_bytes()).collect()),
        ("UINT8", vec![100, 207]),
        // 100 and 207.5 in binary16.
        ("FP16", [0x5640u16, 0x5a7c].iter().flat_map(|v| v.to_le_bytes()).collect()),
    ] {
        let (head, tensors) = two_rows(datatype, income, json!({}));
        let answer = desk.infer_with(head, tensors).await.unwrap();
        assert_eq!(labels(&answer), ["no", "yes"], "{datatype}");
    }
    let (head, tensors) = two_rows("BOOL", vec![0, 2], json!({}));
    assert!(refused(&desk, head, tensors).await.contains("income"));
}

// proves M14
#[tokio::test]
async fn outputs_come_as_bytes_to_whom_asks_so_and_no_finer_than_as_json() {
    let place = ready(Guard::default()).await;
    let head_of_risk = place.as_user("head", View::Clear).await;
    let all = json!({ "parameters": { "binary_data_output": true } });
    let (head, tensors) = two_rows("FP32", floats(&[100.0, 207.5]), all);
    let answer = head_of_risk.infer_with(head, tensors).await.unwrap();
    let [label, probabilities] = answer.outputs.as_slice() else { panic!("{answer:?}") };
    assert_eq!(label.bytes.as_deref(), Some(texts(&["no", "yes"]).as_slice()));
    let bytes = probabilities.bytes.as_deref().unwrap();
    assert_eq!(probabilities.parameters.unwrap().binary_data_size, bytes.len());
    assert_eq!(bytes.len(), 16);
    for value in bytes.as_chunks::<4>().0 {
        let value = f32::from_le_bytes(*value);
        assert_eq!(value, (value * 100.0).round() / 100.0, "no more than two decimals leave");
    }
    let json = serde_json::to_value(&answer).unwrap();
    assert!(json["outputs"][0].get("data").is_none(), "{json}");
    // Each output by itself, over what the request says.
    let some = json!({
        "parameters": { "binary_data_output": true },
        "outputs": [{ "name": "label", "parameters": { "binary_data": false } }, { "name": "probabilities" }],
    });
    let (head, tensors) = two_rows("FP32", floats(&[100.0, 207.5]), some);
    let answer = head_of_risk.infer_with(head, tensors).await.unwrap();
    assert_eq!(labels(&answer), ["no", "yes"]);
    assert!(answer.outputs[0].bytes.is_none() && answer.outputs[1].bytes.is_some());
    let classes =
        json!({ "outputs": [{ "name": "label", "parameters": { "classification": 2 } }] });
    let (head, tensors) = two_rows("FP32", floats(&[100.0, 207.5]), classes);
    assert!(refused(&head_of_risk, head, tensors).await.contains("classification"));
}

// proves M14
#[tokio::test]
async fn lengths_that_lie_are_refused_by_the_name_of_the_input() {
    let place = ready(Guard::default()).await;
    let desk = place.as_user("desk", View::Token).await;
    let home = |bytes: Vec<u8>, size: usize| {
        let income = floats(&[100.0]);
        let inputs = json!([
            counted("income", "FP32", json!([1]), 4),
            counted("home", "BYTES", json!([1]), size),
        ]);
        (json!({ "inputs": inputs }), [income, bytes].concat())
    };
    for bytes in [
        vec![4, 0, 0, 0, b'r'],
        vec![255, 255, 255, 255, b'r'],
        vec![1, 0],
        vec![1, 0, 0, 0, 0xff],
        texts(&["rent", "own"]),
        Vec::new(),
    ] {
        let size = bytes.len();
        let (head, tensors) = home(bytes, size);
        assert!(refused(&desk, head, tensors).await.contains("home"));
    }
    let (head, tensors) = home(texts(&["rent"]), 9);
    assert!(refused(&desk, head, tensors).await.contains("binary_data_size"));
    let (head, tensors) = home(texts(&["rent"]), 7);
    assert!(refused(&desk, head, tensors).await.contains("1 bytes follow"));
    let (head, tensors) = two_rows("FP32", vec![0; 7], json!({}));
    assert!(refused(&desk, head, tensors).await.contains("income"));
    for infinite in [f32::INFINITY, f32::NEG_INFINITY] {
        let (head, tensors) = two_rows("FP32", floats(&[infinite, 1.0]), json!({}));
        assert!(refused(&desk, head, tensors).await.contains("infinite"));
    }
    let (mut head, tensors) = two_rows("FP32", floats(&[1.0, 2.0]), json!({}));
    head["inputs"][0]["shape"] = json!([u64::MAX, 1]);
    assert!(refused(&desk, head, tensors).await.contains("rows"));
}

fn table(shape: Value, datatype: &str, data: Value) -> Value {
    let tensor = json!({ "name": "predict", "shape": shape, "datatype": datatype, "data": data });
    json!({ "inputs": [tensor] })
}

#[tokio::test]
async fn all_columns_in_one_tensor_are_taken_in_the_order_of_a_model_of_numbers() {
    let place = Place::new(Guard::default()).await;
    place.promote_numbers(&credit()).await;
    place.service.serve(&credit()).await.unwrap();
    let desk = place.as_user("desk", View::Token).await;
    let ask = async |body: Value| desk.infer_with(body, Vec::new()).await;
    for (datatype, data) in [
        ("FP32", json!([100.0, 1.0, 207.5, 2.0])),
        ("FP64", json!([[100.0, 1.0], [207.5, null]])),
        ("INT64", json!([100, 1, 207, 2])),
    ] {
        let answer = ask(table(json!([2, 2]), datatype, data)).await.unwrap();
        assert_eq!(labels(&answer), ["no", "yes"], "{datatype}");
    }
    // The other way round it would be the other answer: the order is the model's.
    let answer = ask(table(json!([1, 2]), "FP32", json!([1.0, 207.5]))).await.unwrap();
    assert_eq!(labels(&answer), ["no"]);
    let bytes = floats(&[100.0, 1.0, 207.5, 2.0]);
    let head = json!({ "inputs": [counted("predict", "FP32", json!([2, 2]), bytes.len())] });
    assert_eq!(labels(&desk.infer_with(head, bytes).await.unwrap()), ["no", "yes"]);
    for (shape, data) in [(json!([1, 3]), json!([1, 2, 3])), (json!([2]), json!([1, 2]))] {
        let told = refused(&desk, table(shape, "FP32", data), Vec::new()).await;
        assert!(told.contains("[N,2]") && told.contains("income, age"), "{told}");
    }
    let short = refused(&desk, table(json!([2, 2]), "FP32", json!([1, 2, 3])), Vec::new()).await;
    assert!(short.contains("number of values"), "{short}");
    let rows = refused(&desk, table(json!([u64::MAX, 2]), "FP32", json!([1])), Vec::new()).await;
    assert!(rows.contains("rows"), "{rows}");
}

#[tokio::test]
async fn all_columns_in_one_tensor_are_refused_where_one_of_them_is_text() {
    let place = ready(Guard::default()).await;
    let desk = place.as_user("desk", View::Token).await;
    let told = refused(&desk, table(json!([1, 2]), "FP32", json!([1, 1])), Vec::new()).await;
    for part in ["predict", "[1,2]", "BYTES for home", "[N,1]"] {
        assert!(told.contains(part), "{told}");
    }
}

/// A tensor in JSON, and its bytes.
fn tensor() -> impl Strategy<Value = (Value, Vec<u8>)> {
    let datatypes = ["FP16", "FP32", "FP64", "BOOL", "UINT8", "INT32", "INT64", "BYTES", "X"];
    let names = prop::sample::select(vec!["income", "home", "predict"]);
    let shape = prop::collection::vec(0u64..4, 0..3);
    let bytes = prop::collection::vec(prop::sample::select(vec![0u8, 1, 4, b'o', 255]), 0..24);
    (names, prop::sample::select(datatypes.to_vec()), shape, bytes, 0usize..30).prop_map(
        |(name, datatype, shape, bytes, lie)| {
            let size = if lie == 0 { bytes.len() + 1 } else { bytes.len() };
            (counted(name, datatype, json!(shape), size), bytes)
        },
    )
}

// proves M14
#[tokio::test]
async fn no_bytes_behind_the_json_make_it_fail_otherwise_than_by_a_refusal() {
    let place = ready(Guard { rows: u64::MAX, window: 3_600 }).await;
    let desk = place.as_user("desk", View::Token).await;
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    for _ in 0..2_000 {
        let tree = prop::collection::vec(tensor(), 0..3).new_tree(&mut runner).unwrap();
        let (inputs, tensors): (Vec<Value>, Vec<Vec<u8>>) = tree.current().into_iter().unzip();
        match desk.infer_with(json!({ "inputs": inputs }), tensors.concat()).await {
            Ok(answer) => assert_eq!(answer.outputs[0].shape[0], answer.outputs[0].data.len()),
            Err(ServeError::Request(_) | ServeError::Input { .. }) => {}
            Err(other) => panic!("{other}"),
        }
    }
}
