//! Numbers in a text: cards, numbers of people, phones.

use super::Hit;
use super::context::Near;
use crate::check::nation::{
    africa, americas, asia_east, asia_south, asia_west, baltic, europe_balkan, europe_central,
    europe_east, europe_north, europe_south, europe_west, nordic, united_states, world,
};
use crate::check::{contact, finance, network};
use std::cell::OnceCell;
use std::ops::Range;
use terms::InfoType;
use terms::InfoType as T;

/// Groups of digits that one number may be written in.
const GROUPS: usize = 6;

/// An info type, its check, how many digits it has, and words that have to stand before it.
type Number = (InfoType, &'static str, fn(&str) -> bool, usize, &'static [&'static str]);

/// Numbers of people that are told by their form or their check, and those that need a word before them:
/// of unrelated numbers of the same length, one in a hundred at most passes without.
const NUMBERS: [Number; 34] = [
    (T::UsSsn, "AAA-GG-SSSS and area rules", united_states::formatted_ssn, 9, &[]),
    (T::UsItin, "9AA-GG-SSSS and group rules", united_states::formatted_itin, 9, &[]),
    (T::BrCpf, "two digits mod11", world::formatted_cpf, 11, &[]),
    (T::ChAhv, "756 and mod10", europe_central::ahv, 13, &[]),
    (T::AeEmiratesId, "784 and luhn", asia_west::emirates_id, 15, &[]),
    (T::FrNir, "mod97", europe_south::nir, 15, &[]),
    (T::RsJmbg, "date and mod11", europe_central::jmbg, 13, &[]),
    (T::RoCnp, "date and mod11", europe_balkan::cnp, 13, &[]),
    (T::KrResidentNumber, "YYMMDD-NNNNNNN", asia_east::formatted_resident_number, 13, &[]),
    (T::ZaIdentityNumber, "date and luhn", africa::south_african_id, 13, &[]),
    (T::EgNationalId, "date and governorate", africa::egyptian_id, 14, &[]),
    (T::KzIin, "date and mod11", europe_east::iin, 12, &[]),
    (T::NoBirthNumber, "date and two mod11", nordic::birth_number, 11, &[]),
    (T::BeNationalNumber, "date and mod97", europe_west::belgian_number, 11, &[]),
    (T::PlPesel, "date and mod10", europe_north::pesel, 11, &[]),
    (T::GrAmka, "date and luhn", europe_balkan::amka, 11, &[]),
    (T::EePersonalCode, "date and mod11", baltic::personal_code, 11, &[]),
    (T::LvPersonalCode, "DDMMYY-NNNNN", baltic::formatted_personas_kods, 11, &[]),
    (T::SePersonalNumber, "date and luhn", nordic::personal_number, 10, &[]),
    (T::SePersonalNumber, "date and luhn", nordic::personal_number, 12, &[]),
    (T::DkCpr, "DDMMYY-NNNN", nordic::formatted_cpr, 10, &[]),
    (T::PkCnic, "NNNNN-NNNNNNN-N", asia_south::cnic, 13, &[]),
    (T::MyMykad, "YYMMDD-PP-NNNN", asia_south::formatted_mykad, 12, &[]),
    (T::UyCi, "N.NNN.NNN-N and mod10", americas::formatted_uruguayan_ci, 8, &[]),
    (T::UsSsn, "context", united_states::ssn, 9, &["ssn", "social security", "soc sec", "socsec"]),
    (T::UkNhs, "context and mod11", europe_north::nhs, 10, &["nhs"]),
    (T::InAadhaar, "context and verhoeff", world::aadhaar, 12, &["aadhaar", "aadhar", "uid"]),
    (T::CaSin, "context and luhn", world::sin, 9, &["sin", "social insurance"]),
    (T::AuTfn, "context and mod11", world::tfn, 9, &["tfn", "tax file"]),
    (T::DeTaxId, "context and mod11,10", europe_north::de_tax_id, 11, &["steuer", "idnr", "tax"]),
    (
        T::TrIdentityNumber,
        "context and mod10",
        europe_east::turkish_id,
        11,
        &["tc", "kimlik", "tckn"],
    ),
    (T::RuSnils, "context and mod101", europe_east::snils, 11, &["снилс", "snils"]),
    (T::NlBsn, "context and eleven test", europe_north::bsn, 9, &["bsn", "burgerservice", "sofi"]),
    (T::ThNationalId, "context and mod11", asia_south::thai_id, 13, &["thai", "id", "บัตร"]),
];

/// Numbers of cards, people and phones in a text.
pub fn numbers(text: &str, hits: &mut Vec<Hit>) {
    let groups = groups_of_digits(text);
    let mut joined_before = false;
    for (first, group) in groups.iter().enumerate() {
        let run = groups.iter().skip(first);

        let mut ends: Vec<&Group> = vec![group];
        ends.extend(
            run.clone()
                .zip(run.skip(1))
                .map_while(|(left, right)| joined(text, left, right))
                .take(GROUPS),
        );
        // A run beyond the most groups is a list of numbers: no phone without its sign.
        let alone = !joined_before && ends.len() <= GROUPS;
        let start = opened(text, group.range.start);
        let hit = ends.iter().enumerate().rev().find_map(|(taken, end)| {
            let range = group.range.start..end.range.end;
            let value = text.get(range.clone())?;
            let free = !group.after_letter && !end.before_letter;
            let judged = if free {
                judge_number(text, range.start, value)
            } else {
                judge_card(value).or_else(|| judge_touched(text, group, value))
            };
            let (range, judged) = match judged {
                Some(judged) => (range, judged),
                None if free => {
                    let whole = alone && taken + 1 == ends.len();
                    (start..range.end, judge_phone(text.get(start..range.end)?, whole)?)
                }
                None => return None,
            };
            Some(Hit { info_type: judged.0, range, check: judged.1 })
        });
        hits.extend(hit);
        joined_before = ends.len() > 1;
    }
}

/// The right of two groups of digits that may be parts of one number.
fn joined<'a>(text: &str, left: &Group, right: &'a Group) -> Option<&'a Group> {
    let between = text.get(left.range.end..right.range.start)?;
    let apart = !left.before_letter && !right.after_letter;
    (apart && matches!(between, " " | "-" | "." | ") " | ")" | ")-")).then_some(right)
}

