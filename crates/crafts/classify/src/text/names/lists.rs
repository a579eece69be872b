//! What is known of a word: that it is a name, a title, or something else.

use super::word::{Case, Word};
use crate::name::{PEOPLE, THINGS};
use crate::words::known::is_known;
use crate::words::{fold, is_country, is_family, is_given};
use std::collections::HashSet;
use std::sync::LazyLock;

/// Names that are words of English too, and so in no list.
const BOTH: &str = "amber|angel|april|art|austin|autumn|baker|bell|bill|bishop|black|bond|brook|brown|carter|charity|chase|cliff|cooper|cruz|crystal|daisy|dale|day|dean|destiny|drew|duke|earl|faith|field|fields|\
    fisher|forest|fox|frank|gene|ginger|glen|grace|grant|gray|green|grey|guy|harmony|heaven|hill|hope|hunt|hunter|iris|ivy|jack|jade|jay|jordan|joy|june|king|knight|lane|le|lily|little|long|love|luna|mark|marsh|mason|\
    max|may|melody|miles|miller|moss|norm|olive|page|park|parker|parsons|pat|pearl|penny|pike|pope|porter|potter|price|prince|ray|red|reed|reyes|rice|rich|rivers|rob|robin|rocky|rose|ruby|rusty|sage|sandy|santiago|sharp|\
    smith|snow|stone|storm|summer|sunny|swan|taylor|temple|thorn|trinity|turner|tyler|violet|virginia|wade|walker|ward|weaver|west|white|will|winter|wise|wood|woods|wright|young|banks|barber|bush|cook|cole|church|frost|\
    golden|hale|heath|lamb|lance|major|marks|mills|noble|north|peace|sue|victor|walls|waters|webb|wells|wolf|bird|bird|carpenter|chambers|christian|clay|crane|cross|english|farmer|ford|french|gardner|german|holland|georgia|chad|israel|sydney|dallas|paris";

/// What people are called before their names, and greeted with; folded.
const TITLES: &str = "mr|mrs|ms|mx|miss|mister|missus|dr|drs|doctor|prof|professor|sir|madam|lord|lady|rev|reverend|father|sister|brother|sgt|capt|captain|lt|col|gen|maj|officer|judge|nurse|dear|hi|hello|hey|thanks|attn|attention|cc|\
    aunt|uncle|grandma|grandpa|mum|mom|dad|herr|herrn|frau|fr|hr|hrn|fraulein|liebe|lieber|hallo|servus|geehrte|geehrter|mag|dipl|ing|monsieur|madame|mademoiselle|mme|mlle|m|mm|me|maitre|docteur|cher|chere|bonjour|\
    senor|senora|senorita|sr|sra|srta|don|dona|doctora|dra|ingeniero|estimado|estimada|querido|querida|hola|senhor|senhora|doutor|doutora|prezado|prezada|caro|cara|ola|signor|signore|signora|signorina|sig|sig.ra|\
    dott|dottor|dottore|dottoressa|avv|avvocato|gentile|egregio|ciao|buongiorno|meneer|mevrouw|mijnheer|dhr|mevr|mw|beste|geachte|pan|pani|panem|pania|pana|panu|szanowny|szanowna|drogi|droga|witaj|pane|panem|vazeny|\
    vazena|mudr|ing|herra|rouva|hyva|hei|hej|kara|kare|kjaere|bay|bayan|sayin|dr|hanim|bey|abi|merhaba|domnul|domnule|doamna|dl|dna|stimate|stimata|gospodin|gospoda|gospodja|gdin|gda|ur|kedves|tisztelt|\
    ong|ba|anh|chi|co|em|bac|bapak|ibu|pak|bu|saudara|shri|smt|sri|sheikh|haji|г-н|г-жа|господин|госпожа|госпожой|господину|доктор|доктору|доктора|пан|пані|пана|уважаемый|уважаемая|дорогой|дорогая|шановний|шановна|привет|\
    здравствуйте|гражданин|гражданка|врач|κος|κα|κυρια|κύριος|κύριο|κυρία|κυριε|κύριε|κ|δρ|αγαπητέ|αγαπητή|պրն|տիկին|ბატონი|ქალბატონი|السيد|السيدة|سيد|سيدة|الدكتور|الدكتورة|دكتور|دكتورة|الأستاذ|الأستاذة|أستاذ|الآنسة|مدام|الحاج|\
    الشيخ|آقای|خانم|دکتر|جناب|מר|גברת|גב|דר|ד״ר|פרופ|שלום|श्री|श्रीमती|डॉ|सुश्री|कुमारी|জনাব|জনাবা|ডা|திரு|திருமதி";

