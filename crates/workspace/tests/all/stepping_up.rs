//! A sign-in that stands is not enough the first time from a zone, and after an impossible hop.

use crate::support::{DANA, NOW, Place, ask, caller, who};
use gate::Cidr;
use hygeia_workspace::config::Config;
use hygeia_workspace::{Applied, Code, Kind, Origin, Refusal, Texts};
use store::{Permit, Token};
use terms::{Action, Denial, DeviceId, Digest, StepUp, Timestamp};

const OFFICE: [u8; 4] = [10, 1, 1, 1];
const LOCAL: [u8; 4] = [127, 0, 0, 1];

/// The sample's code, with two zones; in a trial, or not.
fn two_zones(trial: bool) -> Applied {
    let mut config = Config::new("test");
    config.identity.trial = trial;
    let office = vec![Cidr::parse("10.0.0.0/8").unwrap()];
    config.access.zones.insert("office".parse().unwrap(), office);
    let texts = Texts::sample(&config, "loans").unwrap();
    Applied::of(Code::parse(texts).unwrap()).unwrap()
}

/// Dana's device signs in now, from a zone.
async fn signs_in(place: &Place, device: &DeviceId, zone: &str) {
    let now = place.store().now();
    let token = Token {
        digest: Digest::of(format!("{zone} {now}").as_bytes()),
        principal: who(DANA),
        device: device.clone(),
        thumbprint: Digest::of(b"laptop"),
        expires: now.plus_seconds(8 * 3_600),
        revoked: false,
        session: None,
        issued: Some(now),
        zone: Some(zone.parse().unwrap()),
    };
    place.store().token_issued(&who(DANA), &token).await.unwrap();
}

async fn query(place: &Place, device: &DeviceId, from: [u8; 4]) -> Result<Permit, Refusal> {
    let mut dana = caller(DANA, Some(device));
    dana.origin = Origin::Network(from.into());
    place.enforcer.admit(&dana, ask(Action::Query, "dataset/loans")).await
}

// proves M20
#[tokio::test]
async fn a_first_zone_and_an_impossible_hop_are_refused_until_somebody_signs_in_from_there() {
    let place = Place::of(two_zones(false), Timestamp::from_unix(NOW)).await;
    let laptop = place.device("laptop", true).await;
    signs_in(&place, &laptop, "local").await;
    assert!(query(&place, &laptop, LOCAL).await.is_ok());
    place.clock.advance(300);
    let first = query(&place, &laptop, OFFICE).await.unwrap_err();
    let asked = first.denial.as_ref().unwrap();
    assert!(matches!(asked, Denial::StepUp(StepUp::FirstZone { .. })), "{asked:?}");
    assert_eq!(first.error.kind, Kind::Refused);
    assert!(first.error.remedy.unwrap().contains("hygeia login"));
    let entry = first.error.entry.unwrap();
    let event = place.store().events(entry..entry + 1).await.unwrap().remove(0);
    assert!(event.status_detail.unwrap().contains("office"), "the ledger says why");
    assert!(query(&place, &laptop, LOCAL).await.is_ok());

    signs_in(&place, &laptop, "office").await;
    place.clock.advance(60);
    assert!(query(&place, &laptop, OFFICE).await.is_ok(), "they went there");
    place.clock.advance(59);
    let hop = query(&place, &laptop, LOCAL).await.unwrap_err().denial.unwrap();
    assert!(matches!(hop, Denial::StepUp(StepUp::Hop { .. })), "{hop:?}");
    for from in [OFFICE, LOCAL] {
        assert!(query(&place, &laptop, from).await.is_err(), "whoever of the two it is");
    }
    place.clock.advance(3_600);
    assert!(query(&place, &laptop, OFFICE).await.is_err(), "time alone does not do");
    signs_in(&place, &laptop, "office").await;
    assert!(query(&place, &laptop, OFFICE).await.is_ok());
    // Another device is no part of it, and no zone is another refusal.
    let other = place.device("tablet", true).await;
    signs_in(&place, &other, "local").await;
    assert!(query(&place, &other, LOCAL).await.is_ok());
    let nowhere = query(&place, &laptop, [203, 0, 113, 9]).await.unwrap_err();
    assert_eq!(nowhere.denial, Some(Denial::UnknownZone));
    assert!(query(&place, &laptop, OFFICE).await.is_ok());
}

// proves M20
#[tokio::test]
async fn a_trial_asks_nobody_to_sign_in_anew() {
    let place = Place::of(two_zones(true), Timestamp::from_unix(NOW)).await;
    let laptop = place.device("laptop", true).await;
    signs_in(&place, &laptop, "local").await;
    for from in [LOCAL, OFFICE, LOCAL] {
        assert!(query(&place, &laptop, from).await.is_ok());
    }
}
