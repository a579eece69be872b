"""MLflow's registry behind `hygeia+…`, with the real mlflow 3: no alias moves to, and nothing loads from, a version
that is unsigned, unscanned or unapproved; and whatever is not known is refused.

    python mlflow_plugin.py PROGRAM FOLDER

FOLDER is empty. The package and its entry points are those that the wheel has.
"""

import contextlib
import importlib
import os
import pathlib
import runpy
import shutil
import stat
import subprocess
import sys
import warnings

PACKAGE = pathlib.Path(__file__).resolve().parents[2] / "integrations/python"
sys.path.insert(0, str(PACKAGE))
warnings.filterwarnings("ignore")
os.environ |= {"MLFLOW_DISABLE_TELEMETRY": "true", "GIT_PYTHON_REFRESH": "quiet", "MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR": "false"}

import mlflow
import numpy as np
from mlflow.exceptions import MlflowException
from sklearn.linear_model import LogisticRegression

NAME = "credit"
ROWS = np.array([[0.0], [1.0], [2.0], [3.0]])
SETTINGS = ("HYGEIA_SIGNER_KEYS", "HYGEIA_APPROVER_KEYS", "HYGEIA_PROGRAM", "HYGEIA_TIMEOUT", "HYGEIA_FAIL_ON", "HYGEIA_SCAN_POLICY")


class Wrong(Exception):
    """What is wrong, and where."""


class Plugin:
    def __init__(self, program, folder):
        self.program, self.folder = pathlib.Path(program).resolve(), pathlib.Path(folder).resolve()
        self.plain = f"sqlite:///{self.folder}/mlflow.db"
        self.guarded = f"hygeia+{self.plain}"
        self.keys = {}

    def hygeia(self, *args):
        subprocess.run([self.program, *args], cwd=self.folder, check=True, capture_output=True)

    def key(self, who):
        self.hygeia("sign", "--new-key", f"{who}.pem")
        self.keys[who] = self.folder / f"{who}.pem", self.folder / f"{who}.pub.pem"

    def begin(self):
        """The package as it is installed: its entry points are read from beside it."""
        # MLflow puts files where it is called.
        os.chdir(self.folder)
        about = self.folder / "site" / "hygeia-0.1.0.dist-info"
        about.mkdir(parents=True)
        (about / "METADATA").write_text("Metadata-Version: 2.1\nName: hygeia\nVersion: 0.1.0\n")
        shutil.copy(PACKAGE / "entry_points.txt", about)
        sys.path.insert(0, str(about.parent))
        importlib.invalidate_caches()
        os.environ["PYTHONPATH"] = os.pathsep.join([str(about.parent), str(PACKAGE)])
        for who in ("emil", "rita", "eve"):
            self.key(who)
        mlflow.set_tracking_uri(self.plain)
        mlflow.set_registry_uri(self.guarded)
        os.environ |= {
            "HYGEIA_PROGRAM": str(self.program),
            "HYGEIA_SIGNER_KEYS": str(self.keys["emil"][1]),
            "HYGEIA_APPROVER_KEYS": os.pathsep.join(str(self.keys[who][1]) for who in ("rita", "emil")),
        }
        mlflow.set_experiment("e")

    def register(self, armed=False):
        """A version, as people make one."""
        with mlflow.start_run():
            made = mlflow.sklearn.log_model(LogisticRegression().fit(ROWS, [0, 0, 1, 1]), name="model")
        version = mlflow.register_model(made.model_uri, NAME).version
        if armed:
            with open(self.files(version) / "more.pkl", "wb") as file:
                file.write(b"cos\nsystem\n(S'true'\ntR.")
        return version

    def files(self, version):
        """Where the files of a version lie, as whoever owns the store finds them."""
        uri = mlflow.MlflowClient(registry_uri=self.plain).get_model_version_download_uri(NAME, version)
        return pathlib.Path(uri.removeprefix("file://"))

    def by(self, deed, version, who):
        """In this process: to begin one takes MLflow seconds."""
        before, sys.argv = sys.argv, ["hygeia.mlflow", deed, NAME, str(version), "--key", str(self.keys[who][0])]
        try:
            ended = runpy.run_module("hygeia.mlflow.__main__")["main"]()
        finally:
            sys.argv = before
        if ended != 0:
            raise Wrong(f"{deed} ended with {ended}")

    def module(self, *args):
        environment = os.environ | {"MLFLOW_REGISTRY_URI": self.guarded, "MLFLOW_TRACKING_URI": self.plain}
        return subprocess.run([sys.executable, "-B", "-m", "hygeia.mlflow", *map(str, args)], env=environment, capture_output=True, text=True)


