//! Model files of ours that say of themselves what their graphs do not hold.

use crate::support::loans;
use learn::{Card, Effort, LearnError, Runtime, train_all};
use prost::Message;
use serde_json::{Value, json};
use tract_onnx::pb::{ModelProto, ValueInfoProto};

fn file() -> ModelProto {
    let split = loans(600, 8, false).table.split(8).unwrap();
    let effort = Effort { plain_steps: 40, robust_steps: 20, queries: 5, ..Effort::quick() };
    let card = Card { name: "final".to_owned(), eps: 0.1, training: String::new(), seed: 8 };
    let bytes = train_all(&split, &effort, 8, &|_| {}).unwrap().best.to_onnx(&card);
    ModelProto::decode(bytes.as_slice()).unwrap()
}

/// Loads a file whose schema was edited, which must be refused, and told with these words.
#[track_caller]
fn refused(file: &ModelProto, edit: impl Fn(&mut Value), words: &str) {
    let mut lying = file.clone();
    let entry = lying.metadata_props.iter_mut().find(|entry| entry.key == "hygeia.schema").unwrap();
    let mut schema: Value = serde_json::from_str(&entry.value).unwrap();
    edit(&mut schema);
    entry.value = schema.to_string();
    refuses(&lying, words);
}

#[track_caller]
fn refuses(file: &ModelProto, words: &str) {
    match Runtime::load(&file.encode_to_vec()) {
        Err(LearnError::Model { reason }) => assert!(reason.contains(words), "{reason}"),
        other => panic!("it is believed: {:?}", other.map(|runtime| runtime.schema().clone())),
    }
}

fn inputs(schema: &mut Value) -> &mut Vec<Value> {
    schema["inputs"].as_array_mut().unwrap()
}

// proves M13
#[test]
fn a_file_whose_schema_is_not_that_of_its_graph_is_refused_by_name() {
    let file = file();
    Runtime::load(&file.encode_to_vec()).unwrap();
    let ghost = json!({"type": "number", "name": "ghost", "median": 0.0, "mean": 0.0, "deviation": 1.0,
        "missing_indicator": false});
    refused(&file, |schema| inputs(schema).push(ghost.clone()), "no input \"ghost\"");
    refused(&file, |schema| drop(inputs(schema).remove(0)), "an input \"score\" more");
    refused(&file, |schema| inputs(schema)[0]["name"] = json!("x"), "no input \"x\"");
    refused(&file, |schema| inputs(schema).clear(), "no input");
    refused(
        &file,
        |schema| {
            let again = inputs(schema)[0].clone();
            inputs(schema).push(again);
        },
        "\"score\" is there twice",
    );
    refused(
        &file,
        |schema| inputs(schema)[0] = json!({"type": "category", "name": "score", "vocabulary": []}),
        "\"score\" is not Int64",
    );
    for deviation in [json!(0.0), json!(-1.0), json!(1e39)] {
        refused(&file, |schema| inputs(schema)[0]["deviation"] = deviation.clone(), "\"score\"");
    }
    refused(&file, |schema| schema["classes"] = json!(["a"]), "1 classes");
    refused(&file, |schema| schema["classes"] = json!(["a", "a"]), "one name");
    refused(&file, |schema| schema["classes"] = json!(["a", "b", "c"]), "[N, 3]");
    refused(&file, |schema| inputs(schema)[6]["vocabulary"] = json!(["own", "own"]), "twice");
}

// proves M13
#[test]
fn a_file_whose_graph_is_another_is_refused_and_order_is_no_matter() {
    let file = file();
    let edited = |edit: &dyn Fn(&mut tract_onnx::pb::GraphProto)| {
        let mut edited = file.clone();
        edit(edited.graph.as_mut().unwrap());
        edited
    };
    // Bound by name: another order of inputs and outputs gives the same answers.
    let turned = edited(&|graph| {
        graph.input.reverse();
        graph.output.reverse();
    });
    let table = loans(50, 9, false).table;
    let answers = |file: &ModelProto| {
        let runtime = Runtime::load(&file.encode_to_vec()).unwrap();
        runtime.predict(&runtime.schema().cells(&table).unwrap()).unwrap()
    };
    assert_eq!(answers(&turned), answers(&file));

    let more = edited(&|graph| {
        let input = ValueInfoProto { name: "ghost".to_owned(), ..graph.input[0].clone() };
        graph.input.push(input);
    });
    refuses(&more, "\"ghost\" more");
    refuses(&edited(&|graph| graph.output.clear()), "no output \"probabilities\"");
    refuses(&edited(&|graph| graph.output[0].name = "label".to_owned()), "\"probabilities\"");
    refuses(&edited(&|graph| graph.node.clear()), "made by no node");
    refuses(&edited(&|graph| graph.node[0].input[0] = "nobody".to_owned()), "\"nobody\"");
    refuses(&edited(&|graph| graph.node.reverse()), "nothing before it makes");
    refuses(&edited(&|graph| graph.initializer[0].dims = vec![7_000_000_000]), "too large");
    refuses(&edited(&|graph| graph.initializer[0].dims = vec![-1]), "negative");
    refuses(&edited(&|graph| graph.initializer[0].raw_data.truncate(3)), "its shape says");
    refuses(&edited(&|graph| graph.node[0].op_type = "Loop".to_owned()), "Loop");
    let external = tract_onnx::pb::StringStringEntryProto {
        key: "location".to_owned(),
        value: "/etc/passwd".to_owned(),
    };
    refuses(
        &edited(&|graph| graph.initializer[0].external_data = vec![external.clone()]),
        "another file",
    );
}
