//! Words of names of columns that are known of people from elsewhere: folded, divided by `|`.

/// Where somebody lives.
pub const PLACES: &str = "city|town|village|municipality|county|district|state|province|region|country|zip|zipcode|postcode|postal|suburb|neighborhood|neighbourhood|residence|hometown|parish|ward|locality|area code|\
    stadt|ort|wohnort|gemeinde|kreis|landkreis|bezirk|bundesland|land|kanton|plz|ville|commune|departement|pays|canton|ciudad|municipio|provincia|localidad|pais|comune|citta|paese|cidade|estado|concelho|\
    stad|gemeente|plaats|provincie|miasto|powiat|gmina|wojewodztwo|kraj|ort|kommun|kommune|fylke|mesto|obec|okres|sehir|ilce|kunta|maakunta|varos|megye|oras|judet|город|область|район|місто|πόλη|\
    城市|省份|地区|省|市|区县|都道府県|市区町村|住所|도시|시도|المدينة|עיר|शहर|จังหวัด|kota|provinsi";

/// What somebody does and has learned, and who they live with.
pub const LIVES: &str = "occupation|job|profession|employer|position|workclass|jobtitle|vocation|trade|department|dept|rank|military|education|degree|school|university|college|diploma|major|faculty|grade level|household|\
    children|dependents|dependants|relationship|siblings|language|origin|birthplace|citizenship|native|immigrant|visa|\
    beruf|arbeitgeber|bildung|abschluss|schule|hochschule|kinder|haushalt|muttersprache|geburtsort|staatsangehorigkeit|metier|employeur|formation|diplome|enfants|menage|langue|\
    ocupacion|profesion|empleo|educacion|estudios|hijos|hogar|idioma|professione|lavoro|istruzione|figli|profissao|ocupacao|escolaridade|filhos|beroep|werkgever|opleiding|kinderen|zawod|wyksztalcenie|dzieci|\
    yrke|utbildning|barn|stilling|uddannelse|utdanning|povolani|vzdelani|deti|meslek|egitim|cocuk|ammatti|koulutus|foglalkozas|vegzettseg|ocupatie|studii|профессия|образование|должность|дети|професія|освіта|επάγγελμα|\
    职业|学历|职务|職業|学歴|직업|학력|المهنة|التعليم|מקצוע|השכלה";

/// When something happened to somebody.
pub const DAYS: &str = "admission|admitted|discharge|discharged|hire|hired|joined|joining|enrolled|enrolment|enrollment|registered|registration|signup|died|death|deceased|graduated|graduation|appointment|visit|diagnosis|diagnosed|surgery|\
    married|marriage|wedding|retired|retirement|birth|born|yob|aufnahme|entlassung|eintritt|einstellung|todestag|geburt|geburtsjahr|jahrgang|sterbedatum|hochzeit|naissance|deces|embauche|mariage|nacimiento|fallecimiento|ingreso|alta|\
    nascita|decesso|assunzione|nascimento|obito|admissao|geboorte|overlijden|urodzenia|zgonu|zatrudnienia|fodelse|dodsdatum|narozeni|umrti|dogum|olum|syntyma|szuletes|nastere|рождения|смерти|出生|入院|退院|출생|입원|الميلاد|לידה";

/// Whose number or code a row has. What says so by itself (`patient_id`) the name's own words tell.
pub const KEYS: &str = "patient|pat|patid|patno|customer|cust|custid|custno|client|member|memberid|memberno|employee|emp|empid|empno|staff|student|pupil|prisoner|inmate|detainee|defendant|plaintiff|offender|victim|suspect|witness|donor|donorid|mother|father|child|household|\
    resident|tenant|claimant|applicant|borrower|subscriber|person|participant|respondent|voter|passenger|insured|policyholder|user|player|athlete|refugee|patnr|patientennummer|patientennr|kunde|kundennummer|kundennr|kundnr|kundenr|persnr|personalnummer|personalnr|mitglied|mitgliedsnummer|\
    mitgliedsnr|versichertennummer|versichertennr|matrikelnummer|matrikelnr|schuler|schulernummer|mitarbeiter|paciente|paziente|pacjent|pacjenta|klient|klienta|cliente|socio|alumno|alumna|empleado|dipendente|utente|adherent|assure|eleve|salarie|etudiant|klant|klantnummer|klantnr|deelnemer|lid|\
    lidnummer|medlem|medlemsnummer|medlemsnr|anstalld|zakaznik|pacient|hasta|musteri|ogrenci|personel|uye|пациент|пациента|клиент|клиента|сотрудник|сотрудника|студент|пацієнт|顧客|顧客番号|会員|会員番号|患者|患者番号|社員|社員番号|会员|会员号|客户|客户号|病人|病人编号|员工|员工编号|学生|学号|고객|고객번호|회원|회원번호|환자|환자번호|직원|المريض|العميل|الموظف|الطالب|חולה|לקוח|עובד|रोगी|ग्राहक";

/// Who deals with people, and is not who a row is of.
pub const OTHERS: &str = "doctor|physician|nurse|agent|clerk|manager|teacher|author|contact|driver|sales|salesperson|seller|rep|representative|advisor|adviser|officer|supervisor|referrer|created|updated|modified|approved|assigned|operator|\
    inspector|director|artist|editor|reviewer|guardian|mother|father|spouse|emergency|arzt|betreuer|berater|medecin|vendeur|medico|vendedor|venditore|verkoper|lekarz";
