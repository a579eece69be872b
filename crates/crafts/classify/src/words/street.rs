//! Addresses of houses, as they are written in many countries.

use super::fold;

/// Words for a street, before or after its name; folded.
const WORDS: &str = "street|st|avenue|ave|av|road|rd|lane|ln|drive|dr|boulevard|blvd|bd|court|ct|place|pl|terrace|way|square|sq|parkway|pkwy|circle|cir|highway|hwy|close|crescent|cres|row|hill|walk|trail|trl|alley|\
    mews|grove|gardens|gdns|heights|plaza|loop|ridge|pass|run|bend|cove|glen|meadow|point|rue|allee|chemin|quai|impasse|cours|place|route|calle|c|avenida|avda|paseo|camino|carretera|plaza|pza|ronda|via|viale|piazza|\
    corso|vicolo|largo|strada|str|rua|r|travessa|alameda|praca|estrada|straat|laan|gracht|plein|kade|weg|strasse|gasse|platz|ring|ufer|damm|ul|ulica|al|aleja|os|plac|ulice|namesti|nam|trida|utca|u|ut|ter|korut|\
    gatan|vagen|gata|vej|vegen|gate|gade|alle|katu|tie|bulevardul|bd|calea|aleea|iela|gatve|prospekt|cad|caddesi|cd|sok|sokak|sokagi|sk|mah|mahallesi|bulvari|jalan|jl|lorong|soi|thanon|duong|pho|marg|nagar|chowk|\
    ул|улица|пр|проспект|просп|пер|переулок|бульвар|бул|наб|шоссе|вул|вулиця|οδος|οδός|λεωφορος|شارع|רחוב";

/// Ends of words that are streets; folded.
const ENDINGS: [&str; 20] = [
    "strasse", "str", "weg", "gasse", "platz", "allee", "ring", "damm", "ufer", "steig", "straat",
    "laan", "plein", "gracht", "gatan", "vagen", "vej", "gade", "gata", "katu",
];

/// What stands in sentences and in no street's name.
const SENTENCE: &str = "of|the|and|is|are|was|were|to|for|with|has|have|had|will|we|you|they|he|she|it|that|this|these|orders|rows|years|days|times|home|per|from|our|your|his|her";

/// A house number, and a street beside it.
pub fn is_street_address(value: &str) -> bool {
    if value.len() > 200 || value.len() < 6 || !value.contains(|c: char| c.is_numeric()) {
        return false;
    }
    if value.contains(['路', '街', '号', '號', '弄', '丁', '番', '巷']) {
        return value.contains(['路', '街', '市', '区', '區', '町', '村', '县', '丁']);
    }
    if value.chars().any(|c| matches!(c, '\u{ac00}'..='\u{d7a3}')) {
        return value.split_whitespace().any(|word| word.ends_with(['로', '길', '동', '구']));
    }
    let words: Vec<&str> =
        value.split([' ', ',']).filter(|word| !word.is_empty()).take(24).collect();
    let folded: Vec<String> =
        words.iter().map(|word| fold(word.trim_matches(['.', ';']))).collect();
    if folded.iter().any(|word| SENTENCE.split('|').any(|listed| listed == word))
        || words.len() > 16
    {
        return false;
    }
    let box_number =
        matches!(folded.as_slice(), [a, b, ..] if (a == "po" || a == "p.o") && b == "box");
    let at = |place: usize| words.get(place).copied().unwrap_or_default();
    box_number
        || folded.iter().enumerate().any(|(place, word)| {
            is_street(word) && (before(&words, place) || after(&words, place, at(place), word))
        })
}

fn is_street(word: &str) -> bool {
    let joined = |ending: &&str| word.len() > ending.len() + 2 && word.ends_with(*ending);
    WORDS.split('|').any(|listed| listed == word) || ENDINGS.iter().any(joined)
}

/// `12 Main Street`, `5 Rue de Rivoli`: the number opens the value, or the part after a name.
fn before(words: &[&str], street: usize) -> bool {
    (1..=5).contains(&street) && words.first().is_some_and(|first| is_house(first)) && {
        let next = words.get(street + 1).copied().unwrap_or_default();
        next.is_empty()
            || is_capital(next)
            || next.starts_with(|c: char| c.is_numeric() || c == '#')
            || street == 1
    }
}

/// `Hauptstraße 7`, `Calle Mayor, 5`, `ул. Ленина, д. 5`: the number follows the street's name.
fn after(words: &[&str], street: usize, word: &str, folded: &str) -> bool {
    let joined =
        ENDINGS.iter().any(|ending| folded.len() > ending.len() + 2 && folded.ends_with(ending));
    let named_before = street > 0 && words.get(street - 1).is_some_and(|word| is_capital(word));
    let numbers = words.iter().enumerate().skip(street + 1).take(5);
    numbers.filter(|(_, word)| is_house(word)).any(|(house, _)| {
        let between = words.get(street + 1..house).unwrap_or_default();
        let named = between.iter().any(|word| is_capital(word)) || joined || named_before;
        let written = is_capital(word) || word.ends_with('.') || !between.is_empty();
        named && written && between.iter().all(|word| is_capital(word) || word.chars().count() <= 4)
    })
}

fn is_capital(word: &str) -> bool {
    word.chars().next().is_some_and(|c| c.is_alphabetic() && !c.is_lowercase())
}

/// `7`, `7a`, `12-14`, `12/3`, `#5`, `No:5`, `д.5`.
fn is_house(word: &str) -> bool {
    let word = word.trim_start_matches(['#', '№']).trim_end_matches(['.', ',']);
    let word = ["No:", "no:", "No.", "nr.", "д.", "d."]
        .iter()
        .find_map(|mark| word.strip_prefix(mark))
        .unwrap_or(word);
    let digits = word.bytes().take_while(u8::is_ascii_digit).count();
    let rest = word.get(digits..).unwrap_or_default();
    (1..=5).contains(&digits)
        && rest.chars().count() <= 5
        && rest.chars().all(|c| c.is_alphanumeric() || "-/".contains(c))
        && rest.chars().filter(|c| c.is_alphabetic()).count() <= 2
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::{accepts, refuses};

    // proves M16
    #[test]
    fn sentences_are_no_addresses() {
        let addresses = [
            "12 Main Street",
            "Hauptstraße 7",
            "5 Rue de Rivoli, Paris",
            "Calle Mayor, 5",
            "Via Roma 12",
            "ul. Marszałkowska 10",
            "221B Baker Street, London",
            "ул. Ленина, д. 5",
            "Storgatan 12",
            "Kerkstraat 5",
            "1600 Pennsylvania Ave NW",
            "PO Box 123",
            "北京市朝阳区建国路88号",
            "東京都千代田区丸の内1丁目",
            "서울특별시 강남구 테헤란로 152",
            "Rua Augusta 1500",
            "Atatürk Cad. No:5",
            "Hauptstraße 7, Wien",
            "4 Privet Drive",
        ];
        accepts(is_street_address, &addresses);
        let sentences = [
            "Main Street",
            "12",
            "3 years ago",
            "box 4 of the way home",
            "place 2 orders a day",
            "close 3 rows of seats",
            "we walked 5 km on the road",
            "drive 2 failed",
            "Run 3 pass",
            "court 5 is free",
            "USB cable 2 m",
            "close 2 tickets",
            "Way 4 the win of it",
        ];
        refuses(is_street_address, &sentences);
    }
}
