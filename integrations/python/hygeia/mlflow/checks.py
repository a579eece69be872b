"""What has to hold of a version's files before anybody uses them, asked of the program `hygeia`.

Whatever is not known is refused: a program that is missing, takes too long or says something else, a key that can't
be read, a scan that could not look into a file.
"""

import base64
import json
import os
import pathlib
import re
import subprocess

from hygeia._program import find_program

SIGNATURE, APPROVAL = "hygeia.signature", "hygeia.approval"
# Where each lies if it is in no tag; neither is covered by the other.
FILES = {SIGNATURE: "model.sig", APPROVAL: "approval.sig"}
# MLflow writes it into a folder that it has loaded a version from: it is no part of what was signed.
LEFT_BY_MLFLOW = "registered_model_meta"
SIGNATURE_BYTES = 64 << 20


class Refused(Exception):
    """Why a version may not be used."""


class Settings:
    """What the environment says; read each time, so that a key that was taken away counts no more."""

    def __init__(self, environment=os.environ):
        self.signers = keys(environment, "HYGEIA_SIGNER_KEYS")
        self.approvers = keys(environment, "HYGEIA_APPROVER_KEYS")
        self.fail_on = environment.get("HYGEIA_FAIL_ON", "high")
        if self.fail_on not in ("info", "low", "medium", "high", "critical"):
            raise Refused(f"HYGEIA_FAIL_ON is {self.fail_on!r}: give info, low, medium, high or critical")
        self.policy = environment.get("HYGEIA_SCAN_POLICY")
        try:
            self.seconds = float(environment.get("HYGEIA_TIMEOUT", "600"))
        except ValueError:
            raise Refused("HYGEIA_TIMEOUT is no number of seconds") from None
        try:
            self.program = environment.get("HYGEIA_PROGRAM") or find_program()
        except FileNotFoundError as error:
            raise Refused(str(error)) from None


def keys(environment, name):
    """The public keys that a variable names, each by its file and what it is, whatever the file is called."""
    found = []
    for path in filter(None, environment.get(name, "").split(os.pathsep)):
        try:
            found.append((path, key_bytes(pathlib.Path(path).read_text())))
        except (OSError, ValueError) as error:
            raise Refused(f"{name}: {path} cannot be read as a public key: {error}") from None
    if not found:
        raise Refused(f"{name} names no public key, so nobody's word counts")
    return found


def key_bytes(text):
    body = re.search(r"-----BEGIN PUBLIC KEY-----([A-Za-z0-9+/=\s]+)-----END PUBLIC KEY-----", text)
    if body is None:
        raise ValueError("it is no public key in PEM")
    return base64.b64decode("".join(body.group(1).split()), validate=True)


def taken_out(folder, tags, to):
    """The signature and the approval, each as a file in `to`: from a tag, else out of the folder. Names of files by
    tag; what is nowhere is not in it."""
    found = {}
    for tag, name in FILES.items():
        inside, outside = folder / name, to / name
        if inside.is_symlink() or (inside.exists() and not inside.is_file()):
            raise Refused(f"{name} is no plain file")
        if inside.exists():
            if inside.stat().st_size > SIGNATURE_BYTES:
                raise Refused(f"{name} has more than {SIGNATURE_BYTES} bytes")
            outside.write_bytes(inside.read_bytes())
            inside.unlink()
            found[tag] = outside
        if tags.get(tag):
            outside.write_text(tags[tag])
            found[tag] = outside
    return found


def hold(folder, tags, work, settings):
    """Returns if everything holds of the files in `folder`, a copy that nobody else writes to; else raises Refused.
    `work` is an empty folder beside it."""
    left = folder / LEFT_BY_MLFLOW
    if left.is_file() or left.is_symlink():
        left.unlink()
    found = taken_out(folder, tags, work)
    signer = signed(folder, found.get(SIGNATURE), settings.signers, "unsigned", settings)
    # Four eyes: whoever signed approves nothing, whichever list their key is in.
    others = [(path, key) for path, key in settings.approvers if key != signer]
    signed(folder, found.get(APPROVAL), others, "unapproved", settings)
    scanned(folder, settings)


def signed(folder, signature, believed, what, settings):
    """By which of the keys the files are signed, all of them and no others."""
    if signature is None:
        raise Refused(f"it is {what}: neither a tag nor a file says otherwise")
    told = "none of the keys that count is another's than the signer's"
    for path, key in believed:
        code, document, told = asked(settings, "verify", folder, "--signature", signature, "--key", path)
        if code == 0 and document.get("verified") is True and document.get("files"):
            return key
    raise Refused(f"it is {what}: {told}")


def scanned(folder, settings):
    policy = ["--policy", settings.policy] if settings.policy else []
    # --no-ignore: an ignore file of wherever this runs leaves nothing out.
    code, document, told = asked(settings, "scan", folder, "--no-ignore", "--fail-on", settings.fail_on, *policy)
    if code != 0 or document.get("unsure") != [] or not document.get("files"):
        raise Refused(f"it is not clean: {told}")


def asked(settings, verb, *arguments):
    """The exit code, the document and what people are told. Nothing of it is believed by itself."""
    command = [settings.program, verb, *map(str, arguments), "--format", "json"]
    try:
        ran = subprocess.run(command, capture_output=True, timeout=settings.seconds, stdin=subprocess.DEVNULL)
    except subprocess.TimeoutExpired:
        raise Refused(f"hygeia {verb} was not done after {settings.seconds:g} s: nothing is known") from None
    except OSError as error:
        raise Refused(f"hygeia {verb} cannot be run: {error}") from None
    lines = ran.stderr.decode(errors="replace").strip().splitlines()
    told = " ".join(line.strip() for line in lines[:2]) or f"hygeia {verb} ended with {ran.returncode}"
    try:
        document = json.loads(ran.stdout)
    except ValueError:
        document = {}
    return ran.returncode, document if isinstance(document, dict) else {}, told
