//! What the examples have in common.

use gate::Gate;
use hygeia_workspace::access::healthy;
use std::error::Error;
use terms::{Class, Context, Device, DeviceId, Timestamp, ZoneClass};

/// What goes wrong.
pub type Fault = Box<dyn Error>;

/// A request's context that no rule refuses: a healthy device, from where it may come.
pub fn clean(gate: &Gate, device: DeviceId, at: Timestamp) -> Context {
    let posture = Some(healthy(at));
    let zone = gate.rules().zones.keys().next().cloned();
    Context {
        device: Some(Device { id: device, managed: true, posture, drill: false }),
        zone: zone.map_or(ZoneClass::Unknown, ZoneClass::Known),
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
        author: None,
    }
}

/// The most memory that this process has had, in MiB.
pub fn peak() -> Result<f64, Fault> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kib = line.and_then(|line| line.split_whitespace().next()).ok_or("no VmHWM")?;
    Ok(kib.parse::<f64>()? / 1024.0)
}
