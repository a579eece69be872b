//! When packages were last brought up to date, as Debian's apt keeps it (apt's `history.log`).

use super::{Measure, text};
use std::path::Path;
use terms::Timestamp;
use time::format_description::BorrowedFormatItem;
use time::macros::format_description;
use time::{PrimitiveDateTime, UtcOffset};

const HISTORY: &str = "var/log/apt/history.log";
const MOMENT: &[BorrowedFormatItem<'_>] =
    format_description!("[year]-[month]-[day] [hour]:[minute]:[second]");
const DAY: i64 = 86_400;

/// Days since the last upgrade that apt kept.
pub(super) fn age(root: &Path, now: Timestamp) -> Measure<u32> {
    let Some(history) = text(root, HISTORY) else {
        return Measure::unknown("no history of packages is kept that can be read (apt's is)");
    };
    let upgrades = history.split("\n\n").filter(|deed| {
        deed.lines().any(|line| line.starts_with("Upgrade:"))
            && !deed.lines().any(|line| line.starts_with("Error:"))
    });
    let ended = |deed: &str| {
        let line = deed.lines().find_map(|line| line.strip_prefix("End-Date:"))?;
        let words: Vec<&str> = line.split_whitespace().collect();
        // Of this host's own time zone, which at a day's grain is near enough.
        let at = PrimitiveDateTime::parse(&words.join(" "), MOMENT).ok()?;
        Some(at.assume_offset(UtcOffset::UTC).unix_timestamp())
    };
    match upgrades.filter_map(ended).max() {
        None => Measure::unknown("apt kept no upgrade since its history began"),
        Some(at) => {
            let days = now.unix().saturating_sub(at).max(0) / DAY;
            let days = u32::try_from(days).unwrap_or(u32::MAX);
            Measure::of(days, format!("packages were upgraded {days} days ago"))
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use tempfile::TempDir;

    // proves M20
    #[test]
    fn the_last_upgrade_that_went_through_counts() {
        let dir = TempDir::new().unwrap();
        let now = Timestamp::from_unix(1_796_000_000);
        assert_eq!(age(dir.path(), now).value, None);
        let deed = |what: &str, day: i64| {
            let at = time::OffsetDateTime::from_unix_timestamp(now.unix() - day * DAY).unwrap();
            let at = at.format(MOMENT).unwrap().replacen(' ', "  ", 1);
            format!("\nStart-Date: {at}\n{what}\nEnd-Date: {at}\n")
        };
        let upgrade = "Upgrade: libc6:amd64 (2.36-9, 2.36-10)";
        let write = |deeds: &[String]| {
            std::fs::create_dir_all(dir.path().join("var/log/apt")).unwrap();
            std::fs::write(dir.path().join(HISTORY), deeds.concat()).unwrap();
        };
        write(&[deed("Install: age:amd64 (1.1)", 1)]);
        assert_eq!(age(dir.path(), now).value, None, "to install something is no upgrade");
        let failed =
            format!("{upgrade}\nError: Sub-process /usr/bin/dpkg returned an error code (1)");
        write(&[deed(upgrade, 40), deed(upgrade, 12), deed(&failed, 2), deed("Remove: x", 1)]);
        assert_eq!(age(dir.path(), now).value, Some(12));
    }
}
