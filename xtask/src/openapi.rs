//! The API as it describes itself: a valid OpenAPI 3.1 document, whose every operation is asked with
//! generated requests, and none answers with a server error.

use crate::suite::Campaign;
use crate::{environment, journeys, run};
use std::process::Command;

/// Serves a workspace made for this, and asks it.
pub fn run(campaign: &Campaign) -> Result<(), String> {
    let (program, python) = (journeys::program()?, environment::python()?);
    let folder = run::fresh("openapi")?;
    let script = run::root().join("xtask/clients/openapi.py");
    // -B: nothing is written beside the scripts.
    run::must(campaign.tell(Command::new(python).arg("-B").arg(script).arg(program).arg(folder)))
}
