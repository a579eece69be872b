//! Names of months and of days of the week, in the languages that dates are written in.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

/// The names of each month, January first; folded: lower case, without accents.
const MONTHS: [&str; 12] = [
    "jan|january|januar|janner|jaenner|janvier|janv|enero|ene|gennaio|gen|janeiro|januari|stycznia|styczen|sty|ledna|leden|led|januara|ocak|oca|tammikuuta|tammikuu|\
     januar|janvar|ianuarie|ian|sijecnja|января|январь|янв|січня|януари|ιανουαριου|ιαν|يناير|ינואר|जनवरी|มกราคม|thang 1",
    "feb|february|februar|feber|fevrier|fev|fevr|febrero|febbraio|fevereiro|februari|lutego|luty|lut|unora|unor|uno|februara|subat|sub|helmikuuta|helmikuu|\
     februarie|veljace|февраля|февраль|фев|лютого|февруари|φεβρουαριου|φεβ|فبراير|פברואר|फ़रवरी|กุมภาพันธ์",
    "mar|march|marz|maerz|mrz|mars|marzo|marco|maart|mrt|marca|marzec|brezna|brezen|bre|mart|maaliskuuta|maaliskuu|marcius|marc|martie|ozujka|\
     марта|март|мар|березня|μαρτιου|μαρ|مارس|מרץ|मार्च|มีนาคม",
    "apr|april|avril|avr|abril|abr|aprile|kwietnia|kwiecien|kwi|dubna|duben|dub|aprila|nisan|nis|huhtikuuta|huhtikuu|aprilis|aprilie|travnja|\
     апреля|апрель|апр|квітня|απριλιου|απρ|أبريل|ابريل|אפריל|अप्रैल|เมษายน",
    "may|mai|mayo|maggio|mag|maio|mei|maj|maja|kvetna|kveten|kve|maya|mayis|toukokuuta|toukokuu|majus|svibnja|мая|май|травня|μαιου|μαι|مايو|מאי|मई|พฤษภาคม",
    "jun|june|juni|juin|junio|giugno|giu|junho|czerwca|czerwiec|cze|cervna|cerven|cvn|juna|haziran|haz|kesakuuta|kesakuu|junius|iunie|iun|lipnja|\
     июня|июнь|июн|червня|юни|ιουνιου|ιουν|يونيو|יוני|जून|มิถุนายน",
    "jul|july|juli|juillet|juil|julio|luglio|lug|julho|lipca|lipiec|lip|cervence|cervenec|cvc|jula|temmuz|tem|heinakuuta|heinakuu|julius|iulie|iul|srpnja|\
     июля|июль|июл|липня|юли|ιουλιου|ιουλ|يوليو|יולי|जुलाई|กรกฎาคม",
    "aug|august|aout|agosto|ago|augustus|augusti|sierpnia|sierpien|sie|srpna|srpen|srp|augusta|agustos|agu|elokuuta|elokuu|augusztus|kolovoza|\
     августа|август|авг|серпня|αυγουστου|αυγ|أغسطس|اغسطس|אוגוסט|अगस्त|สิงหาคม",
    "sep|sept|september|septembre|septiembre|settembre|set|setembro|wrzesnia|wrzesien|wrz|zari|zar|septembra|eylul|eyl|syyskuuta|syyskuu|szeptember|septembrie|rujna|\
     сентября|сентябрь|сен|сент|вересня|септември|σεπτεμβριου|σεπ|سبتمبر|ספטמבר|सितंबर|กันยายน",
    "oct|october|oktober|okt|octobre|octubre|ottobre|ott|outubro|out|pazdziernika|pazdziernik|paz|rijna|rijen|rij|oktobra|ekim|eki|lokakuuta|lokakuu|octombrie|listopada|\
     октября|октябрь|окт|жовтня|октомври|οκτωβριου|οκτ|أكتوبر|اكتوبر|אוקטובר|अक्टूबर|ตุลาคม",
    "nov|november|novembre|noviembre|novembro|listopad|lis|listopadu|novembra|kasim|kas|marraskuuta|marraskuu|noiembrie|studenoga|\
     ноября|ноябрь|ноя|листопада|ноември|νοεμβριου|νοε|نوفمبر|נובמבר|नवंबर|พฤศจิกายน",
    "dec|december|dezember|dez|decembre|diciembre|dic|dicembre|dezembro|grudnia|grudzien|gru|prosince|prosinec|pro|decembra|aralik|ara|joulukuuta|joulukuu|decembrie|prosinca|\
     декабря|декабрь|дек|грудня|декември|δεκεμβριου|δεκ|ديسمبر|דצמבר|दिसंबर|ธันวาคม",
];

const DAYS: &str = "mon|monday|tue|tues|tuesday|wed|wednesday|thu|thur|thurs|thursday|fri|friday|sat|saturday|sun|sunday|\
    montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonnabend|sonntag|mo|di|mi|do|fr|sa|so|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|\
    lun|mar|mie|jue|vie|dom|lunes|martes|miercoles|jueves|viernes|sabado|domingo|lunedi|martedi|mercoledi|giovedi|venerdi|sabato|domenica|\
    segunda|terca|quarta|quinta|sexta|maandag|dinsdag|woensdag|donderdag|vrijdag|zaterdag|zondag|poniedzialek|wtorek|sroda|czwartek|piatek|sobota|niedziela|\
    mandag|tirsdag|onsdag|torsdag|fredag|lordag|sondag|mandag|tisdag|lordag|pondeli|utery|streda|ctvrtek|patek|nedele|pazartesi|sali|carsamba|persembe|cuma|cumartesi|pazar|\
    понедельник|вторник|среда|четверг|пятница|суббота|воскресенье|пн|вт|ср|чт|пт|сб|вс";

/// The first month that has a name, by that name.
static MONTH_OF: LazyLock<HashMap<&str, u32>> = LazyLock::new(|| {
    let mut months = HashMap::new();
    for (number, names) in (1..).zip(MONTHS) {
        for name in names.split('|') {
            months.entry(name).or_insert(number);
        }
    }
    months
});

static WEEKDAYS: LazyLock<HashSet<&str>> = LazyLock::new(|| DAYS.split('|').collect());

/// The month, 1 to 12, that a folded word names.
pub fn month(word: &str) -> Option<u32> {
    MONTH_OF.get(word.trim_end_matches('.')).copied()
}

/// Whether a folded word names a day of the week.
pub fn is_weekday(word: &str) -> bool {
    WEEKDAYS.contains(word.trim_end_matches('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_are_known_in_many_languages() {
        for (word, number) in [
            ("februar", 2),
            ("febrero", 2),
            ("лютого", 2),
            ("mai", 5),
            ("sept.", 9),
            ("aralik", 12),
        ] {
            assert_eq!(month(word), Some(number), "{word}");
        }
        for (number, names) in (1_u32..).zip(MONTHS) {
            for name in names.split('|') {
                // Some names are two months', in two languages: the first of them counts.
                let first =
                    (1_u32..).zip(MONTHS).find(|(_, names)| names.split('|').any(|n| n == name));
                assert_eq!(month(name), first.map(|(number, _)| number));
                assert!(month(name).is_some_and(|found| found <= number), "{name}");
            }
        }
        assert_eq!(month("monday"), None);
        assert!(is_weekday("thu") && !is_weekday("feb"));
    }
}
