//! Dictionaries, small and our own: the words that people's attributes are written in.

/// A word that says a person's sex or gender.
pub fn is_gender(value: &str) -> bool {
    const WORDS: &str = "m|f|w|h|male|female|man|woman|männlich|weiblich|mann|frau|homme|femme|\
        masculin|féminin|hombre|mujer|masculino|femenino|maschio|femmina|non-binary|nonbinary|divers|\
        transgender";
    listed(WORDS, value)
}

/// A word that says whether a person is married.
pub fn is_marital_status(value: &str) -> bool {
    const STEMS: &str = "married|never-married|unmarried|single|divorced|widow|separated|\
        domestic partner|civil partner|civil union|ledig|verheiratet|geschieden|verwitwet|\
        célibataire|marié|divorcé|veuf|veuve|soltero|soltera|casado|casada|divorciado|divorciada|viudo|viuda";
    let value = value.to_lowercase().replace('_', "-");
    value.len() <= 40 && STEMS.split('|').any(|stem| value.trim().starts_with(stem))
}

/// A word that says a person's ethnic origin, as censuses write it.
pub fn is_ethnicity(value: &str) -> bool {
    const WORDS: &str = "white|black|asian|hispanic|latino|latina|latinx|caucasian|african|\
        african american|african-american|black or african american|native american|amer-indian-eskimo|\
        american indian|asian-pac-islander|pacific islander|native hawaiian|hispanic or latino|\
        not hispanic or latino|middle eastern|roma|mixed|multiracial|two or more races";
    listed(WORDS, value)
}

/// A word that says what a person believes.
pub fn is_religion(value: &str) -> bool {
    const WORDS: &str = "christian|catholic|roman catholic|protestant|orthodox|muslim|islam|jewish|\
        judaism|hindu|hinduism|buddhist|buddhism|sikh|atheist|agnostic|evangelical|lutheran|baptist|\
        methodist|mormon|christianity|römisch-katholisch|evangelisch|muslimisch|konfessionslos|\
        catholique|protestante|católico|católica|musulman|musulmán";
    listed(WORDS, value)
}

/// The name of a country, spaces or hyphens between its words.
pub fn is_country(value: &str) -> bool {
    const NAMES: &str = "afghanistan|albania|algeria|angola|argentina|armenia|australia|austria|\
        azerbaijan|bahrain|bangladesh|belarus|belgium|bolivia|bosnia|brazil|bulgaria|cambodia|cameroon|\
        canada|chile|china|colombia|congo|costa rica|croatia|cuba|cyprus|czechia|czech republic|denmark|\
        dominican republic|ecuador|egypt|el salvador|england|estonia|ethiopia|finland|france|georgia|\
        germany|ghana|greece|guatemala|haiti|honduras|hong kong|hong|hungary|iceland|india|indonesia|\
        iran|iraq|ireland|israel|italy|jamaica|japan|jordan|kazakhstan|kenya|kosovo|kuwait|laos|latvia|\
        lebanon|libya|liechtenstein|lithuania|luxembourg|malaysia|malta|mexico|moldova|monaco|mongolia|\
        montenegro|morocco|mozambique|myanmar|nepal|netherlands|holand netherlands|new zealand|nicaragua|\
        nigeria|north macedonia|norway|oman|pakistan|panama|paraguay|peru|philippines|poland|portugal|\
        puerto rico|qatar|romania|russia|saudi arabia|scotland|senegal|serbia|singapore|slovakia|slovenia|\
        somalia|south africa|south korea|south|spain|sri lanka|sudan|sweden|switzerland|syria|taiwan|\
        tanzania|thailand|trinadad&tobago|trinidad and tobago|tunisia|turkey|uganda|ukraine|\
        united arab emirates|united kingdom|united states|uruguay|uzbekistan|venezuela|vietnam|wales|yemen|\
        yugoslavia|zambia|zimbabwe|deutschland|österreich|schweiz|frankreich|italien|spanien|polen|türkei|\
        allemagne|autriche|suisse|espagne|italie|belgique|españa|alemania|francia|italia|méxico";
    listed(NAMES, &value.replace('-', " "))
}

/// A two-letter country code in capitals (ISO 3166-1).
pub fn is_country_code(value: &str) -> bool {
    const CODES: &str = "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ \
        BL BM BN BO BQ BR BS BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE \
        DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR \
        GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP \
        KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT \
        MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW \
        PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG \
        TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS XK YE YT ZA ZM ZW";
    value.len() == 2 && CODES.split(' ').any(|code| code == value)
}

/// One to five words of letters, as personal names are written.
pub fn is_personal(value: &str) -> bool {
    let word = |word: &str| {
        word.chars().all(|c| c.is_alphabetic() || "'’-.,".contains(c))
            && word.chars().any(char::is_alphabetic)
    };
    value.len() <= 80
        && (1..=5).contains(&value.split_whitespace().count())
        && value.split_whitespace().all(word)
}

