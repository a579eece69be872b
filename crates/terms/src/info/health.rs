//! Info types of health, bodies and offences, and of the papers that go with them.

macro_rules! health {
    ([$next:ident $($later:ident)*] $($before:tt)*) => { $next! { [$($later)*] $($before)*

HealthCode = "health_code", SPECIAL_FEATURE, Chapter, Opaque,
    "icd|icd10|icd 10|icd 9|icd9|icd 11|icd code|diagnosis|diagnoses|diagnosis code|primary diagnosis|admitting diagnosis|dx|dx code|snomed|\
     snomed code|loinc|cpt|cpt code|hcpcs|procedure code|drg|atc code|diagnose|diagnosen|diagnoseschlussel|hauptdiagnose|nebendiagnose|\
     diagnostic|code diagnostic|diagnostico|codigo diagnostico|diagnosi|codice diagnosi|diagnosecode|rozpoznanie|diagnoza|\
     diagnos|diagnoskod|diagnosekode|diagnoza kod|tani|tani kodu|diagnoosi|diagnozis|диагноз|код диагноза|код мкб|діагноз|διάγνωση|诊断|\
     诊断结果|疾病编码|診断|診断名|病名|진단|진단명|진단코드|التشخيص|אבחנה|निदान";
HealthCondition = "health_condition", SPECIAL_FEATURE, Nothing, Opaque,
    "health|health status|health condition|medical condition|medical conditions|condition medical|medical history|medical|disease|diseases|\
     illness|sickness|symptom|symptoms|hiv|hiv status|hiv test|hiv result|aids|sti|std status|hepatitis|cancer|tumor|tumour|diabetes|diabetic|\
     asthma|hypertension|depression|mental health|psychiatric|disability|disabilities|disabled?|handicap?|impairment|pregnancy|\
     pregnant|is pregnant|allergy|allergies|medication|medications|drug name|prescription|prescriptions|prescribed drug|treatment?|therapy|\
     vaccination|vaccinated|vaccine|vaccination status|immunization|covid|covid status|test result?|lab result|lab results|blood type|blood group|\
     blood pressure|blood glucose|hba1c|cholesterol|bmi|smoker|smoking status|alcohol use|substance use|addiction|sick leave|sick days|\
     cause of death|gesundheit|gesundheitszustand|krankheit|krankheiten|erkrankung|vorerkrankung|vorerkrankungen|behinderung|\
     grad der behinderung|schwerbehinderung|schwangerschaft|schwanger|allergie|allergien|medikament|medikamente|medikation|blutgruppe|impfstatus|\
     krankentage|hiv statut|sante|etat de sante|maladie|maladies|antecedents medicaux|handicape|grossesse|enceinte|allergies connues|medicaments|\
     traitement medical|groupe sanguin|arret maladie|salud|estado de salud|enfermedad|enfermedades|discapacidad|embarazo|embarazada|alergia|alergias|\
     medicamentos|medicacion|grupo sanguineo|baja medica|tipo de sangre|vih|salute|stato di salute|malattia|malattie|patologia|disabilita|\
     invalidita|gravidanza|farmaci|farmaco|gruppo sanguigno|saude|estado de saude|doenca|doencas|deficiencia|gravidez|gestante|\
     tipo sanguineo|medicacao|gezondheid|gezondheidstoestand|ziekte|ziektes|aandoening|zwangerschap|zwanger|medicatie|bloedgroep|ziekteverzuim|\
     stan zdrowia|zdrowie|choroba|choroby|schorzenie|niepelnosprawnosc|ciaza|leki|grupa krwi|alergie|halsa|halsotillstand|sjukdom|sjukdomar|\
     funktionsnedsattning|graviditet|gravid|blodgrupp|medicin?|lakemedel|sykdom|helse|helsetilstand|sygdom|helbred|handikap|blodtype|zdravi|\
     zdravotni stav|nemoc|nemoci|onemocneni|tehotenstvi|postizeni|leky|krevni skupina|saglik|saglik durumu|hastalik|engelli|engel durumu|\
     hamilelik|alerji|ilac|kan grubu|terveys|terveydentila|sairaus|raskaus|veriryhma|egeszseg|egeszsegi allapot|betegseg|terhesseg|vercsoport|\
     sanatate|stare de sanatate|boala|sarcina|grupa sanguina|здоровье|состояние здоровья|болезнь|заболевание|инвалидность|беременность|\
     аллергия|лекарства|группа крови|вич|вич статус|стан здоров я|хвороба|υγεία|ασθένεια|健康状况|健康状態|健康|疾病|病史|既往症|病歴|残疾|怀孕|妊娠|过敏|过敏史|アレルギー|\
     障害|血型|血液型|用药|服薬|艾滋病|건강상태|건강|질병|병력|장애|임신|알레르기|혈액형|복용약|الحالة الصحية|المرض|الأمراض|فصيلة الدم|מצב בריאותי|מחלה|סוג דם|रक्त समूह";
GeneticData = "genetic_data", SPECIAL, Nothing, Opaque,
    "genetic|genetics|genetic data|genetic test|genetic marker|genetic variant|genetic risk|genome|genomic|genotype|genotypes|dna|dna sequence|dna profile|\
     snp|snps|rsid|allele|alleles|haplotype|haplogroup|brca|brca1|brca2|apoe|karyotype|mutation?|gene?|gene variant|genetisch|genetische daten|erbgut|\
     genetik|gentest|genetique|donnees genetiques|adn|genetico|datos geneticos|prueba genetica|dati genetici|dados geneticos|dado genetico|genetica|\
     genetische gegevens|dane genetyczne|genetyka|badanie genetyczne|genetiska uppgifter|genetiske data|genetiske opplysninger|\
     geneticke udaje|genetika|genetik veri|genetik test|geneettinen|genetikai adat|date genetice|генетика|генетические данные|днк|генотип|генетичні дані|\
     γενετικά δεδομένα|基因|基因型|基因检测|遗传信息|遺伝子|遺伝情報|유전자|유전정보|البيانات الجينية|מידע גנטי";
BiometricData = "biometric_data", SPECIAL, Nothing, Opaque,
    "biometric|biometrics|biometric data|biometric template|biometric hash|fingerprint|fingerprints|finger print|fingerprint template|iris scan|\
     retina scan|face encoding|face embedding|face id|face template|facial recognition|voiceprint|voice print|palm print|biometrisch|biometrische daten|\
     fingerabdruck|gesichtserkennung|biometrique|donnees biometriques|empreinte|empreinte digitale|empreintes digitales|biometrico|datos biometricos|\
     huella dactilar|huella digital|dati biometrici|impronta digitale|impronte digitali|dados biometricos|impressao digital|biometria|\
     biometrische gegevens|vingerafdruk|dane biometryczne|odcisk palca|odciski palcow|biometriska uppgifter|fingeravtryck|biometriske data|fingeraftryk|\
     fingeravtrykk|biometricke udaje|otisk prstu|biyometrik veri|parmak izi|sormenjalki|ujjlenyomat|amprenta|биометрия|биометрические данные|отпечаток пальца|\
     отпечатки пальцев|відбиток пальця|βιομετρικά|指纹|人脸特征|生物特征|指紋|生体情報|지문|생체정보|بصمة|البصمة|טביעת אצבע";
CriminalRecord = "criminal_record", SPECIAL, Nothing, Opaque,
    "criminal record|criminal history|criminal|conviction|convictions|convicted|offense|offence|offenses|arrest|arrests|arrest record|felony|felonies|\
     misdemeanor|prison|parole|recidivism|vorstrafe|vorstrafen|vorbestraft|fuhrungszeugnis|strafregister|casier judiciaire|condamnation|condamnations|\
     antecedentes penales|condena|condenas|casellario giudiziale|precedenti penali|condanne|antecedentes criminais|ficha criminal|condenacao|strafblad|\
     veroordeling|karalnosc|niekaralnosc|wyrok|belastningsregister|brottsregister|straffeattest|strafferegister|trestni rejstrik|rejstrik trestu|\
     sabika kaydi|adli sicil|rikosrekisteri|buntetett eloelet|cazier|cazier judiciar|судимость|судимости|несудимость|судимість|ποινικό μητρώο|\
     犯罪记录|前科|犯罪歴|犯罪経歴|전과|범죄경력|السجل الجنائي|עבר פלילי";
MedicalRecordNumber = "medical_record_number", HEALTH_ID, Nothing, Alnum,
    "mrn|medical record|medical record number|medical record no|med rec no|medical rec no|chart number|patient id|patient number|patient no|patient identifier|hospital number|\
     hospital id|medical id|case number medical|encounter id|patientennummer|patienten id|patientenkennung|fallnummer|krankenaktennummer|patientenaktennummer|numero de dossier medical|\
     dossier medical|numero patient|identifiant patient|numero de historia clinica|historia clinica|id paciente|numero de paciente|cartella clinica|\
     numero cartella clinica|id paziente|codice paziente|prontuario|numero do prontuario|id do paciente|patientnummer|dossiernummer?|numer pacjenta|\
     numer historii choroby|numer kartoteki|journalnummer|patient nr|cislo pacienta|cislo chorobopisu|hasta no|hasta numarasi|protokol no?|potilasnumero|beteg azonosito|\
     numar pacient|номер пациента|номер медкарты|номер медицинской карты|история болезни|病历号|病案号|住院号|门诊号|患者id|患者番号|カルテ番号|診察券番号|환자번호|차트번호|رقم المريض|מספר מטופל";
HealthInsuranceNumber = "health_insurance_number", HEALTH_ID, Nothing, Alnum,
    "health insurance|health insurance number|health insurance no|insurance number|insurance id|insurance policy number|policy number|policy no|subscriber id|\
     health plan number|health plan id|beneficiary number|beneficiary id|hicn|mbi|medicaid|medicaid id|medicare|medicare number|medicare id|health card|health card number|\
     ohip|krankenversicherung|krankenversicherungsnummer|krankenversichertennummer|versichertennummer|versicherungsnummer|kvnr|egk nummer|versicherten nr|\
     numero d assurance maladie|assurance maladie|numero d assure|carte vitale|numero de tarjeta sanitaria|tarjeta sanitaria|numero de poliza|poliza?|\
     tessera sanitaria|numero tessera sanitaria|numero polizza|cartao de saude|carteirinha|cns|cartao sus|numero de utente|numero da apolice|zorgverzekering|polisnummer|\
     ubezpieczenie zdrowotne|numer polisy|nr polisy|sjukforsakring|forsakringsnummer|forsikringsnummer|sygesikringsnummer|cislo pojistence|cislo pojistky|\
     sigorta no|sigorta numarasi|police no?|kela kortti|vakuutusnumero|taj|taj szam|biztositasi szam|numar asigurare|номер полиса|полис омс|омс|номер страховки|\
     医保号|医保卡号|社保卡号|保险单号|保険証番号|被保険者番号|보험번호|건강보험번호|رقم التأمين|מספר ביטוח";
UsMbi = "us_mbi", HEALTH_ID, Nothing, Alnum,
    "medicare beneficiary identifier|medicare beneficiary";
UkNhs = "uk_nhs_number", HEALTH_ID, Nothing, Digits,
    "nhs|nhs number|nhs no|nhsnumber";
AuMedicare = "au_medicare", HEALTH_ID, Nothing, Digits,
    "medicare card|medicare card number|medicare au";
UsNpi = "us_npi", PROVIDER, Nothing, Digits,
    "npi|national provider identifier|provider identifier|npi number";
/// A prescriber's registration with the Drug Enforcement Administration.
UsDea = "us_dea", DIRECT, Nothing, Alnum,
    "dea|dea number|dea no|dea registration";
    } };
}
