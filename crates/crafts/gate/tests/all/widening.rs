//! What nobody may do alone though nobody gains a grant, and what nobody may do at all.

use crate::kit::{people, raci};
use crate::sampled::{World, authorise, between};
use gate::{ChangeRefusal, Directory};

/// `new` takes two people, and says `told`; the way back takes one.
fn takes_two(new: &World, told: &str) {
    let old = World::sample();
    let difference = between(&old, new);
    let said = difference.widening.iter().map(ToString::to_string).chain(difference.loosened());
    let said: Vec<String> = said.collect();
    assert!(said.iter().any(|said| said == told), "{told:?} in {said:?}");
    let alone = authorise(Some(&old), new, "sam", None);
    assert!(matches!(alone, Err(ChangeRefusal::NeedsSecond { .. })), "{told}: {alone:?}");
    assert!(authorise(Some(&old), new, "sam", Some("sven")).is_ok(), "{told}");
}

// proves M6, M7
#[test]
fn who_is_heard_and_told_is_lost_by_two_people_only() {
    let export = "export,export,dataset/loans,A,,R,,,,,,,C,,I,,";
    let consults = "export on dataset/loans no longer consults security-officer";
    let informs = "export on dataset/loans no longer informs auditor";
    let dropped = World::with(export, "export,export,dataset/loans,A,,R,,,,,,,,,I,,");
    takes_two(&dropped, consults);
    let renamed = World::with(export, "take-out,export,dataset/loans,A,,R,,,,,,,,,,,");
    takes_two(&renamed, consults);
    takes_two(&renamed, informs);
    // Renamed alone, nothing is answered otherwise.
    let same = World::with(export, &export.replacen("export", "take-out", 1));
    assert_eq!(authorise(Some(&World::sample()), &same, "sam", None), Ok(0));
    // Nobody is left to be heard or told.
    takes_two(&World::without(&["sam", "sofia"]), consults);
    takes_two(&World::without(&["anna"]), informs);
    // A second row, which grants the same and asks nobody, hides no duty of the first.
    let beside = format!("{export}\ntake-out,export,dataset/loans,A,,R,,,,,,,,,,,");
    assert_eq!(
        authorise(Some(&World::sample()), &World::with(export, &beside), "sam", None),
        Ok(0)
    );
    // One who is heard about own requests alone is heard by nobody.
    let own = World::with_people(r#"["data-scientist"]"#, r#"["data-scientist", "auditor"]"#);
    let alone = World { people: World::without(&["anna"]).people, ..World::sample() };
    let pairs = alone.people.people().iter().chain(own.people.people());
    let pairs = pairs.filter(|(who, _)| !who.as_str().starts_with("anna"));
    let pairs = pairs.flat_map(|(who, held)| held.iter().map(|r| (who.clone(), r.clone())));
    let alone = World { people: Directory::of(pairs.collect::<Vec<_>>()), ..World::sample() };
    assert!(between(&own, &alone).answers.contains(&informs.to_owned()));
}

// proves M7
#[test]
fn the_right_to_agree_is_a_right() {
    let gained = "sam@example.org may agree to change-access on workspace/main";
    let officer = r#""sam@example.org" = ["security-officer"]"#;
    let both = r#""sam@example.org" = ["security-officer", "security-head"]"#;
    takes_two(&World::with_people(officer, both), gained);
    let rita = r#""rita@example.org" = ["model-risk"]"#;
    let head = r#""rita@example.org" = ["model-risk", "risk-head"]"#;
    takes_two(
        &World::with_people(rita, head),
        "rita@example.org may agree to approve on model/credit",
    );
    takes_two(
        &World::without(&["sven"]),
        "fewer people can agree to change-access on workspace/main: without sven@example.org",
    );
    takes_two(
        &World::without(&["hugo"]),
        "fewer people can agree to approve on model/credit: without hugo@example.org",
    );
    takes_two(
        &World::without(&["olga"]),
        "nobody is accountable for query on dataset/loans any more",
    );
    // Who neither agrees nor answers alone goes by one person's word.
    for gone in ["dana", "emil", "stefan", "sofia", "omar"] {
        let narrowed = authorise(Some(&World::sample()), &World::without(&[gone]), "sam", None);
        assert_eq!(narrowed, Ok(0), "{gone}");
    }
}

// proves M7
#[test]
fn somebody_is_always_left_who_can_propose_and_another_who_can_agree() {
    let old = World::sample();
    for gone in [&["sofia", "sven", "selma"][..], &["sven", "selma"], &["sam", "sofia", "selma"]] {
        let new = World::without(gone);
        for approver in [None, Some("sven")] {
            let proposer = if gone.contains(&"sam") { "selma" } else { "sam" };
            let refused = authorise(Some(&old), &new, proposer, approver).unwrap_err();
            assert!(matches!(refused, ChangeRefusal::NobodyLeft { .. }), "{gone:?}: {refused}");
        }
        assert!(matches!(
            authorise(None, &new, "sam", Some("sven")),
            Err(ChangeRefusal::NobodyLeft { .. } | ChangeRefusal::MayNotPropose { .. })
        ));
    }
    assert!(
        authorise(Some(&old), &World::without(&["selma", "sofia"]), "sam", Some("sven")).is_ok()
    );
    let text = authorise(Some(&old), &World::without(&["sven", "selma"]), "sam", None);
    assert_eq!(
        text.unwrap_err().to_string(),
        "nobody could change access any more: it takes one person to propose and another, with \
         the A of change-access on workspace/main, to agree; proposing would be left to \
         sam@example.org, sofia@example.org, agreeing to nobody (no such cell has a person)"
    );
    // Where that is so already, it may still be narrowed.
    let stuck = World::without(&["sven", "selma"]);
    let less = World::without(&["sven", "selma", "dana"]);
    assert_eq!(authorise(Some(&stuck), &less, "sam", None), Ok(0));
}

// proves M7
#[test]
fn a_row_that_names_the_asset_is_what_deletes_it() {
    let by_name = "delete,delete,dataset/loans,A,R,,,C,,,,,I,,I,,";
    let general = by_name.replace("dataset/loans", "dataset/*");
    let old = World::with(by_name, &general);
    let new = World::with(by_name, &format!("{general}\ndelete-2{}", &by_name[6..]));
    let told = "dataset/loans may be deleted though it is retained, as a row names it";
    assert_eq!(between(&old, &new).answers, [told]);
    assert!(!between(&new, &old).widens());
}

// proves M7, M15
#[test]
fn the_same_cells_by_a_role_with_a_larger_budget_widen() {
    let budget = |world: World| {
        let rules = "[egress]\nroles = { auditor = 50_000_000 }";
        World { rules: toml::from_str(rules).unwrap(), ..world }
    };
    let query = "query,query,dataset/loans,A,,R,R,,,,,,,,,,";
    let old = budget(World::with(query, "query,query,dataset/loans,A,,R,R,,,,,,,,R,,"));
    let dana = World::with_people(r#"["data-scientist"]"#, r#"["data-scientist", "auditor"]"#);
    let new = World {
        people: dana.people,
        ..budget(World::with(query, "query,query,dataset/loans,A,,R,R,,,,,,,,R,,"))
    };
    let told = "dana@example.org may take out 50000000 bytes a day, not 10000000";
    assert!(between(&old, &new).answers.contains(&told.to_owned()));
    assert!(!between(&new, &old).answers.contains(&told.to_owned()));
}

// proves M7
#[test]
fn who_agrees_to_one_by_name_and_to_all_is_counted_together() {
    let world = |holders: &str| World {
        raci: raci(
            "activity,action,asset,risk,head\n\
             any,approve,model/*,A,\n\
             this,approve,model/credit,,A\n",
        ),
        people: people(holders),
        ..World::sample()
    };
    let (both, one) = (world("rita risk\nhugo head"), world("hugo head"));
    // To other models nobody agrees any more, which is stricter; to this one, one person fewer.
    let fewer = "fewer people can agree to approve on model/credit: without rita";
    assert_eq!(between(&both, &one).answers, [fewer]);
}
