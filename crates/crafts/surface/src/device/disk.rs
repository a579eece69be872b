//! Whether file systems lie on encrypted block devices: dm-crypt, itself or below LVM and RAID (the kernel's
//! documentation of sysfs, block and device-mapper).

use super::{Measure, text};
use std::fs;
use std::path::{Path, PathBuf};

/// Layers of block devices that are looked through.
const DEEPEST: usize = 8;
/// What the machine starts from has to be clear, and holds no data.
const START: [&str; 4] = ["/boot", "/boot/efi", "/efi", "/boot/firmware"];
/// File systems of memory and of the kernel.
const NO_DISK: [&str; 22] = [
    "autofs",
    "bdev",
    "binfmt_misc",
    "bpf",
    "cgroup",
    "cgroup2",
    "configfs",
    "debugfs",
    "devpts",
    "devtmpfs",
    "efivarfs",
    "fusectl",
    "hugetlbfs",
    "mqueue",
    "nsfs",
    "proc",
    "pstore",
    "ramfs",
    "securityfs",
    "sysfs",
    "tmpfs",
    "tracefs",
];

/// What a block device turned out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Device {
    Encrypted,
    Clear,
    Unknown,
}

/// Looks at every mounted file system and at swap.
pub(super) fn encrypted(root: &Path) -> Measure<bool> {
    let Some(mounts) = text(root, "proc/self/mountinfo") else {
        return Measure::unknown("what is mounted can't be read");
    };
    let (mut clear, mut unknown, mut encrypted) = (Vec::new(), Vec::new(), 0_usize);
    let mut count = |name: &str, device: Device| match device {
        Device::Encrypted => encrypted += 1,
        Device::Clear => clear.push(name.to_owned()),
        Device::Unknown => unknown.push(name.to_owned()),
    };
    for line in mounts.lines() {
        let Some(mount) = Mount::parse(line) else { continue };
        if !NO_DISK.contains(&mount.kind) && !START.contains(&mount.point) {
            count(mount.point, device(root, &mount));
        }
    }
    for line in text(root, "proc/swaps").unwrap_or_default().lines().skip(1) {
        let name = line.split_whitespace().next().unwrap_or_default();
        // A file lies on a file system that was looked at; memory that is compressed is no disk.
        if name.starts_with("/dev/") && !name.starts_with("/dev/zram") {
            count(name, of_path(root, name));
        }
    }
    told(&clear, &unknown, encrypted)
}

fn told(clear: &[String], unknown: &[String], encrypted: usize) -> Measure<bool> {
    let list = |names: &[String]| {
        let mut names = names.to_vec();
        names.sort();
        names.dedup();
        let shown: Vec<&str> = names.iter().take(5).map(String::as_str).collect();
        let more = names.len().saturating_sub(shown.len());
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        terms::printable(&format!("{}{more}", shown.join(", "))).into_owned()
    };
    match (clear, unknown, encrypted) {
        ([_, ..], _, _) => Measure::of(false, format!("in clear: {}", list(clear))),
        (_, [_, ..], _) => Measure::unknown(format!("on no block device: {}", list(unknown))),
        (_, _, 0) => Measure::unknown("no file system on a block device is mounted"),
        (_, _, some) => Measure::of(true, format!("{some} file systems, all encrypted")),
    }
}

/// A line of proc_pid_mountinfo(5).
struct Mount<'t> {
    number: &'t str,
    point: &'t str,
    kind: &'t str,
    source: &'t str,
}

impl<'t> Mount<'t> {
    fn parse(line: &'t str) -> Option<Self> {
        let (before, after) = line.split_once(" - ")?;
        let mut before = before.split(' ').skip(2);
        let (number, point) = (before.next()?, before.nth(1)?);
        let mut after = after.split(' ');
        Some(Self { number, point, kind: after.next()?, source: after.next()? })
    }
}

fn device(root: &Path, mount: &Mount<'_>) -> Device {
    // Some file systems have a number of their own, and name the device that they lie on.
    match (mount.number.starts_with("0:"), mount.source.starts_with("/dev/")) {
        (false, _) => look(&root.join("sys/dev/block").join(mount.number), 0),
        (true, true) => of_path(root, mount.source),
        (true, false) => Device::Unknown,
    }
}

/// Of `/dev/sda2`, or of `/dev/mapper/home`, which is a link to `../dm-1`.
fn of_path(root: &Path, path: &str) -> Device {
    let at = root.join(path.trim_start_matches('/'));
    let target = fs::read_link(&at).unwrap_or(at);
    match target.file_name() {
        Some(name) => look(&root.join("sys/class/block").join(name), 0),
        None => Device::Unknown,
    }
}

