//! Names of people: two lists of many locales, and the forms that names are written in.
//!
//! The lists are those of the locales of Faker (MIT licence), folded, without words that are ordinary
//! English too; sorted by bytes, so that a look-up is a binary search in the text itself.

use super::fold::fold;
use super::list::holds;

const GIVEN: &str = include_str!("given_names.txt");
const FAMILY: &str = include_str!("family_names.txt");

/// Whether `word`, folded, is a given name.
pub fn is_given(word: &str) -> bool {
    holds(GIVEN, word)
}

/// Whether `word`, folded, is a family name.
pub fn is_family(word: &str) -> bool {
    holds(FAMILY, word)
}

/// One to five words of letters, as personal names are written.
pub fn is_personal(value: &str) -> bool {
    let word = |word: &str| {
        word.chars()
            .all(|c| !c.is_ascii() && !c.is_numeric() || c.is_alphabetic() || "'’-.,".contains(c))
            && word.chars().any(char::is_alphabetic)
    };
    value.len() <= 80
        && (1..=5).contains(&value.split_whitespace().count())
        && value.split_whitespace().all(word)
}

/// A personal name of two words or more, one of them a given name; or of Han or Hangul, a family name
/// and one or two signs.
pub fn is_full_name(value: &str) -> bool {
    if value.len() > 80 || value.bytes().any(|byte| byte.is_ascii_digit()) {
        return false;
    }
    if let Some(joined) = eastern(value) {
        return joined;
    }
    if !is_personal(value) || !value.contains([' ', ',', '\u{a0}']) {
        return false;
    }
    let words: Vec<&str> = words(value).collect();
    let capital = |word: &&str| {
        word.chars().next().is_some_and(|c| !c.is_lowercase())
            || PARTICLES.split('|').any(|p| p == *word)
    };
    (2..=5).contains(&words.len())
        && words.iter().all(capital)
        && words.iter().any(|word| word.chars().count() > 1 && is_given(&fold(word)))
        && !is_town_and_state(value)
        && !value.split(APART).any(|word| listed(PLACES, word))
}

/// A given or a family name by itself.
pub fn is_one_name(value: &str) -> bool {
    value.len() <= 40 && !value.contains(' ') && is_personal(value) && {
        let folded = fold(value);
        is_given(&folded) || is_family(&folded)
    }
}

/// A company by its legal form, or a bank or a group by its last word.
pub fn is_company(value: &str) -> bool {
    const FORMS: &str = "ltd|limited|inc|incorporated|llc|llp|corp|corporation|co|company|plc|gmbh|ag|kg|ohg|ug|ek|se|sa|sas|sarl|srl|spa|bv|nv|ab|oy|oyj|aps|asa|pty|pte|sl|slu|lda|ltda|kft|zrt|sro|doo|dd|ooo|oao|zao|ооо|оао|зао|пао|\
        bank|group|holding|holdings|industries|technologies|systems|solutions|enterprises|partners|associates|foundation|stiftung|verein|university|hospital";
    let words =
        || value.split(APART).map(|word| word.trim_matches('.')).filter(|word| !word.is_empty());
    let dotless = |word: &str| word.replace('.', "");
    (value.len() <= 120
        && words().count() >= 2
        && words().skip(1).any(|word| listed(FORMS, &dotless(word))))
        || ["株式会社", "有限会社", "合同会社", "有限公司", "股份公司", "集团", "주식회사", "(주)"]
            .iter()
            .any(|form| value.contains(form))
}

const APART: [char; 4] = [' ', ',', '\u{a0}', '/'];

/// Words of places and houses that are called after people: whoever stands beside them is none.
const PLACES: &str = "airport|airfield|airbase|aerodrome|heliport|airstrip|international|intl|regional|municipal|county|station|hospital|clinic|university|college|school|museum|library|hotel|restaurant|stadium|arena|terminal|\
    street|avenue|road|boulevard|aeropuerto|aeroporto|aeroport|flughafen|bahnhof|lufthavn|lotnisko|havalimani|аэропорт|inc|llc|ltd|limited|gmbh|corp|corporation|plc";

fn listed(words: &str, word: &str) -> bool {
    let word = fold(word.trim_matches(['.', '(', ')']));
    !word.is_empty() && words.split('|').any(|listed| listed == word)
}

