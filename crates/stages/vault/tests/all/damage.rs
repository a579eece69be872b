//! Every file of a vault is damaged, one at a time and in every way: whatever does not need it
//! stays good, and the damage is told.

use crate::world::{World, copy, files, now, permit, world};
use hygeia_vault::{Point, Vault, VaultError};
use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;
use terms::Action;

/// What can happen to a file.
const DAMAGES: [&str; 13] = [
    "first bit flipped",
    "middle bit flipped",
    "last bit flipped",
    "high bit flipped",
    "cut in half",
    "cut by a byte",
    "a byte longer",
    "emptied",
    "deleted",
    "replaced by a folder",
    "replaced by a link",
    "replaced by a pipe",
    "swapped",
];

fn damage(vault: &Path, file: &Path, how: &str) {
    let path = vault.join(file);
    let bytes = fs::read(&path).unwrap();
    let flipped = |at: usize, bit: u8| {
        let mut bytes = bytes.clone();
        bytes[at] ^= bit;
        fs::write(&path, bytes).unwrap();
    };
    let replaced = || fs::remove_file(&path).unwrap();
    match how {
        "first bit flipped" => flipped(0, 1),
        "middle bit flipped" => flipped(bytes.len() / 2, 1),
        "last bit flipped" => flipped(bytes.len() - 1, 1),
        "high bit flipped" => flipped(bytes.len() / 3, 0x80),
        "cut in half" => fs::write(&path, &bytes[..bytes.len() / 2]).unwrap(),
        "cut by a byte" => fs::write(&path, &bytes[..bytes.len() - 1]).unwrap(),
        "a byte longer" => fs::write(&path, [bytes.as_slice(), b"\n"].concat()).unwrap(),
        "emptied" => fs::write(&path, b"").unwrap(),
        "deleted" => replaced(),
        "replaced by a folder" => {
            replaced();
            fs::create_dir(&path).unwrap();
        }
        "replaced by a link" => {
            // To its own bytes: they are good, and somebody else's to change.
            let elsewhere = vault.with_extension("elsewhere");
            fs::rename(&path, &elsewhere).unwrap();
            symlink(&elsewhere, &path).unwrap();
        }
        "replaced by a pipe" => {
            replaced();
            pipe(&path);
        }
        _ => {
            let other = files(vault)
                .into_iter()
                .find(|other| other != file && other.extension() == file.extension());
            let other = other.unwrap_or_else(|| PathBuf::from("head.dsse.json"));
            fs::write(&path, fs::read(vault.join(other)).unwrap()).unwrap();
        }
    }
}

fn pipe(path: &Path) {
    assert!(Command::new("mkfifo").arg(path).status().unwrap().success());
}

/// Whether `point` can't be had without `file`; without the identity no vault opens at all.
fn needs(point: &Point, file: &str) -> bool {
    let age = |file: &str| point.entries.iter().any(|e| file.contains(&e.age_sha256.hex()));
    file == format!("points/{:08}.dsse.json", point.number)
        || (file.starts_with("objects/") && age(file))
}

#[derive(Default)]
struct Count {
    damages: usize,
    verified: usize,
    restored: usize,
    untold: Vec<String>,
    lost: Vec<String>,
    taken: usize,
}