/// A run of digits.
struct Group {
    range: Range<usize>,
    /// Whether a Latin letter or `_` stands before it.
    after_letter: bool,
    /// Whether one stands after it.
    before_letter: bool,
}

/// Runs of digits. What touches letters of scripts that are written without spaces is free.
fn groups_of_digits(text: &str) -> Vec<Group> {
    let touches = |c: char| c == '_' || (c.is_alphabetic() && c < '\u{2e80}');
    let mut groups: Vec<Group> = Vec::new();
    let mut before = ' ';
    for (at, c) in text.char_indices() {
        if c.is_ascii_digit() {
            match groups.last_mut().filter(|group| group.range.end == at) {
                Some(group) => group.range.end = at + 1,
                None => groups.push(Group {
                    range: at..at + 1,
                    after_letter: touches(before),
                    before_letter: false,
                }),
            }
        } else if touches(c)
            && let Some(group) = groups.last_mut().filter(|group| group.range.end == at)
        {
            group.before_letter = true;
        }
        before = c;
    }
    groups
}

/// Where a phone number starts whose first digit is at `at`: its `+` or `(` belongs to it.
fn opened(text: &str, at: usize) -> usize {
    let before = text.get(..at).unwrap_or_default();
    let opened = before.len() - usize::from(before.ends_with(['+', '(']));
    opened - usize::from(text.get(..opened).is_some_and(|rest| rest.ends_with('+')))
}

/// A card: the only number that is proven enough to be told where letters touch it.
fn judge_card(value: &str) -> Option<Judged> {
    (value.len() >= 12 && finance::payment_card(value))
        .then_some((InfoType::PaymentCard, "brand and luhn"))
}

/// A number that letters touch: those before it say what it is, as in `SSN457075367`, or it is written by a
/// form of its own, and letters follow alone.
fn judge_touched(text: &str, group: &Group, value: &str) -> Option<Judged> {
    let digits = value.bytes().filter(u8::is_ascii_digit).count();
    let parted = value.bytes().filter(|byte| b"-.".contains(byte)).count() >= 2;
    let near = OnceCell::new();
    let told = |words: &[&str]| match words {
        [] => parted && !group.after_letter,
        words => near.get_or_init(|| Near::of(text, group.range.start)).has(words),
    };
    let fits =
        |(_, _, judge, length, words): &&Number| *length == digits && judge(value) && told(words);
    NUMBERS.iter().find(fits).map(|(info_type, check, ..)| (*info_type, *check))
}

type Judged = (InfoType, &'static str);

fn judge_number(text: &str, start: usize, value: &str) -> Option<Judged> {
    if let Some(card) = judge_card(value) {
        return Some(card);
    }
    let digits = value.bytes().filter(u8::is_ascii_digit).count();
    if digits < 8 {
        let address = value.contains('.') && network::ip_address(value);
        return address.then_some((InfoType::IpAddress, "octets"));
    }
    let before = OnceCell::new();
    let near = |words: &[&str]| before.get_or_init(|| Near::of(text, start)).has(words);
    NUMBERS
        .iter()
        .find(|(_, _, judge, length, words)| {
            *length == digits && judge(value) && (words.is_empty() || near(words))
        })
        .map(|(info_type, check, ..)| (*info_type, *check))
        .or_else(|| {
            (value.contains('.') && network::ip_address(value))
                .then_some((InfoType::IpAddress, "octets"))
        })
}

/// A phone number in a text: marked by `+` or `(`, or a whole run of groups that starts with a
/// trunk prefix 0 or is written 3-3-4.
fn judge_phone(value: &str, whole_run: bool) -> Option<(InfoType, &'static str)> {
    let lengths: Vec<usize> = value.split([' ', '-', '.']).map(str::len).collect();
    let american = matches!(lengths.as_slice(), [3, 3, 4] | [1, 3, 3, 4]);
    let unmarked = whole_run && (value.starts_with('0') || american);
    let likely = value.starts_with(['+', '(']) || unmarked;
    (likely && contact::phone(value)).then_some((InfoType::Phone, "structure"))
}
