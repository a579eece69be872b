//! From witnesses to a verdict: the values by the strictness of each check, then the column's
//! name, then what is left.

use crate::check::{RULES, Rule, Strength};
use crate::mask::masked_example;
use crate::name;
use crate::policy;
use crate::profile::Profile;
use terms::{ColumnRole, Evidence, InfoType};

/// Different values up to which text is a category, however few rows there are.
const FEW: usize = 20;
/// Different values beyond which text is no category.
const MANY: usize = 1_000;

/// What a column holds, how sure that is, and why.
pub struct Verdict {
    pub info_type: InfoType,
    pub confidence: f64,
    pub evidence: Vec<Evidence>,
}

struct Candidate {
    rule: Rule,
    matched: u64,
    score: f64,
}

/// What the column `name` with `profile` holds.
pub fn decide(name: &str, profile: &Profile<'_>) -> Verdict {
    let hint = name::hint(name);
    if profile.of == 0 {
        return by_name(hint.unwrap_or(InfoType::Unknown), profile);
    }
    let mut best: Option<Candidate> = None;
    for rule in RULES {
        let named = hint == Some(rule.info_type);
        let Some(new) = candidate(rule, named, profile) else { continue };
        if best.as_ref().is_none_or(|best| new.score > best.score) {
            best = Some(new);
        }
    }
    if let Some(best) = best {
        return by_rule(&best, hint, profile);
    }
    match hint {
        Some(info_type) if believed(info_type, profile) => by_name(info_type, profile),
        _ => fallback(hint, profile),
    }
}

fn candidate(rule: &Rule, named: bool, profile: &Profile<'_>) -> Option<Candidate> {
    if rule.strength == Strength::Shape && !named {
        return None;
    }
    let (matched, different) = profile.matched(rule);
    let share = profile.share(matched);
    let alone = rule
        .strength
        .alone()
        .is_some_and(|(least, least_different)| share >= least && different >= least_different);
    let holds = alone || (named && share >= rule.strength.named());
    let score = rule.strength.weight() * share + if named { 0.5 } else { 0.0 };
    holds.then_some(Candidate { rule: *rule, matched, score })
}

fn by_rule(best: &Candidate, hint: Option<InfoType>, profile: &Profile<'_>) -> Verdict {
    let info_type = best.rule.info_type;
    let accepted = profile.values.iter().filter(|(value, _)| (best.rule.accepts)(value));
    let mut masked_examples: Vec<String> = Vec::new();
    for (value, _) in accepted.take(3) {
        let masked = masked_example(info_type, value);
        if !masked.is_empty() && !masked_examples.contains(&masked) {
            masked_examples.push(masked);
        }
    }
    let mut evidence = vec![Evidence {
        info_type,
        check: best.rule.check.to_owned(),
        matched: best.matched,
        of: profile.of,
        masked_examples,
    }];
    let supported = hint == Some(info_type);
    if supported {
        evidence.push(plain(info_type, "name", profile.of, profile.of));
    }
    let confidence = best.rule.strength.weight() * profile.share(best.matched)
        + if supported { 0.3 } else { 0.0 };
    Verdict { info_type, confidence: confidence.min(1.0), evidence }
}

/// Whether a name is believed although no value passes: the type would have to be protected, and
/// the values look like keys rather than like measures or categories. A wrong number under the
/// name `ssn` is more likely a mistyped number than something harmless.
fn believed(info_type: InfoType, profile: &Profile<'_>) -> bool {
    let identifying = policy::of(info_type).role == ColumnRole::Identifier;
    let long = profile.bytes >= 6.0 && profile.share(profile.codes) >= 0.5;
    let dates_or_keys = !matches!(info_type, InfoType::RowId | InfoType::Uuid | InfoType::Url);
    let whole = profile.values.iter().filter(|(value, _)| value.contains('.')).count();
    let decimals = profile.numbers > 0 && whole * 2 > profile.values.len();
    match info_type {
        InfoType::Ethnicity | InfoType::Religion | InfoType::HealthCode => profile.numbers == 0,
        InfoType::MaritalStatus | InfoType::Gender => profile.values.len() <= FEW,
        InfoType::FreeText => profile.words >= 2.0,
        _ => identifying && dates_or_keys && long && !decimals && profile.variety() >= 0.3,
    }
}

fn by_name(info_type: InfoType, profile: &Profile<'_>) -> Verdict {
    let confidence = if info_type == InfoType::Unknown { 0.0 } else { 0.3 };
    let evidence = vec![plain(info_type, "name", 0, profile.of)];
    Verdict { info_type, confidence, evidence }
}

/// What no rule recognises: numbers, keys of rows, sentences, categories, or nothing known.
fn fallback(hint: Option<InfoType>, profile: &Profile<'_>) -> Verdict {
    let unique = profile.variety() >= 0.95 && profile.of >= 5;
    let keyed = hint == Some(InfoType::RowId);
    let numeric = profile.share(profile.numbers) >= 0.8;
    let coded = profile.share(profile.codes) >= 0.9;
    let sentences = profile.words >= 5.0 && profile.bytes >= 25.0 && profile.values.len() > FEW;
    let different = profile.values.len();
    let (info_type, check, matched, confidence) = if profile.only(&["0", "1"])
        || profile.only(&["yes", "no"])
        || profile.only(&["true", "false"])
        || profile.only(&["y", "n"])
        || profile.only(&["t", "f"])
    {
        (InfoType::Boolean, "two values", profile.of, 0.9)
    } else if unique && ((numeric && (profile.counts_up || keyed)) || (coded && !numeric)) {
        (InfoType::RowId, "one value a row", different as u64, 0.9)
    } else if keyed && coded && profile.variety() >= 0.3 && (!numeric || whole(profile)) {
        (InfoType::RowId, "name", different as u64, 0.6)
    } else if numeric {
        (InfoType::Number, "numbers", profile.numbers, profile.share(profile.numbers))
    } else if sentences {
        (InfoType::FreeText, "sentences", profile.of, 0.8)
    } else if different <= FEW || (different <= MANY && profile.variety() <= 0.5) {
        (InfoType::Category, "few values", profile.of, 0.8)
    } else {
        (InfoType::Unknown, "none", 0, 0.0)
    };
    Verdict { info_type, confidence, evidence: vec![plain(info_type, check, matched, profile.of)] }
}

fn whole(profile: &Profile<'_>) -> bool {
    profile.values.iter().all(|(value, _)| !value.contains('.'))
}

fn plain(info_type: InfoType, check: &str, matched: u64, of: u64) -> Evidence {
    Evidence { info_type, check: check.to_owned(), matched, of, masked_examples: Vec::new() }
}
