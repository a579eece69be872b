//! Operators of ONNX-ML over categories and labels. Texts are indices by now.

use super::attributes::Attributes;
use super::numbers::ends;
use super::sink::{self, Sink};
use super::tensor::Values;
use tract_onnx::pb::attribute_proto::AttributeType;
use tract_onnx::pb::tensor_proto::DataType;
use tract_onnx::pb::{AttributeProto, NodeProto};

/// What [`crate::operators`] runs.
const ROW_WISE: &[&str] = &[
    "TreeEnsembleClassifier",
    "TreeEnsembleRegressor",
    "LinearClassifier",
    "LinearRegressor",
    "SVMClassifier",
];

/// Whether it answers row by row.
pub(super) fn is_row_wise(node: &NodeProto) -> bool {
    ROW_WISE.contains(&node.op_type.as_str())
}

/// A 0/1 for each category, in one dimension more. An unknown category is all zeros, whatever
/// `zeros` says: onnxruntime would answer nothing at all.
pub(super) fn one_hot(node: &NodeProto, sink: &mut Sink) -> Result<(), String> {
    let (input, output) = ends(node)?;
    let given = Attributes(node);
    let (texts, integers) = (given.texts("cats_strings")?, given.integers("cats_int64s"));
    let categories = match (texts.as_slice(), integers) {
        ([], [_, ..]) if !sink.is_text(input) => sink.integers(integers)?,
        ([_, ..], []) if sink.is_text(input) => {
            let codes = sink.texts.add_all(&texts)?;
            sink.integers(&codes)?
        }
        _ => return Err("its categories are of another type than its input".to_owned()),
    };
    let x = sink.cast(input, DataType::Int64)?;
    let x = sink.widened(&x)?;
    let equal = sink.inner("Equal", &[&x, &categories], &[])?;
    sink.outer("Cast", &[&equal], &[("to", DataType::Float as i64)], output)
}

/// Keys or values, as numbers.
enum Numbers {
    Floats(Vec<f32>),
    Integers(Vec<i64>),
    /// Indices of texts.
    Texts(Vec<i64>),
}

impl Numbers {
    /// What is given as `prefix_strings`, `prefix_int64s`, `prefix_floats` or `prefix_tensor`.
    fn given(given: Attributes<'_>, prefix: &str, sink: &mut Sink) -> Result<Option<Self>, String> {
        let texts = given.texts(&format!("{prefix}_strings"))?;
        let (integers, floats) = (
            given.integers(&format!("{prefix}_int64s")),
            given.floats(&format!("{prefix}_floats")),
        );
        if !texts.is_empty() {
            return sink.texts.add_all(&texts).map(|codes| Some(Self::Texts(codes)));
        }
        if !integers.is_empty() {
            return Ok(Some(Self::Integers(integers.to_vec())));
        }
        if !floats.is_empty() {
            return Ok(Some(Self::Floats(floats.to_vec())));
        }
        Ok(match given.values(&format!("{prefix}_tensor"))? {
            Some(Values::Texts(texts)) => Some(Self::Texts(sink.texts.add_all(&texts)?)),
            Some(Values::Integers(values)) => Some(Self::Integers(values)),
            Some(Values::Floats(values)) => {
                Some(Self::Floats(values.into_iter().map(|value| value as f32).collect()))
            }
            None => None,
        })
    }

    fn attribute(self, prefix: &str) -> AttributeProto {
        match self {
            Self::Floats(floats) => AttributeProto {
                name: format!("{prefix}_floats"),
                r#type: AttributeType::Floats as i32,
                floats,
                ..AttributeProto::default()
            },
            Self::Integers(ints) | Self::Texts(ints) => {
                sink::integers(&format!("{prefix}_int64s"), ints)
            }
        }
    }
}

/// Keys to values. Version 1 knows `classes_strings` alone, and which way it goes follows from the
/// input.
pub(super) fn label_encoder(node: &NodeProto, sink: &mut Sink) -> Result<(), String> {
    let (input, output) = ends(node)?;
    let given = Attributes(node);
    let classes = given.texts("classes_strings")?;
    let (keys, values) = if classes.is_empty() {
        (Numbers::given(given, "keys", sink)?, Numbers::given(given, "values", sink)?)
    } else {
        let codes = Numbers::Texts(sink.texts.add_all(&classes)?);
        let places = Numbers::Integers((0..).take(classes.len()).collect());
        if sink.is_text(input) { (Some(codes), Some(places)) } else { (Some(places), Some(codes)) }
    };
    let (Some(keys), Some(values)) = (keys, values) else {
        return Err("it has no keys or no values".to_owned());
    };
    if matches!(keys, Numbers::Texts(_)) != sink.is_text(input) {
        return Err("its keys are of another type than its input".to_owned());
    }
    look_up(given, keys, values, sink, input, output)
}

