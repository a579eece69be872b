"""Asks the served API whether it is what it says it is.

    python openapi.py PROGRAM FOLDER

FOLDER is empty; a workspace is made in it and served. Its `/v1/openapi.json` has to be a valid OpenAPI
3.1 document in which every operation has a name of its own. Then schemathesis asks every operation, in
the names of people who may do different things, with what the document allows and what it does not:
no answer may be a server error, and the server has to answer afterwards.

HYGEIA_SEED is what is drawn from; with HYGEIA_LONG=1 many more requests are made.
"""

import collections
import json
import os
import subprocess
import sys

from lending import AUDITOR, LEAD, OPERATOR, OWNER, RISK, SECURITY, Lending, Wrong
from openapi_spec_validator import OpenAPIV31SpecValidator

DOCUMENT = "/v1/openapi.json"
METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
# Together they may do most of what there is.
PEOPLE = [OWNER, LEAD, RISK, OPERATOR, SECURITY, AUDITOR]
FEW, MANY = 5, 200
SECONDS = 30
# Examples and drawn requests, and before them each edge that the document has.
DRAWN, EDGES = "examples,fuzzing", "coverage"


def document(home):
    """What the API says of itself, valid."""
    status, body = home.connection(OWNER).get(DOCUMENT)
    if status != 200:
        raise Wrong(f"{DOCUMENT} answered {status}: {body[:300]!r}")
    spec = json.loads(body)
    version = str(spec.get("openapi"))
    if not version.startswith("3.1."):
        raise Wrong(f"{DOCUMENT} is OpenAPI {version}, not 3.1")
    try:
        errors = list(OpenAPIV31SpecValidator(spec).iter_errors())
    except Exception as error:  # the validator stumbles over some documents instead of telling
        raise Wrong(f"{DOCUMENT} cannot be validated: {error!r}") from error
    if errors:
        told = "\n  ".join(f"{error.json_path}: {error.message[:300]}" for error in errors[:20])
        raise Wrong(f"{DOCUMENT} is no valid OpenAPI 3.1:\n  {told}")
    return spec


def operations(spec):
    """(METHOD, path, operationId) of each operation; each id is there and stands once."""
    found = [
        (method.upper(), path, item[method].get("operationId"))
        for path, item in sorted(spec.get("paths", {}).items())
        for method in METHODS
        if method in item
    ]
    if not found:
        raise Wrong(f"{DOCUMENT} has no operations")
    if unnamed := [f"{method} {path}" for method, path, name in found if not name]:
        raise Wrong(f"operations without an operationId: {', '.join(unnamed)}")
    counted = collections.Counter(name for _, _, name in found)
    if twice := sorted(name for name, times in counted.items() if times > 1):
        raise Wrong(f"operationIds that stand twice: {', '.join(twice)}")
    return found


def asked(home, who, spec, phases, seed, examples):
    """Runs schemathesis in the name of `who`."""
    place = home.sign_in(who)
    token = (place / "token").read_text().strip()
    command = [sys.executable, "-m", "schemathesis.cli", "run", spec, "--url", home.url]
    command += ["--header", f"Authorization: Bearer {token}", "--tls-verify", place / "ca.crt"]
    command += ["--request-cert", place / "device.crt", "--request-cert-key", place / "device.key"]
    command += ["--checks", "not_a_server_error", "--phases", phases]
    command += ["--max-examples", str(examples), "--seed", str(seed), "--workers", "1"]
    command += ["--request-timeout", str(SECONDS), "--suppress-health-check", "all"]
    command += ["--generation-database", "none", "--continue-on-failure", "--no-color", "--warnings", "off"]
    ran = subprocess.run(command, cwd=home.folder, capture_output=True, text=True)
    if ran.returncode != 0:
        raise Wrong(f"in the name of {who} (seed {seed}):\n{ran.stdout[-6000:]}{ran.stderr[-2000:]}")
    summary = [line for line in ran.stdout.splitlines() if "generated" in line]
    print(f"schemathesis: {who}: no server error; {' '.join(summary).strip()}")


def main(program, folder):
    seed, long = int(os.environ.get("HYGEIA_SEED", "21")), os.environ.get("HYGEIA_LONG") == "1"
    home = Lending(program, folder)
    home.make()
    with home.served():
        spec = document(home)
        found = operations(spec)
        for method, path, name in found:
            print(f"  {method:<7} {path:<48} {name}")
        print(f"openapi: a valid 3.1 document with {len(found)} operations, each with a name of its own")
        kept = home.folder / "openapi.json"
        kept.write_text(json.dumps(spec))
        for who in PEOPLE:
            # The edges are many, and nearly the same for everybody.
            phases = f"{EDGES},{DRAWN}" if long or who == PEOPLE[0] else DRAWN
            asked(home, who, kept, phases, seed, MANY if long else FEW)
        # Who somebody is may be over by now: among what was asked is to revoke.
        status, body = home.connection(OWNER).get("/health")
        if status != 200:
            raise Wrong(f"afterwards /health answers {status}: {body[:300]!r}")
    if "panicked" in (log := home.log.read_text()):
        raise Wrong(f"the server panicked: {log[-4000:]}")


if __name__ == "__main__":
    try:
        main(sys.argv[1], sys.argv[2])
    except Wrong as wrong:
        sys.exit(f"openapi: {wrong}")
