"""Checks what the program prints as JSON against docs/schema, verb by verb.

    python schemas.py PROGRAM FOLDER      FOLDER was made with `hygeia demo --once`

Exits with 1 at the first document that does not fit, if a schema is never used, or if a verb
offers `--format json` and has no schema.
"""

import contextlib
import hashlib
import http.server
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import threading

import numpy as np
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match
from referencing import Registry, Resource
from skl2onnx import to_onnx
from sklearn.linear_model import LogisticRegression

SCHEMAS = pathlib.Path(__file__).resolve().parents[2] / "docs/schema"
ENDING = ".schema.json"
SECURITY, SECURITY_HEAD = "sam@example.org", "sven@example.org"
OWNER, STEWARD, ENGINEER = "olga@example.org", "stefan@example.org", "emil@example.org"
LEAD, RISK, AUDITOR = "lena@example.org", "rita@example.org", "anna@example.org"
KEEPER, VAULT_HEAD = "viktor@example.org", "vito@example.org"
SCIENTIST, OPERATOR = "dana@example.org", "omar@example.org"


class Wrong(Exception):
    """What is wrong, and where."""


class Schemas:
    """The schemas, and which of them were used."""

    def __init__(self, folder):
        paths = sorted(folder.glob(f"*{ENDING}"))
        self.all = {path.name.removesuffix(ENDING): parse(path.name, path.read_text()) for path in paths}
        resources = [(name + ENDING, Resource.from_contents(schema)) for name, schema in self.all.items()]
        self.registry = Registry().with_resources(resources)
        self.used, self.mentioned = set(), set()
        listed = (folder / "README.md").read_text()
        for name, schema in self.all.items():
            Draft202012Validator.check_schema(schema)
            closed(name, schema, "$")
            self.note(name, schema)
            if f"({name}{ENDING})" not in listed:
                raise Wrong(f"docs/schema/README.md does not list {name}{ENDING}")
        for part in self.all["common"]["$defs"]:
            if f"common#{part}" not in self.mentioned:
                raise Wrong(f"common{ENDING}: nothing refers to {part}")

    def note(self, name, schema):
        """Which shared parts a schema refers to."""
        for value in schema.values() if isinstance(schema, dict) else schema:
            if isinstance(value, str) and "#/$defs/" in value:
                file, part = value.split("#/$defs/")
                self.mentioned.add(f"{file.removesuffix(ENDING) or name}#{part}")
            elif isinstance(value, (dict, list)):
                self.note(name, value)

    def check(self, what, name, text):
        """Validates the document `text`, which `what` gave."""
        if name not in self.all:
            raise Wrong(f"{what}: there is no docs/schema/{name}{ENDING}")
        document = parse(what, text)
        schema = {"$ref": name + ENDING}
        formats = Draft202012Validator.FORMAT_CHECKER
        validator = Draft202012Validator(schema, registry=self.registry, format_checker=formats)
        error = best_match(validator.iter_errors(document))
        if error:
            raise Wrong(f"{what}: {error.json_path}: {error.message[:400]} ({name}{ENDING})")
        self.used.add(name)
        print(f"{name}: {what}, {len(text)} bytes")
        return document


def parse(what, text):
    """JSON, strictly: no key twice, no NaN."""

    def unique(pairs):
        if len(dict(pairs)) < len(pairs):
            raise Wrong(f"{what}: a key stands twice among {[key for key, _ in pairs]}")
        return dict(pairs)

    def number(text):
        raise Wrong(f"{what}: {text} is no number of JSON")

    try:
        return json.loads(text, object_pairs_hook=unique, parse_constant=number)
    except json.JSONDecodeError as error:
        raise Wrong(f"{what}: no JSON: {error}") from error


def closed(name, schema, path):
    """Where keys are fixed, others are refused; parts (`…_parts`) are closed by who refers to them."""
    if isinstance(schema, list):
        for index, item in enumerate(schema):
            closed(name, item, f"{path}[{index}]")
    elif isinstance(schema, dict):
        shut = schema.keys() & {"additionalProperties", "unevaluatedProperties"}
        if "properties" in schema and isinstance(schema.get("type"), str):
            if not shut and not path.endswith("_parts"):
                raise Wrong(f"{name}{ENDING}: {path} leaves its keys open")
        for key, value in schema.items():
            closed(name, value, f"{path}.{key}")