/// Texts to integers or integers to texts.
pub(super) fn category_mapper(node: &NodeProto, sink: &mut Sink) -> Result<(), String> {
    let (input, output) = ends(node)?;
    let given = Attributes(node);
    let texts = Numbers::Texts(sink.texts.add_all(&given.texts("cats_strings")?)?);
    let integers = Numbers::Integers(given.integers("cats_int64s").to_vec());
    let (keys, values) = if sink.is_text(input) { (texts, integers) } else { (integers, texts) };
    look_up(given, keys, values, sink, input, output)
}

fn look_up(
    given: Attributes<'_>,
    keys: Numbers,
    values: Numbers,
    sink: &mut Sink,
    input: &str,
    output: &str,
) -> Result<(), String> {
    let default = given.values("default_tensor")?;
    let mut attribute = Vec::new();
    match (&values, &default) {
        (Numbers::Texts(_), _) => {
            let text = match default {
                Some(Values::Texts(texts)) => texts.into_iter().next(),
                _ => given.text("default_string")?,
            };
            let code = sink.texts.add(&text.unwrap_or_else(|| "_Unused".to_owned()))?;
            attribute.push(sink::integer("default_int64", code));
            sink.mark_text(output);
        }
        (Numbers::Integers(_), Some(Values::Integers(default))) => {
            attribute.push(sink::integer("default_int64", default.first().copied().unwrap_or(-1)));
        }
        (Numbers::Floats(_), Some(Values::Floats(default))) => {
            let f = default.first().copied().unwrap_or(-0.0) as f32;
            attribute.push(float("default_float", f));
        }
        _ => {
            attribute
                .push(sink::integer("default_int64", given.integer("default_int64").unwrap_or(-1)));
            attribute.push(float("default_float", given.float("default_float").unwrap_or(-0.0)));
        }
    }
    attribute.extend([keys.attribute("keys"), values.attribute("values")]);
    sink.node(NodeProto {
        op_type: "LabelEncoder".to_owned(),
        name: format!("/lookup/{output}"),
        input: vec![input.to_owned()],
        output: vec![output.to_owned()],
        attribute,
        ..NodeProto::default()
    })
}

fn float(name: &str, f: f32) -> AttributeProto {
    AttributeProto {
        name: name.to_owned(),
        r#type: AttributeType::Float as i32,
        f,
        ..AttributeProto::default()
    }
}

/// Columns by their index; of a row of constants, elements, as a matrix of one row.
pub(super) fn extractor(node: &NodeProto, sink: &mut Sink) -> Result<(), String> {
    let ([from, indices], [output]) = (node.input.as_slice(), node.output.as_slice()) else {
        return Err("it takes two inputs".to_owned());
    };
    let flat = sink.integers(&[-1])?;
    let indices = sink.cast(indices, DataType::Int64)?;
    let indices = sink.inner("Reshape", &[&indices, &flat], &[])?;
    if sink.is_text(from) {
        sink.mark_text(output);
    }
    if sink.rank(from) == Some(1) {
        let taken = sink.inner("Gather", &[from, &indices], &[("axis", 0)])?;
        let row = sink.integers(&[1, -1])?;
        return sink.outer("Reshape", &[&taken, &row], &[], output);
    }
    sink.outer("Gather", &[from, &indices], &[("axis", -1)], output)
}

/// The node itself, with labels that are integers.
pub(super) fn row_wise(node: &NodeProto, sink: &mut Sink) -> Result<(), String> {
    let mut node = node.clone();
    if node.input.len() != 1 {
        return Err(format!("it has {} inputs", node.input.len()));
    }
    node.domain.clear();
    if !node.op_type.ends_with("Classifier") {
        return sink.node(node);
    }
    let texts = Attributes(&node).texts("classlabels_strings")?;
    let name = match node.op_type.as_str() {
        "TreeEnsembleClassifier" => "classlabels_int64s",
        _ => "classlabels_ints",
    };
    if !texts.is_empty() {
        let codes = sink.texts.add_all(&texts)?;
        node.attribute.retain(|given| given.name != "classlabels_strings" && given.name != name);
        node.attribute.push(sink::integers(name, codes));
        node.output.first().into_iter().for_each(|label| sink.mark_text(label));
    }
    sink.node(node)
}
