//! Building an ONNX graph, node by node (opset 17, core operators alone).

use tract_onnx::pb::{
    AttributeProto, GraphProto, NodeProto, TensorProto, TensorShapeProto, TypeProto,
    ValueInfoProto, attribute_proto::AttributeType, tensor_proto::DataType, tensor_shape_proto,
    type_proto,
};

/// A graph that grows. Names of inner values are numbered, and start with a slash so that no raw
/// column can have the same name.
#[derive(Default)]
pub(super) struct Graph {
    proto: GraphProto,
    count: usize,
}

impl Graph {
    /// An input or output value: `[N]` or `[N, columns]`.
    pub(super) fn value(name: &str, kind: DataType, columns: Option<usize>) -> ValueInfoProto {
        use tensor_shape_proto::{Dimension, dimension::Value};
        let dimension = |value| Dimension { value: Some(value), ..Dimension::default() };
        let rows = dimension(Value::DimParam("N".to_owned()));
        let columns = columns.map(|count| dimension(Value::DimValue(length(count))));
        let shape = TensorShapeProto { dim: [rows].into_iter().chain(columns).collect() };
        let tensor = type_proto::Tensor { elem_type: kind as i32, shape: Some(shape) };
        let of = TypeProto {
            value: Some(type_proto::Value::TensorType(tensor)),
            ..TypeProto::default()
        };
        ValueInfoProto { name: name.to_owned(), r#type: Some(of), ..ValueInfoProto::default() }
    }

    pub(super) fn input(&mut self, value: ValueInfoProto) {
        self.proto.input.push(value);
    }

    pub(super) fn output(&mut self, value: ValueInfoProto) {
        self.proto.output.push(value);
    }

    /// A constant matrix of floats.
    pub(super) fn floats(&mut self, rows: usize, columns: usize, values: &[f32]) -> String {
        let raw_data = values.iter().flat_map(|value| value.to_le_bytes()).collect();
        self.constant(vec![length(rows), length(columns)], DataType::Float, raw_data)
    }

    /// A constant row of integers, `[count]` or `[1, count]`.
    pub(super) fn integers(&mut self, values: &[i64], row: bool) -> String {
        let raw_data = values.iter().flat_map(|value| value.to_le_bytes()).collect();
        let count = length(values.len());
        let dims = if row { vec![1, count] } else { vec![count] };
        self.constant(dims, DataType::Int64, raw_data)
    }

    fn constant(&mut self, dims: Vec<i64>, kind: DataType, raw_data: Vec<u8>) -> String {
        let name = self.name("constant");
        let data_type = kind as i32;
        let tensor =
            TensorProto { name: name.clone(), dims, data_type, raw_data, ..TensorProto::default() };
        self.proto.initializer.push(tensor);
        name
    }

    /// A node with one new output, whose name is returned.
    pub(super) fn node(
        &mut self,
        operator: &str,
        inputs: &[&str],
        integers: &[(&str, i64)],
    ) -> String {
        let output = self.name(operator);
        self.named(operator, inputs, integers, output)
    }

    /// A node with one output called `output`.
    pub(super) fn named(
        &mut self,
        operator: &str,
        inputs: &[&str],
        integers: &[(&str, i64)],
        output: String,
    ) -> String {
        let attribute = |&(name, i): &(&str, i64)| AttributeProto {
            name: name.to_owned(),
            r#type: AttributeType::Int as i32,
            i,
            ..AttributeProto::default()
        };
        let name = self.name("node");
        self.proto.node.push(NodeProto {
            op_type: operator.to_owned(),
            name,
            input: inputs.iter().map(|&input| input.to_owned()).collect(),
            output: vec![output.clone()],
            attribute: integers.iter().map(attribute).collect(),
            ..NodeProto::default()
        });
        output
    }

    fn name(&mut self, kind: &str) -> String {
        self.count += 1;
        format!("/{kind}_{}", self.count)
    }

    pub(super) fn finish(mut self, name: &str) -> GraphProto {
        name.clone_into(&mut self.proto.name);
        self.proto
    }
}

fn length(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
