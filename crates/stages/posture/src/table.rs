//! One table over the whole flow. Every number in it is a count over the same list of probes, so
//! that a zoom can show nothing else than the whole does.

use serde::Serialize;
use terms::{Area, Probed, State};

/// The posture: all probes, grouped by area.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Table {
    /// Over all probes: failed if one failed, else unknown if one is unknown.
    pub state: State,
    pub proven: usize,
    pub failed: usize,
    pub unknown: usize,
    pub not_applicable: usize,
    pub areas: Vec<AreaRow>,
}

/// One area and its probes.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AreaRow {
    pub area: Area,
    pub state: State,
    pub proven: usize,
    pub failed: usize,
    pub unknown: usize,
    pub not_applicable: usize,
    pub probes: Vec<Probed>,
}

impl AreaRow {
    fn of(area: Area, probes: Vec<Probed>) -> Self {
        let count = |state| probes.iter().filter(|probe| probe.state == state).count();
        Self {
            area,
            // An area into which nobody looked is unknown, never clean.
            state: match probes.as_slice() {
                [] => State::Unknown,
                some => State::of_all(some.iter().map(|probe| probe.state)),
            },
            proven: count(State::Proven),
            failed: count(State::Failed),
            unknown: count(State::Unknown),
            not_applicable: count(State::NotApplicable),
            probes,
        }
    }
}

impl Table {
    /// Groups `probes` by area, in the order of the journey; areas without a probe are *unknown*.
    #[must_use]
    pub fn of(probes: &[Probed]) -> Self {
        Self::over(probes, &Area::ALL)
    }

    /// The same table, of one area alone.
    #[must_use]
    pub fn zoom(&self, area: Area) -> Self {
        self.only(&[area])
    }

    /// The same table, of these areas alone.
    #[must_use]
    pub fn only(&self, areas: &[Area]) -> Self {
        let all = self.areas.iter().flat_map(|row| &row.probes);
        let probes: Vec<Probed> =
            all.filter(|probe| areas.contains(&probe.area)).cloned().collect();
        let areas: Vec<Area> = Area::ALL.into_iter().filter(|area| areas.contains(area)).collect();
        Self::over(&probes, &areas)
    }

    fn over(probes: &[Probed], areas: &[Area]) -> Self {
        let areas: Vec<AreaRow> = areas
            .iter()
            .map(|&area| {
                AreaRow::of(
                    area,
                    probes.iter().filter(|probe| probe.area == area).cloned().collect(),
                )
            })
            .collect();
        let sum = |of: fn(&AreaRow) -> usize| areas.iter().map(of).sum();
        Self {
            state: State::of_all(areas.iter().map(|row| row.state)),
            proven: sum(|row| row.proven),
            failed: sum(|row| row.failed),
            unknown: sum(|row| row.unknown),
            not_applicable: sum(|row| row.not_applicable),
            areas,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use terms::Timestamp;

    fn probe(area: Area, state: State) -> Probed {
        Probed {
            id: format!("{area}/x"),
            area,
            missions: vec![],
            claim: String::new(),
            state,
            saw: String::new(),
            facts: vec![],
            remedy: None,
            at: Timestamp::from_unix(0),
        }
    }

    fn any_state() -> impl Strategy<Value = State> {
        prop::sample::select(vec![
            State::Proven,
            State::Failed,
            State::Unknown,
            State::NotApplicable,
        ])
    }

    #[test]
    fn an_area_without_probes_is_unknown() {
        let table = Table::of(&[probe(Area::Audit, State::Proven)]);
        assert_eq!(table.state, State::Unknown);
        assert_eq!(table.zoom(Area::Audit).state, State::Proven);
        assert_eq!(table.zoom(Area::Recovery).state, State::Unknown);
        let both = table.only(&[Area::Audit, Area::Recovery]);
        assert_eq!((both.areas.len(), both.proven, both.state), (2, 1, State::Unknown));
    }

    proptest! {
        // proves M1
        #[test]
        fn every_level_of_zoom_shows_the_same_numbers(
            drawn in prop::collection::vec((prop::sample::select(Area::ALL.to_vec()), any_state()), 0..60)
        ) {
            let probes: Vec<Probed> = drawn.into_iter().map(|(area, state)| probe(area, state)).collect();
            let table = Table::of(&probes);
            let zooms: Vec<Table> = Area::ALL.iter().map(|&area| table.zoom(area)).collect();
            prop_assert_eq!(zooms.iter().map(|z| z.proven).sum::<usize>(), table.proven);
            prop_assert_eq!(zooms.iter().map(|z| z.failed).sum::<usize>(), table.failed);
            prop_assert_eq!(zooms.iter().map(|z| z.unknown).sum::<usize>(), table.unknown);
            let rows: Vec<AreaRow> = zooms.iter().flat_map(|z| z.areas.clone()).collect();
            prop_assert_eq!(rows, table.areas.clone());
            prop_assert_eq!(table.proven + table.failed + table.unknown + table.not_applicable, probes.len());
        }
    }
}
