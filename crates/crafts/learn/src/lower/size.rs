//! How large values can become that depend on constants alone. tract computes them while it reads
//! the graph, before anybody can look at their shapes; a few bytes could ask for terabytes.

use super::tensor::{self, Values};
use std::collections::HashMap;
use tract_onnx::pb::{NodeProto, TensorProto};

/// Most elements of a value that is computed from constants.
const MOST: u128 = 1 << 26;
/// A constant of more elements is no shape.
const SHAPE: usize = 16;
/// Attributes that say by how much a value grows, and by how much they may.
const PADDINGS: &[&str] = &["pads", "output_padding", "output_shape", "strides", "dilations"];
const PADDING: u64 = 1 << 12;
/// What may come between constants or shapes of values and a shape that is made of them.
const OF_SHAPES: &[&str] = &[
    "Add",
    "Cast",
    "Ceil",
    "Concat",
    "Div",
    "Equal",
    "Floor",
    "Gather",
    "Identity",
    "Max",
    "Min",
    "Mul",
    "Neg",
    "ReduceProd",
    "Reshape",
    "Slice",
    "Squeeze",
    "Sub",
    "Unsqueeze",
    "Where",
];

/// What is known of each value.
#[derive(Debug, Default)]
pub(super) struct Sizes(HashMap<String, Bound>);

#[derive(Debug, Clone, Copy)]
struct Bound {
    /// How many elements it has, at most; of what depends on an input, a guess.
    elements: u128,
    /// Whether it is made of constants alone.
    constant: bool,
    /// What the product of its elements is, at most, apart from sizes of values that are there;
    /// `None` if that isn't known.
    product: Option<u128>,
}

impl Sizes {
    pub(super) fn constant(&mut self, given: &TensorProto) -> Result<(), String> {
        let count = tensor::elements(given)?;
        let product = match (count <= SHAPE).then(|| Values::of(given)) {
            Some(Ok(Values::Integers(values))) => {
                let sizes = values.iter().map(|value| u128::from(value.unsigned_abs().max(1)));
                Some(sizes.fold(1u128, u128::saturating_mul))
            }
            Some(Ok(Values::Floats(values))) => {
                let sizes = values.iter().map(|value| value.abs().max(1.0).ceil() as u128);
                Some(sizes.fold(1u128, u128::saturating_mul))
            }
            _ => None,
        };
        let bound = Bound { elements: count as u128, constant: true, product };
        self.0.insert(given.name.clone(), bound);
        Ok(())
    }

    pub(super) fn node(&mut self, node: &NodeProto) -> Result<(), String> {
        for given in node.attribute.iter().filter_map(|attribute| attribute.t.as_ref()) {
            tensor::check(given)?;
        }
        let paddings =
            node.attribute.iter().filter(|attribute| PADDINGS.contains(&attribute.name.as_str()));
        if paddings.flat_map(|attribute| &attribute.ints).any(|size| size.unsigned_abs() > PADDING)
        {
            return Err(too_large(node));
        }
        if node.op_type == "Constant" {
            return self.written(node);
        }
        // Nothing is known of what depends on an input.
        let unknown = Bound { elements: 1, constant: false, product: None };
        let named = node.input.iter().filter(|name| !name.is_empty());
        let inputs: Vec<Bound> =
            named.map(|name| self.0.get(name).copied().unwrap_or(unknown)).collect();
        let constant = inputs.iter().all(|bound| bound.constant);
        let elements = elements(node, &inputs)?;
        if constant && elements > MOST {
            return Err(too_large(node));
        }
        let elements = elements.min(MOST);
        let product = match node.op_type.as_str() {
            "Shape" | "Size" => Some(1),
            // 1 + 1 is more than 1 * 1.
            name if OF_SHAPES.contains(&name) => {
                product(&inputs).map(|all| all.saturating_mul(if name == "Add" { 2 } else { 1 }))
            }
            _ => None,
        };
        for output in node.output.iter().filter(|output| !output.is_empty()) {
            self.0.insert(output.clone(), Bound { elements, constant, product });
        }
        Ok(())
    }

    /// A node that is a constant.
    fn written(&mut self, node: &NodeProto) -> Result<(), String> {
        let Some(output) = node.output.first() else { return Ok(()) };
        for attribute in &node.attribute {
            if let Some(given) = &attribute.t {
                self.constant(&TensorProto { name: output.clone(), ..given.clone() })?;
                continue;
            }
            let values = attribute.ints.iter().chain([&attribute.i]);
            let sizes = values.map(|value| u128::from(value.unsigned_abs().max(1)));
            let product = (attribute.ints.len() <= SHAPE && attribute.floats.is_empty())
                .then(|| sizes.fold(1u128, u128::saturating_mul));
            let elements = attribute.ints.len().max(attribute.floats.len()).max(1) as u128;
            self.0.insert(output.clone(), Bound { elements, constant: true, product });
        }
        Ok(())
    }
}

fn product(inputs: &[Bound]) -> Option<u128> {
    inputs.iter().try_fold(1u128, |all, bound| Some(all.saturating_mul(bound.product?)))
}

fn elements(node: &NodeProto, inputs: &[Bound]) -> Result<u128, String> {
    let all = |bounds: &[Bound]| {
        bounds.iter().fold(1u128, |all, bound| all.saturating_mul(bound.elements.max(1)))
    };
    // What they make is as large as their operands say.
    let sized = |data: &[Bound], operands: &[Bound]| {
        let product = product(operands).ok_or_else(|| {
            format!("the size of what {} makes follows from the data", tensor::short(&node.op_type))
        })?;
        let made = all(data).saturating_mul(product);
        if product > MOST || data.iter().all(|bound| bound.constant) && made > MOST {
            return Err(too_large(node));
        }
        Ok(made)
    };
    match (node.op_type.as_str(), inputs) {
        ("ConstantOfShape" | "Range", _) => sized(&[], inputs),
        ("Expand" | "Tile" | "Pad" | "Resize" | "OneHot", [data, operands @ ..]) => {
            // A depth, a shape, repeats, pads: what else is given has no size.
            let count = operands.len().min(if node.op_type == "Resize" { 3 } else { 1 });
            sized(&[*data], operands.get(..count).unwrap_or_default())
        }
        ("Concat", _) => Ok(inputs.iter().fold(0, |all, bound| all.saturating_add(bound.elements))),
        (
            "Cast" | "Identity" | "Reshape" | "Squeeze" | "Unsqueeze" | "Transpose" | "Flatten"
            | "Slice" | "Split",
            [first, ..],
        ) => Ok(first.elements),
        ("Shape" | "Size", _) => Ok(8),
        _ => Ok(all(inputs)),
    }
}

fn too_large(node: &NodeProto) -> String {
    format!("{} makes more than {MOST} elements of constants", tensor::short(&node.op_type))
}
