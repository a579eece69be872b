//! A question reads of a file what it needs, and believes nothing of what it reads.

use crate::columns::landed;
use crate::home::{Home, OWNER, STEWARD};
use std::fs;
use std::path::PathBuf;

const COUNT: &str = "SELECT count(*) FROM loans";
const ALL: &str = "SELECT * FROM loans";

/// Every object that lies there.
fn objects(home: &Home) -> Vec<PathBuf> {
    let shards = fs::read_dir(home.path("ws/state/objects")).unwrap();
    let files = shards.flat_map(|shard| fs::read_dir(shard.unwrap().path()).unwrap());
    files.map(|file| file.unwrap().path()).collect()
}

// proves M5, M15
#[test]
fn a_question_reads_what_it_needs_and_a_changed_byte_of_that_is_told() {
    let home = landed();
    let [object] = objects(&home).try_into().unwrap();
    let whole = fs::read(&object).unwrap();
    assert_eq!(home.cell(OWNER, COUNT), 400);

    // In the pages: whoever asks for them is told, and so is the posture.
    let mut changed = whole.clone();
    changed[4..1_000].fill(0);
    fs::write(&object, &changed).unwrap();
    assert_eq!(home.cell(OWNER, COUNT), 400);
    let refused = home.by(OWNER, &["sql", ALL]);
    assert!(refused.code != 0 && refused.err.contains("restore"), "{}", refused.err);
    let posture = home.run(&["posture"]);
    assert_eq!(posture.code, 1, "{}", posture.out);

    // At the end: nothing is answered, not even how many rows there are.
    let mut changed = whole.clone();
    *changed.iter_mut().nth_back(40).unwrap() ^= 1;
    fs::write(&object, &changed).unwrap();
    let refused = home.by(OWNER, &["sql", COUNT]);
    assert!(refused.code != 0 && refused.err.contains("restore"), "{}", refused.err);

    fs::write(&object, &whole).unwrap();
    home.by(OWNER, &["sql", ALL]).ends(0);
}

// proves M5, M19
#[test]
fn the_file_of_another_version_is_not_taken_for_this_one() {
    let home = landed();
    let [first] = objects(&home).try_into().unwrap();
    let before = fs::read(&first).unwrap();
    let table = fs::read_to_string(home.path("theirs.csv")).unwrap();
    let fewer: Vec<&str> = table.lines().take(301).collect();
    fs::write(home.path("theirs.csv"), fewer.join("\n")).unwrap();
    let args = ["ingest", "theirs.csv", "--dataset", "loans", "--owner", OWNER];
    home.by(STEWARD, &[&args[..], &["--purpose", "to learn", "--label", "paid"]].concat()).ends(0);
    assert_eq!(home.cell(OWNER, COUNT), 300);

    // It decrypts under the same keys, and is another.
    let second = objects(&home).into_iter().find(|object| *object != first).unwrap();
    fs::write(&second, before).unwrap();
    for sql in [COUNT, ALL] {
        let refused = home.by(OWNER, &["sql", sql]);
        assert!(refused.code != 0 && refused.err.contains("restore"), "{sql}: {}", refused.err);
    }
}
