//! How the device that this runs on is protected, as far as anybody can see it: what can't be seen is
//! *unknown*. Whoever has the rights of root can make it say anything.

mod disk;
mod firewall;
mod patches;

use std::path::Path;
use terms::Timestamp;

/// One thing that was looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Measure<T> {
    /// `None` if it can't be told.
    pub value: Option<T>,
    /// What was seen, in one sentence.
    pub saw: String,
}

/// What was seen of a device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Measured {
    /// Every file system on a block device, and swap, is encrypted; but for what the machine starts from.
    pub disk_encrypted: Measure<bool>,
    /// Packets from outside are dropped or refused unless a rule lets them in.
    pub firewall_on: Measure<bool>,
    /// Days since packages were last brought up to date.
    pub patch_age_days: Measure<u32>,
}

impl<T> Measure<T> {
    fn of(value: T, saw: impl Into<String>) -> Self {
        Self { value: Some(value), saw: saw.into() }
    }

    fn unknown(saw: impl Into<String>) -> Self {
        Self { value: None, saw: saw.into() }
    }
}

/// Looks at the host whose files are below `root`. `ruleset` is what `nft --json list ruleset` says, if it
/// says anything: it takes rights that not everybody has.
#[must_use]
pub fn measure(root: &Path, ruleset: Option<&str>, now: Timestamp) -> Measured {
    Measured {
        disk_encrypted: disk::encrypted(root),
        firewall_on: firewall::on(root, ruleset),
        patch_age_days: patches::age(root, now),
    }
}

/// A file of at most a mebibyte, as text; none if it can't be read.
fn text(root: &Path, path: &str) -> Option<String> {
    use std::io::Read;
    const MOST: u64 = 1 << 20;
    let file = std::fs::File::open(root.join(path)).ok()?;
    let mut bytes = Vec::new();
    file.take(MOST).read_to_end(&mut bytes).ok()?;
    Some(String::from_utf8_lossy(&bytes).into_owned())
}
