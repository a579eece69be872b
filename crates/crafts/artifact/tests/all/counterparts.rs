//! Signatures, both ways with the reference client and with keys, certificates and tokens that others
//! made. `cargo xtask test` gives HYGEIA_PYTHON, a Python that has `model-signing` and `pyopenssl`.

use crate::reference::python;
use hygeia_artifact::sign::{
    self, Certificates, Curve, Looking, Scope, Signer, SigningKey, Trust, VerifyError, VerifyKey,
};
use std::fs;
use std::path::Path;
use terms::Timestamp;

/// A folder as it is cloned from a hub.
fn cloned() -> tempfile::TempDir {
    let root = tempfile::tempdir().unwrap();
    for folder in ["m/sub", "m/.git", "m/.github"] {
        fs::create_dir_all(root.path().join(folder)).unwrap();
    }
    let files =
        ["w.bin", "sub/a", "sub.txt", "sub/.gitignore", ".cache", ".gitattributes", ".gitignore"];
    for name in files.iter().chain(&[".git/HEAD", ".github/ci.yml", ".gitmodules"]) {
        fs::write(root.path().join("m").join(name), name).unwrap();
    }
    root
}

fn openssl(folder: &Path, line: &str) {
    let Some(mut command) = needs::program("openssl") else { return };
    let output = command.args(line.split_whitespace()).current_dir(folder).output().unwrap();
    assert!(output.status.success(), "{line}: {}", String::from_utf8_lossy(&output.stderr));
}

fn read(folder: &Path, name: &str) -> String {
    fs::read_to_string(folder.join(name)).unwrap()
}

fn reference(folder: &Path, line: &str) -> bool {
    let all: Vec<&str> = ["-m", "model_signing"].into_iter().chain(line.split(' ')).collect();
    python(&all, folder)
}

// proves M10
#[test]
#[ignore = "needs HYGEIA_PYTHON with model-signing"]
fn a_cloned_folder_is_verified_by_each_whichever_signed_it_on_every_curve() {
    let root = cloned();
    let at = root.path();
    for (curve, name) in
        [(Curve::P256, "prime256v1"), (Curve::P384, "secp384r1"), (Curve::P521, "secp521r1")]
    {
        let key = SigningKey::generate_on(curve).unwrap();
        fs::write(at.join("k.pub.pem"), key.public().to_pem().unwrap()).unwrap();
        let signed = sign::model(&at.join("m"), &Scope::model(), &key.into()).unwrap();
        fs::write(at.join("ours.sig"), &signed.bundle).unwrap();
        let verify = "verify key --public_key k.pub.pem --signature";
        assert!(reference(at, &format!("{verify} ours.sig m")), "{name}");

        // SEC 1, with the parameters of the curve before the key, as OpenSSL writes it.
        openssl(at, &format!("ecparam -name {name} -genkey -out theirs.pem"));
        openssl(at, "pkey -in theirs.pem -pubout -out theirs.pub.pem");
        assert!(reference(at, "sign key --private_key theirs.pem --signature m/model.sig m"));
        let public = VerifyKey::from_pem(&read(at, "theirs.pub.pem")).unwrap();
        let bundle = read(at, "m/model.sig");
        let verified = sign::verify(&at.join("m"), &bundle, &public).unwrap();
        let theirs = SigningKey::from_pem(&read(at, "theirs.pem")).unwrap();
        assert_eq!(theirs.public(), public);
        let names: Vec<&str> = verified.files.iter().map(|file| file.name.as_str()).collect();
        assert_eq!(names, [".cache", ".gitmodules", "sub/.gitignore", "sub/a", "sub.txt", "w.bin"]);
        // The same subject for the same files, whoever signed.
        assert_eq!(verified.digest, signed.digest);
        assert!(sign::verify(&at.join("m"), &signed.bundle, &public).is_err());
        fs::remove_file(at.join("m/model.sig")).unwrap();
    }
}

