//! Names under a key that says so: in JSON, in forms, in mark-up, in `name=…`.

use super::split::is_letter;
use crate::words::fold;
use std::ops::Range;

/// Keys of names, folded and without signs between their words.
const KEYS: &str = "name|fullname|firstname|lastname|surname|givenname|familyname|middlename|maidenname|displayname|customername|clientname|patientname|employeename|username|contactname|holder|cardholder|accountholder|\
    owner|customer|client|patient|employee|contact|attn|author|recipient|sender|beneficiary|payee|applicant|signedby|vorname|nachname|familienname|kunde|ansprechpartner|nom|prenom|nomcomplet|nombre|apellido|apellidos|nome|cognome|sobrenome|\
    naam|voornaam|achternaam|imie|nazwisko|namn|fornamn|efternamn|navn|fornavn|etternavn|nimi|sukunimi|jmeno|prijmeni|nev|ad|soyad|adsoyad|имя|фамилия|фио|отчество|ім'я|прізвище|όνομα|επώνυμο|ονομα|الاسم|اسم|שם|नाम|ชื่อ|姓名|名字|氏名|名前|이름|성명";
/// Bytes of a key, at most.
const KEY: usize = 48;
/// Bytes of a name, at most.
const VALUE: usize = 120;

/// Names in `text` that stand behind a key.
pub fn keyed(text: &str, found: &mut Vec<(Range<usize>, &'static str)>) {
    for (at, sign) in text.match_indices([':', '=', '：', '>']) {
        let key = key_before(text, at, sign == ">");
        if key.is_empty() || !KEYS.split('|').any(|listed| listed == key) {
            continue;
        }
        let from = at + sign.len();
        let rest = text.get(from..).unwrap_or_default();
        let value = rest.trim_start_matches([' ', '\t', '"', '\'', '“', '[', '\\']);
        let start = from + (rest.len() - value.len());
        let most = value.floor_char_boundary(VALUE);
        let ends = |c: char| "\"\n\r;,|&<>{}[]\t\\”=。，；".contains(c) || c.is_ascii_digit();
        let value = value.get(..most).unwrap_or_default();
        let value = value.split(ends).next().unwrap_or_default();
        let value = value.split(". ").next().unwrap_or_default().trim_end();
        let nothing = matches!(value, "null" | "true" | "false" | "none" | "None" | "n/a");
        if !nothing && value.chars().filter(|c| c.is_alphabetic()).count() >= 2 {
            found.push((start..start + value.len(), "key"));
        }
    }
}

/// The key before the sign at `at`: its words in one, folded. In mark-up, what a tag is called.
fn key_before(text: &str, at: usize, tag: bool) -> String {
    let from = text.floor_char_boundary(at.saturating_sub(KEY));
    let before = text.get(from..at).unwrap_or_default().trim_end_matches(['"', '\'', ' ', '\\']);
    let part = |c: char| is_letter(c) || matches!(c, '_' | '-' | '\'');
    let start = before.char_indices().rev().take_while(|(_, c)| part(*c)).last();
    let Some((start, _)) = start else { return String::new() };
    if tag && !before.get(..start).is_some_and(|rest| rest.ends_with(['<', ':'])) {
        return String::new();
    }
    let word = before.get(start..).unwrap_or_default();
    fold(word).chars().filter(|c| !matches!(c, '_' | '-')).collect()
}