/// What stands before a name within a sentence; folded, the last word alone.
const BEFORE: &str = "with|by|from|called|named|name|client|customer|patient|employee|colleague|manager|contact|contacted|told|asked|met|emailed|phoned|reached|informed|texted|visited|saw|son|daughter|wife|husband|mother|father|brother|sister|\
    friend|partner|neighbour|neighbor|boss|tenant|signed|regards|sincerely|wishes|yours|cheers|thanks|assigned|agent|owner|applicant|driver|student|witness|victim|suspect|mit|von|kunde|kundin|kunden|patientin|patienten|mitarbeiter|\
    mitarbeiterin|kollege|kollegin|herrn|bei|heisst|namens|ehefrau|ehemann|sohn|tochter|mutter|vater|bruder|schwester|grusse|grussen|gez|avec|par|appele|appelle|nomme|nommee|client|cliente|collegue|epouse|mari|fils|fille|\
    cordialement|con|llamado|llamada|llama|paciente|empleado|empleada|esposa|esposo|marido|hijo|hija|madre|padre|hermano|hermana|atentamente|saludos|com|chamado|chamada|filho|filha|esposa|irmao|irma|atenciosamente|chiamato|chiamata|\
    dipendente|moglie|marito|figlio|figlia|fratello|sorella|saluti|met|klant|heet|genaamd|groet|groeten|zoon|dochter|klient|klientka|pacjent|pacjentka|pacjentem|klientem|nazwiskiem|kund|kunden|kollega|heter|halsningar|asiakas|potilas|\
    musteri|hasta|adli|isimli|клиент|клиента|клиентом|клиентка|пациент|пациента|пациентка|зовут|сотрудник|сотрудница|жена|муж|сын|дочь|мать|отец|брат|сестра|клієнт|пацієнт|πελάτης|πελάτη|ασθενής|ασθενη|ονομάζομαι|πελατη|λέγομαι";

/// What people do, as it follows their names.
const AFTER: &str = "said|says|called|calls|told|wrote|writes|asked|asks|complained|complains|reported|reports|confirmed|confirms|requested|requests|wants|wanted|visited|lives|lived|works|worked|was|is|has|had|will|can't|cannot|couldn't|\
    didn't|doesn't|came|went|got|paid|signed|agreed|refused|sent|left|moved|died|married|suffers|suffered|needs|needed|explained|mentioned|thinks|feels|felt|received|ordered|bought|returned|cancelled|canceled|phoned|emailed|\
    sagt|sagte|hat|ist|rief|schrieb|bat|bittet|mochte|wollte|wohnt|arbeitet|leidet|dit|est|habite|travaille|souhaite|demande|dijo|llamo|es|esta|vive|trabaja|quiere|pidio|disse|ligou|mora|trabalha|quer|ha|vive|abita|lavora|zei|belde|woont|\
    werkt|wil|heeft|powiedzial|powiedziala|zadzwonil|zadzwonila|mieszka|pracuje|sade|ringde|bor|arbetar|сказал|сказала|позвонил|позвонила|живет|работает|просит|написал|написала|сообщил|сообщила|сказав|сказала|είπε|ζει|dedi|aradi";

