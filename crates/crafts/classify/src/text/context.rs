//! What a word before a value says of it: numbers of papers, accounts and patients, passwords.

use super::Hit;
use crate::check::papers;
use crate::words::fold;
use terms::InfoType;
use terms::InfoType as T;

/// Bytes before a value in which a word may stand that says what it is.
const NEAR: usize = 48;

/// What stands shortly before a place in a text, folded.
pub struct Near(String);

impl Near {
    /// What stands before `at` in `text`.
    pub fn of(text: &str, at: usize) -> Self {
        let from = text.floor_char_boundary(at.saturating_sub(NEAR));
        Self(fold(text.get(from..at).unwrap_or_default()))
    }

    /// The text from each place on where a word may start.
    fn starts(&self) -> impl Iterator<Item = &str> {
        let mut before = ' ';
        let starts = self.0.char_indices().filter(move |(_, c)| {
            let start = !before.is_ascii_alphanumeric() && c.is_alphabetic();
            before = *c;
            start
        });
        starts.filter_map(|(at, _)| self.0.get(at..))
    }

    /// Whether one of `words`, folded, stands in it.
    pub fn has(&self, words: &[&str]) -> bool {
        // Two letters at least, or there is no word at all.
        let silent = self.0.chars().filter(|c| c.is_alphabetic()).take(2).count() < 2;
        !silent
            && self.starts().any(|rest| {
                let first = rest.as_bytes().first();
                words.iter().any(|word| word.as_bytes().first() == first && rest.starts_with(word))
            })
    }
}

type Marked = (InfoType, &'static [&'static str], fn(&str) -> bool);

/// Words that announce a value, and the form that it then has.
const MARKED: [Marked; 5] = [
    (
        T::Passport,
        &[
            "passport",
            "reisepass",
            "passnummer",
            "passeport",
            "pasaporte",
            "passaporto",
            "passaporte",
            "paspoort",
            "paszport",
            "pasaport",
            "паспорт",
            "护照",
            "旅券",
            "パスポート",
            "여권",
        ],
        papers::passport,
    ),
    (
        T::MedicalRecordNumber,
        &[
            "mrn",
            "medical record",
            "patient id",
            "patient no",
            "patient number",
            "patientennummer",
            "chart number",
            "病历号",
        ],
        number_of_five,
    ),
    (
        T::BankAccount,
        &[
            "account",
            "account no",
            "account number",
            "acct",
            "konto",
            "kontonummer",
            "compte",
            "cuenta",
            "conto",
            "conta",
            "rekening",
            "konta",
            "hesap",
            "счет",
            "账号",
            "口座",
            "계좌",
        ],
        account,
    ),
    (
        T::DriverLicence,
        &[
            "licence",
            "license",
            "fuhrerschein",
            "permis",
            "patente",
            "rijbewijs",
            "korkort",
            "prawo jazdy",
            "驾驶证",
            "免許",
        ],
        licence,
    ),
    (T::Imsi, &["imsi"], crate::check::things::imsi),
];

fn number_of_five(value: &str) -> bool {
    (5..=14).contains(&value.len()) && value.bytes().filter(u8::is_ascii_digit).count() >= 5
}

fn account(value: &str) -> bool {
    (6..=20).contains(&value.len())
        && value.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-')
}

fn licence(value: &str) -> bool {
    papers::paper(value)
        && value.len() >= 6
        && value.bytes().filter(u8::is_ascii_digit).count() >= 4
}

/// Values that a word before them announces.
pub fn after_words(text: &str, hits: &mut Vec<Hit>) {
    let part = |c: char| c.is_ascii_alphanumeric() || c == '-';
    for word in text.split(|c: char| !part(c)).map(|word| word.trim_matches('-')) {
        let long = (5..=20).contains(&word.len());
        if !long || word.bytes().filter(u8::is_ascii_digit).count() < 4 {
            continue;
        }
        let start = word.as_ptr().addr() - text.as_ptr().addr();
        let range = start..start + word.len();
        let near = Near::of(text, start);
        let marked = MARKED.iter().find(|(_, words, judge)| judge(word) && near.has(words));
        hits.extend(marked.map(|(info_type, ..)| Hit {
            info_type: *info_type,
            range,
            check: "context",
        }));
    }
    passwords(text, hits);
}

/// `password: …`, `pwd=…`.
fn passwords(text: &str, hits: &mut Vec<Hit>) {
    const MARKS: [&str; 15] = [
        "password",
        "passwort",
        "kennwort",
        "passwd",
        "pwd",
        "mot de passe",
        "contrasena",
        "senha",
        "wachtwoord",
        "haslo",
        "parola",
        "пароль",
        "密码",
        "パスワード",
        "비밀번호",
    ];
    for (at, _) in text.match_indices([':', '=']) {
        let rest = text.get(at + 1..).unwrap_or_default();
        let word = rest.trim_start_matches(' ');
        let value = word
            .split(|c: char| c.is_whitespace() || ",;\"'<>".contains(c))
            .next()
            .unwrap_or_default();
        let start = at + 1 + (rest.len() - word.len());
        let near =
            text.get(text.floor_char_boundary(at.saturating_sub(20))..at).unwrap_or_default();
        let near = fold(near.trim_end());
        if (4..=128).contains(&value.len()) && MARKS.iter().any(|mark| near.ends_with(mark)) {
            hits.push(Hit {
                info_type: T::Password,
                range: start..start + value.len(),
                check: "context",
            });
        }
    }
}