class Home:
    """A folder with the workspace `ws`, and the program run beside it."""

    def __init__(self, program, folder, schemas):
        self.program, self.folder, self.schemas = program, folder, schemas
        kept = {k: v for k, v in os.environ.items() if not k.startswith("HYGEIA_")}
        self.environment = kept | {"HYGEIA_WORKSPACE": "ws", "NO_COLOR": "1"}
        self.checked = set()

    def run(self, *args, ends=(0,)):
        """Standard output and standard error."""
        command = [self.program, *args]
        ran = subprocess.run(command, cwd=self.folder, env=self.environment, capture_output=True, text=True)
        if ran.returncode not in ends:
            raise Wrong(f"hygeia {' '.join(args)} ended with {ran.returncode}, not {ends}: {ran.stderr}")
        return ran.stdout, ran.stderr

    def json(self, name, *args, ends=(0,)):
        """Runs with `--format json`, and checks what is printed against the schema `name`."""
        words = " ".join(args)
        out, _ = self.run(*args, "--format", "json", ends=ends)
        document = self.schemas.check(f"hygeia {words}", name, out)
        self.checked.add(words)
        return document

    def offers(self, way=()):
        """The verbs that offer JSON."""
        text, _ = self.run(*way, "--help")
        lines = text.splitlines()
        found = [" ".join(way)] if offered(lines) else []
        if "Commands:" in lines:
            below = lines[lines.index("Commands:") + 1 :]
            below = below[: below.index("")] if "" in below else below
            verbs = [line.split()[0] for line in below if line.startswith("  ") and line[2] != " "]
            for verb in verbs:
                found += self.offers((*way, verb)) if verb != "help" else []
        return found

    def path(self, name):
        return self.folder / name

    def edit(self, name, old, new):
        text = self.path(name).read_text()
        assert text.count(old) >= 1, (name, old)
        self.path(name).write_text(text.replace(old, new, 1))


def offered(lines):
    """Whether the help has an option `--format` with the value json."""
    starts = [at for at, line in enumerate(lines) if line.strip().startswith("--format ")]
    for start in starts:
        rest = lines[start + 1 :]
        ends = [at for at, line in enumerate(rest) if line.strip().startswith("-") and line.strip()[1:2] != " "]
        option = rest[: ends[0]] if ends else rest
        if any("- json:" in line or ("values:" in line and "json" in line) for line in option):
            return True
    return False


