//! The RACI in memory: rows are activities on assets, columns are roles, cells hold letters.

use crate::written::Written;
use crate::{Letters, Pattern};
use std::collections::BTreeMap;
use terms::{Action, ActivityId, Asset, CellRef, RoleId};

/// Who is responsible, accountable, consulted and informed for what. Rows are activities on
/// assets, columns are roles. What it grants is written in the [crate documentation](crate).
///
/// Invariants: roles are distinct; a pair of activity and asset stands once; every cell is of a
/// declared role and not empty.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Raci {
    pub(crate) roles: Vec<RoleId>,
    pub(crate) rows: Vec<Row>,
    /// Where it was written; no part of what it says.
    pub(crate) written: Written,
}

/// One row: an activity on an asset, and what each role is to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    pub activity: ActivityId,
    pub action: Action,
    pub asset: Pattern,
    pub cells: BTreeMap<RoleId, Letters>,
}

/// One cell: what one role is to one row.
#[derive(
    Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
pub struct Cell {
    pub activity: ActivityId,
    pub action: Action,
    pub asset: Pattern,
    pub role: RoleId,
    pub letters: Letters,
}

impl Raci {
    /// The roles, in the order of the columns.
    #[must_use]
    pub fn roles(&self) -> &[RoleId] {
        &self.roles
    }

    /// The rows, in the order of the file.
    #[must_use]
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// The line of a row and of the heads, and the columns of the roles, where it was read from a text or
    /// a sheet.
    #[must_use]
    pub const fn written(&self) -> &Written {
        &self.written
    }

    /// Every cell that is not empty, row by row.
    pub fn cells(&self) -> impl Iterator<Item = Cell> {
        self.rows.iter().flat_map(Row::cells)
    }

    /// The assets that rows name, without those that only a `KIND/*` covers; sorted.
    #[must_use]
    pub fn named_assets(&self) -> Vec<Asset> {
        let mut named: Vec<Asset> = self.rows.iter().filter_map(|row| row.asset.named()).collect();
        named.sort();
        named.dedup();
        named
    }
}

impl Pattern {
    fn named(&self) -> Option<Asset> {
        match self {
            Self::Named(asset) => Some(asset.clone()),
            Self::Every(_) => None,
        }
    }
}

impl Row {
    /// Every cell of this row that is not empty, by role.
    pub fn cells(&self) -> impl Iterator<Item = Cell> {
        self.cells.iter().map(|(role, letters)| Cell {
            activity: self.activity.clone(),
            action: self.action,
            asset: self.asset.clone(),
            role: role.clone(),
            letters: *letters,
        })
    }

    /// The roles whose letters satisfy `wanted`, sorted.
    pub fn roles_where(&self, wanted: impl Fn(Letters) -> bool) -> Vec<RoleId> {
        self.cells
            .iter()
            .filter(|(_, letters)| wanted(**letters))
            .map(|(role, _)| role.clone())
            .collect()
    }

    /// How findings and errors name this row: `query[dataset/loans]`.
    #[must_use]
    pub fn label(&self) -> String {
        format!("{}[{}]", self.activity, self.asset)
    }
}

impl Cell {
    /// The cell as a decision about `asset` names it.
    #[must_use]
    pub fn reference(&self, asset: &Asset) -> CellRef {
        CellRef {
            activity: self.activity.clone(),
            asset: asset.clone(),
            role: self.role.clone(),
            letters: self.letters.granting().to_owned(),
        }
    }

    /// Whether a decision that names `reference` was allowed by this cell.
    #[must_use]
    pub fn is_named_by(&self, reference: &CellRef) -> bool {
        self.activity == reference.activity
            && self.role == reference.role
            && self.asset.matches(&reference.asset)
    }
}
