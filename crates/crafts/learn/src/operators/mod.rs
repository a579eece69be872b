//! Operators of ONNX-ML that tract lacks, or runs without checking what the file says: classifiers
//! and regressors that answer row by row, and tables of values. They are added to tract's own.
//!
//! What they compute is what onnxruntime computes, corner cases included, and is tested against it.

mod by_row;
mod linear;
mod lookup;
mod scores;
mod svm;
mod trees;

use by_row::ByRow;
use linear::Linear;
use lookup::Lookup;
use std::sync::Arc;
use svm::Svm;
use tract_onnx::Onnx;
use tract_onnx::pb::NodeProto;
use tract_onnx::tract_hir::internal::*;
use trees::Trees;

type Built = TractResult<(Box<dyn InferenceOp>, Vec<String>)>;

/// tract's reader of ONNX with these operators. What a file says of the shapes between its inputs
/// and its outputs is not believed.
pub(crate) fn framework() -> Onnx {
    let mut onnx = tract_onnx::onnx().with_ignore_value_info(true);
    let register = &mut onnx.op_register;
    register.insert("TreeEnsembleClassifier", |_, node| row(Trees::classifier(node), node, true));
    register.insert("TreeEnsembleRegressor", |_, node| row(Trees::regressor(node), node, false));
    register.insert("LinearClassifier", |_, node| row(Linear::classifier(node), node, true));
    register.insert("LinearRegressor", |_, node| row(Linear::regressor(node), node, false));
    register.insert("SVMClassifier", |_, node| row(Svm::classifier(node), node, true));
    register.insert("LabelEncoder", |_, node| lookup(node));
    onnx
}

fn row<F: by_row::Answer + 'static>(
    function: Result<F, String>,
    node: &NodeProto,
    labels: bool,
) -> Built {
    let function = function.map_err(|why| TractError::msg(format!("{}: {why}", node.op_type)))?;
    Ok((expand(ByRow { function: Arc::new(function), labels }), Vec::new()))
}

fn lookup(node: &NodeProto) -> Built {
    let lookup = Lookup::label_encoder(node);
    let lookup = lookup.map_err(|why| TractError::msg(format!("LabelEncoder: {why}")))?;
    Ok((expand(lookup), Vec::new()))
}
