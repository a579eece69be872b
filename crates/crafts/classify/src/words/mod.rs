//! Dictionaries: the words that people's attributes are written in.

mod fold;
pub mod known;
mod list;
mod names;
mod street;

pub use fold::{fold, narrow};
pub use names::{is_company, is_family, is_full_name, is_given, is_one_name, is_personal};
pub use street::is_street_address;

use std::collections::HashSet;
use std::sync::LazyLock;

/// Bytes of the longest word that is looked up.
const LONGEST: usize = 40;

/// A word that says a person's sex or gender.
pub fn is_gender(value: &str) -> bool {
    const WORDS: &str = "m|f|w|h|male|female|man|woman|männlich|weiblich|mann|frau|homme|femme|\
        masculin|féminin|hombre|mujer|masculino|femenino|maschio|femmina|non-binary|nonbinary|divers|\
        transgender|mujer|mann|mannlich|mezczyzna|kobieta|hombres|mujeres|man|vrouw|kvinna|kvinde|kvinne|muz|zena|erkek|kadin|мужской|женский|муж|жен|м|ж|男|女|男性|女性|남|여|남성|여성|ذكر|أنثى|\
        homme/femme|not disclosed|prefer not to say|intersex|agender|genderqueer";
    listed(WORDS, value)
}

/// A word that says whether a person is married.
pub fn is_marital_status(value: &str) -> bool {
    const STEMS: &str = "married|never-married|unmarried|single|divorced|widow|separated|\
        domestic partner|civil partner|civil union|ledig|verheiratet|geschieden|verwitwet|\
        célibataire|marié|divorcé|veuf|veuve|soltero|soltera|casado|casada|divorciado|divorciada|viudo|viuda|coniugat|nubile|celibe|vedov|divorziat|solteir|viúv|gehuwd|ongehuwd|gescheiden|weduw|żonaty|zamężna|kawaler|panna|rozwiedzion|wdow|gift|ogift|skild|änk|ugift|\
        skilt|enke|ženatý|vdaná|svobodn|rozveden|evli|bekar|boşan|dul|женат|замужем|холост|не замужем|развед|вдов|已婚|未婚|离异|丧偶|既婚|離婚|기혼|미혼|이혼";
    let value = value.to_lowercase().replace('_', "-");
    value.len() <= 40 && STEMS.split('|').any(|stem| value.trim().starts_with(stem))
}

/// A word that says a person's ethnic origin, as censuses write it.
pub fn is_ethnicity(value: &str) -> bool {
    const WORDS: &str = "white|black|asian|hispanic|latino|latina|latinx|caucasian|african|\
        african american|african-american|black or african american|native american|amer-indian-eskimo|\
        american indian|asian-pac-islander|pacific islander|native hawaiian|hispanic or latino|\
        not hispanic or latino|middle eastern|roma|mixed|multiracial|two or more races|white british|white irish|\
        black african|black caribbean|african caribbean|afro-caribbean|south asian|east asian|chinese|indian|pakistani|bangladeshi|arab|kurdish|jewish|romani|sinti|sami|inuit|métis|first nations|\
        aboriginal|torres strait islander|maori|māori|polynesian|pasifika|mestizo|mulato|pardo|branco|preto|amarelo|indígena|blanco|afrodescendiente|han|汉族|藏族|维吾尔族|回族|满族|蒙古族|壮族|other ethnic group";
    listed(WORDS, value)
}

/// A word that says what a person believes.
pub fn is_religion(value: &str) -> bool {
    const WORDS: &str = "christian|catholic|roman catholic|protestant|orthodox|muslim|islam|jewish|\
        judaism|hindu|hinduism|buddhist|buddhism|sikh|atheist|agnostic|evangelical|lutheran|baptist|\
        methodist|mormon|christianity|römisch-katholisch|evangelisch|muslimisch|konfessionslos|\
        catholique|protestante|católico|católica|musulman|musulmán|christ|buddhist|jain|jainism|baha'i|bahai|shinto|taoist|taoism|zoroastrian|pagan|\
        wiccan|druze|quaker|presbyterian|anglican|pentecostal|adventist|jehovah's witness|sunni|shia|no religion|none (atheist)|katholisch|buddhistisch|jüdisch|hinduistisch|\
        juif|juive|bouddhiste|athée|orthodoxe|cattolico|cattolica|ebreo|musulmano|ateo|católico romano|evangélico|evangélica|judío|budista|espírita|katolicyzm|katolik|prawosławny|\
        protestant|jood|moslim|islamitisch|katholiek|православие|ислам|католицизм|буддизм|иудаизм|佛教|基督教|天主教|道教|伊斯兰教|神道|仏教|キリスト教|불교|천주교|기독교|개신교|الإسلام|المسيحية|מוסלמי|יהודי|נוצרי";
    listed(WORDS, value)
}

