//! `LabelEncoder`: each element is replaced by what stands for it.

use crate::lower::Attributes;
use std::collections::HashMap;
use std::sync::Arc;
use tract_onnx::pb::NodeProto;
use tract_onnx::tract_hir::internal::*;

/// From keys to values, and what is given for any other key. Texts have become numbers before.
#[derive(Debug, Clone)]
pub(super) struct Lookup(Arc<Pairs>);

#[derive(Debug)]
struct Pairs {
    /// Whether keys are floats, by their bits; else they are integers.
    float_keys: bool,
    at: HashMap<i64, usize>,
    values: Values,
}

#[derive(Debug)]
enum Values {
    Floats(Vec<f32>, f32),
    Integers(Vec<i64>, i64),
}

impl PartialEq for Lookup {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}
impl Eq for Lookup {}

/// A float by its bits; zeros are equal, and what is not a number is equal to itself.
fn bits(value: f32) -> i64 {
    let value = if value == 0.0 { 0.0 } else { value };
    i64::from(if value.is_nan() { f32::NAN.to_bits() } else { value.to_bits() })
}

impl Lookup {
    pub(super) fn label_encoder(node: &NodeProto) -> Result<Self, String> {
        let given = Attributes(node);
        let float_keys = !given.floats("keys_floats").is_empty();
        let keys: Vec<i64> = if float_keys {
            given.floats("keys_floats").iter().copied().map(bits).collect()
        } else {
            given.integers("keys_int64s").to_vec()
        };
        let values = match (given.floats("values_floats"), given.integers("values_int64s")) {
            ([], integers) => {
                let default = given.integer("default_int64").unwrap_or(-1);
                Values::Integers(integers.to_vec(), default)
            }
            (floats, _) => {
                Values::Floats(floats.to_vec(), given.float("default_float").unwrap_or(-0.0))
            }
        };
        let count = match &values {
            Values::Floats(values, _) => values.len(),
            Values::Integers(values, _) => values.len(),
        };
        if keys.is_empty() || keys.len() != count {
            return Err(format!("{} keys, and {count} values", keys.len()));
        }
        let mut at = HashMap::with_capacity(keys.len());
        for (place, key) in keys.into_iter().enumerate() {
            at.entry(key).or_insert(place);
        }
        Ok(Self(Arc::new(Pairs { float_keys, at, values })))
    }

    fn kind(&self) -> DatumType {
        match self.0.values {
            Values::Floats(..) => DatumType::F32,
            Values::Integers(..) => DatumType::I64,
        }
    }
}

impl Expansion for Lookup {
    fn name(&self) -> StaticName {
        "LabelEncoder".into()
    }

    fn rules<'r, 'p: 'r, 's: 'r>(
        &'s self,
        s: &mut Solver<'r>,
        inputs: &'p [TensorProxy],
        outputs: &'p [TensorProxy],
    ) -> InferenceResult {
        check_input_arity(inputs, 1)?;
        check_output_arity(outputs, 1)?;
        if let (Some(input), Some(output)) = (inputs.first(), outputs.first()) {
            s.equals(&output.datum_type, self.kind())?;
            s.equals(&output.shape, &input.shape)?;
        }
        Ok(())
    }

    fn wire(
        &self,
        prefix: &str,
        model: &mut TypedModel,
        inputs: &[OutletId],
    ) -> TractResult<TVec<OutletId>> {
        let kind = if self.0.float_keys { f32::datum_type() } else { i64::datum_type() };
        let cast = tract_onnx::tract_core::ops::cast::cast(kind);
        let keys = model.wire_node(format!("{prefix}.keys"), cast, inputs)?;
        model.wire_node(prefix, self.clone(), &keys)
    }
}

impl Op for Lookup {
    fn name(&self) -> StaticName {
        "LabelEncoder".into()
    }

    op_as_typed_op!();
}

impl EvalOp for Lookup {
    op_out_of_plan!();

    fn eval(&self, _: &EvalContext, inputs: TVec<TValue>) -> TractResult<TVec<TValue>> {
        let input = args_1!(inputs);
        let keys: Vec<i64> = if self.0.float_keys {
            input.to_plain_array_view::<f32>()?.iter().copied().map(bits).collect()
        } else {
            input.to_plain_array_view::<i64>()?.iter().copied().collect()
        };
        let places = keys.iter().map(|key| self.0.at.get(key));
        let output = match &self.0.values {
            Values::Floats(values, default) => {
                let value =
                    |at: Option<&usize>| at.and_then(|at| values.get(*at)).unwrap_or(default);
                let values: Vec<f32> = places.map(|at| *value(at)).collect();
                Tensor::from_shape(input.shape(), &values)?
            }
            Values::Integers(values, default) => {
                let value =
                    |at: Option<&usize>| at.and_then(|at| values.get(*at)).unwrap_or(default);
                let values: Vec<i64> = places.map(|at| *value(at)).collect();
                Tensor::from_shape(input.shape(), &values)?
            }
        };
        Ok(tvec!(output.into_tvalue()))
    }
}

impl TypedOp for Lookup {
    fn output_facts(&self, inputs: &[&TypedFact]) -> TractResult<TVec<TypedFact>> {
        let Some(input) = inputs.first() else { bail!("no input") };
        Ok(tvec!(self.kind().fact(input.shape.clone())))
    }

    as_op!();
}
