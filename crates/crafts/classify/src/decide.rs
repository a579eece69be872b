//! From witnesses to a verdict: the values by the strictness of each check, the column's name, and then
//! what is left.

use crate::check::{RULES, Rule, Strength, time};
use crate::demand;
use crate::fallback::{fallback, is_flag};
use crate::mask::masked_example;
use crate::name::Named;
use crate::profile::Profile;
use crate::recognisers::Recognisers;
use crate::verdict::{FEW, Verdict, plain};
use crate::words;
use terms::{Class, Evidence, InfoType, Regime};

struct Candidate {
    rule: Rule,
    matched: u64,
    score: f64,
}

/// What a column with this name and `profile` holds.
pub fn decide(named: &Named, profile: &Profile<'_>, recognisers: &Recognisers) -> Verdict {
    if profile.of == 0 {
        return by_name(named.hint.unwrap_or(InfoType::Unknown), profile);
    }
    if let Some(verdict) = by_own(named, profile, recognisers) {
        return verdict;
    }
    let best = best_rule(named, profile);
    let telling = named.hint.filter(|hint| is_telling(*hint, named, profile, recognisers));
    match (best, telling) {
        // A name never lowers what the values say, nor they what a telling name says.
        (Some(best), Some(hint))
            if best.rule.info_type != hint
                && class(hint, recognisers) > class(best.rule.info_type, recognisers) =>
        {
            let mut verdict = by_name(hint, profile);
            verdict.evidence.extend(by_rule(&best, None, profile).evidence);
            verdict
        }
        (Some(best), _) if is_birth(&best, named, profile) => {
            Verdict { info_type: InfoType::BirthDate, ..by_rule(&best, None, profile) }
        }
        (Some(best), _) => by_rule(&best, named.hint, profile),
        (None, Some(hint)) => by_name(hint, profile),
        (None, None) => names_alone(named, profile).unwrap_or_else(|| fallback(named, profile)),
    }
}

fn class(info_type: InfoType, recognisers: &Recognisers) -> Class {
    demand::of(info_type, recognisers).class
}

fn by_own(named: &Named, profile: &Profile<'_>, recognisers: &Recognisers) -> Option<Verdict> {
    let fits = recognisers.patterns().filter_map(|own| {
        let (matched, _) = profile.matched(|value| own.accepts(value));
        let least = if named.hint == Some(own.info_type) { own.share.min(0.3) } else { own.share };
        (matched > 0 && profile.share(matched) >= least).then_some((own, matched))
    });
    let (own, matched) = fits.max_by_key(|(_, matched)| *matched)?;
    let evidence = plain(own.info_type, "pattern", matched, profile.of);
    Some(Verdict {
        info_type: own.info_type,
        confidence: profile.share(matched),
        evidence: vec![evidence],
    })
}

fn best_rule(named: &Named, profile: &Profile<'_>) -> Option<Candidate> {
    let mut best: Option<Candidate> = None;
    for rule in RULES {
        let supported = named.hint == Some(rule.info_type);
        let Some(new) = candidate(rule, supported, named, profile) else { continue };
        if best.as_ref().is_none_or(|best| new.score > best.score) {
            best = Some(new);
        }
    }
    best
}

fn candidate(
    rule: &Rule,
    supported: bool,
    named: &Named,
    profile: &Profile<'_>,
) -> Option<Candidate> {
    if rule.strength == Strength::Shape && !(supported && is_plausible(rule, named, profile)) {
        return None;
    }
    // What is called a thing or a quantity is nobody's, unless the values prove it.
    let personal = rule.info_type.row().demand.class >= Class::Confidential;
    let public = named.hint.is_some_and(|hint| {
        matches!(hint, InfoType::CompanyNumber | InfoType::Gtin | InfoType::Isbn)
    });
    let other = personal && (named.thing || named.quantity || public) && !named.person;
    if other && !supported && rule.strength != Strength::Proof {
        return None;
    }
    let (matched, different) = profile.passed(rule);
    let share = profile.share(matched);
    let alone = rule
        .strength
        .alone()
        .is_some_and(|(least, least_different)| share >= least && different >= least_different);
    let holds = alone || (supported && share >= rule.strength.named());
    let score = rule.strength.weight() * share + if supported { 0.5 } else { 0.0 };
    (holds && matched > 0).then_some(Candidate { rule: *rule, matched, score })
}

