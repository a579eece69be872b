//! Where the lowered graph grows, and what is known of its values.

use super::size::Sizes;
use super::tensor::{self, Values};
use super::texts::Texts;
use std::collections::HashSet;
use tract_onnx::pb::tensor_proto::DataType;
use tract_onnx::pb::{
    AttributeProto, GraphProto, ModelProto, NodeProto, OperatorSetIdProto, TensorProto,
    ValueInfoProto, attribute_proto::AttributeType, type_proto,
};

/// Elements that one value may have while a model runs.
pub(crate) const ELEMENTS_AT_ONCE: usize = 1 << 24;
/// What is assumed of a graph that names no version of the core operators.
const OPERATORS: i64 = 17;

/// Nodes and constants so far.
pub(super) struct Sink {
    nodes: Vec<NodeProto>,
    constants: Vec<TensorProto>,
    names: HashSet<String>,
    /// Values that were texts, and are indices now.
    textual: HashSet<String>,
    pub(super) texts: Texts,
    pub(super) sizes: Sizes,
    operators: i64,
    count: usize,
}

impl Sink {
    pub(super) fn new(model: &ModelProto) -> Self {
        let core = |set: &&OperatorSetIdProto| matches!(set.domain.as_str(), "" | "ai.onnx");
        Self {
            nodes: Vec::new(),
            constants: Vec::new(),
            names: HashSet::new(),
            textual: HashSet::new(),
            texts: Texts::default(),
            sizes: Sizes::default(),
            operators: model.opset_import.iter().find(core).map_or(OPERATORS, |set| set.version),
            count: 0,
        }
    }

    /// Adds a constant of the file; texts become indices.
    pub(super) fn constant(&mut self, given: TensorProto) -> Result<(), String> {
        let given = if tensor::kind(&given)? == DataType::String {
            let Values::Texts(texts) = Values::of(&given)? else { return Ok(()) };
            if texts.len() != tensor::elements(&given)? {
                return Err(format!("tensor {:?} has another shape", tensor::short(&given.name)));
            }
            let codes = self.texts.add_all(&texts)?;
            self.mark_text(&given.name);
            tensor::integers(&given.name, given.dims, &codes)
        } else {
            tensor::check(&given)?;
            given
        };
        self.sizes.constant(&given)?;
        self.names.insert(given.name.clone());
        self.constants.push(given);
        Ok(())
    }

    /// Adds a node as it is.
    pub(super) fn node(&mut self, node: NodeProto) -> Result<(), String> {
        self.sizes.node(&node)?;
        self.nodes.push(node);
        Ok(())
    }

    pub(super) fn is_constant(&self, name: &str) -> bool {
        self.names.contains(name)
    }

    /// How many dimensions a constant has.
    pub(super) fn rank(&self, name: &str) -> Option<usize> {
        self.constants.iter().find(|tensor| tensor.name == name).map(|tensor| tensor.dims.len())
    }

    pub(super) fn mark_text(&mut self, name: &str) {
        self.textual.insert(name.to_owned());
    }

    pub(super) fn is_text(&self, name: &str) -> bool {
        self.textual.contains(name)
    }

    /// A constant row of floats, `[count]`.
    pub(super) fn floats(&mut self, values: &[f32]) -> Result<String, String> {
        let (name, count) = (self.name(), i64::try_from(values.len()).unwrap_or(0));
        self.constant(tensor::floats(&name, vec![count], values)).map(|()| name)
    }

    /// A constant row of integers, `[count]`.
    pub(super) fn integers(&mut self, values: &[i64]) -> Result<String, String> {
        let (name, count) = (self.name(), i64::try_from(values.len()).unwrap_or(0));
        self.constant(tensor::integers(&name, vec![count], values)).map(|()| name)
    }

    /// Adds a core operator whose attributes are integers; its output is new.
    pub(super) fn inner(
        &mut self,
        operator: &str,
        inputs: &[&str],
        integers: &[(&str, i64)],
    ) -> Result<String, String> {
        let output = self.name();
        self.outer(operator, inputs, integers, &output).map(|()| output)
    }

