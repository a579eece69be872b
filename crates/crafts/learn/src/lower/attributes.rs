//! Reading the attributes of a node that may lie.

use super::tensor::Values;
use tract_onnx::pb::{AttributeProto, NodeProto};

/// The attributes of one node, by name.
#[derive(Clone, Copy)]
pub(crate) struct Attributes<'a>(pub(crate) &'a NodeProto);

impl<'a> Attributes<'a> {
    pub(crate) fn get(&self, name: &str) -> Option<&'a AttributeProto> {
        self.0.attribute.iter().find(|attribute| attribute.name == name)
    }

    /// A list of floats; empty if there is none.
    pub(crate) fn floats(&self, name: &str) -> &'a [f32] {
        self.get(name).map_or(&[], |attribute| &attribute.floats)
    }

    /// A list of integers; empty if there is none.
    pub(crate) fn integers(&self, name: &str) -> &'a [i64] {
        self.get(name).map_or(&[], |attribute| &attribute.ints)
    }

    /// A list of texts; empty if there is none.
    pub(crate) fn texts(&self, name: &str) -> Result<Vec<String>, String> {
        let given = self.get(name).map_or(&[][..], |attribute| &attribute.strings);
        given.iter().map(|bytes| utf8(name, bytes)).collect()
    }

    pub(crate) fn float(&self, name: &str) -> Option<f32> {
        self.get(name).map(|attribute| attribute.f)
    }

    pub(crate) fn integer(&self, name: &str) -> Option<i64> {
        self.get(name).map(|attribute| attribute.i)
    }

    pub(crate) fn text(&self, name: &str) -> Result<Option<String>, String> {
        self.get(name).map(|attribute| utf8(name, &attribute.s)).transpose()
    }

    /// What a tensor holds.
    pub(crate) fn values(&self, name: &str) -> Result<Option<Values>, String> {
        let tensor = self.get(name).and_then(|attribute| attribute.t.as_ref());
        tensor.map(|tensor| Values::of(tensor).map_err(|why| format!("{name}: {why}"))).transpose()
    }

    /// Numbers given as `name`, or as a tensor of doubles `name_as_tensor` (since version 3 of
    /// ONNX-ML); empty if there are none.
    pub(crate) fn doubles(&self, name: &str) -> Result<Vec<f64>, String> {
        let given = self.floats(name);
        if !given.is_empty() {
            return Ok(given.iter().copied().map(f64::from).collect());
        }
        match self.values(&format!("{name}_as_tensor"))? {
            Some(Values::Floats(values)) => Ok(values),
            Some(_) => Err(format!("{name}_as_tensor holds no numbers")),
            None => Ok(Vec::new()),
        }
    }
}

fn utf8(name: &str, bytes: &[u8]) -> Result<String, String> {
    String::from_utf8(bytes.to_vec()).map_err(|_| format!("{name} is not UTF-8"))
}
