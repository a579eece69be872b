//! Models of somebody else: no schema of ours in them, so that names, types, ranges and categories
//! come from the data that they are asked about.
//!
//! [`Foreign::load`] lowers a file, [`Binding::of`] says which columns its inputs take,
//! [`Binding::gather`] makes rows of them, [`Foreign::run_on`] makes the model ready, and
//! [`Understood::new`] finds out which of the data's classes its answers mean. What answers over a
//! network is a [`Stranger`] too. [`describe`] writes all of that into the file's metadata, so that it
//! is a [`crate::Runtime`] from then on.

mod answer;
mod binding;
mod described;
mod meaning;
mod numbering;
mod plan;
mod ports;
mod runtime;

pub use answer::{Answer, OwnClasses};
pub use binding::{Binding, Cell, Gathered, Named};
pub(crate) use described::{BINDING_KEY, DescribedRuntime};
pub use described::{Described, describe};
pub use meaning::{OTHER, Stranger, Understood};
pub use ports::{Port, PortKind};
pub use runtime::ForeignRuntime;

use crate::error::LearnError;
use crate::file::decode;
use crate::lower::{self, Lowered};

/// A model file of somebody else, lowered.
pub struct Foreign {
    lowered: Lowered,
    ports: Vec<Port>,
}

impl Foreign {
    /// Reads a model file. `beside` gives the bytes of a file in the model's folder, for weights
    /// that lie there.
    ///
    /// # Errors
    /// If the file is too large, is no ONNX, is not well-formed, or uses what is not covered, by
    /// name.
    pub fn load(
        bytes: &[u8],
        beside: &dyn Fn(&str) -> Option<Vec<u8>>,
    ) -> Result<Self, LearnError> {
        let mut proto = decode(bytes)?;
        lower::inline(&mut proto, beside)?;
        let lowered = lower::lower(&proto)?;
        let ports = lowered.inputs.iter().map(Port::of).collect::<Result<_, _>>()?;
        Ok(Self { lowered, ports })
    }

    /// What it takes.
    #[must_use]
    pub fn ports(&self) -> &[Port] {
        &self.ports
    }

    /// The model, ready for rows as `binding` makes them.
    ///
    /// # Errors
    /// If tract can't run it.
    pub fn run_on(self, binding: &Binding) -> Result<ForeignRuntime, LearnError> {
        ForeignRuntime::new(self.lowered, binding.clone())
    }
}