// proves M10
#[test]
#[ignore = "needs HYGEIA_PYTHON with model-signing"]
fn one_file_links_and_a_signature_among_the_files_go_both_ways() {
    let root = cloned();
    let at = root.path();
    let key = SigningKey::generate().unwrap();
    let public = key.public();
    fs::write(at.join("k.pem"), key.to_pem().unwrap().as_str()).unwrap();
    fs::write(at.join("k.pub.pem"), public.to_pem().unwrap()).unwrap();
    let signer: Signer = key.into();
    let ours = |path: &str, scope: &Scope, out: &str| {
        let signed = sign::model(&at.join(path), scope, &signer).unwrap();
        fs::write(at.join(out), signed.bundle).unwrap();
    };
    let verify = "verify key --public_key k.pub.pem --signature";
    ours("m/w.bin", &Scope::model(), "one.sig");
    assert!(reference(at, &format!("{verify} one.sig m/w.bin")));
    assert!(reference(at, "sign key --private_key k.pem --signature two.sig m/w.bin"));
    sign::verify(&at.join("m/w.bin"), &read(at, "two.sig"), &public).unwrap();

    ours("m", &Scope::model().without_signature(&at.join("m/in.sig")), "m/in.sig");
    assert!(reference(at, &format!("{verify} m/in.sig m")));
    fs::remove_file(at.join("m/in.sig")).unwrap();

    std::os::unix::fs::symlink("w.bin", at.join("m/link")).unwrap();
    ours("m", &Scope::model().following_links(true), "links.sig");
    assert!(reference(at, &format!("{verify} links.sig --allow_symlinks m")));
    let line = "sign key --private_key k.pem --signature their-links.sig --allow_symlinks m";
    assert!(reference(at, line));
    sign::verify(&at.join("m"), &read(at, "their-links.sig"), &public).unwrap();
    fs::remove_file(at.join("m/link")).unwrap();

    ours("m", &Scope::model().ignoring(&["sub"]), "ignored.sig");
    assert!(reference(at, &format!("{verify} ignored.sig m")));
    let line = "sign key --private_key k.pem --signature theirs.sig --ignore-paths m/sub m";
    assert!(reference(at, line));
    let verified = sign::verify(&at.join("m"), &read(at, "theirs.sig"), &public).unwrap();
    assert!(verified.ignored.contains(&"sub".to_owned()));
    assert!(verified.left_out.contains(&"sub".to_owned()));
}

// proves M10
#[test]
fn keys_that_openssl_wrote_with_a_passphrase_are_read() {
    let root = tempfile::tempdir().unwrap();
    let at = root.path();
    openssl(at, "ecparam -name secp384r1 -genkey -noout -out sec1.pem");
    let plain = SigningKey::from_pem(&read(at, "sec1.pem")).unwrap();
    for how in ["-v2 aes-256-cbc", "-v2 aes-128-cbc -v2prf hmacWithSHA512", "-scrypt"] {
        let line = format!("pkcs8 -topk8 -in sec1.pem -passout pass:word {how} -out k.pem");
        openssl(at, &line);
        let key = SigningKey::from_pem_with(&read(at, "k.pem"), Some("word")).unwrap();
        assert_eq!(key.public(), plain.public(), "{how}");
        assert!(SigningKey::from_pem_with(&read(at, "k.pem"), Some("sword")).is_err());
    }
    // And OpenSSL reads ours.
    let ours = plain.to_encrypted_pem("word").unwrap();
    fs::write(at.join("ours.pem"), ours.as_str()).unwrap();
    openssl(at, "pkey -in ours.pem -passin pass:word -pubout -out ours.pub.pem");
    assert_eq!(VerifyKey::from_pem(&read(at, "ours.pub.pem")), Ok(plain.public()));
    openssl(at, "ec -in sec1.pem -aes256 -passout pass:word -out old.pem");
    let old = SigningKey::from_pem_with(&read(at, "old.pem"), Some("word")).map(|_| ());
    assert!(old.unwrap_err().to_string().contains("pkcs8 -topk8"));
    openssl(at, "ecparam -name secp256k1 -genkey -noout -out other.pem");
    assert!(SigningKey::from_pem(&read(at, "other.pem")).is_err());
}

/// An authority, one below it, and a signer's certificate with `extensions`.
fn authority(at: &Path, root_key: &str, extensions: &str) {
    let files = [
        ("ca.ext", "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign\n"),
        ("leaf.ext", extensions),
    ];
    for (name, text) in files {
        fs::write(at.join(name), text).unwrap();
    }
    openssl(at, &format!("genpkey {root_key} -out root.key"));
    openssl(at, "req -new -key root.key -subj /CN=root -out root.csr");
    openssl(at, "x509 -req -in root.csr -key root.key -days 30 -extfile ca.ext -out root.crt");
    // A key on P-521 is believed with SHA-512 alone, and no smaller key is believed with it.
    let hash = if root_key.contains("P-521") { "-sha512" } else { "-sha256" };
    for (name, from, extensions) in
        [("mid", "root", format!("ca.ext {hash}")), ("leaf", "mid", "leaf.ext".to_owned())]
    {
        openssl(at, &format!("ecparam -name secp384r1 -genkey -noout -out {name}.key"));
        openssl(at, &format!("req -new -key {name}.key -subj /CN={name} -out {name}.csr"));
        openssl(
            at,
            &format!(
                "x509 -req -in {name}.csr -CA {from}.crt -CAkey {from}.key -CAcreateserial -days 20 -extfile {extensions} -out {name}.crt"
            ),
        );
    }
}