@contextlib.contextmanager
def setting(**values):
    """The environment with other settings; None takes one away."""
    before = {name: os.environ.get(name) for name in SETTINGS}
    for name, value in values.items():
        os.environ.pop(name, None) if value is None else os.environ.update({name: str(value)})
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name, None) if value is None else os.environ.update({name: value})


def refused(what, why, do):
    try:
        do()
    except MlflowException as error:
        if why not in str(error):
            raise Wrong(f"{what} is refused, and not for {why!r}: {error}") from error
        return
    raise Wrong(f"{what} is not refused")


def uses(version):
    """Everything by which a version comes to be used."""
    client = mlflow.MlflowClient()
    return {
        "an alias": lambda: client.set_registered_model_alias(NAME, "champion", version),
        "an alias as of a prompt": lambda: client._get_registry_client().store.set_prompt_alias(NAME, "champion", version),
        "a stage": lambda: client.transition_model_version_stage(NAME, version, "Production"),
        "loading": lambda: mlflow.pyfunc.load_model(f"models:/{NAME}/{version}"),
        "loading by flavor": lambda: mlflow.sklearn.load_model(f"models:/{NAME}/{version}"),
        "downloading": lambda: mlflow.artifacts.download_artifacts(f"models:/{NAME}/{version}"),
        "its address": lambda: client.get_model_version_download_uri(NAME, version),
    }


def all_refused(version, why, some=None):
    for what, do in uses(version).items():
        if some is None or what in some:
            refused(f"{what} of version {version}", why, do)


def unsigned_unapproved_and_armed(plugin):
    version = plugin.register()
    all_refused(version, "unsigned")
    plugin.by("sign", version, "eve")
    all_refused(version, "unsigned")
    plugin.by("sign", version, "emil")
    all_refused(version, "unapproved")
    plugin.by("approve", version, "eve")
    all_refused(version, "unapproved")
    # Emil's key is in both lists: nobody approves what they signed.
    plugin.by("approve", version, "emil")
    all_refused(version, "unapproved")
    armed = plugin.register(armed=True)
    plugin.by("sign", armed, "emil")
    plugin.by("approve", armed, "rita")
    all_refused(armed, "not clean")
    print(f"mlflow: an unsigned, an unapproved, a self-approved and an armed version are refused in {len(uses(1))} ways")


def sound(plugin):
    version = plugin.register()
    plugin.by("sign", version, "emil")
    plugin.by("approve", version, "rita")
    checked, other = plugin.module("check", NAME, version), plugin.module("check", NAME, 1)
    if (checked.returncode, other.returncode) != (0, 1) or "unapproved" not in other.stderr:
        raise Wrong(f"check: {checked.stderr} {other.stderr}")
    for what, do in uses(version).items():
        do()
    loaded = mlflow.pyfunc.load_model(f"models:/{NAME}@champion")
    if loaded.predict(ROWS).tolist() != [0, 0, 1, 1]:
        raise Wrong("it predicts something else")
    # To read, to describe and to take away goes on as ever.
    client = mlflow.MlflowClient()
    client.update_model_version(NAME, version, "described")
    if client.get_model_version_by_alias(NAME, "champion").description != "described":
        raise Wrong("it was not described")
    if len(client.search_model_versions(f"name = '{NAME}'")) < 3:
        raise Wrong("versions are not found")
    client.delete_registered_model_alias(NAME, "champion")
    client.transition_model_version_stage(NAME, version, "Archived")
    print("mlflow: a version that is signed, scanned and approved is aliased, staged and loaded")
    return version


