//! The words of Hygeia: typed ids, classes, findings, receipts, decisions, probes, the clock and
//! the limits. Everything here is a value that crosses rooms; nothing here does work on data.
//!
//! Invariant: this crate depends on no other crate of the workspace.
#![forbid(unsafe_code)]

mod action;
mod asset;
mod break_glass;
mod cell;
mod class;
mod clock;
mod column;
mod column_plan;
mod column_role;
mod combination;
mod decision;
mod declared;
mod digest;
mod file_name;
mod finding;
pub mod grid;
mod id;
pub mod info;
pub mod limits;
mod lock;
mod overdue;
pub mod parallel;
mod period;
mod printable;
mod probe;
mod receipt;
mod request;
pub mod seal;
mod sight;
mod sketch;
mod step_up;
mod whole;

pub use action::Action;
pub use asset::{Asset, AssetError, AssetKind};
pub use break_glass::BreakGlassGrant;
pub use cell::CellRef;
pub use class::{Class, Criticality, Handling, Handlings, Regime, View};
pub use clock::{Clock, FixedClock, SystemClock, Timestamp};
pub use column::{Classification, Column, ColumnState, Evidence, Kind};
pub use column_plan::ColumnPlan;
pub use column_role::ColumnRole;
pub use combination::{Combination, Disclosure, Linkage};
pub use decision::{Decision, Denial, Obligation};
pub use declared::{Declared, DeclaredColumn, Seen};
pub use digest::Digest;
pub use file_name::file_name;
pub use finding::{Finding, Location, Severity};
pub use id::{ActivityId, DeviceId, IdError, PrincipalId, RoleId, ZoneId};
pub use info::InfoType;
pub use lock::{LockTarget, LockedOut};
pub use overdue::{Narrowing, Overdue};
pub use period::{Period, PeriodError};
pub use printable::printable;
pub use probe::{Area, Fact, Mission, Probed, State};
pub use receipt::{Defect, DefectKind, Receipt};
pub use request::{Context, Device, Posture, Request, ZoneClass};
pub use sight::Sight;
pub use sketch::Sketch;
pub use step_up::StepUp;
pub use whole::whole;
