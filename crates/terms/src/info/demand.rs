//! What an info type demands, and what may stand for its values: to be read by a compliance officer.

use crate::{Class, ColumnRole, Criticality, Regime};

/// Class, criticality, regimes and use of an info type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Demand {
    pub class: Class,
    pub criticality: Criticality,
    pub regimes: &'static [Regime],
    pub role: ColumnRole,
    /// Completes "because it is …".
    pub why: &'static str,
}

/// What is left of a value when its telling part is gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mask {
    /// Nothing at all.
    Nothing,
    /// Initials of a name.
    Initials,
    /// The top-level domain of a mail address.
    TopDomain,
    /// The first digit of a card.
    FirstDigit,
    /// The country of an IBAN.
    AccountCountry,
    /// The country of a BIC.
    BankCountry,
    /// The /16 network of an IPv4 address, the /32 of an IPv6 address.
    Network,
    /// The vendor's half of a MAC address.
    Vendor,
    /// The scheme of a URL.
    Scheme,
    /// The first two characters of a postal code.
    Area,
    /// The chapter of an ICD-10 code.
    Chapter,
    /// The decade of a date.
    Decade,
    /// The year of a date.
    Year,
    /// Whole degrees.
    Degrees,
    /// The decade of an age.
    AgeDecade,
    /// Neighbours of 1, 2, 5, 10, 20, 50 …
    Band,
}

/// Which format of a value its token keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenShape {
    /// Digits stay digits, punctuation stays.
    Digits,
    /// Digits and capitals stay such, punctuation stays.
    Alnum,
    /// A card number that fails its check.
    Card,
    /// An IBAN that fails its check.
    Iban,
    /// None: the token is opaque.
    Opaque,
}

const fn demand(
    class: Class,
    criticality: Criticality,
    regimes: &'static [Regime],
    role: ColumnRole,
    why: &'static str,
) -> Demand {
    Demand { class, criticality, regimes, role, why }
}

use Class::{Confidential, Internal, Restricted};
use ColumnRole::{Feature, FreeText, Identifier};
use Criticality::{High, Low, Medium, Vital};
use Regime::{Ccpa, Gdpr, GdprSpecial, Glba, Hipaa, PciDss, Secrets};

// Nothing is public unless its owner says so: what a table says of people is internal at least.
pub(super) const CREDENTIAL: Demand =
    demand(Restricted, Vital, &[Secrets], Identifier, "a credential");
pub(super) const CARD: Demand =
    demand(Restricted, High, &[PciDss, Gdpr, Glba, Ccpa], Identifier, "cardholder data");
pub(super) const ACCOUNT: Demand =
    demand(Restricted, High, &[Gdpr, Glba, Ccpa], Identifier, "a bank account");
pub(super) const AMERICAN: Demand =
    demand(Restricted, High, &[Gdpr, Hipaa, Glba, Ccpa], Identifier, "a national identifier");
pub(super) const NATIONAL: Demand =
    demand(Restricted, High, &[Gdpr], Identifier, "a national identifier");
pub(super) const PAPER: Demand =
    demand(Restricted, High, &[Gdpr, Hipaa, Ccpa], Identifier, "an identity paper");
pub(super) const HEALTH_ID: Demand =
    demand(Restricted, High, &[Gdpr, GdprSpecial, Hipaa], Identifier, "a patient's identifier");
pub(super) const DIRECT: Demand =
    demand(Confidential, Medium, &[Gdpr, Hipaa, Ccpa], Identifier, "a direct identifier");
pub(super) const DEVICE: Demand =
    demand(Confidential, Medium, &[Gdpr, Hipaa, Ccpa], Identifier, "a device's identifier");
pub(super) const PLACE: Demand =
    demand(Confidential, Low, &[Gdpr, Hipaa, Ccpa], Identifier, "where somebody lives or is");
pub(super) const SPECIAL: Demand =
    demand(Confidential, Medium, &[Gdpr, GdprSpecial, Ccpa], Identifier, "a special category");
pub(super) const SPECIAL_FEATURE: Demand =
    demand(Confidential, Medium, &[Gdpr, GdprSpecial], Feature, "a special category");
pub(super) const WAGE: Demand =
    demand(Confidential, Medium, &[Gdpr, Glba], Feature, "somebody's income");
pub(super) const TRAIT: Demand =
    demand(Confidential, Medium, &[Gdpr], Feature, "a trait that narrows down who it is");
pub(super) const TEXT: Demand =
    demand(Confidential, Low, &[Gdpr], FreeText, "text that may hide anything");
pub(super) const UNKNOWN: Demand = demand(Confidential, Low, &[], Identifier, "not recognised");
pub(super) const WALLET: Demand =
    demand(Confidential, High, &[Gdpr, Ccpa], Identifier, "an account");
pub(super) const BANK: Demand =
    demand(Confidential, Low, &[Glba], Identifier, "the bank of an account");
pub(super) const PROVIDER: Demand =
    demand(Confidential, Low, &[Gdpr, Hipaa], Identifier, "a provider of health care");
pub(super) const ADDRESS: Demand =
    demand(Internal, Low, &[Hipaa], Identifier, "an address on the network");
pub(super) const PUBLIC_CODE: Demand =
    demand(Internal, Low, &[], Identifier, "a code that is public");
pub(super) const KEY: Demand = demand(Internal, Medium, &[], Identifier, "a key of rows");
pub(super) const BUSINESS: Demand = demand(Internal, Medium, &[], Feature, "business data");