    /// The same, with an output of a given name.
    pub(super) fn outer(
        &mut self,
        operator: &str,
        inputs: &[&str],
        integers: &[(&str, i64)],
        output: &str,
    ) -> Result<(), String> {
        let attribute = integers.iter().map(|(name, i)| integer(name, *i)).collect();
        let name = self.name();
        self.node(NodeProto {
            op_type: operator.to_owned(),
            name,
            input: inputs.iter().map(|&input| input.to_owned()).collect(),
            output: vec![output.to_owned()],
            attribute,
            ..NodeProto::default()
        })
    }

    pub(super) fn cast(&mut self, value: &str, to: DataType) -> Result<String, String> {
        self.inner("Cast", &[value], &[("to", to as i64)])
    }

    /// One dimension more, of size 1, at the end.
    pub(super) fn widened(&mut self, value: &str) -> Result<String, String> {
        self.with_axis("Unsqueeze", value, -1, 13)
    }

    /// The sum or the maximum of each row, `[N, 1]`.
    pub(super) fn by_row(&mut self, operator: &str, value: &str) -> Result<String, String> {
        self.with_axis(operator, value, 1, if operator == "ReduceSum" { 13 } else { 18 })
    }

    /// Axes were an attribute once, and became an input.
    fn with_axis(
        &mut self,
        operator: &str,
        value: &str,
        axis: i64,
        since: i64,
    ) -> Result<String, String> {
        if self.operators >= since {
            let axes = self.integers(&[axis])?;
            return self.inner(operator, &[value, &axes], &[]);
        }
        let output = self.name();
        let axes = AttributeProto {
            name: "axes".to_owned(),
            r#type: AttributeType::Ints as i32,
            ints: vec![axis],
            ..AttributeProto::default()
        };
        let name = self.name();
        self.node(NodeProto {
            op_type: operator.to_owned(),
            name,
            input: vec![value.to_owned()],
            output: vec![output.clone()],
            attribute: vec![axes],
            ..NodeProto::default()
        })?;
        Ok(output)
    }

    /// No value of a file may be called so by accident: it would be made twice, and refused.
    fn name(&mut self) -> String {
        self.count += 1;
        format!("/lowered/{}", self.count)
    }

    /// The model, with one output, and the texts.
    pub(super) fn finish(
        self,
        model: &ModelProto,
        graph: &GraphProto,
        answer: &str,
    ) -> (ModelProto, Texts) {
        let mut input = graph.input.clone();
        input.retain(|input| !self.names.contains(&input.name));
        for input in input.iter_mut().filter(|input| self.textual.contains(&input.name)) {
            let kind = input.r#type.as_mut().and_then(|kind| kind.value.as_mut());
            if let Some(type_proto::Value::TensorType(tensor)) = kind {
                tensor.elem_type = DataType::Int64 as i32;
            }
        }
        let output = vec![ValueInfoProto { name: answer.to_owned(), ..ValueInfoProto::default() }];
        let lowered = GraphProto {
            node: self.nodes,
            initializer: self.constants,
            input,
            output,
            ..GraphProto::default()
        };
        let core = OperatorSetIdProto { domain: String::new(), version: self.operators };
        let proto = ModelProto {
            ir_version: model.ir_version,
            opset_import: vec![core],
            graph: Some(lowered),
            ..ModelProto::default()
        };
        (proto, self.texts)
    }
}

pub(super) fn integer(name: &str, i: i64) -> AttributeProto {
    AttributeProto {
        name: name.to_owned(),
        r#type: AttributeType::Int as i32,
        i,
        ..AttributeProto::default()
    }
}

pub(super) fn integers(name: &str, ints: Vec<i64>) -> AttributeProto {
    AttributeProto {
        name: name.to_owned(),
        r#type: AttributeType::Ints as i32,
        ints,
        ..AttributeProto::default()
    }
}
