//! Widening takes two people; narrowing takes one; nobody agrees to their own change.

use gate::{
    Change, ChangeRefusal, Difference, Directory, Raci, Rules, Standing, diff, difference, sample,
};
use terms::{Asset, Class, PrincipalId};

struct World {
    raci: Raci,
    people: Directory,
    rules: Rules,
}

impl World {
    fn sample() -> Self {
        Self {
            raci: Raci::from_csv(sample::RACI_CSV).unwrap(),
            people: Directory::from_toml(sample::PEOPLE_TOML).unwrap(),
            rules: Rules::default(),
        }
    }

    fn with(from: &str, to: &str) -> Self {
        let csv = sample::RACI_CSV.replace(from, to);
        assert_ne!(csv, sample::RACI_CSV);
        Self { raci: Raci::from_csv(&csv).unwrap(), ..Self::sample() }
    }

    fn with_people(from: &str, to: &str) -> Self {
        let text = sample::PEOPLE_TOML.replace(from, to);
        assert_ne!(text, sample::PEOPLE_TOML);
        Self { people: Directory::from_toml(&text).unwrap(), ..Self::sample() }
    }

    /// The sample without the people of these names.
    fn without(names: &[&str]) -> Self {
        let mut world = Self::sample();
        let gone = |who: &PrincipalId| names.iter().any(|name| who.as_str().starts_with(name));
        let people = world.people.people().iter().filter(|(who, _)| !gone(who));
        let pairs = people.flat_map(|(who, held)| held.iter().map(|r| (who.clone(), r.clone())));
        world.people = Directory::of(pairs.collect::<Vec<_>>());
        world
    }

    const fn standing(&self) -> Standing<'_> {
        Standing { raci: &self.raci, people: &self.people, rules: &self.rules }
    }
}

fn between(old: &World, new: &World) -> Difference {
    difference(Some(old.standing()), new.standing())
}

fn who(name: &str) -> PrincipalId {
    format!("{name}@example.org").parse().unwrap()
}

fn authorise(
    old: Option<&World>,
    new: &World,
    proposer: &str,
    approver: Option<&str>,
) -> Result<usize, ChangeRefusal> {
    let workspace = Asset::parse("workspace/main").unwrap();
    let old = old.map(World::standing);
    let change = Change { old, new: new.standing(), workspace: &workspace, beside: &[] };
    let authorised = change.authorise(&who(proposer), approver.map(who).as_ref())?;
    Ok(authorised.widening.len() + authorised.loosened.len())
}

const QUERY: &str = "query,query,dataset/loans,A,,R,R,,,,,,";
const OPEN: &str = "query,query,dataset/loans,A,,R,R,,,,,R,";

// proves M7
#[test]
fn widening_takes_two_people_and_narrowing_one() {
    let (narrow, wide) = (World::sample(), World::with(QUERY, OPEN));
    assert_eq!(
        between(&narrow, &wide).widening.iter().map(ToString::to_string).collect::<Vec<_>>(),
        ["omar@example.org may query dataset/loans", "oona@example.org may query dataset/loans"]
    );
    let alone = authorise(Some(&narrow), &wide, "sam", None).unwrap_err();
    assert_eq!(
        alone.to_string(),
        "this widens access (2 new grants, 0 laxer rules), which takes two people: \
         one of selma@example.org, sven@example.org has to agree"
    );
    assert_eq!(authorise(Some(&narrow), &wide, "sam", Some("sven")), Ok(2));
    assert_eq!(authorise(Some(&wide), &narrow, "sam", None), Ok(0));
    assert_eq!(authorise(Some(&narrow), &narrow, "sam", None), Ok(0));
}

// proves M7
#[test]
fn nobody_agrees_to_their_own_change_nor_without_the_cell() {
    let (narrow, wide) = (World::sample(), World::with(QUERY, OPEN));
    let ask = |proposer, approver| authorise(Some(&narrow), &wide, proposer, approver).unwrap_err();
    assert!(matches!(ask("sven", Some("sven")), ChangeRefusal::SelfApproval { .. }));
    assert!(matches!(ask("sam", Some("sofia")), ChangeRefusal::MayNotAgree { .. }));
    assert!(matches!(ask("sam", Some("eve")), ChangeRefusal::MayNotAgree { .. }));
    assert!(matches!(ask("omar", Some("sven")), ChangeRefusal::MayNotPropose { .. }));
    assert_eq!(authorise(Some(&narrow), &wide, "sven", Some("selma")), Ok(2));
}

