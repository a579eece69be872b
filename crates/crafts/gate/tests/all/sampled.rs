//! The sample's RACI, people and rules, and what changes of them take.

use gate::{
    Change, ChangeRefusal, Difference, Directory, Raci, Rules, Standing, difference, sample,
};
use terms::{Asset, PrincipalId};

pub struct World {
    pub raci: Raci,
    pub people: Directory,
    pub rules: Rules,
}

impl World {
    pub fn sample() -> Self {
        Self {
            raci: Raci::from_csv(sample::RACI_CSV).unwrap(),
            people: Directory::from_toml(sample::PEOPLE_TOML).unwrap(),
            rules: Rules::default(),
        }
    }

    pub fn with(from: &str, to: &str) -> Self {
        let csv = sample::RACI_CSV.replace(from, to);
        assert_ne!(csv, sample::RACI_CSV);
        Self { raci: Raci::from_csv(&csv).unwrap(), ..Self::sample() }
    }

    pub fn with_people(from: &str, to: &str) -> Self {
        let text = sample::PEOPLE_TOML.replace(from, to);
        assert_ne!(text, sample::PEOPLE_TOML);
        Self { people: Directory::from_toml(&text).unwrap(), ..Self::sample() }
    }

    /// The sample without the people of these names.
    pub fn without(names: &[&str]) -> Self {
        let mut world = Self::sample();
        let gone = |who: &PrincipalId| names.iter().any(|name| who.as_str().starts_with(name));
        let people = world.people.people().iter().filter(|(who, _)| !gone(who));
        let pairs = people.flat_map(|(who, held)| held.iter().map(|r| (who.clone(), r.clone())));
        world.people = Directory::of(pairs.collect::<Vec<_>>());
        world
    }

    pub const fn standing(&self) -> Standing<'_> {
        Standing { raci: &self.raci, people: &self.people, rules: &self.rules }
    }
}

pub fn between(old: &World, new: &World) -> Difference {
    difference(Some(old.standing()), new.standing())
}

pub fn who(name: &str) -> PrincipalId {
    format!("{name}@example.org").parse().unwrap()
}

pub fn authorise(
    old: Option<&World>,
    new: &World,
    proposer: &str,
    approver: Option<&str>,
) -> Result<usize, ChangeRefusal> {
    let workspace = Asset::parse("workspace/main").unwrap();
    let old = old.map(World::standing);
    let change = Change {
        old,
        new: new.standing(),
        workspace: &workspace,
        beside: &[],
        by_review: false,
        founder: None,
    };
    let authorised = change.authorise(&who(proposer), approver.map(who).as_ref())?;
    Ok(authorised.widening.len() + authorised.loosened.len())
}
