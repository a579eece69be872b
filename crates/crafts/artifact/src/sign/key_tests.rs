use super::*;
use crate::sign::VerifyKey;

const CURVES: [Curve; 3] = [Curve::P256, Curve::P384, Curve::P521];

#[test]
fn a_key_reads_back_from_pem_and_never_shows() {
    for curve in CURVES {
        let key = SigningKey::generate_on(curve).unwrap();
        assert_eq!(key.public().curve(), curve);
        let pem = key.to_pem().unwrap();
        let again = SigningKey::from_pem(&pem).unwrap();
        assert_eq!(again.public(), key.public());
        assert_eq!(VerifyKey::from_pem(&key.public().to_pem().unwrap()), Ok(key.public()));
        let secret = pem.lines().nth(1).unwrap();
        assert!(!format!("{key:?}").contains(secret));
        assert_eq!(VerifyKey::from_pem(&pem), Err(KeyError::Public));
        // Windows writes other ends of lines, and people add words.
        let around = format!("my key\r\n{}", pem.replace('\n', "\r\n"));
        assert_eq!(SigningKey::from_pem(&around).unwrap().public(), key.public());
    }
}

#[test]
fn a_signature_is_of_one_key_and_one_message() {
    for curve in CURVES {
        let key = SigningKey::generate_on(curve).unwrap();
        let signature = key.sign(b"model").unwrap();
        assert!(key.public().verifies(b"model", &signature));
        assert!(!key.public().verifies(b"modem", &signature));
        for other in CURVES {
            let stranger = SigningKey::generate_on(other).unwrap().public();
            assert!(!stranger.verifies(b"model", &signature));
        }
        assert!(!key.public().verifies(b"model", &signature[1..]));
    }
}

#[test]
fn a_passphrase_opens_a_key_and_no_other_does() {
    let key = SigningKey::generate_on(Curve::P384).unwrap();
    let pem = key.to_encrypted_pem("correct horse").unwrap();
    let opened = SigningKey::from_pem_with(&pem, Some("correct horse")).unwrap();
    assert_eq!(opened.public(), key.public());
    let wrong = SigningKey::from_pem_with(&pem, Some("battery")).map(|_| ());
    assert_eq!(wrong, Err(KeyError::PassphraseWrong));
    assert_eq!(SigningKey::from_pem(&pem).map(|_| ()), Err(KeyError::PassphraseMissing));
}
