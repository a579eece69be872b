"""The registry store that MLflow makes for `hygeia+…` addresses: another store, behind a guard.

Whatever is asked goes to the store behind it, but for what lets a version be used: moving an alias or a stage to it,
and saying where its files are. What is loaded is the very copy that was looked at, not what lies at its source by then.
"""

import inspect
import pathlib
import shutil
import tempfile

from mlflow.artifacts import download_artifacts
from mlflow.entities.model_registry import ModelVersionTag
from mlflow.exceptions import MlflowException
from mlflow.protos.databricks_pb2 import PERMISSION_DENIED
from mlflow.store.model_registry.abstract_store import AbstractStore

from hygeia.mlflow.checks import Refused, Settings, hold

PREFIX = "hygeia+"
# Stages that are used by nobody.
IDLE = ("none", "archived")
# What MLflow gives a prompt in the place of a source, and where its text is: there is nothing to load.
PROMPT_SOURCES = ("dummy-source", "prompt-template")
PROMPT_TEXT = "mlflow.prompt.text"


def guarded(store_uri, tracking_uri=None):
    """What the entry points name: a store for an address that begins with `hygeia+`."""
    from mlflow.tracking._model_registry.utils import _get_store_registry

    if not store_uri.startswith(PREFIX):
        raise MlflowException(f"{store_uri} does not begin with {PREFIX}")
    inner = store_uri.removeprefix(PREFIX)
    # Not by `get_store`, which holds a lock while this is called.
    builder = _get_store_registry().get_store_builder(inner)
    known = inspect.signature(builder).parameters
    takes_both = "tracking_uri" in known or any(one.kind is one.VAR_KEYWORD for one in known.values())
    more = {"tracking_uri": tracking_uri} if takes_both else {}
    return GuardedStore(builder(store_uri=inner, **more), tracking_uri)


class GuardedStore(AbstractStore):
    """A store before which every version that is to be used is looked at."""

    def __init__(self, inner, tracking_uri=None):
        super().__init__()
        self._inner, self._tracking_uri = inner, tracking_uri
        # Copies that were looked at live as long as this process: who loaded one may open its files later.
        self._copies = []

    def set_registered_model_alias(self, name, alias, version):
        if not self._is_prompt(name, version):
            self._looked_at(name, version, f"the alias {alias!r} does not move to it")
        return self._inner.set_registered_model_alias(name, alias, version)

    def set_prompt_alias(self, name, alias, version):
        if not self._is_prompt(name, version):
            self._looked_at(name, version, f"the alias {alias!r} does not move to it")
        return self._inner.set_prompt_alias(name, alias, version)

    def transition_model_version_stage(self, name, version, stage, archive_existing_versions):
        if str(stage).strip().lower() not in IDLE:
            self._looked_at(name, version, f"it does not go to {stage!r}")
        return self._inner.transition_model_version_stage(name, version, stage, archive_existing_versions)

    def get_model_version_download_uri(self, name, version):
        copy = self._looked_at(name, version, "nothing is loaded from it", keep=True)
        return copy.as_uri()

    def check(self, name, version):
        """Raises MlflowException if a version may not be used, with the reason."""
        self._looked_at(name, version, "it may not be used")

    def _is_prompt(self, name, version):
        found = self._inner.get_model_version(name, version)
        return found.source in PROMPT_SOURCES and PROMPT_TEXT in (found.tags or {})

    def _looked_at(self, name, version, consequence, keep=False):
        """The folder of a copy of which everything holds; it is removed unless it is kept."""
        made = tempfile.TemporaryDirectory(prefix="hygeia-")
        try:
            settings = Settings()
            folder = self.copied(name, version, pathlib.Path(made.name))
            work = pathlib.Path(made.name) / "signatures"
            work.mkdir()
            tags = self._inner.get_model_version(name, version).tags or {}
            hold(folder, tags, work, settings)
        except Exception as error:
            made.cleanup()
            why = str(error) if isinstance(error, Refused) else f"nothing is known: {error!r}"
            raise MlflowException(f"{name} version {version}: {consequence}: {why}", PERMISSION_DENIED) from error
        if keep:
            self._copies.append(made)
        else:
            made.cleanup()
        return folder

    def copied(self, name, version, to):
        """The files of a version in a folder of our own below `to`: to look at, not to load."""
        uri = self._inner.get_model_version_download_uri(name, version)
        (to / "files").mkdir()
        got = pathlib.Path(download_artifacts(artifact_uri=uri, dst_path=str(to / "files"), tracking_uri=self._tracking_uri))
        folder = to / "model"
        if to not in got.resolve().parents and got.resolve() != to:
            # It was given where it lies, and is somebody else's to change.
            shutil.copytree(got, folder, symlinks=True)
        else:
            got.rename(folder)
        return folder

    def put_tag(self, name, version, key, value):
        """Of a signature, for which MLflow has room for some hundred files; beyond that it goes beside them."""
        self._inner.set_model_version_tag(name, version, ModelVersionTag(key, value))


def _passed_on(name):
    def call(self, *args, **more):
        return getattr(self._inner, name)(*args, **more)

    call.__name__ = name
    return call


# The store behind it may have its own way for anything that MLflow's default does by other means.
for _name, _member in inspect.getmembers(AbstractStore, inspect.isfunction):
    if not _name.startswith("__") and _name not in vars(GuardedStore):
        setattr(GuardedStore, _name, _passed_on(_name))
