//! Step 1: what listens on this host, what it runs, and who else may read keys and data.

use super::check::Host;
use super::walk::{Done, Proof};
use super::world::World;
use std::path::PathBuf;
use terms::Probed;

/// Looks at the host. What is found there is shown and does not stop the journey; eyes that do not see
/// a listener which we open ourselves do.
pub async fn step(world: &World, advisories: &[PathBuf]) -> Done<Vec<Probed>> {
    let mut proof = Proof::begin();
    let host = Host::look(world.tools.as_ref(), &world.root, advisories)?;
    host.tell(&mut proof);
    Ok((host.into_probes(), proof))
}
