"""What PyTorch and Keras write themselves, and how they load it: too slow to install for each change."""

import io
import json
import os
import pickle
import re
import tempfile
import types
import zipfile
from pathlib import Path

os.environ.setdefault("KERAS_BACKEND", "torch")
import keras
import torch
from keras.src.saving import serialization_lib

from containers import FOREIGN, numbers
from edits import PAIR, zipped
import readers
from readers import Inert, allowed, found, reached

torch.set_num_threads(1)
HIDDEN = 'def forward(self: __torch__.M, x: Tensor) -> Tensor:\n  return torch.from_file("/etc/evil", False, 3)\n'


class Net(torch.nn.Module):
    def __init__(self, raw):
        super().__init__()
        self.weight = torch.nn.Parameter(torch.from_numpy(numbers(raw, "<f4")))
        self.inner = torch.nn.Linear(2, 2)

    def forward(self, x):
        return torch.relu(self.inner(x)) + self.weight.sum()


def saved(write, *arguments, **options):
    out = io.BytesIO()
    write(*arguments, out, **options)
    return out.getvalue()


def containers(draw):
    raw = draw.choice(PAIR)
    net = Net(raw)
    state = net.state_dict()
    yield "torch.pt", saved(torch.save, state), PAIR
    yield "torch.pt", saved(torch.save, {"epoch": 3, "model": state, "t": torch.arange(3), "h": torch.ones(2).half()}), PAIR
    yield "torch.pt", saved(torch.save, torch.nn.Sequential(torch.nn.Linear(2, 2), torch.nn.ReLU())), PAIR
    yield "torch.pt", saved(torch.save, state, _use_new_zipfile_serialization=False), PAIR
    yield "torch.pkl", pickle.dumps(torch.from_numpy(numbers(raw))), PAIR
    # A script that reads a file, as values of one that does not.
    code = zipped([("m/code/__torch__.py", HIDDEN)])
    script = saved(torch.jit.save, torch.jit.script(Net(draw.choice([code, HIDDEN.encode()]))))
    weapons = [*PAIR, HIDDEN.encode(), b'torch.from_file("/etc/evil", False, 3)', code]
    yield "jit.pt", script, weapons
    layers = [keras.layers.Input((2,)), keras.layers.Dense(2, activation="relu"), keras.layers.LayerNormalization()]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "m.keras"
        keras.Sequential(layers).save(path)
        made = path.read_bytes()
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        config = json.loads(archive.read("config.json"))
    config["config"]["layers"].append(FOREIGN)
    armed = json.dumps(config)
    yield "real.keras", made, [armed.encode(), json.dumps(FOREIGN).encode() + b", ", zipped([("config.json", armed)]), b'"class_name": "TFSMLayer", "module": "os", ']


def find_class(self, module, name):
    """Of PyTorch's what rebuilds tensors is real, so that what they hold is read as it would be."""
    if (module, name) == ("torch.storage", "_load_from_bytes"):
        return lambda data: load_torch(io.BytesIO(data))
    if (module, name) in allowed and re.match(r"torch\.(_utils|nn\.modules|nn\.parameter)|torch$", module):
        return getattr(__import__(module, fromlist=["x"]), name)
    return found(self, module, name)


class Unpickler(pickle._Unpickler):
    find_class = find_class

    def persistent_load(self, pid):
        return Inert()


# In the place of `pickle`: `torch.load` derives from its Unpickler, and calls its functions.
RECORDING = types.ModuleType("recording")
RECORDING.Unpickler = Unpickler
RECORDING.load = lambda file, **kwargs: Unpickler(file, **kwargs).load()
RECORDING.loads = lambda data, **kwargs: RECORDING.load(io.BytesIO(data), **kwargs)


def load_torch(path):
    return torch.load(path, map_location="cpu", pickle_module=RECORDING, weights_only=False)


def torch_map(path):
    return torch.load(path, map_location="cpu", pickle_module=RECORDING, weights_only=False, mmap=True)


def torch_pickle(path):
    with open(path, "rb") as file:
        while True:
            RECORDING.load(file)


def script(path):
    module = torch.jit.load(path, map_location="cpu")
    graphs = [module.graph, *(function.graph for each in module.modules() for function in methods(each))]
    for graph in graphs:
        for node in graph.findAllNodes("aten::from_file", True):
            reached.add(node.kind())


def methods(module):
    for name in module._c._method_names():
        yield module._c._get_method(name)


RETRIEVE = serialization_lib._retrieve_class_or_fn


def recorded(*arguments, **options):
    """What Keras would import for a node of its configuration."""
    names = dict(zip(("name", "registered_name", "module", "obj_type"), arguments)) | options
    module, name = names.get("module"), names.get("name")
    if name in ("Lambda", "TFSMLayer") or not str(module or "keras").startswith(("keras", "builtins")):
        reached.add(f"{module}.{name}")
    return RETRIEVE(*arguments, **options)


serialization_lib._retrieve_class_or_fn = recorded


def keras_model(path):
    keras.saving.load_model(path, compile=True, safe_mode=True)


READERS = {
    "torch.pt": [load_torch, torch_map, readers.torch_zip],
    "torch.pkl": [torch_pickle],
    "jit.pt": [script, load_torch, readers.torch_zip],
    "real.keras": [keras_model, readers.keras],
}


def armed():
    """One of each kind that its loader must see."""
    weapon, quiet = PAIR
    state = saved(torch.save, {"w": torch.ones(2)})
    with zipfile.ZipFile(io.BytesIO(state)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    root = next(iter(members)).split("/")[0]
    yield "torch.pt", zipped([*members.items()][1:] + [(f"{root}/data.pkl", weapon)])
    yield "torch.pkl", quiet
    yield "jit.pt", saved(torch.jit.save, torch.jit.script(Reads()))
    yield "real.keras", zipped([("metadata.json", "{}"), ("config.json", json.dumps(FOREIGN)), ("model.weights.h5", b"")])


class Reads(torch.nn.Module):
    def forward(self, x):
        return x + torch.from_file("/etc/evil", size=1)
