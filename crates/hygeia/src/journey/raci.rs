//! Step 6: the RACI that was applied, proven to be what the gate does, and nothing else.

use super::cast;
use super::walk::{Done, Proof};
use super::world::World;
use crate::failure::{At, Failure};
use gate::{Change, Directory, Scene, Standing};
use std::collections::BTreeMap;
use terms::{
    Area, Asset, AssetKind, Class, Classification, Mission, Probed, RoleId, Severity, State,
};

/// Checks the RACI, compares it with every answer of the gate, and tries to widen access alone.
pub async fn step(world: &World, classification: &Classification) -> Done<Vec<Probed>> {
    let mut proof = Proof::begin();
    let assets = assets(world, classification)?;
    let scene = Scene { assets: Some(&assets), people: Some(&world.people) };
    let findings = gate::check(&world.raci, &scene);
    let grave: Vec<&str> = findings
        .iter()
        .filter(|f| f.severity >= Severity::High)
        .map(|f| f.message.as_str())
        .collect();
    proof.fact("findings", findings.len());
    proof.check(grave.is_empty(), || grave.join("; "));

    let gate = world.enforcer.gate();
    let compared = gate::prove(&world.raci, &world.people, &gate);
    proof.fact("requests_asked", compared.asked);
    proof.fact("requests_allowed", compared.allowed);
    proof.fact("grants_in_the_raci", compared.expected);
    proof.fact("policy_digest", gate.policy().hex());
    proof.check(compared.holds(), || {
        format!(
            "{} grants beyond the RACI, {} missing",
            compared.beyond.len(),
            compared.missing.len()
        )
    });
    proof.say(format!(
        "{} requests tried: {} allowed, {} said by the RACI, {} beyond it",
        compared.asked,
        compared.allowed,
        compared.expected,
        compared.beyond.len()
    ));
    let held = widening_takes_two(world)?;
    proof.fact("widening_takes_two", held);
    proof.check(held, || "access was widened by one person alone".to_owned());

    let now = world.store.now();
    let reviews = gate::reviews(&world.raci, &assets, &world.config.handling, |_| Some(now), now);
    if let Some(next) = reviews.iter().min_by_key(|review| review.due) {
        proof.fact("reviews", reviews.len());
        proof.fact("next_review", next.due.to_string());
        proof.say(format!(
            "{} reviews planned, the next for {} data on {}",
            reviews.len(),
            next.class,
            next.due
        ));
    }
    let probe = Probed {
        id: "least-privilege/raci-is-policy".to_owned(),
        area: Area::LeastPrivilege,
        missions: vec![Mission(6), Mission(7)],
        claim: "the gate allows what the RACI says, and nothing else".to_owned(),
        state: State::from_check(compared.holds() && held),
        saw: format!(
            "{} requests, {} beyond, {} missing",
            compared.asked,
            compared.beyond.len(),
            compared.missing.len()
        ),
        facts: Vec::new(),
        remedy: None,
        at: now,
    };
    Ok((vec![probe], proof))
}

fn assets(
    world: &World,
    classification: &Classification,
) -> Result<BTreeMap<Asset, Class>, Failure> {
    let other = |kind, name| Asset::new(kind, name).internal("naming an asset");
    Ok(BTreeMap::from([
        (world.dataset.clone(), classification.class()),
        (world.model.clone(), classification.class()),
        (other(AssetKind::Workspace, "main")?, Class::Confidential),
        (other(AssetKind::Vault, "main")?, Class::Restricted),
    ]))
}

/// One person alone must not make operations data scientists; two may.
fn widening_takes_two(world: &World) -> Result<bool, Failure> {
    let role = RoleId::new("data-scientist").internal("naming a role")?;
    let operator = cast::principal("omar@example.org")?;
    let pairs = world
        .people
        .people()
        .iter()
        .flat_map(|(who, roles)| roles.iter().map(move |role| (who.clone(), role.clone())));
    let wider = Directory::of(pairs.chain([(operator, role)]));
    let rules = &world.config.access;
    let old = Standing { raci: &world.raci, people: &world.people, rules };
    let new = Standing { raci: &world.raci, people: &wider, rules };
    let workspace = Asset::new(AssetKind::Workspace, "main").internal("naming the workspace")?;
    let change = Change { old: Some(old), new, workspace: &workspace };
    let (one, two) = (cast::principal(cast::SECURITY)?, cast::principal(cast::SECURITY_HEAD)?);
    let alone =
        change.authorise(&one, None).is_err() && change.authorise(&one, Some(&one)).is_err();
    Ok(alone && change.authorise(&one, Some(&two)).is_ok())
}