impl Count {
    /// Looks at a damaged copy of the vault as everybody who uses it does.
    async fn look(&mut self, world: &World, at: &Path, points: &[Point], file: &str, what: &str) {
        self.damages += 1;
        let case = format!("{file} {what}");
        let vault = match Vault::open(at) {
            Ok(vault) => vault,
            Err(error) => {
                let told = error.to_string().contains(file);
                self.untold.extend((!told).then(|| format!("{case}: {error}")));
                let lost = file != "identity.txt";
                self.lost.extend(lost.then(|| format!("{case}: does not open")));
                return;
            }
        };
        let here = vault.points().unwrap();
        let mut told: Vec<String> = Vec::new();
        for point in &here {
            let report = vault.verify(point, now()).unwrap();
            let whole = report.findings.is_empty();
            if whole == needs(point, file) {
                self.lost.push(format!("{case}: point {}: {:?}", point.number, report.findings));
            }
            self.verified += usize::from(whole);
            let findings = report.findings.into_iter().chain(report.vault);
            told.extend(findings.map(|f| format!("{} {}", f.location.subject, f.message)));
        }
        told.extend(
            vault.contents(now()).unwrap().findings.into_iter().map(|f| f.location.subject),
        );
        if !told.iter().any(|told| told.contains(file)) {
            self.untold.push(format!("{case}: {told:?}"));
        }
        let good: Vec<_> = points.iter().filter(|point| !needs(point, file)).collect();
        self.lost.extend(good.iter().filter(|point| !here.contains(point)).map(|_| case.clone()));
        // One of them now and then, as restoring all of them each time would take minutes; 5 has no
        // part in common with the number of ways, so each way has its turn with other files.
        let point = good.get(self.damages % good.len().max(1));
        if let Some(point) = point.filter(|_| self.damages.is_multiple_of(5)) {
            match world.restore_from(&vault, point, "damaged").await {
                Ok(standby) => drop(standby.discard().await.unwrap()),
                Err(error) => self.lost.push(format!("{case}: point {}: {error}", point.number)),
            }
            self.restored += 1;
        }
    }

    /// A point can be taken still, and is whole.
    async fn pull(&mut self, world: &World, at: &Path, file: &str, what: &str) {
        let Ok(vault) = Vault::open(at) else { return };
        let permit = permit(&world.store, Action::Pull, None).await;
        match vault.pull(&world.store, &permit, &[]).await {
            Ok(pulled) => {
                let report = vault.verify(&pulled.point, now()).unwrap();
                let whole = report.findings.is_empty() && pulled.point.number == 4;
                self.lost.extend((!whole).then(|| format!("{file} {what}: a bad point was taken")));
                self.taken += 1;
            }
            // Without the key nobody can sign one.
            Err(VaultError::BadKey(path)) if path.ends_with("signing.key") => {
                assert_eq!(file, "signing.key");
            }
            Err(error) => self.lost.push(format!("{file} {what}: no pull: {error}")),
        }
    }

    fn judge(self, least: usize) {
        println!(
            "{} damages: {} times a point verified, {} restored, {} points taken; lost {}, untold {}",
            self.damages,
            self.verified,
            self.restored,
            self.taken,
            self.lost.len(),
            self.untold.len()
        );
        assert!(self.lost.is_empty(), "{:#?}", self.lost);
        assert!(self.untold.is_empty(), "{:#?}", self.untold);
        assert!(self.damages >= least, "only {} damages", self.damages);
    }
}

/// Whether the `n`th damage is in this run: all are with `HYGEIA_LONG=1`, else a third of them, which
/// `HYGEIA_SEED` chooses.
fn in_share(n: usize) -> bool {
    let seed = std::env::var("HYGEIA_SEED").ok().and_then(|seed| seed.parse::<u64>().ok());
    let long = std::env::var("HYGEIA_LONG").is_ok_and(|long| long == "1");
    long || (n as u64 + seed.unwrap_or(0)).is_multiple_of(3)
}

/// Three points, each with something of its own.
async fn three() -> (World, Vec<Point>) {
    let world = world().await;
    let mut points = Vec::new();
    for bytes in [b"first rows", b"other rows", b"third rows"] {
        world.put(bytes).await;
        points.push(world.pull().await);
    }
    (world, points)
}