def spoil(folder):
    """Changes the last byte of the largest file below `folder`."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    largest = max(files, key=lambda path: path.stat().st_size)
    changed = bytearray(largest.read_bytes())
    changed[-1] ^= 1
    largest.write_bytes(changed)


def tables(home):
    home.run("sample", "--rows", "3000", "--out", "loans.csv", "--truth", "truth.json")
    home.schemas.check("hygeia sample --truth", "truth", home.path("truth.json").read_text())
    home.run("sample", "--rows", "700", "--seed", "5", "--out", "holdout.csv")
    home.json("classify", "classify", "loans.csv", "--label", "defaulted")
    picked = ("--all-safe", "--fix", "duplicate", "--out", "mended.csv")
    mended = home.json("mend", "mend", "loans.csv", *picked)
    assert json.loads(home.path("mended.csv.receipt.json").read_text()) == mended["receipt"]
    screen = ("screen", "loans.csv", "--label", "defaulted")
    home.json("screen", *screen, "--fail-on", "never")
    assert "against_truth" in home.json("screen", *screen, "--truth", "truth.json", ends=(0, 1))


def several(home):
    """Several inputs give one report; a rule is explained."""
    for name in ["one", "two"]:
        home.path(f"{name}.csv").write_text("id,ssn\n1,219-09-9991\n2,457-55-5462\n3,512-33-4111\n")
    tables = ("one.csv", "two.csv")
    found = home.json("inputs", "classify", *tables, "--fail-on", "restricted", ends=(1,))
    assert [one["path"] for one in found["inputs"]] == list(tables), found
    assert {finding["location"]["file"] for finding in found["findings"]} == set(tables), found
    print_of = found["findings"][0]["fingerprint"]
    accept = f'[[accept]]\nfingerprint = "{print_of}"\nowner = "dana"\nreason = "a fixture"\nexpires = "2999-01-01"\n'
    home.path("accept.toml").write_text(accept)
    accepted = home.json("classify", "classify", "one.csv", "--baseline", "accept.toml", "--fail-on", "restricted", ends=(0, 1))
    assert any("accepted" in finding for finding in accepted["findings"]), accepted
    home.json("inputs", "scan", *tables, "nowhere.pkl", ends=(2,))
    home.json("explain", "explain", "artifact/zip-mismatch")
    home.json("explain-all", "explain")


def access(home):
    """Changes of access, from the first to one that is taken back."""
    home.run("init", "--try", "ws")
    home.json("check", "check", "ws")
    home.json("raci-check", "raci", "check", "ws/raci.csv", "--people", "ws/people.toml")
    first = home.json("apply", "apply", "--as", SECURITY, ends=(1,))
    assert first["first"] and first["added"], first
    home.run("approve", first["proposal"], "--as", SECURITY_HEAD)
    nothing = home.json("apply", "apply", "--as", SECURITY)
    assert not nothing["applied"] and nothing["proposal"] is None, nothing
    for owner in [SECURITY, OWNER, STEWARD, ENGINEER, LEAD, RISK, AUDITOR, KEEPER, VAULT_HEAD, SCIENTIST]:
        home.run("device", "enrol", "--as", SECURITY, "--owner", owner)
        how = ("--disk-encrypted", "--firewall-on", "--patch-age-days", "3")
        home.run("device", "report", "--device", f"laptop/{owner}", *how)
    home.run("device", "enrol", "--as", SECURITY, "--owner", OPERATOR)
    devices = home.json("device-list", "device", "list")
    assert {device["device"]["posture"] is None for device in devices} == {True, False}, devices
    both = '["operations", "data-scientist"]'
    home.edit("ws/people.toml", '["operations"]', both)
    home.edit("ws/hygeia.toml", "disk_encrypted = true", "disk_encrypted = false")
    home.edit("ws/hygeia.toml", 'view = "token"', 'view = "clear"')
    wider = home.json("apply", "apply", "--plan", "--as", SECURITY)
    assert wider["widening"] and wider["loosened"] and wider["joined"] and wider["handling"], wider
    home.edit("ws/hygeia.toml", 'view = "clear"', 'view = "token"')
    home.edit("ws/hygeia.toml", "disk_encrypted = false", "disk_encrypted = true")
    asked = home.json("apply", "apply", "--as", SECURITY, ends=(1,))
    officer = ("--as", SECURITY_HEAD)
    assert [one["id"] for one in home.json("proposals", "proposals", *officer)] == [asked["proposal"]]
    home.json("proposals", "proposals", "list", *officer)
    shown = home.json("proposals-show", "proposals", "show", asked["proposal"], *officer)
    assert shown["change"]["widening"] and SECURITY_HEAD in shown["may_answer"], shown
    refused = home.json("refuse", "refuse", asked["proposal"], "--why", "not now", *officer)
    assert refused["agreed"] is False and refused["answered_by"] == SECURITY_HEAD, refused
    asked = home.json("apply", "apply", "--as", SECURITY, ends=(1,))
    home.run("approve", asked["proposal"], "--as", SECURITY_HEAD)
    home.edit("ws/people.toml", both, '["operations"]')
    narrower = home.json("apply", "apply", "--as", SECURITY)
    assert narrower["applied"] and narrower["narrowing"] and narrower["left"], narrower


def racis(home):
    """RACIs that are not airtight, and how two differ."""
    shutil.copytree(home.path("ws"), home.path("bad"), ignore=shutil.ignore_patterns("state"))
    home.edit("bad/people.toml", '["ml-lead"]', '["ml-lead", "model-risk"]')
    home.edit("bad/raci.csv", "query,query,dataset/loans,A,,R,R", "query,query,dataset/loans,A,,R,")
    assert home.json("check", "check", "bad", ends=(1,))["findings"]
    people = ("--people", "bad/people.toml")
    assert home.json("raci-check", "raci", "check", "bad/raci.csv", *people, ends=(1,))
    home.path("team.csv").write_text("Aufgabe;Data Owner;Risk\nLoans laden;A;R\nModell freigeben;I*;A/R\n", encoding="utf-8-sig")
    read = home.json("raci-import", "raci", "import", "team.csv")["team.csv"]
    assert [row.get("to_ask") for row in read] == [None, {"Data Owner": "I*"}], read
    diff = home.json("raci-diff", "raci", "diff", "ws/raci.csv", "bad/raci.csv", *people)
    assert diff["removed"] and diff["narrowing"], diff


def data(home):
    what = ("--owner", OWNER, "--purpose", "to decide about loans", "--label", "defaulted")
    told = home.json("ingest", "ingest", "loans.csv", "--dataset", "loans", *what, "--as", STEWARD)
    assert told["defects"], told
    columns = home.json("dataset-columns", "dataset", "columns", "loans", "--as", OWNER)
    held = home.json("dataset-quarantine", "dataset", "quarantine", "loans", "--add", "3,10-12", "--why", "looks odd", "--as", STEWARD)
    assert held["rows"] == [3, 10, 11, 12], held
    held = home.json("dataset-quarantine", "dataset", "quarantine", "loans", "--release", "all", "--why", "is right", "--as", STEWARD)
    assert held["rows"] == [], held
    assert home.json("dataset-rules", "dataset", "rules", "loans", "--as", OWNER)["suggested"]
    assert any(column["state"] == "harmless" for column in columns["columns"]), columns
    home.json("sql", "sql", "SELECT * FROM loans LIMIT 20", "--as", OWNER)
    home.json("sql", "sql", "SELECT count(*) AS n, avg(debt_ratio) FROM loans", "--as", SCIENTIST)
    home.run("sql", "SELECT * FROM loans", "--as", OPERATOR, ends=(1,))


def models(home):
    alone = home.json("train-file", "train", "loans.csv", "--label", "defaulted", "--quick", "--out", "alone", ends=(0, 1))
    assert alone["model_digest"] == hashlib.sha256(home.path("alone/model/final.onnx").read_bytes()).hexdigest(), alone
    what = ("--dataset", "loans", "--label", "defaulted", "--model", "credit", "--quick", "--out", "made")
    home.json("train", "train", *what, "--as", ENGINEER, ends=(0, 1))
    asked = home.json(
        "promote", "promote", "--model", "credit", "--folder", "made", "--accept-weak", "--as", LEAD
    )
    shown = home.json("proposals-show", "proposals", "show", asked["approval"], "--as", RISK)
    assert shown["promotion"]["accuracies"] and shown["may_answer"], shown
    home.run("approve", asked["approval"], "--as", RISK)
    registered(home)
    quick = ("--label", "defaulted", "--eps", "0.1", "--points", "100", "--budget", "40")
    home.json("attack", "attack", "made/model/final.onnx", "--data", "holdout.csv", *quick, ends=(0, 1, 3))
    home.run("attack", "--make-threat", "threat.toml", "--data", "holdout.csv", "--label", "defaulted")
    held = ("made/model/final.onnx", "--data", "holdout.csv", "--threat", "threat.toml", *quick)
    held = home.json("attack", "attack", *held, ends=(0, 1, 3))
    assert held["threat_model"] == "file" and held["unconstrained"], held
    home.json("predict", "predict", "made/model/final.onnx", "--data", "holdout.csv", "--label", "defaulted")
    model = home.path("made/model")
    home.json("scan", "scan", "made/model", ends=(0, 3))
    evil = home.path("evil")
    evil.mkdir()
    (evil / "weights.pkl").write_bytes(b"\x80\x02cos\nsystem\n(S'true'\ntR.")
    (evil / "weights.bin").write_bytes(bytes([0, 255, 1, 254]) * 8)
    (evil / "archive.zip").write_bytes(b"PK\x03\x04 and no more")
    scanned = home.json("scan", "scan", "evil", ends=(1,))
    assert scanned["findings"] and scanned["unsure"], scanned
    home.json("sign", "sign", "--new-key", "other.pem")
    home.json("sign", "sign", "made/model", "--new-key", "signer.pem", "--out", "made.sig")
    home.json("sign", "sign", "made/model", "--key", "signer.pem", "--out", "made.sig")
    verify = ("verify", "made/model", "--signature", "made.sig", "--key")
    assert home.json("verify", *verify, "signer.pub.pem")["verified"]
    home.json("verify", *verify, "other.pub.pem", ends=(1,))
    (model / "note.txt").write_text("new")
    home.json("verify", *verify, "signer.pub.pem", ends=(1,))
    (model / "note.txt").unlink()
    fetch = ("fetch", "made/model", "fetched", "--signature", "made.sig", "--key")
    home.json("fetch", *fetch, "other.pub.pem", ends=(1,))
    assert home.json("fetch", *fetch, "signer.pub.pem", ends=(0, 3))["files"]
    bill, _ = home.run("bom", "made/model")
    error = JsonStrictValidator(SchemaVersion.V1_6).validate_str(bill)
    if error:
        raise Wrong(f"hygeia bom: {error}")
    print(f"CycloneDX 1.6: hygeia bom made/model, {len(bill)} bytes")


def registered(home):
    """A classifier that scikit-learn exported, measured by the loans."""
    columns = ("income_on_payslip", "annual_income")
    rows = np.random.default_rng(5).normal(size=(200, len(columns))).astype(np.float32)
    fitted = LogisticRegression().fit(rows, np.where(rows[:, 1] > 0, "yes", "no"))
    model = to_onnx(fitted, rows[:1], options={"zipmap": False}, target_opset=17)
    home.path("theirs.onnx").write_bytes(model.SerializeToString())
    what = ("--model", "theirs", "--dataset", "loans", "--label", "defaulted", "--columns", ",".join(columns))
    told = home.json("register", "register", "theirs.onnx", *what, "--out", "theirs", "--as", ENGINEER)
    assert told["weaknesses"][0]["rule"] == "train/made-elsewhere", told


LOCK = """version = 4
[[package]]
name = "leaky"
version = "1.0.0"
source = "registry+https://github.com/rust-lang/crates.io-index"
"""
ADVISORY = """```toml
[advisory]
id = "RUSTSEC-2026-9999"
package = "leaky"
date = "2026-01-01"
aliases = ["CVE-2026-9999"]

[versions]
patched = [">= 1.0.1"]
```