/// A personal name of two words or more, one of them a common given name.
pub fn has_given_name(value: &str) -> bool {
    const NAMES: &str = "aaron|adam|ahmed|aisha|alan|albert|alejandro|alex|alexander|alice|ali|amanda|\
        amelia|amir|amy|ana|andrea|andreas|andrew|angela|anita|ann|anna|anne|anthony|antonio|arjun|arthur|\
        barbara|ben|benjamin|bernd|beth|bianca|boris|brian|bruno|camille|carla|carlos|carmen|carol|\
        caroline|catherine|cem|charles|charlotte|chen|chloe|chris|christian|christina|christine|\
        christopher|clara|claire|claudia|cynthia|dan|daniel|david|deborah|denise|dennis|diana|diego|\
        dieter|dmitri|donald|donna|dorothy|edward|elena|eleanor|elif|elisa|elizabeth|ella|emily|emma|eric|\
        erik|ethan|eva|fatima|felix|fernando|fiona|florian|frances|francesco|frank|franz|freya|gary|\
        george|georg|gerhard|giulia|gloria|grace|greta|hannah|hans|harold|harry|hassan|heather|heidi|\
        helen|helena|henry|hugo|ian|ibrahim|igor|ines|ingrid|irene|isabel|isabella|ivan|jack|jacob|jakob|\
        james|jan|jane|janet|jason|javier|jean|jennifer|jessica|joan|joao|johan|johann|johannes|john|jonas|\
        jonathan|jorge|jose|josef|joseph|joyce|juan|judith|julia|julian|julie|karen|karl|katharina|\
        katherine|kathleen|keiko|kenneth|kevin|klaus|laura|lea|lena|leo|leon|li|liam|lila|lisa|louis|lucas|\
        lucia|luis|luke|lukas|mara|marco|margaret|maria|marie|marion|mark|markus|marta|martha|martin|mary|\
        mateo|matteo|matthew|max|maya|mei|mia|michael|michelle|miguel|mila|mohamed|mohammed|monica|nadia|\
        nancy|natalie|nathan|nicholas|nicole|nina|noah|nora|oleg|oliver|olivia|omar|oscar|pablo|pamela|\
        patricia|patrick|paul|paula|pedro|peter|petra|philip|pierre|priya|rachel|rafael|raj|raymond|\
        rebecca|richard|robert|roberto|rosa|rose|ruth|ryan|samir|samuel|sandra|sara|sarah|scott|sean|\
        sebastian|sergei|sharon|simon|sofia|sofie|sophia|sophie|stefan|stephanie|stephen|steven|susan|\
        sven|sylvia|takashi|tanja|teresa|theresa|thomas|timothy|tobias|tom|ursula|valentina|vera|victor|\
        victoria|viktor|vincent|virginia|walter|wei|william|wolfgang|xavier|yasmin|yuki|yusuf|zoe";
    let several = value.contains(' ') || value.contains(',');
    several
        && is_personal(value)
        && value.split([' ', ',']).any(|word| word.len() > 1 && listed(NAMES, word))
}

/// A house number and a word for a street.
pub fn is_street_address(value: &str) -> bool {
    const WORDS: &str = "street|st|avenue|ave|road|rd|lane|ln|drive|dr|boulevard|blvd|court|ct|place|pl|\
        terrace|way|square|sq|parkway|pkwy|circle|highway|hwy|close|crescent|row|hill|walk|trail|alley|rue|\
        allée|chemin|quai|impasse|calle|avenida|plaza|paseo|camino|via|viale|piazza|corso|straat|laan|gracht|\
        straße|strasse|str|weg|gasse|platz|allee|ring|ufer";
    const ENDINGS: [&str; 8] =
        ["straße", "strasse", "str.", "weg", "gasse", "platz", "allee", "straat"];
    let word = |word: &str| {
        let word = word.trim_matches([',', '.']).to_lowercase();
        listed(WORDS, &word)
            || ENDINGS.iter().any(|ending| word.len() > ending.len() && word.ends_with(ending))
    };
    value.len() <= 200
        && value.contains(|c: char| c.is_ascii_digit())
        && value.contains(' ')
        && value.split_whitespace().any(word)
}

/// Words with letters, as places are written; a column's name must say the same.
pub fn is_place(value: &str) -> bool {
    value.len() <= 200
        && value.chars().filter(|c| c.is_alphabetic()).count() >= 3
        && value.contains(' ')
}

fn listed(words: &str, value: &str) -> bool {
    let value = value.trim();
    let longest = 40;
    value.len() <= longest && {
        let value = value.to_lowercase();
        words.split('|').any(|word| word == value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::{accepts, refuses};

    #[test]
    fn vectors() {
        accepts(is_gender, &["Male", "f", "weiblich"]);
        accepts(is_marital_status, &["Married-civ-spouse", "never_married", "Widowed", "ledig"]);
        accepts(is_ethnicity, &["Amer-Indian-Eskimo", "White"]);
        accepts(is_country, &["United-States", "Germany", "Trinadad&Tobago", "Hong"]);
        accepts(has_given_name, &["Anna Müller", "Smith, John", "Mary O'Neill"]);
        refuses(
            has_given_name,
            &["Anna", "Sales department 3", "Exec managerial", "West Virginia 2"],
        );
        accepts(is_street_address, &["12 Main Street", "Hauptstraße 7", "5 Rue de Rivoli, Paris"]);
        refuses(is_street_address, &["Main Street", "12", "3 years ago"]);
        refuses(is_gender, &["", "male cat"]);
    }
}