/// Whether a form that much else has may count: where the name has a word for other things too, more of
/// the values has to agree.
fn is_plausible(rule: &Rule, named: &Named, profile: &Profile<'_>) -> bool {
    if is_called_after_a_thing(rule.info_type, named) {
        return false;
    }
    if rule.info_type == InfoType::PersonName && share_of_companies(profile) >= 0.5 {
        return false;
    }
    if named.strong {
        return true;
    }
    let share = |accepts: fn(&str) -> bool| profile.share(profile.matched(accepts).0);
    match rule.info_type {
        InfoType::PersonName => {
            !named.thing
                && (share(words::is_full_name) >= 0.2 || share(words::is_one_name) >= 0.5)
                && share(words::is_country) < 0.5
                && share(words::known::is_known) < 0.5
        }
        InfoType::StreetAddress => share(words::is_street_address) >= 0.3,
        InfoType::Salary | InfoType::Age => !named.thing,
        _ => profile.fractions * 2 < profile.of.max(1) || rule.info_type == InfoType::GeoCoordinate,
    }
}

/// Whether a name is believed whatever the values are: its words mean little else, the type has to be
/// protected, and it speaks of the thing itself.
fn is_telling(
    hint: InfoType,
    named: &Named,
    profile: &Profile<'_>,
    recognisers: &Recognisers,
) -> bool {
    use InfoType as T;
    let demand = demand::of(hint, recognisers);
    if !named.strong || demand.class < Class::Confidential {
        return false;
    }
    if demand.regimes.contains(&Regime::GdprSpecial) && demand.class >= Class::Confidential {
        // A yes or no about health or belief is health or belief.
        return true;
    }
    let numeric = profile.share(profile.numbers) >= 0.8;
    let few = profile.values.len() <= FEW && profile.variety() < 0.5;
    let dates = || profile.share(profile.matched(time::date).0) >= 0.8;
    let property = named.measure && (numeric || few || dates());
    match hint {
        // A zero or a one of somebody's sex is their sex.
        T::Gender | T::Ethnicity if !property => true,
        // What companies are called is public.
        T::PersonName if share_of_companies(profile) >= 0.5 => false,
        _ if is_flag(profile) || property => false,
        T::FreeText => profile.words >= 2.0 && !few,
        _ if is_called_after_a_thing(hint, named) => false,
        T::Salary | T::Age => numeric,
        _ => true,
    }
}

/// Whether the name speaks of what a thing is called or where it is: a city's name, a station's latitude.
pub const fn is_called_after_a_thing(info_type: InfoType, named: &Named) -> bool {
    use InfoType as T;
    let shared = matches!(
        info_type,
        T::PersonName
            | T::Username
            | T::EmployeeId
            | T::GeoCoordinate
            | T::PostalCode
            | T::DeviceId
    );
    shared && named.thing && !named.person
}

fn share_of_companies(profile: &Profile<'_>) -> f64 {
    profile.share(profile.matched(words::is_company).0)
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
        rows: Vec::new(),
    }];
    let supported = hint == Some(info_type);
    if supported {
        evidence.push(plain(info_type, "name", profile.of, profile.of));
    }
    let confidence = best.rule.strength.weight() * profile.share(best.matched)
        + if supported { 0.3 } else { 0.0 };
    Verdict { info_type, confidence: confidence.min(1.0), evidence }
}

/// Whether dates that nothing names are days of birth: days without hours, over more than forty years,
/// none of them late.
fn is_birth(best: &Candidate, named: &Named, profile: &Profile<'_>) -> bool {
    let silent = named.hint.is_none() && named.neutral;
    if best.rule.info_type != InfoType::Date || !silent || profile.values.len() < 20 {
        return false;
    }
    let years = || profile.values.iter().filter_map(|(value, _)| time::year_of(value));
    let timed = profile.values.iter().any(|(value, _)| time::has_time(value));
    match (years().min(), years().max()) {
        (Some(first), Some(last)) => !timed && last - first >= 40 && first >= 1900 && last <= 2020,
        _ => false,
    }
}

/// A column of given or of family names alone, which nothing calls so.
fn names_alone(named: &Named, profile: &Profile<'_>) -> Option<Verdict> {
    let (matched, different) = profile.matched(words::is_one_name);
    let (known, _) =
        profile.matched(|value| words::known::is_known(value) || words::is_country(value));
    let other = named.thing || named.quantity || (named.measure && !named.person);
    let holds =
        !other && different >= 8 && profile.share(matched) >= 0.85 && profile.share(known) < 0.2;
    let evidence =
        || vec![plain(InfoType::PersonName, "given or family names", matched, profile.of)];
    holds.then(|| Verdict {
        info_type: InfoType::PersonName,
        confidence: 0.6,
        evidence: evidence(),
    })
}

fn by_name(info_type: InfoType, profile: &Profile<'_>) -> Verdict {
    let confidence = if info_type == InfoType::Unknown { 0.0 } else { 0.5 };
    let evidence = vec![plain(info_type, "name", 0, profile.of)];
    Verdict { info_type, confidence, evidence }
}
