"""`python -m hygeia.mlflow sign|approve|check NAME VERSION`: what a version needs before it may be used."""

import argparse
import os
import pathlib
import subprocess
import sys
import tempfile

import mlflow
from mlflow.exceptions import MlflowException
from mlflow.tracking._model_registry.utils import _get_store

from hygeia._program import find_program
from hygeia.mlflow.checks import APPROVAL, FILES, LEFT_BY_MLFLOW, SIGNATURE
from hygeia.mlflow.store import GuardedStore

TAGS = {"sign": SIGNATURE, "approve": APPROVAL}


def main():
    parser = argparse.ArgumentParser(prog="python -m hygeia.mlflow", description=__doc__)
    parser.add_argument("deed", choices=["sign", "approve", "check"])
    parser.add_argument("name")
    parser.add_argument("version")
    parser.add_argument("--key", help="the private key (PEM); with a passphrase in HYGEIA_PASSPHRASE")
    given = parser.parse_args()
    store = _get_store(mlflow.get_registry_uri())
    if not isinstance(store, GuardedStore):
        parser.error(f"the registry is {mlflow.get_registry_uri()}: set MLFLOW_REGISTRY_URI to hygeia+ and its address")
    try:
        if given.deed == "check":
            store.check(given.name, given.version)
            print(f"{given.name} version {given.version} is signed, scanned and approved")
            return 0
        if given.key is None:
            parser.error("give the private key with --key; hygeia sign --new-key FILE makes one")
        return put(store, given)
    except MlflowException as error:
        print(f"hygeia: {error.message}", file=sys.stderr)
        return 1


def put(store, given):
    """Signs the files as they are now, and puts the signature into a tag."""
    with tempfile.TemporaryDirectory() as made:
        folder = store.copied(given.name, given.version, pathlib.Path(made))
        for name in [LEFT_BY_MLFLOW, *FILES.values()]:
            (folder / name).unlink(missing_ok=True)
        out = pathlib.Path(made) / "signature"
        ran = subprocess.run([program(), "sign", folder, "--key", given.key, "--out", out, "--quiet"])
        if ran.returncode == 0:
            store.put_tag(given.name, given.version, TAGS[given.deed], out.read_text())
            print(f"{given.name} version {given.version}: {TAGS[given.deed]} is by {given.key}")
    return ran.returncode


def program():
    return os.environ.get("HYGEIA_PROGRAM") or find_program()


if __name__ == "__main__":
    sys.exit(main())
