//! What people say of the columns of a dataset, over what was found out about them.

use crate::{Class, Classification, Column, ColumnRole, ColumnState, InfoType};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The columns of a dataset that somebody said something of, by name.
pub type Declared = BTreeMap<String, DeclaredColumn>;

/// What somebody said of a column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeclaredColumn {
    /// What it holds.
    #[serde(rename = "type")]
    pub info_type: InfoType,
    pub class: Class,
    /// Of free text: shown to others than who is accountable, with what is found in it masked.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub open: bool,
    /// Why, for who reviews it.
    pub reason: String,
    /// What classification had found when this was said; a lower class than it finds holds for that
    /// finding alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seen: Option<Seen>,
}

/// What classification had found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Seen {
    #[serde(rename = "type")]
    pub info_type: InfoType,
    pub class: Class,
}

impl DeclaredColumn {
    /// Whether it holds of what was `found`: it asks for as much protection, or it was said in view of
    /// just that.
    #[must_use]
    pub fn holds(&self, found: &Column) -> bool {
        let seen = |seen: Seen| seen.info_type == found.info_type && seen.class >= found.class;
        self.class >= found.class || self.seen.is_some_and(seen)
    }

    fn over(&self, found: &Column) -> Column {
        let demand = self.info_type.row().demand;
        let mut regimes = demand.regimes.to_vec();
        if self.class >= Class::Confidential {
            regimes.extend(&found.regimes);
            regimes.sort_unstable();
            regimes.dedup();
        }
        Column {
            info_type: self.info_type,
            role: match found.role {
                ColumnRole::Label => ColumnRole::Label,
                // What was found to be no feature does not become one by its type alone.
                role if self.info_type == found.info_type => role,
                _ => demand.role,
            },
            class: self.class,
            criticality: demand.criticality.max(found.criticality),
            regimes,
            confidence: 1.0,
            reason: format!("people say so: {}", self.reason),
            state: ColumnState::Confirmed,
            open: self.open,
            ..found.clone()
        }
    }
}

impl Classification {
    /// The classification as it stands with what people said. What is contradicted by what was found does
    /// not hold: the column is as it was found, and waits if its class was not lifted.
    #[must_use]
    pub fn with(&self, declared: &Declared) -> Self {
        let column = |found: &Column| match declared.get(&found.name) {
            Some(said) if said.holds(found) => said.over(found),
            _ => found.clone(),
        };
        Self { rows: self.rows, columns: self.columns.iter().map(column).collect() }
    }

    /// The columns of which `declared` says something that does not hold.
    #[must_use]
    pub fn contradicted<'a>(&'a self, declared: &Declared) -> Vec<&'a Column> {
        let against =
            |found: &&Column| declared.get(&found.name).is_some_and(|said| !said.holds(found));
        self.columns.iter().filter(against).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Criticality, Handlings, Kind, View};

    fn found(info_type: InfoType, class: Class, state: ColumnState) -> Classification {
        let column = Column {
            name: "x".into(),
            info_type,
            kind: Kind::Text,
            role: info_type.row().demand.role,
            class,
            criticality: Criticality::Low,
            regimes: vec![],
            confidence: 0.5,
            evidence: vec![],
            reason: String::new(),
            state,
            open: false,
        };
        Classification { rows: 1, columns: vec![column] }
    }

    fn said(info_type: InfoType, class: Class, seen: Option<Seen>) -> Declared {
        let reason = "from the data dictionary".to_owned();
        let column = DeclaredColumn { info_type, class, open: false, reason, seen };
        Declared::from([("x".to_owned(), column)])
    }

    // proves M16
    #[test]
    fn a_column_waits_until_somebody_says_what_it_is() {
        let waits = found(InfoType::Category, Class::Internal, ColumnState::Unconfirmed);
        let in_force = Handlings::default();
        assert_eq!(waits.columns[0].view(&in_force), View::Mask);
        let now = waits.with(&said(InfoType::Category, Class::Internal, None));
        assert_eq!(now.columns[0].state, ColumnState::Confirmed);
        assert_eq!(now.columns[0].view(&in_force), View::Clear);
    }

    // proves M16
    #[test]
    fn a_lower_class_holds_for_what_was_seen_then_and_for_nothing_else() {
        let (card, id) = (InfoType::PaymentCard, InfoType::UsSsn);
        let seen = Some(Seen { info_type: card, class: Class::Restricted });
        let declared = said(InfoType::Category, Class::Internal, seen);
        let as_seen = found(card, Class::Restricted, ColumnState::Recognised);
        assert_eq!(as_seen.with(&declared).columns[0].class, Class::Internal);
        assert!(as_seen.contradicted(&declared).is_empty());
        let other = found(id, Class::Restricted, ColumnState::Recognised);
        assert_eq!(other.with(&declared), other);
        assert_eq!(other.contradicted(&declared).len(), 1);
        let blind = said(InfoType::Category, Class::Internal, None);
        assert_eq!(as_seen.with(&blind), as_seen);
    }

    // proves M5
    #[test]
    fn sentences_are_hidden_until_they_are_opened() {
        let text = found(InfoType::FreeText, Class::Confidential, ColumnState::Recognised);
        let in_force = Handlings::default();
        assert_eq!(text.columns[0].view(&in_force), View::Hidden);
        let mut declared = said(InfoType::FreeText, Class::Confidential, None);
        declared.get_mut("x").unwrap().open = true;
        assert_eq!(text.with(&declared).columns[0].view(&in_force), View::Mask);
    }
}