/// A word that says whom somebody votes for.
pub fn is_party(value: &str) -> bool {
    const WORDS: &str = "democrat|democratic|republican|labour|labor|conservative|tory|liberal|liberal democrat|lib dem|green|greens|green party|independent|libertarian|socialist|social democrat|communist|\
        nationalist|left|right|centre|center|far left|far right|spd|cdu|csu|cdu/csu|fdp|afd|die linke|die grünen|bündnis 90/die grünen|övp|spö|fpö|neos|svp|lr|ps|rn|lfi|renaissance|psoe|pp|vox|podemos|sumar|\
        pd|lega|forza italia|fratelli d'italia|m5s|pt|psdb|pl|psd|vvd|d66|pvv|cda|pis|po|lewica|konfederacja|snp|plaid cymru|ukip|reform uk|dup|sinn féin|fianna fáil|fine gael|likud|akp|chp|mhp|bjp|congress|inc|ldp|kmt|dpp";
    listed(WORDS, value)
}

/// A word that says whom somebody loves.
pub fn is_orientation(value: &str) -> bool {
    const WORDS: &str = "heterosexual|homosexual|bisexual|gay|lesbian|straight|asexual|pansexual|queer|hetero|lesbisch|schwul|bisexuell|heterosexuell|homosexuell|hétérosexuel|hétérosexuelle|\
        homosexuel|homosexuelle|bisexuel|bisexuelle|lesbienne|lesbiana|eterosessuale|omosessuale|bisessuale|lesbica|lésbica|heteroseksueel|homoseksueel|biseksueel|heteroseksualny|homoseksualny|biseksualny|\
        гетеросексуал|гомосексуал|бисексуал|异性恋|同性恋|双性恋|異性愛|同性愛";
    listed(WORDS, value)
}

/// A human blood group.
pub fn is_blood_group(value: &str) -> bool {
    matches!(
        value.trim(),
        "A+" | "A-"
            | "B+"
            | "B-"
            | "AB+"
            | "AB-"
            | "O+"
            | "O-"
            | "0+"
            | "0-"
            | "A Rh+"
            | "B Rh+"
            | "O Rh+"
            | "AB Rh+"
            | "A型"
            | "B型"
            | "O型"
            | "AB型"
    )
}

/// A word that says what somebody suffers from or takes.
pub fn is_condition(value: &str) -> bool {
    const STEMS: &str = "hiv|hepatitis|diabetes|cancer|carcinoma|asthma|hypertension|depress|anxiety|epilep|tubercul|leukemia|leukaemia|lymphoma|melanoma|schizophren|bipolar|autis|adhd|dementia|alzheimer|parkinson|\
        multiple sclerosis|arthritis|migraine|covid|influenza|pneumonia|bronchitis|copd|stroke|heart failure|myocardial|angina|arrhythmia|anemia|anaemia|obesity|psoriasis|crohn|colitis|celiac|thyroid|hypothyroid|\
        osteoporosis|kidney disease|cirrhosis|sepsis|malaria|syphilis|chlamydia|gonorrh|pregnan|metformin|insulin|lisinopril|atorvastatin|sertraline|fluoxetine|ibuprofen|paracetamol|amoxicillin|omeprazole|amlodipine|\
        penicillin|peanut allergy|hypercholesterol|fracture|gastritis|appendicitis|eczema|glaucoma|cataract|insomnia|ptsd|krebs|diabète|diabete|asthme|cáncer|asma|depresi|rak |cukrzyca|астма|диабет|рак|高血压|糖尿病|哮喘|癌|肺炎";
    let value = value.to_lowercase();
    value.len() <= 80 && STEMS.split('|').any(|stem| value.contains(stem))
}

/// Letters of a genetic sequence, a genotype, or the number of a variant.
pub fn is_genetic(value: &str) -> bool {
    let bases = value.len() >= 12 && value.bytes().all(|byte| b"ACGTUNacgtun".contains(&byte));
    let variant = value
        .strip_prefix("rs")
        .is_some_and(|n| (3..=10).contains(&n.len()) && n.bytes().all(|b| b.is_ascii_digit()));
    let hgvs = value.contains("c.") && value.contains('>')
        || value.contains("p.") && value.len() <= 30 && value.starts_with("BRCA");
    bases || variant || hgvs
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
    static SET: LazyLock<HashSet<&str>> = LazyLock::new(|| NAMES.split('|').collect());
    let plain = value.replace('-', " ");
    let plain = plain.trim();
    plain.len() <= LONGEST && SET.contains(plain.to_lowercase().as_str())
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

/// Words with letters, as places are written; a column's name must say the same.
pub fn is_place(value: &str) -> bool {
    value.len() <= 200
        && value.chars().filter(|c| c.is_alphabetic()).count() >= 3
        && value.contains(' ')
}

fn listed(words: &str, value: &str) -> bool {
    let value = value.trim();
    value.len() <= LONGEST && {
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
        refuses(is_gender, &["", "male cat"]);
    }
}
