//! Doubles as floats: tract runs a few operators of floats alone, and some exports mix the two.

use super::tensor::{self, Values};
use tract_onnx::pb::tensor_proto::DataType;
use tract_onnx::pb::{GraphProto, ModelProto, NodeProto, TensorProto, ValueInfoProto, type_proto};

/// The same model with floats wherever it has doubles; `None` if it has none.
pub(crate) fn narrowed(model: &ModelProto) -> Option<ModelProto> {
    let mut narrow = model.clone();
    graph(narrow.graph.as_mut()?);
    (narrow != *model).then_some(narrow)
}

fn graph(given: &mut GraphProto) {
    given.initializer.iter_mut().for_each(constant);
    given.input.iter_mut().chain(&mut given.output).for_each(value);
    given.node.iter_mut().for_each(node);
}

fn node(given: &mut NodeProto) {
    let is_cast = given.op_type == "Cast";
    for attribute in &mut given.attribute {
        if is_cast && attribute.name == "to" && attribute.i == DataType::Double as i64 {
            attribute.i = DataType::Float as i64;
        }
        attribute.t.iter_mut().for_each(constant);
        attribute.g.iter_mut().for_each(graph);
    }
}

fn constant(given: &mut TensorProto) {
    if given.data_type != DataType::Double as i32 {
        return;
    }
    if let Ok(Values::Floats(values)) = Values::of(given) {
        let values: Vec<f32> = values.into_iter().map(|value| value as f32).collect();
        *given = tensor::floats(&given.name.clone(), given.dims.clone(), &values);
    }
}

fn value(given: &mut ValueInfoProto) {
    let kind = given.r#type.as_mut().and_then(|kind| kind.value.as_mut());
    if let Some(type_proto::Value::TensorType(tensor)) = kind
        && tensor.elem_type == DataType::Double as i32
    {
        tensor.elem_type = DataType::Float as i32;
    }
}
