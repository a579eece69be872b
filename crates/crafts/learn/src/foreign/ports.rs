//! What a model takes: named tensors of one or more columns.

use crate::error::LearnError;
use crate::lower::Declared;
use tract_onnx::pb::tensor_proto::DataType;

/// Most columns of one tensor.
const MOST_COLUMNS: usize = 100_000;

/// What a tensor holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PortKind {
    /// Numbers with fractions.
    Number,
    /// Whole numbers; what an attack moves is rounded.
    Whole,
    /// Texts.
    Text,
}

/// One input of a model.
#[derive(Debug, Clone, PartialEq)]
pub struct Port {
    pub name: String,
    pub kind: PortKind,
    /// Columns that it takes; `None` if the model leaves that open.
    pub width: Option<usize>,
}

impl Port {
    pub(super) fn of(input: &Declared) -> Result<Self, LearnError> {
        let refused = |why: &str| {
            let name: String = input.name.chars().take(80).collect();
            LearnError::Model { reason: format!("its input {name:?} {why}") }
        };
        let kind = match input.kind {
            DataType::Float | DataType::Double | DataType::Float16 => PortKind::Number,
            DataType::String => PortKind::Text,
            DataType::Int64
            | DataType::Int32
            | DataType::Int16
            | DataType::Int8
            | DataType::Uint8
            | DataType::Bool => PortKind::Whole,
            _ => return Err(refused("is neither numbers nor texts")),
        };
        let width = match input.shape.as_deref() {
            None => None,
            Some([]) => return Err(refused("holds no rows")),
            Some([_rows]) => Some(1),
            Some([_rows, sizes @ ..]) => {
                if sizes.len() > 1 && sizes.iter().any(Option::is_none) {
                    return Err(refused("leaves open which shape a row has"));
                }
                let all = sizes.iter().try_fold(1usize, |all, size| all.checked_mul((*size)?));
                all.filter(|_| sizes.iter().all(Option::is_some))
            }
        };
        if width.is_some_and(|width| width > MOST_COLUMNS) {
            return Err(refused(&format!("takes more than {MOST_COLUMNS} columns")));
        }
        Ok(Self { name: input.name.clone(), kind, width })
    }
}
