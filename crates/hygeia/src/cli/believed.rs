//! Whose signatures are believed, as it is given to a verb: a key, or authorities.

use super::file;
use crate::failure::Failure;
use artifact::sign::{Certificates, Trust, VerifyKey};
use std::path::PathBuf;
use terms::{Clock, SystemClock, Timestamp};

/// One key, or whoever has a certificate of one of these authorities that is valid now.
pub enum Believed {
    Key(Box<VerifyKey>),
    Authorities { roots: Box<Certificates>, at: Timestamp },
}

impl Believed {
    /// Reads what was given by `--key` and `--certificate-chain`.
    ///
    /// # Errors
    /// If it is neither one key nor certificates, or can't be read.
    pub fn read(keys: &[PathBuf], chain: &[PathBuf]) -> Result<Self, Failure> {
        match (keys, chain) {
            ([path], []) => VerifyKey::from_pem(&file::text(path)?)
                .map(|key| Self::Key(Box::new(key)))
                .map_err(|error| Failure::usage(format!("{}: {error}", path.display()))),
            ([], [_, ..]) => {
                let texts: Result<Vec<String>, _> =
                    chain.iter().map(|path| file::text(path)).collect();
                let roots = Certificates::from_pem(&texts?)
                    .map_err(|error| Failure::usage(format!("the authorities: {error}")))?;
                Ok(Self::Authorities { roots: Box::new(roots), at: SystemClock.now() })
            }
            _ => Err(Failure::usage("whose signature is it? one public key has to be given")
                .hint("give --key, or --certificate-chain where a certificate signed")),
        }
    }

    /// As the craft asks for it.
    #[must_use]
    pub fn trust(&self) -> Trust<'_> {
        match self {
            Self::Key(key) => Trust::Key(key),
            Self::Authorities { roots, at } => Trust::Authority { roots, at: *at },
        }
    }
}