# It leaks
"""


class Silent(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


@contextlib.contextmanager
def served(folder):
    """Something that listens on this host, and lets anybody in."""
    handler = lambda *args: Silent(*args, directory=folder)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_address[1]
        server.shutdown()


def host(home):
    home.path("Cargo.lock").write_text(LOCK)
    home.path("advisories").mkdir()
    home.path("advisories/RUSTSEC-2026-9999.md").write_text(ADVISORY)
    home.path("open.key").write_text("")
    home.path("open.key").chmod(0o644)
    home.path("empty").mkdir()
    with served(home.path("empty")) as port:
        files = ("--lockfile", "Cargo.lock", "--advisories", "advisories", "--guard", "open.key")
        seen = home.json("surface", "surface", *files, ends=(1,))
        ours = [one for one in seen["listeners"] if one["address"].endswith(f":{port}")]
        assert ours and ours[0]["service"], ours
        home.json("surface", "surface", "--list-only", ends=(0, 1, 3))
    assert any(one["vulnerable"] for one in seen["packages"]) and seen["modes"]["open"], seen


def recovery(home):
    home.run("vault", "init", "vault")
    vault = ("--vault", "vault")
    home.json("vault-pull", "vault", "pull", *vault, "--as", KEEPER)
    home.json("vault-points", "vault", "points", *vault)
    home.json("vault-verify", "vault", "verify", *vault)
    home.json("vault-drill", "vault", "drill", *vault, "--scratch", ".")
    home.json("posture", "posture", *vault, ends=(1, 3))
    home.json("posture", "posture", "--zoom", "least-privilege")
    home.json("posture", "posture", "--zoom", "recovery", ends=(1, 3))
    spoil(home.path("vault/objects"))
    assert home.json("vault-verify", "vault", "verify", *vault, ends=(1,))["findings"]


def afterwards(home):
    """Drills, and what the ledger tells of all this."""
    home.json("drill-list", "drill", "--list")
    assert home.json("drill", "drill", "--as", SECURITY)
    by = ("--as", AUDITOR)
    home.json("review", "review", *by)
    scientist = ("--done", "query", "--asset", "dataset/loans", "--holder", SCIENTIST, "--why", "the team changed")
    home.json("review-done", "review", *scientist, "--keep", "--as", OWNER)
    assert home.json("review-done", "review", *scientist, "--remove", "--as", OWNER)["loses"]
    outcomes = [one["outcome"] for one in home.json("review-history", "review", "--history", *by)]
    assert sorted(outcomes) == ["kept", "waiting"], outcomes
    home.json("invite", "invite", SCIENTIST, "--as", SECURITY)
    assert home.json("whoami", "whoami", "--as", SCIENTIST)["roles"] == ["data-scientist"]
    locked = home.json("lock", "lock", SCIENTIST, "--for", "1h", "--why", "laptop stolen", "--as", SECURITY)
    assert home.json("lock-list", "lock", "--as", SECURITY)[0]["people"] == [SCIENTIST]
    home.json("lock", "lock", "--lift", locked["id"], "--as", SECURITY_HEAD)
    glass = ("break-glass", "dataset/loans", "--action", "query", "--for", "1h", "--why", "incident 4711")
    opened = home.json("break-glass", *glass, "--as", SECURITY, ends=(1,))["id"]
    assert home.json("proposals-show", "proposals", "show", opened, "--as", SECURITY_HEAD)["opens"]
    home.run("approve", opened, "--as", SECURITY_HEAD)
    assert home.json("break-glass-list", "break-glass", "--as", OWNER)[0]["state"] == "open"
    home.json("break-glass", "break-glass", "--close", opened, "--why", "found it", "--as", SECURITY)
    looked = home.json("break-glass", "break-glass", "--review", opened, "--why", "in order", "--as", OWNER)
    assert looked["state"] == "reviewed" and looked["opened"]["closed_by"] == SECURITY, looked
    home.json("raci-unused", "raci", "unused", *by)
    assert home.json("raci-unused", "raci", "unused", "--days", "0", *by, ends=(1,))
    shares = home.json("who", "who", "dataset/loans", *by)
    assert {share["may"] for share in shares} == {True, False}, shares
    assert home.json("can", "can", SCIENTIST, "query", "dataset/loans", *by)["may"]
    assert home.json("can", "can", SCIENTIST, "delete", "dataset/loans", *by, ends=(1,))["missing"]
    entries = home.json("audit-query", "audit", "query", "--limit", "1000", *by)
    assert {entry.get("action_id") for entry in entries} == {None, 1, 2}, "not every kind of entry is there"
    home.json("audit-query", "audit", "query", "--denied", *by)
    cell = a_cell_of(entries)
    by_cell = home.json("audit-query", "audit", "query", "--cell", cell, "--outcome", "allowed", "--from", "2020-01-01", *by)
    assert by_cell and all(entry["unmapped"]["cells"] for entry in by_cell), by_cell
    home.run("audit", "checkpoint", "--out", "held.checkpoint", *by)
    home.run("audit", "inclusion", "0", "--out", "entry.json", *by)
    home.run("audit", "consistency", "--from", "held.checkpoint", "--out", "grown.json", *by)
    # A flood was drilled before: it is told, and no abuse. No answer was watched.
    home.json("abuse", "abuse", "--as", OPERATOR, ends=(3,))
    home.run("audit", "export", "out", *by)
    for proof in ["entry.json", "grown.json"]:
        home.schemas.check(f"hygeia audit: {proof}", "audit-proof", home.path(proof).read_text())
        home.json("audit-verify", "audit", "verify", "--proof", proof, "--key", "out/ledger.pub")
    verify = ("audit", "verify", "out/ledger")
    home.json("audit-verify", *verify, ends=(3,))
    home.json("audit-verify", *verify, "--key", "out/ledger.pub")
    spoil(home.path("out/ledger/tile/entries"))
    assert home.json("audit-verify", *verify, "--key", "out/ledger.pub", ends=(1,))["findings"]


def a_cell_of(entries):
    """The name of a cell that allowed something."""
    cell = next(entry["unmapped"]["cells"][0] for entry in entries if entry["unmapped"].get("cells"))
    return f"{cell['activity']}[{cell['asset']}] x {cell['role']}"


def ends(home):
    """What is known of single values, and how a model and its data go."""
    loans, officer = ("--as", STEWARD), ("--as", SECURITY)
    rotated = home.json("keys-rotate", "keys", "rotate", "kek", *officer)
    home.run("keys", "retire", rotated["before"], *officer, ends=(1,))
    home.json("ingest-again", "ingest", "--again", "loans", *loans)
    screened = ("--dataset", "loans", "--label", "defaulted", "--fail-on", "never")
    home.json("screen-dataset", "screen", *screened, *loans)
    home.json("detokenise", "detokenise", "loans", "email", "no-token", "--as", OWNER)
    home.json("retire", "retire", "credit", "--as", LEAD)
    home.run("delete", "loans", *loans, ends=(1,))
    asked = [one for one in home.json("feed", "feed", *loans) if one["kind"] == "own"]
    assert [one["silent"] for one in asked] == [[LEAD]], asked
    answered = home.json("answer", "answer", asked[0]["id"], "--why", "nobody needs it", "--as", LEAD)
    assert answered["heard"] and not answered["silent"], answered
    told = home.json("feed", "feed", "--as", AUDITOR)
    assert {one["kind"] for one in told} == {"informed"}, told
    home.json("delete", "delete", "loans", *loans)
    home.json("dataset-restore", "dataset", "restore", "loans", *loans)
    # Of restricted data nothing goes before two people said so.
    for who in (STEWARD, OWNER):
        home.run("delete", "loans", "--now", "--as", who, ends=(1,))
        asked = [one for one in home.json("feed", "feed", "--as", who) if one["kind"] == "own" and one["silent"]]
        for one in asked:
            home.json("answer", "answer", one["id"], "--as", LEAD)
        gone = home.json("delete", "delete", "loans", "--now", "--as", who)
        assert ("waits_for" in gone) == (who == STEWARD), gone
    listed = home.json("keys-list", "keys", "list")
    assert {key["until"] is None for key in listed} == {True, False}, listed
    home.json("keys-retire", "keys", "retire", rotated["before"], *officer)


def demo(folder, schemas):
    report = schemas.check("report.json", "report", (folder / "report.json").read_text())
    truth = folder / "evidence/truth.json"
    if report["input"]["name"] == "sample" or truth.exists():
        schemas.check("evidence/truth.json", "truth", truth.read_text())


def main(program, folder):
    schemas = Schemas(SCHEMAS)
    demo(folder, schemas)
    with tempfile.TemporaryDirectory() as scratch:
        home = Home(program, pathlib.Path(scratch), schemas)
        for part in [tables, several, access, racis, data, models, recovery, afterwards, ends, host]:
            part(home)
        offers = home.offers()
    covered = {verb for verb in offers if any(f"{words} ".startswith(f"{verb} ") for words in home.checked)}
    if missing := sorted(set(offers) - covered):
        raise Wrong(f"no schema covers the JSON of: {', '.join(missing)}")
    if unused := sorted(schemas.all.keys() - schemas.used - {"common"}):
        raise Wrong(f"never used: {', '.join(name + ENDING for name in unused)}")
    print(f"schemas: {len(schemas.used)} fit, of {len(offers)} verbs with JSON all are covered")


if __name__ == "__main__":
    try:
        main(pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]).resolve())
    except Wrong as wrong:
        sys.exit(f"schemas: {wrong}")
