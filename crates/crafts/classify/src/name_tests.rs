//! Names of columns and what they say.

use super::*;
use crate::recognisers::Recognisers;

fn hint_of(name: &str) -> Option<InfoType> {
    read(name, &Recognisers::default()).hint
}

#[test]
fn names_are_read_by_word() {
    for (name, info_type) in [
        ("cust_ssn", T::UsSsn),
        ("e-mail", T::Email),
        ("dateOfBirth", T::BirthDate),
        ("card_number", T::PaymentCard),
        ("CCNumber", T::PaymentCard),
        ("full_name", T::PersonName),
        ("Geburtsdatum", T::BirthDate),
        ("native-country", T::Nationality),
        ("application_id", T::RowId),
        ("código postal", T::PostalCode),
        ("age_years", T::Age),
        ("ip_address", T::IpAddress),
        ("clientIP", T::IpAddress),
        ("marital-status", T::MaritalStatus),
        ("account_number", T::BankAccount),
        ("ACCOUNTNUMBER", T::BankAccount),
        ("Kundenkontonummer", T::BankAccount),
        ("national_id", T::NationalId),
        ("hiv_status", T::HealthCondition),
        ("cvv", T::CardCvv),
        ("soc_sec_no", T::UsSsn),
        ("connection_string", T::ConnectionString),
        ("medical_record_number", T::MedicalRecordNumber),
        ("political_party", T::PoliticalOpinion),
        ("license_plate", T::VehiclePlate),
        ("mothers_maiden_name", T::PersonName),
        ("password", T::Password),
    ] {
        assert_eq!(hint_of(name), Some(info_type), "{name}");
    }
}

// proves M16
#[test]
fn telling_names_are_read_in_fourteen_languages() {
    let names: [(&str, [&str; 4]); 18] = [
        ("en", ["date_of_birth", "PassportNumber", "religion", "bank-account"]),
        ("de", ["Geburtsdatum", "Reisepassnummer", "Religionszugehörigkeit", "KontoNr"]),
        ("fr", ["date_de_naissance", "NumeroDePasseport", "croyance", "numéro de compte"]),
        (
            "es",
            [
                "fecha_nacimiento",
                "numeroPasaporte pasaporte",
                "religión religion",
                "numero_de_cuenta",
            ],
        ),
        ("it", ["data_di_nascita", "passaporto", "religione", "numeroConto"]),
        ("pt", ["data_nascimento", "passaporte", "religião", "numero_da_conta"]),
        ("nl", ["geboortedatum", "paspoortnummer", "geloof", "rekeningnummer"]),
        ("pl", ["data_urodzenia", "numerPaszportu", "wyznanie", "numer_konta"]),
        ("sv", ["födelsedatum", "pass_nr", "trossamfund", "bankkonto"]),
        ("da", ["fødselsdato", "pasnummer", "trosretning", "kontonummer"]),
        ("cs", ["datum_narozeni", "číslo_pasu", "náboženství", "cislo_uctu"]),
        ("tr", ["doğum_tarihi", "pasaportNo pasaport", "mezhep", "hesap_no"]),
        ("ru", ["дата_рождения", "номер_паспорта", "вероисповедание", "номер_счета"]),
        ("zh", ["出生日期", "护照号码", "宗教信仰", "银行账号"]),
        ("ja", ["生年月日", "パスポート番号", "宗教", "口座番号"]),
        ("ko", ["생년월일", "여권번호", "종교", "계좌번호"]),
        ("ar", ["تاريخ الميلاد", "رقم الجواز", "الديانة", "رقم الحساب"]),
        ("fi", ["syntymäaika", "passinumero", "uskonto", "tilinumero"]),
    ];
    let expected = [T::BirthDate, T::Passport, T::Religion, T::BankAccount];
    for (language, names) in names {
        for (name, info_type) in names.iter().zip(expected) {
            let read = read(name, &Recognisers::default());
            assert_eq!(read.hint, Some(info_type), "{language}: {name}");
        }
    }
}

#[test]
fn names_of_things_and_measures_are_told_from_those_of_people() {
    let named = |name| read(name, &Recognisers::default());
    for name in ["product_name", "n_name country", "batch_code", "order_no", "vendorName"] {
        assert!(named(name).thing, "{name}");
    }
    for name in [
        "credit_card_balance",
        "num_phone_calls",
        "income_ratio",
        "email_verified",
        "hours-per-week",
    ] {
        assert!(named(name).measure, "{name}");
    }
    for name in ["account_age", "fnlwgt", "c13", "capital-gain"] {
        assert_eq!(named(name).hint, None, "{name}");
    }
    for name in ["c1", "col_7", "x", "V12", "Column 3", "field_b", ""] {
        assert!(named(name).neutral, "{name}");
    }
    assert!(!named("ssn").neutral && !named("price").neutral);
}
