//! What a column's name says about its values: a second witness, never the only one where the
//! values can speak.

use terms::InfoType;
use terms::InfoType as T;

/// Phrases of lower-case words, in English and for the commonest in German, French and Spanish.
const PHRASES: &[(InfoType, &str)] = &[
    (T::UsSsn, "ssn|social security|social security number|socialsecuritynumber|ss number"),
    (T::UsItin, "itin"),
    (
        T::PaymentCard,
        "card|cc|pan|card number|cardnumber|card no|credit card|creditcard|debit card|kreditkarte|carte bancaire|tarjeta",
    ),
    (T::Iban, "iban|account iban|bankverbindung"),
    (T::Bic, "bic|swift|swift code|bic code"),
    (T::AbaRouting, "routing|aba|routing number|aba routing"),
    (
        T::Email,
        "email|e mail|mail|email address|e mail address|mailadresse|courriel|correo|correo electronico",
    ),
    (
        T::Phone,
        "phone|phone number|telephone|tel|mobile|cell|cellphone|mobile number|fax|telefon|telefonnummer|handy|téléphone|portable|telefono|teléfono|movil|móvil",
    ),
    (
        T::PersonName,
        "name|full name|fullname|first name|firstname|last name|lastname|surname|given name|middle name|maiden name|customer name|client name|patient name|applicant name|employee name|vorname|nachname|familienname|nom|prénom|prenom|nombre|apellido|apellidos",
    ),
    (
        T::StreetAddress,
        "address|street|street address|home address|mailing address|address line|adresse|anschrift|straße|strasse|rue|dirección|direccion|domicilio",
    ),
    (
        T::PostalCode,
        "zip|zipcode|zip code|postal code|postalcode|postcode|post code|plz|postleitzahl|code postal|codigo postal|código postal",
    ),
    (
        T::BirthDate,
        "dob|birth date|birthdate|date of birth|dateofbirth|birthday|born|birth day|geburtsdatum|geburtstag|date de naissance|naissance|fecha de nacimiento|nacimiento",
    ),
    (T::Date, "date|datum|fecha"),
    (T::IpAddress, "ip|ip address|ipaddress|ipv4|ipv6|client ip|remote addr"),
    (T::MacAddress, "mac|mac address"),
    (T::Url, "url|website|homepage|link"),
    (T::Uuid, "uuid|guid"),
    (T::Passport, "passport|passport number|passport no|reisepass|passeport|pasaporte"),
    (T::UkNhs, "nhs|nhs number"),
    (T::UkNino, "nino|national insurance|ni number"),
    (T::DeTaxId, "steuer id|steueridentifikationsnummer|idnr|tin de"),
    (T::FrNir, "nir|insee|numero de securite sociale|sécurité sociale"),
    (T::EsDni, "dni|nie|nif"),
    (T::ItFiscalCode, "codice fiscale|fiscal code"),
    (T::NlBsn, "bsn|burgerservicenummer"),
    (T::PlPesel, "pesel"),
    (T::BrCpf, "cpf"),
    (T::InAadhaar, "aadhaar|aadhar"),
    (T::CaSin, "sin|social insurance"),
    (T::AuTfn, "tfn|tax file number"),
    (T::UsNpi, "npi|provider identifier"),
    (T::Imei, "imei"),
    (T::Vin, "vin|vehicle identification|chassis"),
    (T::Isbn, "isbn"),
    (
        T::ApiKey,
        "api key|apikey|secret|secret key|access key|token|access token|auth token|password|passwd|passwort|mot de passe|contraseña",
    ),
    (T::Jwt, "jwt|bearer"),
    (T::PrivateKey, "private key"),
    (T::CryptoWallet, "wallet|wallet address|btc address|eth address"),
    (T::GeoCoordinate, "latitude|longitude|lat|lon|lng|coordinates|geo|gps"),
    (T::Gender, "sex|gender|geschlecht|sexe|genre|sexo|género|genero"),
    (
        T::Ethnicity,
        "race|ethnicity|ethnic|ethnic group|ethnic origin|ethnie|origine ethnique|raza|etnia",
    ),
    (T::Religion, "religion|faith|denomination|konfession|religión"),
    (T::HealthCode, "icd|icd10|icd 10|diagnosis|diagnosis code|dx|diagnose|diagnostic|diagnóstico"),
    (
        T::MaritalStatus,
        "marital|marital status|maritalstatus|familienstand|situation familiale|état civil|estado civil",
    ),
    (
        T::Nationality,
        "nationality|citizenship|country|native country|country of birth|country code|staatsangehörigkeit|nationalité|nacionalidad|land|pays|país|pais",
    ),
    (T::Age, "age|alter|âge|edad"),
    (
        T::Salary,
        "salary|income|wage|wages|annual income|monthly income|gehalt|einkommen|salaire|revenu|salario|ingreso|ingresos",
    ),
    (
        T::FreeText,
        "note|notes|comment|comments|remark|remarks|description|message|free text|text|narrative|bemerkung|bemerkungen|kommentar|commentaire|comentario|comentarios|observaciones",
    ),
    (T::RowId, "id|ids|uid|row id|rowid|key|identifier|reference|ref|number|nr"),
];

