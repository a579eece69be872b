"""An authority of the provider's own, and a certificate of it for loopback."""

import datetime
import ipaddress

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID


def make(folder):
    """The paths of authority, certificate and key, in PEM."""
    folder.mkdir(parents=True)
    root, leaf = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    name = lambda text: x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])  # noqa: E731
    now = datetime.datetime.now(datetime.timezone.utc)

    def builder(subject, key):
        made = x509.CertificateBuilder().subject_name(name(subject)).issuer_name(name("provider's authority"))
        made = made.public_key(key.public_key()).serial_number(x509.random_serial_number())
        return made.not_valid_before(now - datetime.timedelta(hours=1)).not_valid_after(
            now + datetime.timedelta(days=2)
        )

    usage = x509.KeyUsage(False, False, False, False, False, True, True, False, False)
    authority = builder("provider's authority", root).add_extension(x509.BasicConstraints(True, 0), True)
    authority = authority.add_extension(usage, True)
    authority = authority.add_extension(x509.SubjectKeyIdentifier.from_public_key(root.public_key()), False)
    authority = authority.sign(root, hashes.SHA256())
    names = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    certificate = builder("127.0.0.1", leaf).add_extension(names, False)
    certificate = certificate.add_extension(x509.BasicConstraints(False, None), True)
    certificate = certificate.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), False)
    certificate = certificate.add_extension(
        x509.AuthorityKeyIdentifier.from_issuer_public_key(root.public_key()), False
    )
    certificate = certificate.sign(root, hashes.SHA256())
    pem, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    secret = leaf.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain)
    paths = [folder / name for name in ("ca.pem", "certificate.pem", "key.pem")]
    for path, text in zip(paths, (authority.public_bytes(pem), certificate.public_bytes(pem), secret)):
        path.write_bytes(text)
    return paths
