//! Whether certificates lead from a signer to an authority: the path is built and checked by `webpki`.

use super::p521;
use rustls_pki_types::{CertificateDer, SignatureVerificationAlgorithm, UnixTime};
use std::time::Duration;
use webpki::{EndEntityCert, ExtendedKeyUsageValidator, KeyPurposeId, KeyPurposeIdIter};

/// Whether `signer` leads over `between` to one of `anchors`, all of them DER, at so many seconds.
///
/// # Errors
/// Why it does not.
pub(super) fn leads(
    signer: &[u8],
    between: &[&[u8]],
    anchors: &[&[u8]],
    seconds: i64,
) -> Result<(), String> {
    let anchors: Vec<CertificateDer<'_>> =
        anchors.iter().map(|der| CertificateDer::from(*der)).collect();
    let anchors: Result<Vec<_>, _> = anchors.iter().map(webpki::anchor_from_trusted_cert).collect();
    let anchors = anchors.map_err(|error| why(&error))?;
    let between: Vec<_> = between.iter().map(|der| CertificateDer::from(*der)).collect();
    let signer = CertificateDer::from(signer);
    let signer = EndEntityCert::try_from(&signer).map_err(|error| why(&error))?;
    let seconds = u64::try_from(seconds).unwrap_or_default();
    let time = UnixTime::since_unix_epoch(Duration::from_secs(seconds));
    let algorithms: Vec<&dyn SignatureVerificationAlgorithm> =
        webpki::ALL_VERIFICATION_ALGS.iter().copied().chain([p521::ECDSA_SHA512]).collect();
    signer
        .verify_for_usage(&algorithms, &anchors, &between, time, ForCode, None, None)
        .map(drop)
        .map_err(|error| why(&error))
}

/// No certificate on the way may be for other purposes alone (RFC 5280, section 4.2.1.12).
struct ForCode;

impl ExtendedKeyUsageValidator for ForCode {
    fn validate(&self, purposes: KeyPurposeIdIter<'_, '_>) -> Result<(), webpki::Error> {
        // 1.3.6.1.5.5.7.3.3 and 2.5.29.37.0.
        const CODE: KeyPurposeId<'static> = KeyPurposeId::new(&[43, 6, 1, 5, 5, 7, 3, 3]);
        const ANY: KeyPurposeId<'static> = KeyPurposeId::new(&[85, 29, 37, 0]);
        let mut none = true;
        for purpose in purposes {
            let purpose = purpose?;
            none = false;
            if purpose == CODE || purpose == ANY {
                return Ok(());
            }
        }
        none.then_some(()).ok_or(webpki::Error::UnsupportedNameType)
    }
}

fn why(error: &webpki::Error) -> String {
    match error {
        webpki::Error::UnknownIssuer => "nobody given issued it".to_owned(),
        webpki::Error::CaUsedAsEndEntity => "it is an authority's own".to_owned(),
        webpki::Error::UnsupportedNameType => "one on the way is not for code".to_owned(),
        other => format!("{other:?}"),
    }
}
