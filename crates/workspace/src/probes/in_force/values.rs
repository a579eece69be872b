//! How values are handled, how much a model answers, and what has to be recoverable.

use super::baseline::{
    NARROWED_DAYS, PREDICTIONS, REVIEW_DAYS, RPO_SECONDS, SENSITIVE_REVIEW_DAYS,
};
use super::{Line, Rule};
use crate::config::Config;
use terms::{Area, Class, Period, View};

pub(super) const ALL: [Rule; 6] = [
    Rule {
        line: Line {
            id: "encryption/handling",
            area: Area::Encryption,
            missions: &[5, 17, 18],
            claim: "what is confidential or restricted is not to be shown in clear",
            remedy: "set [handling] in hygeia.toml to what it was, and apply it",
        },
        settings: |_| SENSITIVE.len(),
        laxer: handling,
    },
    Rule {
        line: Line {
            id: "least-privilege/review-cadence",
            area: Area::LeastPrivilege,
            missions: &[6],
            claim: "access is to be reviewed as often as the class of the data demands",
            remedy: "lower review_days under [handling], and apply it",
        },
        settings: |_| Class::ALL.len(),
        laxer: cadence,
    },
    Rule {
        line: Line {
            id: "least-privilege/overdue-narrows",
            area: Area::LeastPrivilege,
            missions: &[6],
            claim: "access that nobody reviewed in time is read-only, then locked",
            remedy: "set read_only and locked under [reviews] in hygeia.toml, and apply it",
        },
        settings: |_| SENSITIVE.len() * 2,
        laxer: narrowing,
    },
    Rule {
        line: Line {
            id: "serving/prediction-budget",
            area: Area::Serving,
            missions: &[14],
            claim: "nobody may ask for so many predictions that a model can be copied by asking",
            remedy: "lower rows_per_minute under [serving], and apply it",
        },
        settings: |_| 1,
        laxer: predictions,
    },
    Rule {
        line: Line {
            id: "recovery/rpo",
            area: Area::Recovery,
            missions: &[9, 21],
            claim: "no more than a week of work may be lost",
            remedy: "lower rpo_seconds under [vault], and apply it",
        },
        settings: |_| 1,
        laxer: rpo,
    },
    Rule {
        line: Line {
            id: "surface/server-address",
            area: Area::Surface,
            missions: &[20],
            claim: "the server listens on an address that somebody chose",
            remedy: "name the one address of the network that is served, under [server]",
        },
        settings: |_| 1,
        laxer: address,
    },
];

const SENSITIVE: [Class; 2] = [Class::Confidential, Class::Restricted];

fn handling(config: &Config) -> Vec<String> {
    let mut laxer = Vec::new();
    for class in SENSITIVE {
        let is = config.handling.of(class);
        if is.view == View::Clear {
            laxer.push(format!("{class} values are shown in clear"));
        }
    }
    laxer
}

fn cadence(config: &Config) -> Vec<String> {
    let late = Class::ALL.into_iter().filter_map(|class| {
        let days = config.handling.of(class).review_days;
        let most = if SENSITIVE.contains(&class) { SENSITIVE_REVIEW_DAYS } else { REVIEW_DAYS };
        (days > most).then(|| {
            format!("access to {class} data is reviewed every {days} days, {most} are the most")
        })
    });
    late.collect()
}

fn narrowing(config: &Config) -> Vec<String> {
    let most = Period::days(NARROWED_DAYS);
    let mut laxer = Vec::new();
    for class in SENSITIVE {
        let steps = config.reviews.of(class);
        for (what, after) in [("read-only", steps.read_only), ("locked", steps.locked)] {
            if after.is_none_or(|after| after > most) {
                let is = after.map_or_else(|| "never".to_owned(), |after| format!("after {after}"));
                laxer.push(format!(
                    "overdue access to {class} data is {what} {is}, {most} are the most"
                ));
            }
        }
    }
    laxer
}

fn predictions(config: &Config) -> Vec<String> {
    let rows = config.serving.rows_per_minute;
    let lax = rows > PREDICTIONS;
    lax.then(|| format!("{rows} predictions a minute, {PREDICTIONS} are the most"))
        .into_iter()
        .collect()
}

fn rpo(config: &Config) -> Vec<String> {
    let seconds = config.vault.rpo_seconds;
    let lax = seconds > RPO_SECONDS;
    lax.then(|| format!("the newest point may be {seconds} s old, {RPO_SECONDS} s are the most"))
        .into_iter()
        .collect()
}

fn address(config: &Config) -> Vec<String> {
    let address = config.server.address;
    let all = address.ip().is_unspecified();
    all.then(|| format!("{address} is every network of this host")).into_iter().collect()
}
