//! A gate over a RACI that is written in the test, and a request that nothing but cells refuses.

use gate::{Directory, Gate, Raci, Rules, compile};
use terms::{
    Action, Asset, Class, Context, Decision, Device, Posture, Request, Timestamp, ZoneClass,
};

pub const NOW: i64 = 1_800_000_000;

pub fn raci(csv: &str) -> Raci {
    Raci::from_csv(csv).unwrap()
}

/// `person role` on each line.
pub fn people(lines: &str) -> Directory {
    Directory::of(lines.lines().map(str::trim).filter(|line| !line.is_empty()).map(|line| {
        let (who, role) = line.split_once(' ').unwrap();
        (who.parse().unwrap(), role.parse().unwrap())
    }))
}

pub fn gate(csv: &str, holders: &str) -> Gate {
    gate_by(csv, holders, Rules::default())
}

pub fn gate_by(csv: &str, holders: &str, rules: Rules) -> Gate {
    Gate::new(compile(&raci(csv)).unwrap(), people(holders), rules).unwrap()
}

pub fn request(who: &str, action: Action, asset: &str) -> Request {
    let at = Timestamp::from_unix(NOW);
    let posture = Posture {
        disk_encrypted: true,
        firewall_on: true,
        patch_age_days: 3,
        reported_at: at.plus_seconds(-60),
    };
    Request {
        principal: who.parse().unwrap(),
        action,
        asset: Asset::parse(asset).unwrap(),
        detail: None,
        context: Context {
            device: Some(Device {
                id: "laptop-1".parse().unwrap(),
                managed: true,
                posture: Some(posture),
                drill: false,
            }),
            zone: ZoneClass::Known("local".parse().unwrap()),
            at,
            egress_bytes: 0,
            egress_used: 0,
            class: Class::Restricted,
            behind_live_model: false,
            singled_out_percent: 0,
            lock: None,
            overdue: Vec::new(),
            break_glass: None,
            step_up: None,
            author: Some("somebody@else".parse().unwrap()),
        },
    }
}

/// The names of the cells that allow, or the refusal.
pub fn said(decision: &Decision) -> Result<Vec<String>, String> {
    match &decision.denial {
        None => Ok(decision.cells.iter().map(ToString::to_string).collect()),
        Some(denial) => Err(denial.to_string()),
    }
}