def changed(plugin, version):
    """What was sound is looked at anew each time."""
    client = mlflow.MlflowClient()
    client.set_registered_model_alias(NAME, "champion", version)
    extra = plugin.files(version) / "extra.py"
    extra.write_text("import os")
    all_refused(version, "unsigned")
    refused("loading by alias", "unsigned", lambda: mlflow.pyfunc.load_model(f"models:/{NAME}@champion"))
    extra.unlink()
    for what, do in uses(version).items():
        do()
    with setting(HYGEIA_SIGNER_KEYS=plugin.keys["eve"][1]):
        all_refused(version, "unsigned")
    client.delete_model_version_tag(NAME, version, "hygeia.approval")
    all_refused(version, "unapproved")
    plugin.by("approve", version, "rita")
    # What is loaded is the copy that was looked at, wherever the files go afterwards.
    copy = pathlib.Path(client.get_model_version_download_uri(NAME, version).removeprefix("file://"))
    if plugin.files(version) in [copy, *copy.parents] or stat.S_IMODE(copy.parent.stat().st_mode) != 0o700:
        raise Wrong(f"{copy} is no copy of our own")
    print("mlflow: a file more, a key less and an approval taken back are seen at the next use")


def beside(plugin):
    """Signatures that lie beside the files, as where tags have no room."""
    version = plugin.register()
    files = plugin.files(version)
    for who, name in (("emil", "model.sig"), ("rita", "approval.sig")):
        ignored = [part for other in ("model.sig", "approval.sig") if (files / other).exists() for part in ("--ignore-paths", files / other)]
        plugin.hygeia("sign", files, "--key", plugin.keys[who][0], "--out", files / name, *ignored)
    mlflow.pyfunc.load_model(f"models:/{NAME}/{version}")
    (files / "approval.sig").unlink()
    all_refused(version, "unapproved")
    print("mlflow: signatures beside the files count as those in tags do")


def closed(plugin, version):
    """Whatever is not known is refused."""
    slow, lying, broken = (plugin.folder / name for name in ("slow", "lying", "broken"))
    slow.write_text("#!/bin/sh\nexec sleep 600\n")
    lying.write_text("#!/bin/sh\nexit 0\n")
    broken.write_text(f"#!/bin/sh\n[ \"$1\" = scan ] && exit 3\nexec {plugin.program} \"$@\"\n")
    for script in (slow, lying, broken):
        script.chmod(0o755)
    nobody = plugin.folder / "nobody.pem"
    nobody.write_text("no key")
    for why, values in {
        "cannot be run": {"HYGEIA_PROGRAM": plugin.folder / "missing"},
        "not installed": {"HYGEIA_PROGRAM": None},
        "was not done after": {"HYGEIA_PROGRAM": slow, "HYGEIA_TIMEOUT": "1"},
        "unsigned": {"HYGEIA_PROGRAM": lying},
        "not clean": {"HYGEIA_PROGRAM": broken},
        "HYGEIA_SIGNER_KEYS names no public key": {"HYGEIA_SIGNER_KEYS": None},
        "HYGEIA_APPROVER_KEYS names no public key": {"HYGEIA_APPROVER_KEYS": None},
        "cannot be read as a public key": {"HYGEIA_SIGNER_KEYS": nobody},
        "no number of seconds": {"HYGEIA_TIMEOUT": "soon"},
        "give info, low": {"HYGEIA_FAIL_ON": "never"},
    }.items():
        with setting(**values):
            all_refused(version, why, ("an alias", "its address"))
    mlflow.pyfunc.load_model(f"models:/{NAME}/{version}")
    print("mlflow: a program that is missing, slow, lying or unsure, and keys that are no keys, refuse everything")


def prompts_and_plain(plugin):
    """Prompts have nothing to load; and a registry without the guard is as it was."""
    prompt = mlflow.genai.register_prompt(name="greeting", template="Hello {{ name }}")
    mlflow.genai.set_prompt_alias("greeting", alias="live", version=prompt.version)
    schemes = mlflow.tracking._model_registry.utils._get_store_registry()._registry
    wanted = {f"hygeia+{kind}" for kind in ("file", "http", "https", "mssql", "mysql", "postgresql", "sqlite")}
    if not wanted <= schemes.keys():
        raise Wrong(f"entry points: {sorted(schemes)}")
    print("mlflow:", len(wanted), "schemes are entry points; prompts move as ever")


def main(program, folder):
    plugin = Plugin(program, folder)
    plugin.begin()
    unsigned_unapproved_and_armed(plugin)
    version = sound(plugin)
    changed(plugin, version)
    beside(plugin)
    closed(plugin, version)
    prompts_and_plain(plugin)


if __name__ == "__main__":
    try:
        main(sys.argv[1], sys.argv[2])
    except Wrong as wrong:
        sys.exit(f"mlflow: {wrong}")
