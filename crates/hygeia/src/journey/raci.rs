//! Step 6: the RACI that was applied, proven to be what the gate does, and nothing else.

use super::cast;
use super::walk::{Done, Proof};
use super::world::World;
use crate::failure::{At, Failure};
use crate::platform;
use gate::{Change, Directory, Scene, Standing};
use std::collections::BTreeMap;
use terms::{Asset, Class, Classification, RoleId, Severity};

/// Checks the RACI, compares it with every answer of the gate, and tries to widen access alone.
pub async fn step(world: &World, classification: &Classification) -> Done<()> {
    let mut proof = Proof::begin();
    let assets = assets(world, classification)?;
    let scene = Scene { assets: Some(&assets), people: Some(world.platform.people()) };
    let findings = gate::check(world.platform.raci(), &scene);
    let grave: Vec<&str> = findings
        .iter()
        .filter(|f| f.severity >= Severity::High)
        .map(|f| f.message.as_str())
        .collect();
    proof.fact("findings", findings.len());
    proof.check(grave.is_empty(), || grave.join("; "));

    let gate = world.platform.enforcer.gate();
    let compared = gate::prove(world.platform.raci(), world.platform.people(), &gate);
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
    let letters = |of: fn(gate::Letters) -> bool| {
        world.platform.raci().cells().filter(|cell| of(cell.letters)).count()
    };
    let (heard, told) = (letters(|l| l.consulted), letters(|l| l.informed));
    proof.fact("consulted_before", heard);
    proof.fact("informed_after", told);
    proof.say(format!("{heard} cells are consulted before, {told} are informed after"));
    let held = widening_takes_two(world)?;
    proof.fact("widening_takes_two", held);
    proof.check(held, || "access was widened by one person alone".to_owned());

    let now = world.store().now();
    let reviews = gate::reviews(
        world.platform.raci(),
        &assets,
        &world.platform.config().handling,
        |_| Some(now),
        now,
    );
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
    Ok(((), proof))
}

fn assets(
    world: &World,
    classification: &Classification,
) -> Result<BTreeMap<Asset, Class>, Failure> {
    Ok(BTreeMap::from([
        (world.dataset.clone(), classification.class()),
        (world.model.clone(), classification.class()),
        (platform::workspace_asset()?, Class::Confidential),
        (platform::vault_asset()?, Class::Restricted),
    ]))
}

/// One person alone must not make operations data scientists; two may.
fn widening_takes_two(world: &World) -> Result<bool, Failure> {
    let role = RoleId::new("data-scientist").internal("naming a role")?;
    let operator = cast::principal("omar@example.org")?;
    let (raci, people) = (world.platform.raci(), world.platform.people());
    let pairs = people
        .people()
        .iter()
        .flat_map(|(who, roles)| roles.iter().map(move |role| (who.clone(), role.clone())));
    let wider = Directory::of(pairs.chain([(operator, role)]));
    let rules = &world.platform.config().access;
    let old = Standing { raci, people, rules };
    let new = Standing { raci, people: &wider, rules };
    let workspace = platform::workspace_asset()?;
    let change = Change { old: Some(old), new, workspace: &workspace };
    let asked = |one, other| world.hands.authorise(&change, one, other);
    let (one, two) = (cast::principal(cast::SECURITY)?, cast::principal(cast::SECURITY_HEAD)?);
    let alone = asked(&one, None).is_err() && asked(&one, Some(&one)).is_err();
    Ok(alone && asked(&one, Some(&two)).is_ok())
}
