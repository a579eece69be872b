"""Asks the reference clients about what the demo left: onnxruntime, model_signing, PyArrow and age.

    python demo.py FOLDER READER      READER is the folder of pyarrow_read.py

FOLDER was made with `hygeia demo --keep-input --once`. Exits with 1 at the first disagreement.
"""

import base64
import csv
import hashlib
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile

import numpy as np
import onnxruntime as ort


def holdout(folder, session, vocabularies):
    """The held out rows as the model's inputs, and the true labels."""
    with open(folder / "input/holdout.csv", newline="") as file:
        rows = list(csv.DictReader(file))
    feeds = {}
    for node in session.get_inputs():
        cells = [row[node.name] for row in rows]
        if node.type == "tensor(float)":
            values = [float(cell) if cell else float("nan") for cell in cells]
            feeds[node.name] = np.array(values, dtype=np.float32).reshape(-1, 1)
        else:
            known = vocabularies[node.name]
            codes = [known.index(cell) if cell in known else -1 for cell in cells]
            feeds[node.name] = np.array(codes, dtype=np.int64).reshape(-1, 1)
    label = list(rows[0])[-1]
    return feeds, [row[label] for row in rows]


def ask_onnxruntime(folder):
    """The accuracies on the held out rows are the report's, for each model."""
    report = json.loads((folder / "report.json").read_text())
    clean = {row["model"]: row["accuracy"] for row in report["attacks"] if row["attack"] == "clean"}
    files = {"final": "model/final.onnx", "plain": "evidence/plain.onnx", "pgd": "evidence/pgd.onnx"}
    for name, path in files.items():
        session = ort.InferenceSession(folder / path, providers=["CPUExecutionProvider"])
        metadata = session.get_modelmeta().custom_metadata_map
        schema = next(json.loads(text) for text in metadata.values() if '"classes"' in text)
        inputs = schema["inputs"]
        vocabularies = {i["name"]: i["vocabulary"] for i in inputs if "vocabulary" in i}
        feeds, truth = holdout(folder, session, vocabularies)
        outputs = [output.name for output in session.get_outputs()]
        answers = dict(zip(outputs, session.run(None, feeds)))
        labels = np.asarray(answers["label"]).reshape(-1)
        said = [schema["classes"][int(code)] for code in labels]
        accuracy = sum(a == b for a, b in zip(said, truth)) / len(truth)
        assert abs(accuracy - clean[name]) < 2e-3, (name, accuracy, clean[name])
        print(f"onnxruntime: {name} {accuracy:.4f} on {len(truth)} rows, the report's {clean[name]:.4f}")


def ask_model_signing(folder):
    """The signature verifies, and not over a changed byte."""

    def verify(model):
        command = [sys.executable, "-m", "model_signing", "verify", "key"]
        command += ["--signature", folder / "model.sig", "--public_key", folder / "signer.pub.pem", model]
        return subprocess.run(command, capture_output=True).returncode == 0

    assert verify(folder / "model"), "model_signing refuses our signature"
    with tempfile.TemporaryDirectory() as scratch:
        copy = pathlib.Path(scratch) / "model"
        shutil.copytree(folder / "model", copy)
        path = copy / "final.onnx"
        changed = bytearray(path.read_bytes())
        changed[-1] ^= 1
        path.write_bytes(changed)
        assert not verify(copy), "model_signing accepts a changed byte"
    print("model_signing: accepts the signature, refuses a changed byte")


def ask_pyarrow(folder, reader):
    """The encrypted dataset reads back, with the key, as the sample that it was made of."""
    objects = folder / "workspace/state/objects"
    files = [path for path in objects.rglob("*") if path.is_file() and path.read_bytes()[:4] == b"PARE"]
    assert len(files) == 1, files
    key = (folder / "workspace/state/keys/kek.key").read_text().strip()

    def read(key):
        command = [sys.executable, pathlib.Path(reader) / "pyarrow_read.py", files[0], "--kek-hex", key]
        return subprocess.run(command, capture_output=True, text=True)

    output = read(key)
    assert output.returncode == 0, output.stderr
    table = json.loads(output.stdout)
    truth = json.loads((folder / "evidence/truth.json").read_text())
    shifted = set(truth["shifted"])
    report = json.loads((folder / "report.json").read_text())
    restricted = [c["name"] for c in report["classification"]["columns"] if c["class"] == "restricted"]
    with open(folder / "input/sample.csv", newline="") as file:
        rows = list(csv.DictReader(file))
    compared = 0
    for name in restricted:
        if not all(cell is None or isinstance(cell, str) for cell in table[name][:100]):
            continue
        for number, row in enumerate(rows):
            if number not in shifted and row[name] and table[name][number] is not None:
                assert table[name][number] == row[name], (name, number)
                compared += 1
    assert compared > 1000, compared
    wrong = ("0" if key[0] != "0" else "1") + key[1:]
    assert read(wrong).returncode != 0, "pyarrow reads with a wrong key"
    print(f"pyarrow: {len(rows)} rows read with the key, {compared} restricted cells compared; not without")


def ask_age(folder):
    """Every file of the newest recovery point comes back by `age` and SHA-256 alone."""
    vault = folder / "vault"
    point = sorted((vault / "points").glob("*.dsse.json"))[-1]
    manifest = json.loads(base64.b64decode(json.loads(point.read_text())["payload"]))
    for entry in manifest["entries"]:
        name = entry["age_sha256"]
        sealed = vault / "objects" / name[:2] / f"{name}.age"
        assert hashlib.sha256(sealed.read_bytes()).hexdigest() == name, entry["path"]
        command = ["age", "-d", "-i", vault / "identity.txt", sealed]
        plain = subprocess.run(command, capture_output=True, check=True).stdout
        assert hashlib.sha256(plain).hexdigest() == entry["sha256"], entry["path"]
    print(f"age: {len(manifest['entries'])} files of the vault decrypted, every digest right")


if __name__ == "__main__":
    demo = pathlib.Path(sys.argv[1])
    ask_onnxruntime(demo)
    ask_model_signing(demo)
    ask_pyarrow(demo, sys.argv[2])
    ask_age(demo)
