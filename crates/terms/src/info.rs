//! Info types: what a column holds.

use serde::{Deserialize, Serialize};
use std::fmt;

macro_rules! info_types {
    ($($(#[$doc:meta])* $variant:ident = $name:literal),+ $(,)?) => {
        /// What a value is, in the words of data loss prevention.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum InfoType { $($(#[$doc])* #[serde(rename = $name)] $variant),+ }

        impl InfoType {
            /// Every info type, in the order of declaration.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];
            /// The stable name, as in JSON and config.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name),+ }
            }
        }
    };
}

info_types! {
    PersonName = "person_name",
    Email = "email",
    Phone = "phone",
    UsSsn = "us_ssn",
    /// ISO/IEC 7812 number with a valid Luhn digit.
    PaymentCard = "payment_card",
    /// ISO 13616, check digits by ISO 7064 mod 97-10.
    Iban = "iban",
    /// ISO 9362.
    Bic = "bic",
    /// ABA routing number, weighted 3-7-1 mod 10.
    AbaRouting = "aba_routing",
    IpAddress = "ip_address",
    MacAddress = "mac_address",
    Url = "url",
    Uuid = "uuid",
    StreetAddress = "street_address",
    PostalCode = "postal_code",
    BirthDate = "birth_date",
    Date = "date",
    /// ISO 7812 device identity with Luhn.
    Imei = "imei",
    /// ISO 3779 with its check digit.
    Vin = "vin",
    UkNhs = "uk_nhs_number",
    UkNino = "uk_nino",
    DeTaxId = "de_tax_id",
    FrNir = "fr_nir",
    EsDni = "es_dni",
    ItFiscalCode = "it_fiscal_code",
    NlBsn = "nl_bsn",
    PlPesel = "pl_pesel",
    BrCpf = "br_cpf",
    InAadhaar = "in_aadhaar",
    CaSin = "ca_sin",
    AuTfn = "au_tfn",
    UsNpi = "us_npi",
    UsItin = "us_itin",
    Passport = "passport",
    Isbn = "isbn",
    Jwt = "jwt",
    ApiKey = "api_key",
    PrivateKey = "private_key",
    CryptoWallet = "crypto_wallet",
    GeoCoordinate = "geo_coordinate",
    Gender = "gender",
    Ethnicity = "ethnicity",
    Religion = "religion",
    HealthCode = "health_code",
    MaritalStatus = "marital_status",
    Nationality = "nationality",
    Age = "age",
    Salary = "salary",
    /// A key of rows with no meaning outside the table.
    RowId = "row_id",
    /// Text in sentences; may hide anything.
    FreeText = "free_text",
    Number = "number",
    Category = "category",
    Boolean = "boolean",
    Unknown = "unknown",
}

impl fmt::Display for InfoType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}
