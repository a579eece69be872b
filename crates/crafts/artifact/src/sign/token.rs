//! Keys that stay in a token (PKCS #11 v2.40: SoftHSM, smart cards, HSMs), named by a URI (RFC 7512).

mod uri;

pub use uri::TokenUri;

use super::{Curve, KeyError, VerifyKey};
use cryptoki::context::{CInitializeArgs, CInitializeFlags, Pkcs11};
use cryptoki::mechanism::Mechanism;
use cryptoki::object::{Attribute, AttributeType, ObjectClass, ObjectHandle};
use cryptoki::session::{Session, UserType};
use cryptoki::slot::Slot;
use cryptoki::types::AuthPin;
use sha2::{Digest as _, Sha256, Sha384, Sha512};
use std::sync::{Mutex, PoisonError};

/// DER of the objects that name the curves (RFC 5480).
const CURVES: [(Curve, &[u8]); 3] = [
    (Curve::P256, &[6, 8, 42, 134, 72, 206, 61, 3, 1, 7]),
    (Curve::P384, &[6, 5, 43, 129, 4, 0, 34]),
    (Curve::P521, &[6, 5, 43, 129, 4, 0, 35]),
];

/// A private key in a token: what is signed goes in, the signature comes out.
pub(super) struct TokenKey {
    session: Mutex<Session>,
    private: ObjectHandle,
    public: VerifyKey,
}

/// The key that `uri` names, after signing in with `pin`.
///
/// # Errors
/// If there is no such module, token or key, the PIN is wrong, or the key is on none of the curves.
pub(super) fn open(uri: &TokenUri, pin: Option<&str>) -> Result<TokenKey, KeyError> {
    let module = uri.module()?;
    let library = Pkcs11::new(&module)
        .map_err(|error| told(&format!("{} cannot be loaded", module.display()), error))?;
    library
        .initialize(CInitializeArgs::new(CInitializeFlags::OS_LOCKING_OK))
        .map_err(|error| told("it cannot be initialised", error))?;
    let slot = slot(&library, uri)?;
    let session = library.open_ro_session(slot).map_err(|e| told("no session opens", e))?;
    if let Some(pin) = pin.map(str::to_owned).or(uri.pin()?) {
        session
            .login(UserType::User, Some(&AuthPin::new(pin.into())))
            .map_err(|error| told("signing in failed", error))?;
    }
    let private = object(&session, uri, ObjectClass::PRIVATE_KEY)?;
    let public = object(&session, uri, ObjectClass::PUBLIC_KEY)?;
    let public = read_public(&session, public)?;
    Ok(TokenKey { session: Mutex::new(session), private, public })
}

impl TokenKey {
    pub(super) const fn public(&self) -> VerifyKey {
        self.public
    }

    /// Hashed here, signed there (`CKM_ECDSA`), and held against the public half before it is believed.
    pub(super) fn sign(&self, message: &[u8]) -> Result<Vec<u8>, KeyError> {
        let hash = match self.public.curve() {
            Curve::P256 => Sha256::digest(message).to_vec(),
            Curve::P384 => Sha384::digest(message).to_vec(),
            Curve::P521 => Sha512::digest(message).to_vec(),
        };
        let session = self.session.lock().unwrap_or_else(PoisonError::into_inner);
        let raw = session
            .sign(&Mechanism::Ecdsa, self.private, &hash)
            .map_err(|error| told("it does not sign", error))?;
        let der = der(self.public.curve(), &raw)
            .filter(|der| self.public.verifies(message, der))
            .ok_or_else(|| {
            KeyError::Token("what it signs is not by the key it shows".into())
        })?;
        Ok(der)
    }
}

/// A pair of numbers of one length, as tokens give it, in the form of X9.62.
fn der(curve: Curve, raw: &[u8]) -> Option<Vec<u8>> {
    match curve {
        Curve::P256 => {
            let signature = p256::ecdsa::Signature::from_slice(raw).ok()?;
            Some(signature.to_der().as_bytes().to_vec())
        }
        Curve::P384 => {
            let signature = p384::ecdsa::Signature::from_slice(raw).ok()?;
            Some(signature.to_der().as_bytes().to_vec())
        }
        Curve::P521 => {
            let signature = p521::ecdsa::Signature::from_slice(raw).ok()?;
            Some(signature.to_der().as_bytes().to_vec())
        }
    }
}

fn slot(library: &Pkcs11, uri: &TokenUri) -> Result<Slot, KeyError> {
    let slots = library.get_slots_with_token().map_err(|e| told("no slot is told", e))?;
    let mut fitting = Vec::new();
    for slot in slots {
        let Ok(token) = library.get_token_info(slot) else { continue };
        let fits = uri.fits("token", token.label())
            && uri.fits("serial", token.serial_number())
            && uri.fits("manufacturer", token.manufacturer_id())
            && uri.fits("model", token.model())
            && uri.fits("slot-id", &slot.id().to_string());
        if fits && token.token_initialized() {
            fitting.push(slot);
        }
    }
    match fitting.as_slice() {
        [one] => Ok(*one),
        [] => Err(KeyError::Token("none has the name, serial number or slot of the URI".into())),
        _ => Err(KeyError::Token("several fit the URI: name token or serial in it".into())),
    }
}

fn object(session: &Session, uri: &TokenUri, class: ObjectClass) -> Result<ObjectHandle, KeyError> {
    let mut wanted = vec![Attribute::Class(class)];
    wanted.extend(uri.label().map(|label| Attribute::Label(label.into_bytes())));
    wanted.extend(uri.id().map(Attribute::Id));
    if wanted.len() == 1 {
        return Err(KeyError::Token("the URI names no key: give object or id in it".into()));
    }
    let found = session.find_objects(&wanted).map_err(|e| told("it cannot be searched", e))?;
    match found.as_slice() {
        [one] => Ok(*one),
        [] => Err(KeyError::Token(format!(
            "it has no {} of this name or id; does it take a PIN?",
            if class == ObjectClass::PRIVATE_KEY { "private key" } else { "public key" }
        ))),
        _ => Err(KeyError::Token("several keys fit the URI: name object and id".into())),
    }
}

fn read_public(session: &Session, key: ObjectHandle) -> Result<VerifyKey, KeyError> {
    let attributes = session
        .get_attributes(key, &[AttributeType::EcParams, AttributeType::EcPoint])
        .map_err(|error| told("its public key cannot be read", error))?;
    let (mut curve, mut point) = (None, None);
    for attribute in attributes {
        match attribute {
            Attribute::EcParams(der) => {
                curve = CURVES.iter().find(|(_, name)| der == *name).map(|(curve, _)| *curve);
            }
            Attribute::EcPoint(der) => point = Some(der),
            _ => {}
        }
    }
    let (Some(curve), Some(point)) = (curve, point) else {
        return Err(KeyError::Token("its key is on none of P-256, P-384 and P-521".into()));
    };
    // The point comes in an OCTET STRING; some tokens leave it out.
    let inner = match point.as_slice() {
        [4, 0x81, _, point @ ..] | [4, _, point @ ..] if point.first() == Some(&4) => point,
        bare => bare,
    };
    VerifyKey::from_point(curve, inner)
}

fn told(what: &str, error: impl std::fmt::Display) -> KeyError {
    KeyError::Token(format!("{what}: {error}"))
}
