//! Which actions make sense on which kinds of assets, and what their answers reveal.

use terms::{Action, AssetKind};

/// Whether `action` can be performed on assets of `kind`. A row of the RACI for which this is
/// false would grant nothing, so it is a mistake.
#[must_use]
pub fn has_meaning(action: Action, kind: AssetKind) -> bool {
    kinds_of(action).contains(&kind)
}

pub(crate) const fn kinds_of(action: Action) -> &'static [AssetKind] {
    use AssetKind::{Dataset, Model, Vault, Workspace};
    match action {
        Action::Ingest | Action::Query | Action::Screen => &[Dataset],
        Action::Export | Action::Delete | Action::Train => &[Dataset, Model],
        Action::Promote | Action::Infer => &[Model],
        Action::Approve => &[Dataset, Model, Workspace, Vault],
        Action::Operate => &[Model, Workspace],
        Action::Audit | Action::ChangeAccess => &[Workspace, Vault],
        Action::Pull | Action::Activate => &[Vault],
    }
}

/// Actions whose answer carries values of the asset to the person who asks.
pub(crate) const fn reveals(action: Action) -> bool {
    matches!(action, Action::Query | Action::Export | Action::Infer)
}

/// Actions of which an accountable role sees clear values. An export is not one of them.
pub(crate) const fn shows_clear(action: Action) -> bool {
    matches!(action, Action::Query | Action::Infer)
}
