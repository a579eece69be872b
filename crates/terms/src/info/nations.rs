//! Info types that states give to people: personal numbers, tax numbers, papers and plates.

macro_rules! nations {
    ([$next:ident $($later:ident)*] $($before:tt)*) => { $next! { [$($later)*] $($before)*

/// A personal number of some state, known by the column's name.
NationalId = "national_id", NATIONAL, Nothing, Alnum,
    "national id|national identifier|national identity|national identification|national number|national insurance no|nationalid|national id number|national registration number|\
     identity number|identity card|identity card number|id card|id card number|idcard|identity document|identification number|id document|government id|\
     govt id|citizen id|citizen number|citizen service number|personal number|personal id number|personal identification number|personal code|\
     civil id|civil registration number|resident id|residence card|residence permit|residence permit number|alien number|alien registration number|a number|visa number|visa no|green card|\
     voter id|voter number|military id|social insurance number|social security no|soc sec|socsec|id no|id num|id number|id nr|idno|idnum|\
     ausweis|ausweisnummer|personalausweis|personalausweisnummer|personenkennzeichen|sozialversicherungsnummer|svnr|sv nummer|sozialversicherungsnr|rentenversicherungsnummer|\
     aufenthaltstitel|burgernummer|piece d identite|carte d identite|numero carte d identite|numero d identite|cni|carte nationale d identite|numero national|\
     titre de sejour|numero de registre national|numero ss|num secu|documento de identidad|numero de identidad|numero de identificacion|documento identidad|num documento|\
     numero de documento|numero documento|cedula|cedula de identidad|numero de cedula|seguridad social|numero de seguridad social|nss|carta d identita|\
     numero carta d identita|documento d identita|numero documento identita|permesso di soggiorno|rg|registro geral|identidade|carteira de identidade|bilhete de identidade|\
     cartao de cidadao|numero de identificacao|numero do documento|seguranca social|niss|identiteitskaart|identiteitsnummer|rijksregisternummer|\
     persoonsnummer|identiteitsbewijs|dowod osobisty|numer dowodu|numer dowodu osobistego|seria i numer dowodu|nr dowodu|personnummer|samordningsnummer|\
     personbevis|id kort|identitetsnummer|legitimationsnummer|rodne cislo|cislo op|obcansky prukaz|cislo obcanskeho prukazu|kimlik|kimlik no|kimlik numarasi|nufus cuzdani|\
     vatandaslik no|henkilotunnus|henkilokortti|szemelyi szam|szemelyi igazolvany|szemelyazonosito|carte de identitate|cod numeric personal|buletin|\
     паспортные данные|удостоверение личности|номер удостоверения|посвідчення особи|ідентифікаційний код|αριθμός ταυτότητας|ταυτότητα|身份证|身份证号|身份证号码|证件号|证件号码|社会保障号|\
     身分證|身分證字號|個人番号|身分証番号|주민번호|주민등록번호|신분증번호|رقم الهوية|الهوية الوطنية|الرقم القومي|الرقم الوطني|رقم البطاقة|תעודת זהות|מספר זהות|ת ז|आधार|เลขบัตรประชาชน|nomor ktp|ktp|cccd|cmnd";
/// A tax number of some state, known by the column's name.
TaxId = "tax_id", NATIONAL, Nothing, Alnum,
    "tax id|tax identifier|tax identification|tax identification number|tax number|tax no|taxid|taxpayer|taxpayer id|taxpayer number|taxpayer identification number|tin?|tin number|\
     tax file|utr|unique taxpayer reference|steuernummer|steuer nr|steuer id nummer|numero fiscal|numero d identification fiscale|nif fiscal|\
     identificacion fiscal|numero de identificacion fiscal|identificacion tributaria|numero identificazione fiscale|contribuinte|numero de contribuinte|\
     identificacao fiscal|fiscaal nummer|belastingnummer|numer identyfikacji podatkowej|numer podatkowy|skattenummer|skatteregistreringsnummer|danove cislo|\
     danove identifikacni cislo|vergi no|vergi numarasi|vergi kimlik no|veronumero|adoazonosito|adoszam|cod fiscal|инн|налоговый номер|податковий номер|αφμ|\
     纳税人识别号|税号|納税者番号|납세자번호|الرقم الضريبي|npwp";
Passport = "passport", PAPER, Nothing, Alnum,
    "passport|passport number|passport no|passport num|passportno|travel document|travel document number|reisepass|reisepassnummer|passnummer|reisedokument|\
     passeport|numero de passeport|numero passeport|pasaporte|numero de pasaporte|passaporto|numero passaporto|passaporte|numero do passaporte|paspoort|paspoortnummer|\
     paszport|numer paszportu|nr paszportu|pass?|pass nr|pasnummer|passnummer nr|cestovni pas|cislo pasu|pas?|pasaport|pasaport no|pasaport numarasi|passi?|passinumero|utlevel|utlevel szam|\
     pasaport numar|паспорт|номер паспорта|серия и номер паспорта|загранпаспорт|закордонний паспорт|διαβατήριο|护照|护照号|护照号码|旅券|旅券番号|パスポート|パスポート番号|여권|여권번호|\
     جواز السفر|رقم الجواز|דרכון|מספר דרכון|पासपोर्ट|หนังสือเดินทาง|paspor";
DriverLicence = "driver_licence", PAPER, Nothing, Alnum,
    "driver licence|driver license|drivers licence|drivers license|driving licence|driving license|driver licence number|driver license number|drivers license number|\
     driving licence number|driving license number|licence number|license number|licence no|license no|dl number|dl no|dln|fuhrerschein|fuehrerschein|fuhrerscheinnummer|fuehrerscheinnummer|\
     permis de conduire|numero de permis|numero permis de conduire|permiso de conducir|licencia de conducir|licencia conducir|driver lic|drivers lic|driver lic no|carnet de conducir|numero de licencia|patente di guida|patente?|numero patente|\
     carteira de motorista|cnh|carta de conducao|rijbewijs|rijbewijsnummer|prawo jazdy|numer prawa jazdy|korkort|korkortsnummer|forerkort|forerkortnummer|korekort|korekortnummer|\
     ridicsky prukaz|cislo ridickeho prukazu|surucu belgesi|ehliyet|ehliyet no|ajokortti|ajokortin numero|jogositvany|vezetoi engedely|permis conducere|permis de conducere|\
     водительское удостоверение|номер прав|права?|посвідчення водія|δίπλωμα οδήγησης|驾驶证|驾照|驾驶证号|驾照号码|運転免許|運転免許証|免許証番号|운전면허|운전면허번호|رخصة القيادة|رישיון נהיגה|רישיון נהיגה|sim number license";
VehiclePlate = "vehicle_plate", DEVICE, Nothing, Opaque,
    "plate|plate number|plate no|license plate|licence plate|license plate number|number plate|registration plate|vehicle registration|vehicle registration number|\
     vehicle reg|car registration|vrn|vrm|kennzeichen|kfz kennzeichen|nummernschild|autokennzeichen|amtliches kennzeichen|immatriculation|\
     plaque d immatriculation|numero d immatriculation|plaque|matricula|placa|placas|numero de placa|patente vehiculo|targa|numero di targa|targa veicolo|placa do veiculo|\
     placa do carro|kenteken|kentekennummer|nummerplaat|tablica rejestracyjna|numer rejestracyjny|nr rejestracyjny|registreringsnummer|regnummer|registreringsskylt|\
     nummerplade|kjennemerke|skiltnummer|spz|rz|registracni znacka|statni poznavaci znacka|plaka|plaka no|arac plakasi|rekisteritunnus|rekisterinumero|rendszam|\
     numar inmatriculare|номер автомобиля|госномер|гос номер|номерной знак|номер авто|πινακίδα|车牌|车牌号|车牌号码|ナンバープレート|車両番号|차량번호|번호판|لوحة السيارة|رقم اللوحة|לוחית רישוי|מספר רכב";
UsSsn = "us_ssn", AMERICAN, Nothing, Digits,
    "ssn|social security|social security number|socialsecuritynumber|ss number|soc sec no|ssn4|ssn last4|last4 ssn|social security num|ss no|ssnum";
UsItin = "us_itin", AMERICAN, Nothing, Digits, "itin|individual taxpayer";
UkNino = "uk_nino", NATIONAL, Nothing, Alnum, "nino|national insurance|ni number|national insurance number|ni no";
DeTaxId = "de_tax_id", NATIONAL, Nothing, Digits, "steuer id|steuerid|steueridentifikationsnummer|steuerliche identifikationsnummer|idnr|tin de";
FrNir = "fr_nir", NATIONAL, Nothing, Digits, "nir|insee?|numero de securite sociale|securite sociale|numero secu|num securite sociale";
EsDni = "es_dni", NATIONAL, Nothing, Alnum, "dni|nie|nif|dni nie|documento nacional de identidad";
ItFiscalCode = "it_fiscal_code", NATIONAL, Nothing, Alnum, "codice fiscale|fiscal code|codicefiscale|cod fiscale|cf?";
NlBsn = "nl_bsn", NATIONAL, Nothing, Digits, "bsn|burgerservicenummer|sofinummer|bsn nummer";
PlPesel = "pl_pesel", NATIONAL, Nothing, Digits, "pesel|numer pesel|nr pesel";
BrCpf = "br_cpf", NATIONAL, Nothing, Digits, "cpf|numero cpf|cadastro de pessoas fisicas";
InAadhaar = "in_aadhaar", NATIONAL, Nothing, Digits, "aadhaar|aadhar|aadhaar number|uidai|adhaar";
InPan = "in_pan", NATIONAL, Nothing, Alnum, "pan card|pan no|pan number?|permanent account number";
CaSin = "ca_sin", NATIONAL, Nothing, Digits, "sin?|social insurance|sin number|numero d assurance sociale|nas?";
AuTfn = "au_tfn", NATIONAL, Nothing, Digits, "tfn|tax file number";
AtSsn = "at_ssn", NATIONAL, Nothing, Digits, "sozialversicherungsnummer at|svnr at|vsnr";
BeNationalNumber = "be_national_number", NATIONAL, Nothing, Digits, "rijksregister|registre national|insz|nrn|niss be";
BgEgn = "bg_egn", NATIONAL, Nothing, Digits, "egn|егн|единен граждански номер";
ChAhv = "ch_ahv", NATIONAL, Nothing, Digits, "ahv|ahv nummer|ahvn13|avs|numero avs|numero avs13|navs13|ahv nr";
CzBirthNumber = "cz_birth_number", NATIONAL, Nothing, Digits, "rodne cislo|rc?|cislo rodne|birth number";
DkCpr = "dk_cpr", NATIONAL, Nothing, Digits, "cpr|cpr nummer|cpr nr|cprnr";
EePersonalCode = "ee_personal_code", NATIONAL, Nothing, Digits, "isikukood|ik kood";
LtPersonalCode = "lt_personal_code", NATIONAL, Nothing, Digits, "asmens kodas";
LvPersonalCode = "lv_personal_code", NATIONAL, Nothing, Digits, "personas kods|pk lv";
FiHetu = "fi_hetu", NATIONAL, Nothing, Alnum, "hetu|sotu";
GrAmka = "gr_amka", NATIONAL, Nothing, Digits, "amka|αμκα";
GrAfm = "gr_afm", NATIONAL, Nothing, Digits, "afm|αφμ gr|arithmos forologikou mitroou";
HrOib = "hr_oib", NATIONAL, Nothing, Digits, "oib|osobni identifikacijski broj";
HuPersonalId = "hu_personal_id", NATIONAL, Nothing, Digits, "szemelyi szam hu|szemelyi azonosito";
HuTaj = "hu_taj", NATIONAL, Nothing, Digits, "taj szam hu|tajszam";
IePps = "ie_pps", NATIONAL, Nothing, Alnum, "pps|ppsn|pps number|pps no";
IsKennitala = "is_kennitala", NATIONAL, Nothing, Digits, "kennitala|kt?";
LuNationalId = "lu_national_id", NATIONAL, Nothing, Digits, "matricule national|matricule lu";
MtIdCard = "mt_id_card", NATIONAL, Nothing, Alnum, "karta tal identita|id card malta";
NoBirthNumber = "no_birth_number", NATIONAL, Nothing, Digits, "fodselsnummer|fodselsnr|fnr|d nummer|dnr";
PtNif = "pt_nif", NATIONAL, Nothing, Digits, "nif pt|numero de identificacao fiscal";
RoCnp = "ro_cnp", NATIONAL, Nothing, Digits, "cnp|cod numeric personal ro";
/// The personal number of the states that were Yugoslavia; EMŠO in Slovenia, EMBG in North Macedonia.
RsJmbg = "rs_jmbg", NATIONAL, Nothing, Digits, "jmbg|emso|embg|maticni broj|јмбг|ембг|матични број";
SePersonalNumber = "se_personal_number", NATIONAL, Nothing, Digits, "personnr|svenskt personnummer|pnr?";
TrIdentityNumber = "tr_identity_number", NATIONAL, Nothing, Digits, "tckn|tc kimlik|tc kimlik no|t c kimlik no|tc no";
UaTaxNumber = "ua_tax_number", NATIONAL, Nothing, Digits, "rnokpp|рнокпп|іпн|ipn?|ідентифікаційний номер";
RuInn = "ru_inn", NATIONAL, Nothing, Digits, "inn?|инн физлица";
RuSnils = "ru_snils", NATIONAL, Nothing, Digits, "snils|снилс";
IlIdentityNumber = "il_identity_number", NATIONAL, Nothing, Digits, "teudat zehut|mispar zehut";
ZaIdentityNumber = "za_identity_number", NATIONAL, Nothing, Digits, "sa id number|rsa id|za id number|south african id";
CnResidentId = "cn_resident_id", NATIONAL, Nothing, Alnum, "居民身份证|居民身份证号码|shenfenzheng|shen fen zheng|sfz|sfzh|resident identity card";
TwNationalId = "tw_national_id", NATIONAL, Nothing, Alnum, "國民身分證|身分證統一編號|roc id|taiwan id";
HkIdentityCard = "hk_identity_card", NATIONAL, Nothing, Alnum, "hkid|hk id|香港身份證|香港身份证";
KrResidentNumber = "kr_resident_number", NATIONAL, Nothing, Digits, "rrn|resident registration number|외국인등록번호|jumin|jumin no";
JpMyNumber = "jp_my_number", NATIONAL, Nothing, Digits, "my number|mynumber|マイナンバー|kojin bango";
SgNric = "sg_nric", NATIONAL, Nothing, Alnum, "nric|fin?|nric fin|nric no|nric number";
ThNationalId = "th_national_id", NATIONAL, Nothing, Digits, "เลขประจำตัวประชาชน|thai id|citizen id thailand";
MyMykad = "my_mykad", NATIONAL, Nothing, Digits, "mykad|no kad pengenalan|kad pengenalan|ic number|nric malaysia";
IdNik = "id_nik", NATIONAL, Nothing, Digits, "nik|nomor induk kependudukan|nomor nik";
PkCnic = "pk_cnic", NATIONAL, Nothing, Digits, "cnic|nicop|cnic number|cnic no";
MxCurp = "mx_curp", NATIONAL, Nothing, Alnum, "curp|clave unica de registro";
MxRfc = "mx_rfc", NATIONAL, Nothing, Alnum, "rfc|registro federal de contribuyentes";
ArCuit = "ar_cuit", NATIONAL, Nothing, Digits, "cuit|cuil";
ClRut = "cl_rut", NATIONAL, Nothing, Alnum, "rut?|run?|rut chile|rol unico tributario|rol unico nacional";
CoNit = "co_nit", NATIONAL, Nothing, Digits, "nit|cedula de ciudadania";
EcCedula = "ec_cedula", NATIONAL, Nothing, Digits, "cedula ecuador|cedula ec";
UyCi = "uy_ci", NATIONAL, Nothing, Digits, "cedula uruguay|ci uy";
DoCedula = "do_cedula", NATIONAL, Nothing, Digits, "cedula dominicana|cedula do";
NzIrd = "nz_ird", NATIONAL, Nothing, Digits, "ird|ird number|inland revenue number";
AeEmiratesId = "ae_emirates_id", NATIONAL, Nothing, Digits, "emirates id|eid number|الهوية الإماراتية";
SaNationalId = "sa_national_id", NATIONAL, Nothing, Digits, "iqama|iqama number|رقم الإقامة|saudi id";
EgNationalId = "eg_national_id", NATIONAL, Nothing, Digits, "egyptian id|رقم قومي";
KzIin = "kz_iin", NATIONAL, Nothing, Digits, "iin|иин|жсн";
IrNationalCode = "ir_national_code", NATIONAL, Nothing, Digits, "code melli|kode melli|کد ملی|شماره ملی|melli code";
KwCivilId = "kw_civil_id", NATIONAL, Nothing, Digits, "civil id kuwait|الرقم المدني";
    } };
}
