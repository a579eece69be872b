//! proposals, refuse: what somebody is asked to agree to, in words, before they agree.

use crate::home::{Home, OWNER, SCIENTIST, SECURITY, SECURITY_HEAD};

const QUERY: &str = "query,query,dataset/loans,A,,R,R,,,,,,,,,,";
const OFFICERS_TOO: &str = "query,query,dataset/loans,A,,R,R,,,,,,R,,,,";

// proves M6, M7
#[test]
fn who_is_asked_to_agree_sees_in_words_what_would_change() {
    let home = Home::applied();
    let by = |words: &[&str]| home.by(SECURITY_HEAD, words);
    assert!(by(&["proposals"]).ends(0).out.contains("nothing waits"));
    home.edit("raci.csv", QUERY, OFFICERS_TOO);
    home.edit("hygeia.toml", "disk_encrypted = true", "disk_encrypted = false");
    home.edit("hygeia.toml", "max_patch_age_days = 30", "max_patch_age_days = 20");
    home.edit("hygeia.toml", "bytes_per_day = 10000000", "bytes_per_day = 20000000");
    home.edit("hygeia.toml", "view = \"token\"", "view = \"clear\"");
    let id = home.proposed();
    // The files say something else by now: what was proposed is shown all the same.
    home.edit("raci.csv", OFFICERS_TOO, QUERY);
    home.edit("hygeia.toml", "view = \"clear\"", "view = \"token\"");
    for list in [&["proposals"][..], &["proposals", "list"]] {
        let told = by(list).ends(0).out;
        assert!(told.contains(&id) && told.contains(SECURITY), "{told}");
    }
    let told = by(&["proposals", "show", &id]).ends(0).out;
    for words in [
        "+ cell query[dataset/loans] security-officer R",
        "sam@example.org gains query dataset/loans",
        "laxer: a device's disk need not be encrypted",
        "laxer: a role may take out 20000000 bytes a day, not 10000000",
        "laxer: restricted values are shown in clear",
        "stricter: to go back would mean: a device may be unpatched for 30 days, not 20",
        "by one of selma@example.org, sven@example.org",
    ] {
        assert!(told.contains(words), "no {words:?} in:\n{told}");
    }
    let json = by(&["proposals", "show", &id, "--format", "json"]).ends(0).json();
    assert_eq!(json["change"]["outdated"], false);
    // Who can neither answer nor asked is told nothing of it, at the terminal of a stranger's host;
    // what nobody asked for reads the same.
    by(&["proposals", "show", "access-000000000000"]).ends(2).tells(&["nobody asked"]);
    by(&["proposals", "show", "../../etc"]).ends(2).tells(&["nobody asked"]);
    home.run(&["proposals"]).ends(2).tells(&["in whose name", "--as"]);

    let refused = by(&["refuse", &id, "--why", "not before the review"]).ends(0);
    assert!(refused.out.contains("is refused"), "{}", refused.out);
    let after = by(&["proposals", "show", &id]).ends(0).out;
    assert!(after.contains("sven@example.org refused: not before the review"), "{after}");
    by(&["approve", &id]).ends(2).tells(&["answered"]);
    assert!(by(&["proposals"]).ends(0).out.contains("nothing waits"));
    for who in [SCIENTIST, OWNER] {
        home.by(who, &["refuse", &id]).ends(2).tells(&["answered"]);
    }
}