/// Words that open sentences, stand between others, or are capitals for their own sake; folded.
const OTHER: &str = "i|a|an|the|and|or|but|if|in|on|at|to|of|for|as|is|it|we|you|he|she|they|this|that|these|those|there|here|please|yes|no|not|all|any|some|each|every|after|before|when|while|since|because|however|also|then|now|today|\
    tomorrow|yesterday|tonight|monday|tuesday|wednesday|thursday|friday|saturday|sunday|mon|tue|wed|thu|fri|sat|sun|january|february|march|july|august|september|october|november|december|jan|feb|mar|apr|jun|jul|aug|sep|sept|oct|\
    nov|dec|english|french|german|spanish|italian|dutch|polish|russian|chinese|japanese|korean|arabic|american|british|european|african|asian|indian|god|internet|monsieur|christmas|easter|ramadan|ok|note|re|fwd|fw|subject|best|kind|\
    visa|mastercard|amex|paypal|google|amazon|microsoft|apple|iphone|ipad|android|windows|excel|word|outlook|facebook|whatsapp|twitter|linkedin|instagram|youtube|netflix|uber|samsung|dhl|fedex|ups|usps|iban|sepa|crm|sql|api|url|pdf|csv|json|\
    gdpr|hipaa|covid|mri|ct|ecg|wifi|wi-fi|bluetooth|usb|street|avenue|road|bank|office|account|accounts|invoice|refund|payment|loan|card|credit|debit|policy|claim|complaint|call|email|e-mail|phone|address|name|number|id|ssn|pin|password|\
    customer|client|patient|service|support|sales|team|manager|director|department|helpdesk|level|section|room|building|floor|order|ticket|case|der|die|das|den|dem|des|ein|eine|einen|einem|einer|und|oder|aber|wenn|weil|nicht|ist|sind|\
    hat|haben|war|wurde|wird|mit|von|bei|fur|auf|im|am|ich|wir|sie|er|es|ihr|sein|bitte|heute|gestern|morgen|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|januar|februar|marz|mai|juni|juli|oktober|dezember|le|la|les|un|une|\
    et|ou|mais|si|il|elle|nous|vous|ils|elles|je|on|ce|cette|ces|son|sa|ses|mon|ma|mes|pour|dans|sur|avec|par|pas|que|qui|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|el|los|las|uno|una|y|o|pero|se|su|sus|mi|mis|por|para|en|de|del|\
    con|lo|al|no|lunes|martes|miercoles|jueves|viernes|sabado|domingo|os|um|uma|e|mas|seu|sua|em|na|nas|nos|ao|segunda|terca|quarta|quinta|sexta|gli|uno|della|dello|nel|sul|che|non|per|lunedi|martedi|mercoledi|giovedi|venerdi|sabato|domenica|\
    het|een|de|en|van|niet|maandag|dinsdag|woensdag|donderdag|vrijdag|zaterdag|zondag|i|w|z|na|do|nie|to|jest|jak|ale|po|od|dla|och|att|det|som|en|ett|ar|den|var|har|bir|ve|bu|icin|ile|в|на|и|с|по|за|к|от|из|у|о|не|что|как|это|он|она|мы|вы|\
    они|я|мой|его|ее|их|для|при|после|до|но|а|или|если|так|уже|понедельник|вторник|среда|четверг|пятница|суббота|воскресенье|та|і|у|що|це|він|вона|ми|ви|вони|ο|η|το|οι|τα|και|σε|με|για|από|δεν|να|θα|του|της|των|τον|την|στο|στη|στην|στον|\
    ihre|ihr|ihren|ihrem|ihrer|meine|meinen|mein|unsere|unser|unseren|seine|seinen|keine|kein|ware|tur|halle|post|brief|haus|geld|tag|woche|jahr|monat|stunde|zeit|kasse|karte|vertrag|rechnung|konto|lieferung|zahlung|ruckruf|ruckzahlung|adresse|\
    nummer|frage|antwort|problem|fehler|termin|angebot|bestellung|versand|mahnung|kundigung|beschwerde|anruf|gesprach|uhr|euro|firma|gerat|filiale|paket|retoure|gutschrift|beste|freundliche|viele|liebe|grusse|lieferant|buro|\
    μαρτιο|ιανουαριο|φεβρουαριο|απριλιο|μαιο|ιουνιο|ιουλιο|αυγουστο|σεπτεμβριο|οκτωβριο|νοεμβριο|δεκεμβριο|janvier|fevrier|mars|avril|juin|juillet|aout|enero|febrero|marzo|abril|mayo|junio|agosto|gennaio|febbraio|aprile|maggio|giugno|luglio";

/// Words of uncased scripts that are names too, and too often something else.
const OTHER_UNCASED: &str = "يوم|الرجاء|الفاتورة|الحساب|الطلب|العميل|الاثنين|شهر|سنة|مبلغ|في|من|على|إلى|عن|مع|هذا|هذه|ذلك|التي|الذي|كان|كانت|أن|إن|لا|ما|هو|هي|نحن|تم|قال|قالت|بعد|قبل|كل|حتى|یک|است|این|از|به|با|که|در|را|برای|של|על|את|לא|זה|זו|הוא|היא|אני|עם|כל|אל|או|גם|יש|אין|כי|אם|है|हैं|का|की|के|को|में|से|ने|और|पर|यह|वह|नहीं|एक|था|थी";

