//! The vault in production's place: by whom, and what shows that it is them.
//!
//! No server answers then, and whoever opens the vault holds its keys: what is left to hold somebody to is the
//! key of their device, which the recovery point knows. They sign for the very point, and the signature is
//! kept in the workspace that comes back.

use crate::access::{AgreedTo, Ask, Caller, Origin, Proof, report, terminal};
use crate::config::{self, Config};
use crate::{Context as _, Error, Workspace, vault_asset};
use ::vault::{Activated, Point, Standby, Vault};
use files::Mode;
use std::path::Path;
use std::sync::Arc;
use store::{Agreement, Boxed, EnrolledDevice, Permit, Store, StoreConfig};
use terms::{Action, Digest, Posture, PrincipalId, SystemClock};

/// Who puts the vault in production's place.
#[derive(Debug, Clone, Copy)]
pub enum Activator<'a> {
    /// Whose part is played: in a trial alone.
    Played(&'a PrincipalId),
    /// Whoever holds the key of a device that the point knows, by each certificate that it has or had: a
    /// point that was taken before one was renewed knows the one before.
    Device(&'a [Proof]),
}

/// Who puts the vault in production's place, and what their device says of itself now.
#[derive(Debug)]
pub struct Activation<'a> {
    pub by: Activator<'a>,
    pub posture: Option<Posture>,
    /// Where the restored metadata go: a PostgreSQL database, or SQLite in the folder.
    pub meta: Option<String>,
}

/// Restores `point` into `into` and puts it in place, by a permit of its own ledger.
///
/// # Errors
/// If anything does not verify, nobody whom the point knows signs, or the restored gate refuses; nothing
/// stays then.
pub fn activate<'a>(
    vault: &'a Vault,
    point: &'a Point,
    into: &'a Path,
    activation: &'a Activation<'a>,
) -> Boxed<'a, Result<Activated, Error>> {
    Box::pin(async move {
        let clock = Arc::new(SystemClock);
        let into = &std::path::absolute(into).invalid()?;
        let store = StoreConfig { meta_url: activation.meta.clone() };
        let standby = vault.restore(point, into, &store, clock).await?;
        match permitted(&standby, activation).await {
            Ok(permit) => {
                let mut activated = standby.activate(&permit).await?;
                // It is in place, whatever becomes of the note.
                activated.unnoted = vault.succeeded(point, activated.store.now()).err();
                Ok(activated)
            }
            Err(refused) => {
                standby.discard().await?;
                Err(refused)
            }
        }
    })
}

/// What is agreed to by whoever activates the point with this digest.
pub(crate) fn agreed_to(point: Digest, by: &PrincipalId) -> Result<AgreedTo, Error> {
    Ok(AgreedTo {
        approval: format!("activate-{}", point.hex()),
        action: Action::Activate,
        asset: vault_asset()?,
        detail: point,
        agreed_by: by.clone(),
    })
}

/// The restored gate's permit. Who signed for the point has their signature kept.
async fn permitted(standby: &Standby, activation: &Activation<'_>) -> Result<Permit, Error> {
    let store = standby.store();
    keeps_metadata_in(store.folder(), activation.meta.as_deref())?;
    let workspace = Workspace::over(Arc::clone(store)).await?;
    let (caller, signed) = match activation.by {
        Activator::Played(who) if workspace.is_trial() => (terminal(store, who).await?, None),
        Activator::Played(who) => {
            return Err(unsigned(format!("nothing shows that this is {who}")));
        }
        Activator::Device(proofs) => {
            let (caller, signed) = signed(store, proofs, standby.point()).await?;
            (caller, Some(signed))
        }
    };
    if let (Some(device), Some(posture)) = (&caller.device, &activation.posture) {
        report(store, device, posture.clone(), false, caller.origin).await.invalid()?;
    }
    let ask = Ask::of(Action::Activate, vault_asset()?).exactly(standby.point());
    let permit = workspace.admit(&caller, ask).await?;
    if let Some(signed) = signed {
        store.activation_signed(&permit, &signed).await?;
    }
    Ok(permit)
}

/// Has the restored hygeia.toml name the database that was given: the one of before may be gone with the rest.
/// What was applied names that one still, and the posture tells the two apart until two people apply it.
fn keeps_metadata_in(folder: &Path, given: Option<&str>) -> Result<(), Error> {
    let before = Config::read(folder)?.store.meta;
    let (before, given) = match (before.as_deref(), given) {
        (before, given) if before == given => return Ok(()),
        (Some(before), Some(given)) => (before, given),
        (Some(_), None) => {
            return Err(Error::invalid("the restored hygeia.toml keeps metadata in a database")
                .remedy("give that one or another, which has to be empty: --meta URL"));
        }
        (None, _) => {
            return Err(Error::invalid(
                "the restored hygeia.toml keeps metadata in the workspace's folder",
            )
            .remedy("leave --meta out"));
        }
    };
    let path = folder.join(config::CONFIG);
    let text = std::fs::read_to_string(&path).internal("reading the restored hygeia.toml")?;
    let moved = ['"', '\''].into_iter().find_map(|quote| {
        let named = |url: &str| format!("{quote}{url}{quote}");
        text.contains(&named(before)).then(|| text.replace(&named(before), &named(given)))
    });
    let named = moved.filter(|_| !given.contains(['"', '\'', '\\', '\n']));
    let named = named.ok_or_else(|| {
        Error::invalid("the database can't be named in the restored hygeia.toml")
            .remedy("give the one that it names: --meta URL")
    })?;
    files::write_whole(&path, named.as_bytes(), Mode::Private).invalid()?;
    match Config::read(folder)?.store.meta.as_deref() == Some(given) {
        true => Ok(()),
        false => Err(Error::internal("the restored hygeia.toml names another database")),
    }
}

/// Whose device it is that the point knows, and their signature for the point.
async fn signed(
    store: &Store,
    proofs: &[Proof],
    point: Digest,
) -> Result<(Caller, Agreement), Error> {
    for proof in proofs {
        let known = store.docs::<EnrolledDevice>().list_of(&proof.thumbprint().hex()).await;
        let known = known.internal("reading the enrolled devices")?.pop();
        let Some(known) = known.filter(|known| known.device.managed && !known.device.drill) else {
            continue;
        };
        let (by, device) = (known.owner.clone(), known.device.id.clone());
        let to = agreed_to(point, &by)?;
        let signed = proof.agree(&to).internal("signing for a point")?;
        if !signed.holds(&to, known.thumbprint) {
            return Err(unsigned("the key is not the certificate's".to_owned()));
        }
        let agreement = Agreement {
            approval: to.approval,
            by: by.clone(),
            device: device.clone(),
            at: store.now(),
            envelope: signed.envelope,
            certificate: signed.certificate,
        };
        let caller = Caller { principal: by, device: Some(device), origin: Origin::Terminal };
        return Ok((caller, agreement));
    }
    Err(unsigned("the point knows no device with this key".to_owned()))
}

fn unsigned(why: String) -> Error {
    Error::refused(format!("{why}: who activates signs by the key of their device")).remedy(
        "activate from where you joined: your sign-in lies in ~/.config/hygeia, or in \
         HYGEIA_CONFIG=DIR; hygeia vault points lists others that may know your device",
    )
}
