"""Reads one encrypted Parquet file with PyArrow and prints each cell as JSON: {"column": [...]}.

    python pyarrow_read.py FILE --kek-hex 64HEX [--columns a,b]

Exits with 1 if the file can't be read with this key.
"""

import argparse
import base64
import json
import sys

import pyarrow.parquet as pq
import pyarrow.parquet.encryption as pe
from cryptography.hazmat.primitives.ciphers.aead import AESGCM


class HygeiaKms(pe.KmsClient):
    """Unwraps data keys: base64("HYW1" | u16 n | context of n bytes | nonce | ciphertext | tag)."""

    def __init__(self, config):
        super().__init__()
        self.kek = bytes.fromhex(config.custom_kms_conf["kek"])

    def wrap_key(self, key_bytes, master_key_identifier):
        raise NotImplementedError("this client only reads")

    def unwrap_key(self, wrapped_key, master_key_identifier):
        wrapped = base64.b64decode(wrapped_key, validate=True)
        assert wrapped[:4] == b"HYW1", "no Hygeia key"
        header = 6 + int.from_bytes(wrapped[4:6], "big")
        key_id, _dataset, _file, _column = json.loads(wrapped[6:header])
        assert key_id == master_key_identifier, "wrapped under another key"
        return AESGCM(self.kek).decrypt(wrapped[header : header + 12], wrapped[header + 12 :], wrapped[:header])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("file")
    parser.add_argument("--kek-hex", required=True)
    parser.add_argument("--columns")
    arguments = parser.parse_args()
    factory = pe.CryptoFactory(HygeiaKms)
    connection = pe.KmsConnectionConfig(custom_kms_conf={"kek": arguments.kek_hex})
    try:
        properties = factory.file_decryption_properties(connection, pe.DecryptionConfiguration())
        file = pq.ParquetFile(arguments.file, decryption_properties=properties)
        table = file.read(columns=arguments.columns.split(",") if arguments.columns else None)
    except Exception as error:  # whatever fails, the file was not read
        print(f"not read: {error}", file=sys.stderr)
        return 1
    json.dump({name: table.column(name).to_pylist() for name in table.column_names}, sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
