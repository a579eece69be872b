//! What an info type demands: the table's row, or what a user said of it.

use crate::recognisers::Recognisers;
use terms::{Class, ColumnRole, Criticality, InfoType, Regime};

/// Class, criticality, regimes and use of an info type.
#[derive(Debug, Clone)]
pub struct Demand {
    pub class: Class,
    pub criticality: Criticality,
    pub regimes: Vec<Regime>,
    pub role: ColumnRole,
    /// Completes "because it is …".
    pub why: &'static str,
}

/// The demand of `info_type`.
pub fn of(info_type: InfoType, recognisers: &Recognisers) -> Demand {
    let row = info_type.row().demand;
    match recognisers.own(info_type) {
        Some(own) => Demand {
            class: own.class,
            criticality: own.criticality,
            regimes: own.regimes.clone(),
            role: row.role,
            why: "a type of your own",
        },
        None => Demand {
            class: row.class,
            criticality: row.criticality,
            regimes: row.regimes.to_vec(),
            role: row.role,
            why: row.why,
        },
    }
}