fn look(at: &Path, depth: usize) -> Device {
    if depth > DEEPEST || !at.is_dir() {
        return Device::Unknown;
    }
    if fs::read_to_string(at.join("dm/uuid")).is_ok_and(|uuid| uuid.starts_with("CRYPT-")) {
        return Device::Encrypted;
    }
    let below = fs::read_dir(at.join("slaves")).map(|all| all.flatten().collect::<Vec<_>>());
    let below: Vec<PathBuf> = below.unwrap_or_default().iter().map(fs::DirEntry::path).collect();
    let below: Vec<Device> = below.iter().map(|one| look(one, depth + 1)).collect();
    match below.as_slice() {
        [] => Device::Clear,
        all if all.contains(&Device::Clear) => Device::Clear,
        all if all.contains(&Device::Unknown) => Device::Unknown,
        _ => Device::Encrypted,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use tempfile::TempDir;

    /// A host with these mounts; `dm-0` is encrypted on `sda2`, `dm-1` is LVM on `dm-0`, `dm-2` LVM on `sda3`.
    fn host(mounts: &str, swaps: &str) -> TempDir {
        let dir = TempDir::new().unwrap();
        let at = |name: &str| dir.path().join(name);
        let file = |name: &str, text: &str| {
            fs::create_dir_all(at(name).parent().unwrap()).unwrap();
            fs::write(at(name), text).unwrap();
        };
        file("proc/self/mountinfo", mounts);
        file("proc/swaps", &format!("Filename Type Size Used Priority\n{swaps}"));
        for (number, name) in [
            ("8:2", "sda2"),
            ("8:3", "sda3"),
            ("254:0", "dm-0"),
            ("254:1", "dm-1"),
            ("254:2", "dm-2"),
        ] {
            fs::create_dir_all(at("sys/class/block").join(name)).unwrap();
            fs::create_dir_all(at("sys/dev/block")).unwrap();
            let to = format!("../../class/block/{name}");
            std::os::unix::fs::symlink(to, at("sys/dev/block").join(number)).unwrap();
        }
        file("sys/class/block/dm-0/dm/uuid", "CRYPT-LUKS2-0123-home\n");
        file("sys/class/block/dm-1/dm/uuid", "LVM-abc\n");
        for (above, below) in [("dm-0", "sda2"), ("dm-1", "dm-0"), ("dm-2", "sda3")] {
            let slaves = at("sys/class/block").join(above).join("slaves");
            fs::create_dir_all(&slaves).unwrap();
            std::os::unix::fs::symlink(at("sys/class/block").join(below), slaves.join(below))
                .unwrap();
        }
        fs::create_dir_all(at("dev/mapper")).unwrap();
        std::os::unix::fs::symlink("../dm-1", at("dev/mapper/vg-root")).unwrap();
        dir
    }

    const BOOT: &str = "29 1 8:3 / /boot rw - ext4 /dev/sda3 rw\n";
    const PROC: &str = "22 1 0:21 / /proc rw - proc proc rw\n";

    // proves M20
    #[test]
    fn a_disk_is_encrypted_if_all_that_is_mounted_lies_on_dm_crypt() {
        let seen = |mounts: &str, swaps: &str| encrypted(host(mounts, swaps).path());
        let root = "28 1 254:1 / / rw shared:1 - ext4 /dev/mapper/vg-root rw\n";
        let btrfs = "30 1 0:44 /home /home rw - btrfs /dev/mapper/vg-root rw\n";
        let all = [root, btrfs, BOOT, PROC].concat();
        assert_eq!(seen(&all, "").value, Some(true));
        assert_eq!(seen(&all, "/dev/dm-0 partition 1 0 -2\n").value, Some(true));
        // One in clear is enough, swap too.
        let plain = "31 1 254:2 / /srv rw - xfs /dev/mapper/vg-srv rw\n";
        let found = seen(&[&all, plain].concat(), "");
        assert_eq!((found.value, found.saw.as_str()), (Some(false), "in clear: /srv"));
        assert_eq!(seen(&all, "/dev/sda3 partition 1 0 -2\n").value, Some(false));
        assert_eq!(
            seen(&all, "/swapfile file 1 0 -2\n/dev/zram0 partition 1 0 5\n").value,
            Some(true)
        );
        // What lies on no block device says nothing.
        let overlay = "32 1 0:50 / / rw - overlay overlay rw\n";
        assert_eq!(seen(&[overlay, PROC].concat(), "").value, None);
        assert_eq!(seen(PROC, "").value, None);
        assert_eq!(encrypted(Path::new("/nowhere")).value, None);
    }
}