/// Words after which a name speaks of a quantity or a property, not of the thing itself.
const MEASURES: &str = "count|num|amount|balance|limit|total|sum|avg|mean|max|min|median|ratio|rate|pct|\
    percent|share|score|flag|is|has|verified|valid|length|len|days|months|hours|type|kind|brand|usage|calls|\
    usd|spend|spent|purchases|transactions|status|level|change|gain|loss|open|owned";

/// Words that may stand beside `age` without making it the age of a thing.
const PERSONS: &str = "age|alter|âge|edad|at|in|years|year|yrs|of|person|customer|client|applicant|patient|\
    borrower|employee|member|user|years old|driver|enrollment|diagnosis";

/// Words beside `name` that make it the name of a thing.
const THINGS: &str = "file|product|company|column|brand|model|city|state|bank|branch|school|table|event|host|\
    domain|job|field|category|display|merchant|vendor|store|item|package|street|country";

/// What `name` says its column holds.
pub fn hint(name: &str) -> Option<InfoType> {
    let words = words(name);
    let padded = format!(" {} ", words.join(" "));
    let (info_type, _) = PHRASES
        .iter()
        .flat_map(|(info_type, phrases)| phrases.split('|').map(move |phrase| (*info_type, phrase)))
        .filter(|(_, phrase)| padded.contains(&format!(" {phrase} ")))
        .fold(None, |best: Option<(InfoType, &str)>, new| match best {
            Some(best) if best.1.len() >= new.1.len() => Some(best),
            _ => Some(new),
        })?;
    let any = |list: &str| words.iter().any(|word| list.split('|').any(|listed| listed == word));
    let all = |list: &str| words.iter().all(|word| list.split('|').any(|listed| listed == word));
    let holds = match info_type {
        T::Age => all(PERSONS),
        T::MaritalStatus | T::Gender | T::Ethnicity | T::Religion | T::Nationality => true,
        T::PersonName => !any(THINGS) && !any(MEASURES),
        _ => !any(MEASURES),
    };
    holds.then_some(info_type)
}

/// The lower-case words of a name: split at signs, at digits' ends and at humps.
fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut before = ' ';
    for c in name.chars().take(200) {
        let hump = c.is_uppercase() && before.is_lowercase();
        if hump || !c.is_alphanumeric() {
            words.push(String::new());
        }
        if c.is_alphanumeric() {
            words.last_mut().into_iter().for_each(|word| word.extend(c.to_lowercase()));
        }
        before = c;
    }
    words.retain(|word| !word.is_empty());
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_by_word() {
        for (name, info_type) in [
            ("cust_ssn", T::UsSsn),
            ("e-mail", T::Email),
            ("dateOfBirth", T::BirthDate),
            ("card_number", T::PaymentCard),
            ("full_name", T::PersonName),
            ("Geburtsdatum", T::BirthDate),
            ("native-country", T::Nationality),
            ("application_id", T::RowId),
            ("código postal", T::PostalCode),
            ("age_years", T::Age),
            ("ip_address", T::IpAddress),
            ("marital-status", T::MaritalStatus),
        ] {
            assert_eq!(hint(name), Some(info_type), "{name}");
        }
    }

    #[test]
    fn names_of_measures_say_nothing() {
        for name in [
            "credit_card_balance",
            "account_age",
            "num_phone_calls",
            "income_ratio",
            "product_name",
            "email_verified",
            "fnlwgt",
            "capital-gain",
            "c13",
            "",
            "hours-per-week",
            "education-num",
        ] {
            assert_eq!(hint(name), None, "{name}");
        }
    }
}
