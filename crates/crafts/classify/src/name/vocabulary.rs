//! Words of names that are not those of an info type: folded, divided by `|`.

use std::collections::HashSet;
use std::sync::LazyLock;

/// Words that are looked up, as a set that is made once.
pub type List = LazyLock<HashSet<&'static str>>;

pub fn list(words: &'static str) -> HashSet<&'static str> {
    words.split('|').collect()
}

/// Words after which a name speaks of a quantity or a property, not of the thing itself.
pub static MEASURES: List = LazyLock::new(|| {
    list(
        "count|cnt|num|amount|amt|balance|limit|total|sum|avg|average|mean|max|min|median|ratio|rate|pct|percent|percentage|share|score|flag|is|has|\
    verified|valid|validated|length|len|days|months|hours|minutes|seconds|type|kind|brand|usage|calls|usd|eur|spend|spent|purchases|transactions|status|level|change|changed|\
    gain|loss|open|opened|owned|enabled|required|used|sent|updated|created|at|attempts|attempt|failed|failures|expires|expired|format|version|size|strength|age|domain|\
    provider|network|model|method|mode|policy|source|visits|clicks|views|frequency|rank|delta|diff|growth|index|utilisation|utilization|anzahl|betrag|saldo|summe|nombre|montant|\
    monto|cantidad|importe|quantidade|valor|aantal|bedrag|liczba|kwota|antal|belopp|belob|castka|pocet|tutar|adet|количество|сумма|数量|金额|金額",
    )
});

/// Words that may stand beside `age` without making it the age of a thing.
pub static PERSONS: List = LazyLock::new(|| {
    list(
        "age|alter|edad|at|in|years|year|yrs|of|person|customer|client|applicant|patient|borrower|employee|member|user|driver|enrollment|\
    diagnosis|lebensalter|eta|idade|leeftijd|wiek|alder|vek|yas|ika|kor|varsta|возраст|вік|ηλικία|年龄|年齢|나이|연령|العمر|גיל|आयु|उम्र|อายุ|umur|usia|band|group",
    )
});

/// Words that speak of somebody.
pub static PEOPLE: List = LazyLock::new(|| {
    list(
        "person|people|customer|client|applicant|patient|borrower|employee|member|user|driver|student|participant|respondent|pupil|voter|donor|inmate|prisoner|candidate|insured|claimant|policyholder|attendee|volunteer|proband|teilnehmer|schuler|versicherter|eleve|participante|alumno|studente|aluno|tenant|citizen|resident|subscriber|guest|passenger|owner|holder|\
    author|doctor|nurse|teacher|agent|clerk|manager|contact|cardholder|beneficiary|payee|guardian|spouse|child|parent|mother|father|kunde|patientin|mitarbeiter|cliente|paciente|\
    empleado|salarie|utilisateur|usuario|utente|dipendente|klant|medewerker|klient|pacjent|kund|anstalld|medarbejder|zakaznik|musteri|hasta|клиент|пациент|сотрудник|客户|患者|员工|顧客|社員|고객|환자",
    )
});

/// Words that speak of goods, places, machines, papers: of no person.
pub static THINGS: List = LazyLock::new(|| {
    list(
        "useragent|flag|file|filename|product|products|prod|company|column|brand|model|city|town|state|province|county|region|district|territory|continent|bank|branch|school|table|event|host|hostname|\
    domain|job|field|category|cat|display|merchant|vendor|supplier|manufacturer|mfgr|maker|store|shop|item|items|package|pkg|packaging|country|nation|n name|r name|port|airport|airline|flight|station|stop|route|\
    line|batch|lot|part|parts|serial|sku|article|artikel|produkt|producto|produit|prodotto|produto|material|component|order|orders|invoice|receipt|shipment|ship|shipping|shipped|tracking|waybill|container|\
    pallet|warehouse|bin|shelf|aisle|rack|stock|inventory|lineitem|order no|purchase|contract|project|task|ticket|issue|bug|version|release|build|commit|repo|module|server|service|sensor|machine|equipment|asset|\
    device model|vehicle model|truck|vessel|voyage|cargo|carrier|fleet|depot|dock|gate|plant|factory|site|building|room|floor|campus|department|dept|division|unit|team|currency|curr|color|colour|size|weight unit|\
    unit of measure|uom|status|state code|type|kind|class|group|segment|tier|grade|level|priority|severity|stage|phase|channel|campaign|source|medium|referrer|referer|page|path|endpoint|method|protocol|browser|os|\
    platform|language|lang|locale|timezone|encoding|format|mime|extension|http|https|request|response|cache|query|event type|action|topic|queue|partition|cluster|node|shard|pod|container id|image|product image|thumbnail|\
    title|label|tag|tags|genre|movie|film|song|album|artist name|book|recipe|ingredient|dish|menu|species|breed|plant|crop|variety|soil|rock|mineral|element|molecule|compound|formula|gene symbol|\
    customs|hs|tariff|commodity|fund|exchange|market|mkt|sector|industry|isin|symbol|asset class|game|league|season|tournament|stadium|weather|climate|river|lake|mountain|island|zone|\
    farbe|grosse|werk|lager|abteilung|bezirk|land|bestellung|auftrag|auftragsnummer|bestellnummer|artikelnummer|rechnung|rechnungsnummer|lieferung|marke|hersteller|lieferant|maschine|anlage|stadt|ort|bundesland|region|\
    couleur|taille|usine|entrepot|commande|facture|livraison|marque|fabricant|fournisseur|ville|pays|departement|pais|ciudad|color|talla|almacen|pedido|factura|envio|marca|fabricante|proveedor|\
    paese|citta|colore|taglia|magazzino|ordine|fattura|fornitore|cidade|cor|tamanho|armazem|encomenda|fatura|fornecedor|stad|kleur|maat|magazijn|bestelling|factuur|merk|leverancier|miasto|kraj|kolor|rozmiar|magazyn|zamowienie|\
    faktura|farg|storlek|lager|order|mesto|barva|sklad|objednavka|sehir|ulke|renk|depo|siparis|fatura|город|страна|цвет|склад|заказ|城市|国家|颜色|仓库|订单|产品|商品|都市|国|色|倉庫|注文|製品",
    )
});

/// Words for what people write on things, and whom it concerns among it.
pub static LABELS: List = LazyLock::new(|| {
    list(
        "title|titles|label|labels|file|files|filename|filenames|document|documents|doc|attachment|attachments|image|images|photo|picture|thumbnail|path|folder|directory|upload|tag|tags|topic|subject|\
    caption|headline|ticket|issue|task|project|event|item|display|page|titel|datei|dateiname|dokument|anhang|bild|pfad|ordner|betreff|fichier|piece|titre|archivo|fichero|titulo|adjunto|\
    documento|immagine|titolo|arquivo|anexo|bestand|bijlage|bestandsnaam|plik|zalacznik|tytul|fil|bilaga|soubor|priloha|dosya|файл|документ|заголовок|文件|文件名|标题|标签|附件|ファイル|ファイル名|タイトル|件名|파일|제목",
    )
});

/// Words that speak of a quantity.
pub static QUANTITIES: List = LazyLock::new(|| {
    list(
        "quantity|qty|count|cnt|num|amount|amt|price|cost|costs|fee|tax|discount|total|subtotal|sum|avg|average|mean|max|min|median|std|stddev|variance|ratio|rate|pct|percent|percentage|share|score|rating|\
    weight|height|width|depth|length|diameter|radius|area|volume|density|distance|speed|velocity|acceleration|altitude|elevation|angle|slope|temperature|temp|humidity|pressure|voltage|volts|current|amps|ampere|power|watts|\
    kwh|energy|frequency|hz|rpm|torque|force|load|flow|level|ph|turbidity|conductivity|salinity|lux|brightness|noise|db|co2|pm25|pm10|ozone|no2|so2|dust|rainfall|precipitation|wind|gust|snow|uv|radiation|\
    stock|inventory|onhand|availqty|capacity|utilisation|utilization|throughput|bandwidth|bytes|kb|mb|gb|size|latency|duration|elapsed|seconds|minutes|hours|days|weeks|months|years|uptime|downtime|retries|errors|hits|visits|views|clicks|\
    impressions|conversions|sessions|pageviews|sales|revenue|profit|margin|turnover|spend|budget|forecast|demand|supply|units|pieces|boxes|cases|pallets|leadtime|delay|stops|page|pages|port number|priority|rank|position|\
    sequence|linenumber|line|version|year|quarter|week|extendedprice|supplycost|retailprice|totalprice|acctbal|balance|limit|credit limit|debt|loan|interest|yield|return|index|volatility|open|high|low|close|bid|ask|\
    population|gdp|households|births|deaths|mortality|votes|seats|mileage|odometer|fuel|consumption|emissions|reading|value|measurement|signal|rssi|snr|x|y|z|vibration|defects|scrap|yield|cycle|cycles|batch size|\
    menge|anzahl|preis|betrag|kosten|gewicht|hohe|breite|lange|temperatur|druck|bestand|quantite|prix|montant|cout|poids|hauteur|largeur|longueur|temperatur|cantidad|precio|importe|costo|peso|altura|anchura|temperatura|\
    prezzo|importo|altezza|larghezza|lunghezza|quantita|quantidade|preco|custo|aantal|prijs|bedrag|hoogte|breedte|lengte|ilosc|cena|kwota|waga|antal|pris|belopp|vikt|pocet|cena|hmotnost|miktar|adet|fiyat|tutar|agirlik|\
    количество|цена|сумма|вес|数量|价格|金额|重量|価格|金額",
    )
});

/// Words that speak of when something happened.
pub static EVENTS: List = LazyLock::new(|| {
    list(
        "order|ordered|ship|shipped|shipping|shipdate|orderdate|commitdate|receiptdate|delivery|delivered|arrival|departure|invoice|due|paid|payment|created|create|creation|updated|update|modified|modification|deleted|\
    start|started|end|ended|begin|open|opened|closed|close|expiry|expires|valid|effective|release|released|published|publish|manufactured|production|produced|purchase|purchased|transaction|event|log|logged|logging|measured|\
    recorded|reading|sample|sampled|scheduled|planned|maintenance|inspection|calibration|load|loaded|processed|received|sent|posted|booked|booking|checkin|checkout|timestamp|ts|request|snapshot|report|trade|settlement|\
    harvest|sowing|restock|stock|batch|run|build|deploy|commit|last|first|bestelldatum|lieferdatum|rechnungsdatum|erstellt|commande|livraison|pedido|entrega|factura|ordine|consegna|levering|zamowienia|dostawy|leverans",
    )
});

/// Words that speak of an axis, or of a latitude or longitude as of a width or length.
pub static AXES: List = LazyLock::new(|| list("x|y|z|breite|lange|laenge|breedte|lengte"));

/// Words that say nothing.
pub static GENERIC: List = LazyLock::new(|| {
    list(
        "c|col|column|field|f|var|v|x|y|z|a|b|d|k|feature|feat|attr|attribute|value|val|data|unnamed|spalte|colonne|columna|campo|coluna|kolom|kolumna|kolonne|sloupec|sutun|столбец|列|열|i|j|n|m|p|q|r|s|t|u|w|e|g|h|l|o|row",
    )
});

/// What only people have, and would not tell everybody: the name of a column that has one of these is no
/// measure, no flag and no kind of a thing.
pub const INTIMATE: &str = "gay|lesbian|bisexual|transgender|trans|kink|kinks|fetish|bdsm|rape|raped|stalking|molested|jew|jews|afd|preg|ivf|sperm|addict|addicts|gambler|gamblers|gambling|diab|htn|copd|vaxxed|vaccinated|fired|sober|pulse|insulin|cigarettes|cig|arrears|missed payments|overtime|hours worked|days absent|absent|bac|dti|blood loss|pain level|stress score|trans woman|trans man|nonbinary|queer|lgbt|sexual|race|racial|ethnic|caste|hispanic|latino|jewish|muslim|christian|hindu|sikh|atheist|hiv|aids|hepatitis|hep c|hep b|epilepsy|epileptic|schizophrenia|bipolar|dementia|alzheimer|\
    autism|autistic|adhd|dyslexia|dyslexic|ptsd|depressed|depression|methadone|opioid|opioids|drug user|drug addict|alcoholic|alcoholism|overdose|chemo|chemotherapy|cancer|tumor|tumour|diabetes|diabetic|asthma|stroke|pregnant|terminally ill|dnr|deceased|died|\
    psa|troponin|creatinine|egfr|hba1c|a1c|hemoglobin|haemoglobin|hematocrit|wbc|rbc|platelets|ldl|hdl|triglycerides|tsh|bilirubin|viral load|cd4|pain score|phq|phq9|phq total|gad7|audit score|mmse|apgar|bruttolohn|nettolohn|gehalt|lohn|wages|base pay|\
    gross pay|net pay|take home pay|total comp|severance|pension|rente|sozialhilfe|schulden|unterhalt|jailed|felon|offender|sex offender|juv fel|juv misd|evicted|eviction|watchlist|informant|trade union|union member|works council|betriebsrat|terminated|\
    laid off|food stamp|snap benefits|free lunch|extranjero|karany|судим|инвалид|体重|血圧|血压|연봉|salario bruto|salario neto|salaire brut|salaire net|credit score|creditscore|fico|credit rating|net worth|networth|wealth|bankruptcy|bankrupt|insolvency|insolvent|foreclosure|default history|garnishment|child support|alimony|gpa|iq|sat score|exam score|exam grade|test anxiety|\
    perf rating|performance rating|performance review|performance appraisal|appraisal|disciplinary|misconduct|warnings|absence|absences|absenteeism|sick days|sick leave|sickleave|maternity|paternity|veteran|military service|disability|disabled|handicap|handicapped|\
    impairment|wheelchair|alcohol units|alcohol use|alcohol intake|alcohol consumption|alcohol abuse|drinks per week|drug use|drug test|drug abuse|substance use|substance abuse|tobacco use|smoking|addiction|psych|psychiatric|psychological|mental|anxiety|suicide|\
    suicidal|self harm|therapy|counseling|counselling|trauma|abuse|violence|arrest|arrests|arrested|conviction|convictions|convicted|felony|felonies|misdemeanor|criminal|offence history|priors|prison|incarcerated|probation|parole|recidivism|immigration|refugee|\
    asylum|undocumented|welfare|food stamps|medicaid|social benefit|homeless|foster|adopted|orphan|fertility|menstrual|contraception|abortion|miscarriage|pregnancies|libido|heart rate|resting hr|blood pressure|systolic|diastolic|cholesterol|glucose|bmi|\
    schwerbehindert|schwerbehinderung|behinderung|behindert|krankheitstage|fehltage|vorstrafe|vorstrafen|bonitat|schufa|insolvenz|vermogen|pfandung|elternzeit|raucher|handicape|invalidite|arret maladie|casier judiciaire|patrimoine|surendettement|fumeur|\
    discapacidad|minusvalia|antecedentes|baja medica|patrimonio|fumador|deficiencia|antecedentes criminais|disabilita|invalidita|precedenti penali|fumatore|handicap|arbeidsongeschikt|ziekteverzuim|strafblad|niepelnosprawnosc|karalnosc|funktionsnedsattning|\
    sjukfranvaro|invalidnost|engelli|engellilik|sabika|инвалидность|судимость|больничный|残疾|犯罪记录|信用分|障害|犯罪歴|信用スコア|장애|전과|신용점수";
