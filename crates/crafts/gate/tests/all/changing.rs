//! Widening takes two people; narrowing takes one; nobody agrees to their own change.

use crate::kit::raci;
use crate::sampled::{World, authorise, between, who};
use gate::{Change, ChangeRefusal, Directory, Rules, diff, sample};
use terms::{Asset, Class};

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

// proves M7
#[test]
fn to_let_views_single_out_more_people_takes_two() {
    let mut old = World::sample();
    old.rules.max_singled_out_percent = 5;
    let mut new = World::sample();
    new.rules.max_singled_out_percent = 9;
    let told = "views may single out 9 % of people, not 5 %";
    assert_eq!(between(&old, &new).loosened(), [told]);
    let alone = authorise(Some(&old), &new, "sam", None);
    assert!(matches!(alone, Err(ChangeRefusal::NeedsSecond { .. })));
    assert!(between(&new, &old).loosened().is_empty());
}

// proves M7, M20
#[test]
fn laxer_rules_take_two_people_too() {
    type Loosen = fn(&mut Rules);
    let old = World::sample();
    let cases: [(Loosen, &str); 8] = [
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
        (|r| r.zone_hop_secs = 59, "a device may come from another zone after 59 s, not 60 s"),
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

#[test]
fn all_that_takes_a_second_person_is_counted() {
    let workspace = Asset::parse("workspace/main").unwrap();
    let beside = ["a", "b", "c"].map(str::to_owned);
    let counts = |old: Option<&World>, new: &World| {
        let old = old.map(World::standing);
        let change = Change {
            old,
            new: new.standing(),
            workspace: &workspace,
            beside: &beside,
            by_review: false,
            founder: None,
        };
        match change.authorise(&who("sam"), None).unwrap_err() {
            ChangeRefusal::NeedsSecond { grants, loosened, .. } => (grants, loosened),
            other => panic!("{other}"),
        }
    };
    let export = "export,export,dataset/loans,A,,R,,,,,,,C,,I,,";
    let mut lax = World::with(export, "export,export,dataset/loans,A,,R,,,,,,,,,I,,");
    (lax.rules.device.firewall_on, lax.rules.device.disk_encrypted) = (false, false);
    let old = World::sample();
    let told = between(&old, &lax);
    assert_eq!((told.rules.len(), told.answers.len()), (2, 1));
    assert_eq!(counts(Some(&old), &lax), (0, 6));
    // More grants than anybody reads: what is not written out counts too.
    let crowd =
        (0..20_005).map(|n| (format!("p{n}@example.org").parse().unwrap(), "r".parse().unwrap()));
    let two = [("sam", "s"), ("sven", "t")].map(|(name, role)| (who(name), role.parse().unwrap()));
    let many = World {
        raci: raci(
            "activity,action,asset,r,s,t\n\
             q,query,dataset/a,A,,\nc,change-access,workspace/main,,R,A\n",
        ),
        people: Directory::of(crowd.chain(two)),
        rules: Rules::default(),
    };
    assert_eq!(counts(None, &many), (20_007, 3));
}
