//! The gate: a RACI becomes policy, and a request becomes a decision.
//!
//! A RACI says who is **r**esponsible, **a**ccountable, **c**onsulted and **i**nformed for each
//! activity. Here it is the only source of access (M6, M7), and this is all that its letters mean:
//!
//! | letter | may perform the action | sees in `query` and `infer` | and else |
//! |---|---|---|---|
//! | R | yes | tokens and masks, the answer alone | |
//! | A | yes | clear values, scores | answers for the activity: exactly one role |
//! | C | no | nothing | has to be heard before: `Obligation::Consult` |
//! | I | no | nothing | is told afterwards: `Obligation::Inform` |
//! | none | no | nothing: the asset reads *not found* | |
//!
//! No letter takes clear values out: an `export` shows tokens and masks to everybody. Agreeing to
//! somebody's work is an activity of its own (`approve`), so asking and agreeing are different
//! cells; nobody approves or promotes their own work, whatever their cells. Changing access is an
//! activity too (`change-access`): widening it takes somebody who proposes (R or A) and another
//! person who agrees (A). Widening means that some request would be answered more laxly
//! ([`difference`](fn@difference)).
//!
//! Break-glass is the one exception, and a short one: what two people opened to somebody for a while
//! stands in the place of an R, for what somebody may do anyway ([`never_opened`] has the rest).
//!
//! Five parts answer for this, each checkable alone:
//! - [`check()`] finds what is unsound in the RACI itself: duties that must be apart, orphans, owners;
//! - [`compile()`] makes one static Cedar policy of each granting cell, validated strictly;
//! - [`Gate::decide`] asks Cedar for the cells, then validates device, network, budget, retention
//!   and authorship ([`Rules`]), and fails closed;
//! - [`prove()`] enumerates who may do what through the gate, and compares it with a plain reading
//!   of the cells;
//! - [`difference`](fn@difference) compares two standings answer by answer, without enumerating
//!   people or assets, so that no change widens access unseen ([`Change`]).
//!
//! Invariants: a decision without a cell is a refusal; an error is a refusal; who has no cell
//! learns nothing else about the asset; the gate has no clock, no state and no power (its
//! decisions take effect through `store::passage` alone).
#![forbid(unsafe_code)]

mod break_glass;
mod change;
mod check;
mod check_sheet;
mod cidr;
mod compile;
mod context;
mod diff;
mod difference;
mod directory;
mod escalation;
#[cfg(any(test, feature = "fuzz"))]
pub mod fuzz;
mod gate;
mod grant;
mod holder;
mod letters;
mod may;
mod meaning;
mod pattern;
mod places;
mod prove;
mod raci;
mod read;
mod review;
mod rules;
pub mod sample;
pub mod sheet;
mod standing;
mod until;
mod unused;
mod without;
mod written;

pub use break_glass::{BREAK_GLASS, never_opened};
pub use change::{Authorised, Change, ChangeRefusal};
pub use check::{Scene, check};
pub use check_sheet::check_sheet;
pub use cidr::{Cidr, CidrError};
pub use compile::{CompileError, Compiled, compile};
pub use diff::{Diff, diff};
pub use difference::{Difference, difference};
pub use directory::{Directory, Known};
pub use escalation::{Escalation, Steps};
pub use gate::{Gate, GateError};
pub use grant::Grant;
pub use holder::{HolderReview, Reviewed};
pub use letters::Letters;
pub use may::{May, Missing, Share, can, who};
pub use meaning::has_meaning;
pub use pattern::Pattern;
pub use places::Places;
pub use prove::{Proof, prove};
pub use raci::{Cell, Raci, Row};
pub use read::{Place, ReadError};
pub use review::{CadenceRule, Exposure, Review, citation, reviews};
pub use rules::{DeviceRules, Egress, Rules};
pub use standing::Standing;
pub use until::Ending;
pub use unused::{Unused, unused};
pub use without::{RoleTaken, role_taken};
pub use written::Written;
