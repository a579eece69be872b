//! Zero trust: device, network, budget, retention and authorship are validated for each request
//! that a cell allows. Every check can only refuse.

use crate::meaning::reveals;
use crate::{DeviceRules, Rules};
use terms::{Action, AssetKind, Denial, Device, Posture, Request, Timestamp, ZoneClass};

/// Seconds by which a device's clock may run ahead of ours; a report from further in the future
/// counts as stale, or a wrong clock would keep it fresh for ever.
const CLOCK_SKEW: i64 = 300;

/// What the granting cells amount to.
pub(crate) struct Granted {
    /// The largest egress budget of the granting roles, in bytes.
    pub(crate) budget: u64,
    /// Values are shown as they are.
    pub(crate) clear: bool,
    /// A row names the asset itself, not all of its kind.
    pub(crate) by_name: bool,
}

/// The first reason to refuse, in the order of [`Denial`].
pub(crate) fn refuse(rules: &Rules, request: &Request, granted: &Granted) -> Option<Denial> {
    let context = &request.context;
    if let Some(lock) = &context.lock {
        return Some(Denial::LockedOut(lock.clone()));
    }
    device(&rules.device, context.device.as_ref(), context.at)
        .or_else(|| zone(rules, request))
        .or_else(|| context.step_up.clone().map(Denial::StepUp))
        .or_else(|| egress(request, granted))
        .or_else(|| singles_out(rules, request, granted))
        .or_else(|| {
            let live = request.action == Action::Delete && context.behind_live_model;
            live.then_some(Denial::BehindLiveModel)
        })
        .or_else(|| authorship(request))
        .or_else(|| {
            let kept = request.action == Action::Delete
                && context.class >= rules.retain_from
                && !granted.by_name;
            kept.then_some(Denial::Retained)
        })
}

fn device(rules: &DeviceRules, device: Option<&Device>, now: Timestamp) -> Option<Denial> {
    let Some(device) = device else { return Some(Denial::NoDevice) };
    if !device.managed {
        return Some(Denial::UnmanagedDevice);
    }
    let Some(posture) = &device.posture else { return Some(Denial::StalePosture) };
    let age = now.since(posture.reported_at);
    if age > i64::from(rules.max_posture_age_secs) || age < -CLOCK_SKEW {
        return Some(Denial::StalePosture);
    }
    failing(rules, posture).map(Denial::FailingPosture)
}

fn failing(rules: &DeviceRules, posture: &Posture) -> Option<String> {
    if rules.disk_encrypted && !posture.disk_encrypted {
        return Some("its disk is not encrypted".to_owned());
    }
    if rules.firewall_on && !posture.firewall_on {
        return Some("its firewall is off".to_owned());
    }
    let (days, most) = (posture.patch_age_days, rules.max_patch_age_days);
    (days > most)
        .then(|| format!("its last security update is {days} days old, at most {most} may pass"))
}

fn zone(rules: &Rules, request: &Request) -> Option<Denial> {
    let known = match &request.context.zone {
        ZoneClass::Known(zone) => rules.zones.contains_key(zone),
        ZoneClass::Unknown => false,
    };
    (!known && request.context.class >= rules.known_zone_from).then_some(Denial::UnknownZone)
}

fn egress(request: &Request, granted: &Granted) -> Option<Denial> {
    let asked = request.context.egress_bytes;
    let left = left(request, granted);
    let spent = left == 0 && reveals(request.action);
    (asked > left || spent).then_some(Denial::EgressBudget { asked, left })
}

/// Bytes that may still leave with this grant.
pub(crate) fn left(request: &Request, granted: &Granted) -> u64 {
    granted.budget.saturating_sub(request.context.egress_used)
}

/// What is shown to who is not accountable must not tell people from one another more than may be.
fn singles_out(rules: &Rules, request: &Request, granted: &Granted) -> Option<Denial> {
    let (percent, most) = (request.context.singled_out_percent, rules.max_singled_out_percent);
    let shown = request.asset.kind == AssetKind::Dataset && reveals(request.action);
    (shown && !granted.clear && percent > most).then_some(Denial::SinglesOut { percent, most })
}

/// Nobody approves or promotes their own work; where the author is not known, nobody does.
fn authorship(request: &Request) -> Option<Denial> {
    if !matches!(request.action, Action::Approve | Action::Promote) {
        return None;
    }
    match &request.context.author {
        Some(author) if *author == request.principal => Some(Denial::SelfApproval),
        Some(_) => None,
        None => Some(Denial::Error(format!("the author of {} is not known", request.asset))),
    }
}