// proves M7
#[test]
fn a_change_can_not_grant_its_own_approval() {
    let row = "change-access,change-access,workspace/main,C,,,,,,,,,R,A";
    let coup = "change-access,change-access,workspace/main,C,,,,,,,,AR,,";
    let (narrow, coup) = (World::sample(), World::with(row, coup));
    let refused = authorise(Some(&narrow), &coup, "omar", Some("oona")).unwrap_err();
    assert!(matches!(refused, ChangeRefusal::MayNotPropose { .. }));
}

// proves M7
#[test]
fn the_first_application_takes_two_people_too() {
    let first = World::sample();
    assert!(matches!(authorise(None, &first, "sam", None), Err(ChangeRefusal::NeedsSecond { .. })));
    assert_eq!(authorise(None, &first, "sam", Some("sven")), Ok(39));
}

// proves M7
#[test]
fn a_new_member_a_clear_view_and_a_wider_reach_widen() {
    let old = World::sample();
    let mut joined = World::sample();
    let text = sample::PEOPLE_TOML.replace("[people]", "[people]\n\"eve@x\" = [\"auditor\"]");
    joined.people = Directory::from_toml(&text).unwrap();
    let clear = World::with(QUERY, "query,query,dataset/loans,A,,AR,R,,,,,,");
    let reach = World::with("query,query,dataset/loans", "query,query,dataset/*");
    for (new, grant) in [
        (&joined, "eve@x may audit workspace/main"),
        (&clear, "dana@example.org may query dataset/loans in clear"),
        (&reach, "dana@example.org may query dataset/*"),
    ] {
        let wider = between(&old, new).widening;
        assert!(wider.iter().any(|g| g.to_string() == grant), "{grant} in {wider:?}");
    }
    let told = diff(Some(old.standing()), joined.standing());
    assert_eq!(told.joined, [("eve@x".parse().unwrap(), "auditor".parse().unwrap())]);
    assert_eq!((told.left, told.added, told.removed), (vec![], vec![], vec![]));
}

// proves M7 M20
#[test]
fn laxer_rules_take_two_people_too() {
    type Loosen = fn(&mut Rules);
    let old = World::sample();
    let cases: [(Loosen, &str); 7] = [
        (|r| r.device.firewall_on = false, "a device's firewall need not be on"),
        (|r| r.device.disk_encrypted = false, "a device's disk need not be encrypted"),
        (|r| r.device.max_patch_age_days = 60, "a device may be unpatched for 60 days, not 30"),
        (
            |r| r.device.max_posture_age_secs += 1,
            "a device's posture counts for 86401 s, not 86400 s",
        ),
        (
            |r| r.known_zone_from = Class::Internal,
            "a known zone is asked for from internal on, not from public",
        ),
        (|r| r.egress.bytes_per_day += 1, "a role may take out 10000001 bytes a day, not 10000000"),
        (
            |r| r.retain_from = Class::Restricted,
            "data is retained from restricted on, not from confidential",
        ),
    ];
    for (change, told) in cases {
        let mut new = World::sample();
        change(&mut new.rules);
        assert_eq!(between(&old, &new).loosened(), [told]);
        let alone = authorise(Some(&old), &new, "sam", None);
        assert!(matches!(alone, Err(ChangeRefusal::NeedsSecond { .. })), "{told}");
        assert_eq!(authorise(Some(&new), &old, "sam", None), Ok(0), "stricter again");
    }
    let mut zone = World::sample();
    zone.rules = toml::from_str("[zones]\nlocal = ['127.0.0.1', '::1', '10.0.0.0/8']").unwrap();
    let told = between(&old, &zone).loosened();
    assert_eq!(told, ["10.0.0.0/8 becomes part of zone local"]);
}

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

// proves M6 M7
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

// proves M7 M15
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
