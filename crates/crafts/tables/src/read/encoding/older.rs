//! Text of old machines: code pages 437 and 850 of DOS, and Mac OS Roman. No detector of the web guesses them, as
//! no web page is written so; read as windows-1252, their letters become other letters, and signs within words.

use super::Encoding;

/// The upper halves of code pages, from 0x80 on.
pub(super) const IBM437: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{a0}";
pub(super) const IBM850: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐└┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u{ad}±‗¾¶§÷¸°¨·¹³²■\u{a0}";

/// What `byte` is in a code page of ASCII and this upper half.
pub(super) fn letter(upper: &str, byte: u8) -> char {
    let place = byte.checked_sub(0x80).map(usize::from);
    place.and_then(|place| upper.chars().nth(place)).unwrap_or(char::from(byte))
}

/// Letters that the languages of Western Europe are full of.
const FREQUENT: &str = "äöüßéèêàçñáíóúâîôûïëåæøãõìòùÄÖÜÉÀÇÑÁÅØ";
/// What a letter of those counts, and any other.
const WEIGHTS: (u32, u32) = (3, 1);

/// How text reads: the worth of its letters, and how many signs it has within words that are none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Sense {
    letters: u32,
    broken: u32,
    /// Characters that are not ASCII.
    others: u32,
}

/// What is to be made of text that was taken for `guess`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rival {
    /// It is that.
    None,
    /// It is this.
    Better(Encoding),
    /// It may be this as well.
    Equal(Encoding),
}

/// Whether `text` makes more sense in an old encoding than as `guess`: where that has signs within words, and the
/// old one none. Where both have letters alone, and those of the old one are the more frequent ones, it is not known.
pub(super) fn rival(text: &[u8], guess: Encoding) -> Rival {
    let of_guess = sense(text, guess);
    let rivals = [
        Encoding::Page("IBM437", IBM437),
        Encoding::Page("IBM850", IBM850),
        Encoding::Other(encoding_rs::MACINTOSH),
    ];
    let mut best: Option<(Sense, Encoding)> = None;
    for rival in rivals {
        let sense = sense(text, rival);
        if sense.broken == 0 && best.is_none_or(|(known, _)| sense.letters > known.letters) {
            best = Some((sense, rival));
        }
    }
    let Some((sense, rival)) = best.filter(|(sense, _)| sense.letters > of_guess.letters) else {
        return Rival::None;
    };
    // In another script, signs between Latin letters are no accident where most signs stand so.
    if !is_latin(guess) {
        let broken = of_guess.broken > 0 && of_guess.broken * 2 >= of_guess.others;
        return if broken { Rival::Better(rival) } else { Rival::None };
    }
    match of_guess.broken > 0 && sense.letters >= of_guess.letters.saturating_mul(2) {
        true => Rival::Better(rival),
        false => Rival::Equal(rival),
    }
}

/// Whether the letters of an encoding are Latin ones.
fn is_latin(encoding: Encoding) -> bool {
    const NAMES: [&str; 12] = [
        "windows-1250",
        "windows-1252",
        "windows-1254",
        "windows-1257",
        "windows-1258",
        "ISO-8859-2",
        "ISO-8859-3",
        "ISO-8859-4",
        "ISO-8859-10",
        "ISO-8859-13",
        "ISO-8859-14",
        "ISO-8859-15",
    ];
    NAMES.contains(&encoding.name())
}

fn sense(text: &[u8], encoding: Encoding) -> Sense {
    let decoded = encoding.decoded(text);
    let mut sense = Sense { letters: 0, broken: 0, others: 0 };
    let mut characters = decoded.chars();
    let (mut before, mut here) = (' ', characters.next());
    while let Some(c) = here {
        let after = characters.next();
        let next = after.unwrap_or(' ');
        let (left, right) = (before.is_ascii_alphabetic(), next.is_ascii_alphabetic());
        sense.others += u32::from(!c.is_ascii());
        if !c.is_ascii() && (left || right) {
            let latin = c.is_alphabetic() && u32::from(c) < 0x250 && !matches!(c, 'ª' | 'º' | 'ƒ');
            // A capital within small letters is no letter of that word.
            let raised = c.is_uppercase() && before.is_lowercase();
            if latin && !raised {
                sense.letters += if FREQUENT.contains(c) { WEIGHTS.0 } else { WEIGHTS.1 };
            } else if left && right && !matches!(c, '’' | '‘' | '-' | '–' | '\u{ad}' | '·') {
                sense.broken += 1;
            }
        }
        (before, here) = (c, after);
    }
    sense
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_page_is_what_it_was() {
        let letters = |page: &str| [0x41, 0x80, 0x9b, 0xe1, 0xff].map(|byte| letter(page, byte));
        assert_eq!(letters(IBM437), ['A', 'Ç', '¢', 'ß', '\u{a0}']);
        assert_eq!(letters(IBM850), ['A', 'Ç', 'ø', 'ß', '\u{a0}']);
        assert!([IBM437, IBM850].iter().all(|page| page.chars().count() == 128));
    }

    #[test]
    fn what_reads_well_has_no_rival() {
        let latin = Encoding::Other(encoding_rs::WINDOWS_1252);
        for text in
            ["Müller aß Käse", "l’été à Nîmes – c’est bien…", "Ñandú, señor, ¿qué?", "naïve café"]
        {
            let bytes = encoding_rs::WINDOWS_1252.encode(text).0;
            assert_eq!(rival(&bytes, latin), Rival::None, "{text}");
        }
        assert_eq!(
            rival(b"M\x81ller, J\x84ger, Wei\xe1", latin),
            Rival::Better(Encoding::Page("IBM437", IBM437))
        );
        assert!(matches!(rival(b"K\x9aln", latin), Rival::Equal(_)));
        let japanese = Encoding::Other(encoding_rs::SHIFT_JIS);
        let text = encoding_rs::SHIFT_JIS.encode("名前,AとB\n佐藤太郎,東京都\n鈴木花子,大阪府").0;
        assert_eq!(rival(&text, japanese), Rival::None);
    }
}