type Set = LazyLock<HashSet<&'static str>>;

static BOTH_SET: Set = LazyLock::new(|| BOTH.split('|').collect());
static TITLE_SET: Set = LazyLock::new(|| TITLES.split('|').collect());
static BEFORE_SET: Set = LazyLock::new(|| BEFORE.split('|').collect());
static AFTER_SET: Set = LazyLock::new(|| AFTER.split('|').collect());
static FUNCTION_SET: Set =
    LazyLock::new(|| [OTHER, OTHER_UNCASED].iter().flat_map(|list| list.split('|')).collect());
static OTHER_SET: Set = LazyLock::new(|| THINGS.union(&PEOPLE).copied().collect());

/// A title, a form of address, or a greeting.
pub fn is_title(folded: &str) -> bool {
    TITLE_SET.contains(folded)
}

/// A word after which a name may be expected.
pub fn is_before(folded: &str) -> bool {
    BEFORE_SET.contains(folded)
}

/// What somebody does.
pub fn is_after(folded: &str) -> bool {
    AFTER_SET.contains(folded)
}

/// A name that is a word, too.
pub fn is_both(folded: &str) -> bool {
    BOTH_SET.contains(folded)
}

/// A word that is no name by itself, whatever its capital.
pub fn is_other(folded: &str) -> bool {
    is_function(folded) || OTHER_SET.contains(folded) || is_known(folded) || is_country(folded)
}

/// A word that is no part of a name either: those that sentences are made of, days, months.
pub fn is_function(folded: &str) -> bool {
    FUNCTION_SET.contains(folded)
}

/// A given or a family name of a list.
#[derive(Debug, Clone, Copy, Default)]
pub struct Known {
    pub given: bool,
    pub family: bool,
}

impl Known {
    /// What the lists say of `word`, of its parts between hyphens, and of those that capitals part, as in
    /// `AnnaMeier`; without an `'s` behind it.
    pub fn of(word: &Word<'_>, folded: &str) -> Self {
        let bare = bare(folded);
        let mut known = Self::listed(bare);
        for part in bare.split(['-', '\'', '’']).filter(|part| part.chars().count() >= 3) {
            known = known.or(Self::listed(part));
        }
        for part in humps(word.text).iter().filter(|part| part.chars().count() >= 3) {
            known = known.or(Self::listed(&fold(part)));
        }
        known
    }

    fn listed(folded: &str) -> Self {
        let long = folded.chars().count() >= 2;
        Self { given: long && is_given(folded), family: long && is_family(folded) }
    }

    const fn or(self, other: Self) -> Self {
        Self { given: self.given || other.given, family: self.family || other.family }
    }

    pub const fn any(self) -> bool {
        self.given || self.family
    }
}

/// What is known of `word`, where it is no other word: a capital within a name says the same.
pub fn surely(word: &Word<'_>) -> Known {
    let long = word.text.chars().count() >= 3 || word.case == Case::None;
    if !long || word.case == Case::Small && word.folded.len() < 4 || is_other(&word.folded) {
        return Known::default();
    }
    let capital = matches!(word.case, Case::Capital | Case::Capitals);
    let known = Known::of(word, &word.folded);
    Known { given: known.given, family: known.family || (capital && is_both(bare(&word.folded))) }
}

/// A folded word without the `'s` behind it.
pub fn bare(folded: &str) -> &str {
    ["'s", "’s", "'", "’"].iter().find_map(|end| folded.strip_suffix(end)).unwrap_or(folded)
}

/// `AnnaMeier` as `Anna` and `Meier`; nothing for a word without a capital inside.
fn humps(word: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut before = None;
    for c in word.chars() {
        if c.is_uppercase() && before.is_some_and(char::is_lowercase) {
            parts.push(String::new());
        }
        parts.last_mut().into_iter().for_each(|part| part.push(c));
        before = Some(c);
    }
    if parts.len() < 2 { Vec::new() } else { parts }
}