/// `Jackson, MS`: a town of the United States or of Canada, with its state.
fn is_town_and_state(value: &str) -> bool {
    const STATES: &str = "AL AK AZ AR CA CO CT DE DC FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR PA PR RI SC SD TN TX UT VT VA WA WV WI WY AB BC MB NB NL NS ON PE QC SK YT";
    value.rsplit_once(", ").is_some_and(|(town, state)| {
        !town.contains(',') && state.len() == 2 && STATES.split(' ').any(|code| code == state)
    })
}

const PARTICLES: &str = "de|da|do|dos|das|del|la|las|los|van|von|der|den|ter|ten|di|du|le|al|bin|ibn|bint|y|e|af|av|zu|zum|zur";

fn words(value: &str) -> impl Iterator<Item = &str> {
    const TITLES: &str = "mr|mrs|ms|miss|dr|prof|sir|madam|herr|frau|hr|fr|mme|m|mlle|sr|sra|srta|dott|ing|mag|jr|sr|ii|iii|iv|phd|md|dds|dvm|bsc|msc|mba|esq";
    value.split([' ', ',', '\u{a0}']).map(|word| word.trim_matches(['.', ','])).filter(|word| {
        !word.is_empty() && !TITLES.split('|').any(|title| word.eq_ignore_ascii_case(title))
    })
}

/// For names of Han or Hangul, whether this is one: a family name and one or two signs that follow.
fn eastern(value: &str) -> Option<bool> {
    let signs: Vec<char> = value.chars().filter(|c| !c.is_whitespace()).collect();
    let han = |c: &char| matches!(c, '\u{4e00}'..='\u{9fff}' | '々' | 'ヶ');
    let kana = |c: &char| matches!(c, '\u{3041}'..='\u{3096}' | '\u{30a1}'..='\u{30fa}' | 'ー');
    let sign = |c: &char| han(c) || kana(c) || matches!(c, '\u{ac00}'..='\u{d7a3}');
    if signs.is_empty() || !signs.iter().all(sign) {
        return None;
    }
    // In kana alone is a given name, or anything else.
    if signs.iter().all(kana) {
        return None;
    }
    let family = |length: usize| {
        signs.len() > length && is_family(&signs.iter().take(length).collect::<String>())
    };
    let most = if signs.iter().any(kana) { 6 } else { 5 };
    Some(
        (2..=most).contains(&signs.len())
            && (family(1) && signs.len() <= 3
                || family(2) && signs.len() <= 4 + usize::from(most > 5)
                || family(3) && signs.len() <= most),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::{accepts, refuses};

    #[test]
    fn the_lists_are_sorted_and_their_ends_are_found() {
        for list in [GIVEN, FAMILY] {
            let lines: Vec<&str> = list.lines().collect();
            assert!(lines.windows(2).all(|two| two[0].as_bytes() < two[1].as_bytes()));
            assert!(holds(list, lines[0]) && holds(list, lines[lines.len() - 1]));
            assert!(!holds(list, "") && !holds(list, "zzzzzz") && !holds(list, "green"));
        }
    }

    // proves M16
    #[test]
    fn names_of_many_locales_are_known() {
        let names = [
            "Anna Müller",
            "Smith, John",
            "Mary O'Neill",
            "Dr. Thaddeus Vexington",
            "Jean-Pierre Dupont",
            "María García López",
            "Иванова Мария Петровна",
            "王小明",
            "김민준",
            "佐藤 健",
            "佐々木希",
            "佐藤さくら",
            "長谷川 美咲",
            "Αναστασία Παπαδοπούλου",
            "محمد أحمد",
            "Nguyễn Thị Hương",
            "Zeynep Yılmaz",
        ];
        accepts(is_full_name, &names);
        refuses(
            is_full_name,
            &[
                "Anna",
                "Sales department 3",
                "Exec managerial",
                "West Virginia 2",
                "green tea",
                "Crystal White Rice",
                "钢铁产品",
                "Jackson, MS",
                "Charles de Gaulle Airport",
                "Victoria International",
                "Anna Holdings Ltd.",
            ],
        );
        accepts(is_one_name, &["Anna", "García"]);
        accepts(is_company, &["Acme Ltd", "Müller & Co. KG", "Novak s.r.o.", "北京科技有限公司"]);
        refuses(is_company, &["Anna Novak", "Ltd", "Marco Polo"]);
    }
}