// proves M9, M21
#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_file_takes_nothing_from_a_point_that_does_not_need_it() {
    let (world, points) = three().await;
    let mut count = Count::default();
    let all = files(world.vault.folder());
    for (index, file) in all.iter().enumerate() {
        let name = file.to_str().unwrap();
        for (way, how) in DAMAGES.into_iter().enumerate() {
            // Of age files there are many; of all others, each way is always tried.
            if file.starts_with("objects") && !in_share(index + way) {
                continue;
            }
            let scratch = tempfile::tempdir().unwrap();
            let at = scratch.path().join("vault");
            copy(world.vault.folder(), &at);
            damage(&at, file, how);
            count.look(&world, &at, &points, name, how).await;
            // Each file once, and the ways in turn.
            if (index + way) % DAMAGES.len() == 0 {
                count.pull(&world, &at, name, how).await;
            }
        }
    }
    count.judge(all.len() * DAMAGES.len() / 3);
}

// proves M21
#[tokio::test(flavor = "multi_thread")]
async fn a_stray_takes_nothing_from_any_point_and_is_told() {
    let (world, points) = three().await;
    let shard = world.age_file(&points[0], "objects/");
    let shard = shard.parent().unwrap().file_name().unwrap().to_str().unwrap().to_owned();
    let names = [
        "notes.txt",
        "points/00000001 (copy).dsse.json",
        "points/1.dsse.json",
        "points/notes",
        "points/00000000.dsse.json",
        "points/99999999.dsse.json",
        "points/.hidden",
        "objects/notes",
        "objects/zz",
        "objects/00x",
        &format!("objects/{shard}/notes"),
        &format!("objects/{shard}/{}.age", "0".repeat(64)),
        "identity.txt.bak",
        "head.dsse.json~",
        "points/00000003.dsse.json.new",
        "points/18446744073709551615.dsse.json",
        "lock.d",
    ];
    let mut count = Count::default();
    for (index, name) in names.into_iter().enumerate() {
        for (way, how) in ["file", "copy", "folder", "link", "pipe"].into_iter().enumerate() {
            let scratch = tempfile::tempdir().unwrap();
            let at = scratch.path().join("vault");
            copy(world.vault.folder(), &at);
            let path = at.join(name);
            match how {
                "file" => fs::write(&path, "{}").unwrap(),
                "copy" => drop(fs::copy(world.point_file(2), &path).unwrap()),
                "folder" => fs::create_dir(&path).unwrap(),
                "link" => symlink(world.point_file(1), &path).unwrap(),
                _ => pipe(&path),
            }
            count.look(&world, &at, &points, name, how).await;
            if (index + way) % 5 == 0 {
                count.pull(&world, &at, name, how).await;
            }
        }
    }
    count.judge(names.len() * 5);
}

// proves M21
#[tokio::test]
async fn whole_folders_may_go_and_the_rest_is_told() {
    let (world, points) = three().await;
    for (folder, left) in [("points", 0), ("objects", 3)] {
        for by in ["nothing", "file", "link", "pipe", "empty"] {
            let scratch = tempfile::tempdir().unwrap();
            let at = scratch.path().join("vault");
            copy(world.vault.folder(), &at);
            let path = at.join(folder);
            fs::rename(&path, scratch.path().join("aside")).unwrap();
            match by {
                "file" => fs::write(&path, "x").unwrap(),
                "link" => symlink(scratch.path().join("aside"), &path).unwrap(),
                "pipe" => pipe(&path),
                "empty" => fs::create_dir(&path).unwrap(),
                _ => {}
            }
            let vault = Vault::open(&at).unwrap();
            let contents = vault.contents(now()).unwrap();
            assert_eq!((contents.points.len(), contents.of), (left, 3), "{folder} {by}");
            let told = |f: &terms::Finding| f.location.subject.starts_with(folder);
            assert!(contents.findings.iter().any(told), "{folder} {by}: {contents:?}");
            for point in &contents.points {
                assert!(!vault.verify(point, now()).unwrap().findings.is_empty());
                assert!(world.restore_from(&vault, point, "gone").await.is_err());
            }
        }
    }
    assert_eq!(world.vault.points().unwrap(), points, "the vault itself was left alone");
}
