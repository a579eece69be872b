//! What nobody reviewed in time grants less, and then nothing.

use crate::kit::{NOW, gate, request, said};
use crate::sampled::{World, who};
use gate::{Change, ChangeRefusal, Directory, role_taken, sample};
use terms::{Action, Asset, CellRef, Denial, Narrowing, Overdue, Request, Timestamp, View};

const RACI: &str = "activity,action,asset,owner,scientist,steward\n\
                    query,query,dataset/*,A,R,\n\
                    read,query,dataset/loans,,,A\n\
                    ingest,ingest,dataset/loans,A,,R\n";

fn overdue(activity: &str, on: &str, role: &str, narrowing: Narrowing) -> Overdue {
    Overdue {
        cell: CellRef {
            activity: activity.parse().unwrap(),
            asset: Asset::parse("dataset/loans").unwrap(),
            role: role.parse().unwrap(),
            letters: "R".to_owned(),
        },
        holder: who("dana"),
        on: on.to_owned(),
        due: Timestamp::from_unix(NOW - 86_400),
        narrowing,
        reviewers: vec![who("olga")],
    }
}

fn asked(name: &str, action: Action, overdue: &[Overdue]) -> Request {
    let mut request = request(name, action, "dataset/loans");
    request.context.overdue = overdue.to_vec();
    request
}

// proves M6
#[test]
fn an_overdue_cell_loses_what_changes_and_then_everything() {
    let gate = gate(RACI, "dana scientist\nstefan steward");
    let query = |narrowing| {
        let late = overdue("query", "dataset/*", "scientist", narrowing);
        gate.decide(&asked("dana", Action::Query, &[late]))
    };
    assert!(query(Narrowing::Warned).allowed() && query(Narrowing::ReadOnly).allowed());
    let locked = query(Narrowing::Locked);
    assert!(matches!(locked.denial, Some(Denial::ReviewOverdue(_))) && locked.cells.is_empty());
    let told = said(&locked).unwrap_err();
    assert!(told.contains("as scientist") && told.contains("locked by now"), "{told}");
    let ingest = |narrowing| {
        let late = overdue("ingest", "dataset/loans", "steward", narrowing);
        gate.decide(&asked("stefan", Action::Ingest, &[late]))
    };
    assert!(ingest(Narrowing::Warned).allowed());
    let told = said(&ingest(Narrowing::ReadOnly)).unwrap_err();
    assert!(told.contains("read-only by now"), "{told}");
}

// proves M6
#[test]
fn only_the_very_cell_is_narrowed_and_what_others_grant_stays() {
    let gate = gate(RACI, "dana scientist\ndana steward\ndana owner");
    let locked = |activity, on, role| overdue(activity, on, role, Narrowing::Locked);
    let all = [
        locked("query", "dataset/*", "scientist"),
        locked("query", "dataset/*", "owner"),
        locked("read", "dataset/loans", "steward"),
    ];
    let cells = |late: &[Overdue]| said(&gate.decide(&asked("dana", Action::Query, late)));
    assert_eq!(cells(&[]).unwrap().len(), 3);
    let left = cells(&all[..2]).unwrap();
    assert_eq!(left, ["read[dataset/loans] × steward = A"]);
    assert!(cells(&all).is_err());
    // Another row, another role, another action: none of them is this cell.
    for other in [
        locked("query", "dataset/loans", "scientist"),
        locked("query", "dataset/*", "auditor"),
        locked("ingest", "dataset/loans", "owner"),
    ] {
        assert_eq!(cells(&[other]).unwrap().len(), 3);
    }
    // What is left decides what is shown: the A is locked, the R is not.
    let late = [all[1].clone(), all[2].clone()];
    assert_eq!(gate.decide(&asked("dana", Action::Query, &late)).view(), View::Token);
}

// proves M6
#[test]
fn who_has_no_cell_learns_nothing_of_reviews_and_a_bad_device_is_told_first() {
    let gate = gate(RACI, "dana scientist");
    let late = overdue("query", "dataset/*", "scientist", Narrowing::Locked);
    let stranger = gate.decide(&asked("eve", Action::Query, std::slice::from_ref(&late)));
    assert_eq!(stranger.denial, Some(Denial::NotGranted));
    let mut bare = asked("dana", Action::Query, &[late]);
    bare.context.device = None;
    assert_eq!(gate.decide(&bare).denial, Some(Denial::NoDevice));
}

// proves M6, M7
#[test]
fn who_reviewed_may_propose_to_take_away_and_nothing_else() {
    let workspace = Asset::parse("workspace/main").unwrap();
    let old = World::sample();
    let asks = |people: &str, by_review, approver: Option<&str>| {
        let mut new = World::sample();
        new.people = Directory::from_toml(people).unwrap();
        let change = Change {
            old: Some(old.standing()),
            new: new.standing(),
            workspace: &workspace,
            beside: &[],
            by_review,
            founder: None,
        };
        change.authorise(&who("olga"), approver.map(who).as_ref())
    };
    let (dana, scientist) = (who("dana"), "data-scientist".parse().unwrap());
    let less = role_taken(sample::PEOPLE_TOML, &dana, &scientist, None).unwrap();
    let sven = Some("sven");
    assert_eq!(asks(&less, true, sven).unwrap().approver, Some(who("sven")));
    assert!(matches!(asks(&less, true, None), Err(ChangeRefusal::NeedsSecondOfReview { .. })));
    assert!(matches!(asks(&less, true, Some("olga")), Err(ChangeRefusal::SelfApproval { .. })));
    assert!(matches!(asks(&less, true, Some("sam")), Err(ChangeRefusal::MayNotAgree { .. })));
    assert!(matches!(asks(&less, false, sven), Err(ChangeRefusal::MayNotPropose { .. })));
    // Somebody who was heard is heard no more: it follows from whose role was taken.
    let (lena, lead) = (who("lena"), "ml-lead".parse().unwrap());
    let heard = role_taken(sample::PEOPLE_TOML, &lena, &lead, None).unwrap();
    assert!(asks(&heard, true, sven).is_ok());
    // To give somebody something by it is a change like every other.
    let owner = "data-owner".parse().unwrap();
    let more = role_taken(sample::PEOPLE_TOML, &dana, &scientist, Some(&owner)).unwrap();
    assert!(matches!(asks(&more, true, sven), Err(ChangeRefusal::MayNotPropose { .. })));
}