fn certificates(at: &Path, names: &[&str]) -> Certificates {
    let texts: Vec<String> = names.iter().map(|name| read(at, name)).collect();
    Certificates::from_pem(&texts).unwrap()
}

fn now() -> Timestamp {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
    Timestamp::from_unix(i64::try_from(since.as_secs()).unwrap())
}

// proves M10
#[test]
#[ignore = "needs HYGEIA_PYTHON with model-signing"]
fn certificates_go_both_ways_and_lead_to_an_authority_that_was_given() {
    let usage = "keyUsage=digitalSignature\nextendedKeyUsage=codeSigning\n";
    for root_key in [
        "-algorithm RSA -pkeyopt rsa_keygen_bits:2048",
        "-algorithm EC -pkeyopt ec_paramgen_curve:P-521",
    ] {
        let root = cloned();
        let at = root.path();
        authority(at, root_key, usage);
        let roots = certificates(at, &["root.crt"]);
        let line = "sign certificate --private_key leaf.key --signing_certificate leaf.crt --certificate_chain mid.crt --signature theirs.sig m";
        assert!(reference(at, line));
        let check = |bundle: &str, roots: &Certificates, at_time: Timestamp| {
            let trust = Trust::Authority { roots, at: at_time };
            sign::verify_as(&at.join("m"), bundle, &trust, &Looking::default())
        };
        let theirs = read(at, "theirs.sig");
        let verified = check(&theirs, &roots, now()).unwrap();
        assert!(verified.certificate.unwrap().subject.contains("leaf"));
        let late = check(&theirs, &roots, now().plus_days(25)).unwrap_err();
        assert!(late.to_string().contains("valid from"), "{late}");
        let no_root = check(&theirs, &certificates(at, &["mid.crt"]), now());
        assert!(matches!(no_root, Err(VerifyError::Certificate(_))));

        let key = SigningKey::from_pem(&read(at, "leaf.key")).unwrap();
        let public = key.public();
        let chain = certificates(at, &["leaf.crt", "mid.crt"]);
        chain.fits(&public, now()).unwrap();
        let signer = Signer { key, chain: Some(chain) };
        let ours = sign::model(&at.join("m"), &Scope::model(), &signer).unwrap().bundle;
        fs::write(at.join("ours.sig"), &ours).unwrap();
        let line = "verify certificate --certificate_chain root.crt --signature ours.sig m";
        assert!(reference(at, line));
        check(&ours, &roots, now()).unwrap();
        // By the key alone it is another method.
        let by_key = sign::verify(&at.join("m"), &ours, &public);
        assert!(matches!(by_key, Err(VerifyError::OtherMethod { .. })));
        let other = tempfile::tempdir().unwrap();
        authority(other.path(), root_key, usage);
        let stranger = certificates(other.path(), &["root.crt"]);
        assert!(matches!(check(&ours, &stranger, now()), Err(VerifyError::Certificate(_))));
    }
}

// proves M10
#[test]
fn a_certificate_for_something_else_signs_nothing() {
    for (usage, good) in [
        ("keyUsage=digitalSignature\n", true),
        ("extendedKeyUsage=codeSigning\n", true),
        ("extendedKeyUsage=serverAuth\n", false),
        ("keyUsage=keyEncipherment\nextendedKeyUsage=codeSigning\n", false),
        ("subjectAltName=DNS:example.org\n", false),
    ] {
        let root = tempfile::tempdir().unwrap();
        let at = root.path();
        authority(at, "-algorithm EC -pkeyopt ec_paramgen_curve:P-256", usage);
        let chain = certificates(at, &["leaf.crt", "mid.crt"]);
        let trusted = chain.trusted(&certificates(at, &["root.crt"]), now());
        assert_eq!(trusted.is_ok(), good, "{usage}: {trusted:?}");
    }
    // One that vouches for itself is trusted if it was given.
    let root = tempfile::tempdir().unwrap();
    let at = root.path();
    openssl(
        at,
        "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout own.key -subj /CN=own -addext keyUsage=digitalSignature -out own.crt",
    );
    let own = certificates(at, &["own.crt"]);
    own.trusted(&own, now()).unwrap();
}
