//! What each info type demands: one table, to be read by a compliance officer.

use terms::{Class, ColumnRole, Criticality, InfoType, Regime};

/// Class, criticality, regimes and use of an info type.
#[derive(Debug, Clone, Copy)]
pub struct Policy {
    pub class: Class,
    pub criticality: Criticality,
    pub regimes: &'static [Regime],
    pub role: ColumnRole,
    /// Completes "because it is …".
    pub why: &'static str,
}

const fn policy(
    class: Class,
    criticality: Criticality,
    regimes: &'static [Regime],
    role: ColumnRole,
    why: &'static str,
) -> Policy {
    Policy { class, criticality, regimes, role, why }
}

/// The policy of `info_type`. Nothing is public unless its owner says so: what a table says of
/// people is internal at least.
pub const fn of(info_type: InfoType) -> Policy {
    use Class::{Confidential, Internal, Restricted};
    use ColumnRole::{Feature, FreeText, Identifier};
    use Criticality::{High, Low, Medium, Vital};
    use InfoType as T;
    use Regime::{Ccpa, Gdpr, GdprSpecial, Glba, Hipaa, PciDss, Secrets};
    match info_type {
        T::Jwt | T::ApiKey | T::PrivateKey => {
            policy(Restricted, Vital, &[Secrets], Identifier, "a credential")
        }
        T::PaymentCard => {
            policy(Restricted, High, &[PciDss, Gdpr, Glba, Ccpa], Identifier, "cardholder data")
        }
        T::Iban => policy(Restricted, High, &[Gdpr, Glba, Ccpa], Identifier, "a bank account"),
        T::UsSsn | T::UsItin => {
            let regimes = &[Gdpr, Hipaa, Glba, Ccpa];
            policy(Restricted, High, regimes, Identifier, "a national identifier")
        }
        T::UkNhs => {
            policy(Restricted, High, &[Gdpr, GdprSpecial], Identifier, "a patient's identifier")
        }
        T::Passport => policy(Restricted, High, &[Gdpr, Hipaa, Ccpa], Identifier, "a passport"),
        T::UkNino
        | T::DeTaxId
        | T::FrNir
        | T::EsDni
        | T::ItFiscalCode
        | T::NlBsn
        | T::PlPesel
        | T::BrCpf
        | T::InAadhaar
        | T::CaSin
        | T::AuTfn => policy(Restricted, High, &[Gdpr], Identifier, "a national identifier"),
        T::PersonName | T::Email | T::Phone | T::StreetAddress | T::BirthDate | T::IpAddress => {
            policy(Confidential, Medium, &[Gdpr, Hipaa, Ccpa], Identifier, "a direct identifier")
        }
        T::MacAddress | T::Imei | T::Vin => {
            policy(Confidential, Medium, &[Gdpr, Hipaa, Ccpa], Identifier, "a device's identifier")
        }
        T::PostalCode | T::GeoCoordinate => policy(
            Confidential,
            Low,
            &[Gdpr, Hipaa, Ccpa],
            Identifier,
            "where somebody lives or is",
        ),
        T::CryptoWallet => policy(Confidential, High, &[Gdpr, Ccpa], Identifier, "an account"),
        T::Ethnicity | T::Religion | T::HealthCode => {
            policy(Confidential, Medium, &[Gdpr, GdprSpecial], Feature, "a special category")
        }
        T::Salary => policy(Confidential, Medium, &[Gdpr, Glba], Feature, "somebody's income"),
        T::Age | T::Gender | T::MaritalStatus | T::Nationality => {
            policy(Internal, Medium, &[Gdpr], Feature, "a trait that narrows down who it is")
        }
        T::FreeText => policy(Confidential, Low, &[Gdpr], FreeText, "text that may hide anything"),
        T::Unknown => policy(Confidential, Low, &[], Identifier, "not recognised"),
        T::Bic | T::AbaRouting => {
            policy(Internal, Low, &[Glba], Identifier, "a bank's public code")
        }
        T::UsNpi => policy(Internal, Low, &[Gdpr, Hipaa], Identifier, "a provider's public number"),
        T::Url => policy(Internal, Low, &[Hipaa], Identifier, "an address on the network"),
        T::Uuid | T::RowId => policy(Internal, Medium, &[], Identifier, "a key of rows"),
        T::Isbn => policy(Internal, Low, &[], Identifier, "a book's public number"),
        T::Date | T::Number | T::Category | T::Boolean => {
            policy(Internal, Medium, &[], Feature, "business data")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // proves M5, M16
    #[test]
    fn what_points_at_people_is_never_a_feature_nor_open() {
        for info_type in InfoType::ALL {
            let policy = of(*info_type);
            assert!(policy.class >= Class::Internal, "{info_type}");
            if policy.class == Class::Restricted {
                assert_eq!(policy.role, ColumnRole::Identifier, "{info_type}");
                assert!(policy.criticality >= Criticality::High && !policy.regimes.is_empty());
            }
        }
    }
}
