//! A token, from its header to what it says.

use crate::claims::{Claims, Identity, Logout};
use crate::expected::{Expected, Fault, Use};
use crate::keys::KeySet;
use jsonwebtoken::{Header, decode_header};

/// Bytes of the longest token that is read.
const LONGEST: usize = 16 << 10;
/// A token whose header was read, and nothing else yet.
#[derive(Debug)]
pub(crate) struct Unproven<'a> {
    text: &'a str,
    header: Header,
}

impl<'a> Unproven<'a> {
    /// Reads the header of `text`, shown for `shown_for`.
    pub(crate) fn read(text: &'a str, shown_for: Use<'_>) -> Result<Self, Fault> {
        if text.len() > LONGEST {
            return Err(Fault::TooLong);
        }
        let header = decode_header(text).map_err(|_| Fault::NotAToken)?;
        // RFC 7515, section 4.1.11: none of these is understood.
        if header.crit.is_some() {
            return Err(Fault::Critical);
        }
        let kind = header.typ.as_deref().unwrap_or("JWT").to_ascii_lowercase();
        let kind = kind.strip_prefix("application/").unwrap_or(&kind);
        let special = match shown_for {
            Use::SignIn { .. } => "jwt",
            Use::Bearer => "at+jwt",
            Use::Logout => "logout+jwt",
        };
        if kind != "jwt" && kind != special {
            return Err(Fault::Type);
        }
        Ok(Self { text, header })
    }

    pub(crate) fn claims(&self, keys: &KeySet) -> Result<Claims, Fault> {
        let registered = keys.verified(self.text, &self.header)?.claims;
        let all = keys.verified(self.text, &self.header)?.claims;
        Ok(Claims { registered, all })
    }
}

impl KeySet {
    /// Who `text` says that somebody is.
    ///
    /// # Errors
    /// If anything of what is expected does not hold.
    pub fn identity(
        &self,
        text: &str,
        shown_for: Use<'_>,
        expected: &Expected<'_>,
    ) -> Result<Identity, Fault> {
        self.vouched(text, shown_for, expected)?.identity(expected)
    }

    /// Whose session ended, as the logout token `text` says.
    ///
    /// # Errors
    /// If anything of what is expected does not hold.
    pub fn logout(&self, text: &str, expected: &Expected<'_>) -> Result<Logout, Fault> {
        let claims = Unproven::read(text, Use::Logout)?.claims(self)?;
        claims.check(Use::Logout, expected)?;
        claims.logout()
    }

    /// The claims of `text`, once all is right but who it names.
    pub(crate) fn vouched(
        &self,
        text: &str,
        shown_for: Use<'_>,
        expected: &Expected<'_>,
    ) -> Result<Claims, Fault> {
        let claims = Unproven::read(text, shown_for)?.claims(self)?;
        claims.check(shown_for, expected)?;
        Ok(claims)
    }
}
