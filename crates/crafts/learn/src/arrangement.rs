//! How the rows of a table hang together.

/// How rows hang together: what belongs together is never on both sides.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Arrangement {
    /// Rows are independent of one another.
    #[default]
    Independent,
    /// Rows of the same group, a person for example, stay together; one number for each row.
    Groups(Vec<u32>),
    /// Rows have a place in time: parts are stretches of it; one place for each row, from 0.
    Times(Vec<u32>),
}

impl Arrangement {
    /// The arrangement of the rows at `positions`.
    #[must_use]
    pub fn take(&self, positions: &[usize]) -> Self {
        let pick = |from: &[u32]| -> Vec<u32> {
            positions.iter().filter_map(|at| from.get(*at).copied()).collect()
        };
        match self {
            Self::Independent => Self::Independent,
            Self::Groups(groups) => Self::Groups(pick(groups)),
            Self::Times(times) => Self::Times(pick(times)),
        }
    }
}
