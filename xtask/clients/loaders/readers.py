"""Real loaders that only record: what each would import, run or fetch goes into `reached`."""

import io
import json
import pickle
import re
import sys
import tarfile
import zipfile

import gguf
import h5py
import jinja2.nodes
import joblib
import numpy as np
import onnx
import onnx.external_data_helper
import skops.io
import yaml
from safetensors import safe_open

reached = set()
allowed = set()
# What is rebuilt for real, so that what follows it is read as it would be; the rest is inert.
REAL = {
    ("_codecs", "encode"),
    ("collections", "OrderedDict"),
    ("numpy", "dtype"),
    ("numpy", "ndarray"),
    ("joblib.numpy_pickle", "NumpyArrayWrapper"),
    *((f"numpy.{core}.multiarray", name) for core in ("core", "_core") for name in ("_reconstruct", "scalar")),
    *((f"numpy.{core}.numeric", "_frombuffer") for core in ("core", "_core")),
}


class Inert:
    """Stands for whatever is imported: takes all, does nothing."""

    def __new__(cls, *args, **kwargs):
        return object.__new__(cls)

    def __init__(self, *args, **kwargs):
        pass

    def __call__(self, *args, **kwargs):
        return self

    def __setstate__(self, state):
        pass

    def append(self, item):
        pass

    def extend(self, items):
        pass

    def __setitem__(self, key, value):
        pass


def found(self, module, name):
    if (module, name) not in allowed and not module.startswith("__torch__"):
        reached.add(f"{module}.{name}")
    if (module, name) in REAL:
        return getattr(sys.modules.get(module) or __import__(module, fromlist=["x"]), name)
    return Inert


class Recording(pickle.Unpickler):
    find_class = found

    def persistent_load(self, pid):
        return Inert()


def load(file, **kwargs):
    return Recording(file, **kwargs).load()


pickle.load = load
pickle.loads = lambda data, **kwargs: load(io.BytesIO(data), **kwargs)
joblib.numpy_pickle.NumpyUnpickler.find_class = found


def told(what, texts):
    """Texts that a loader acts upon and that nobody put there in good faith."""
    reached.update(f"{what}: {text[:80]!r}" for text in texts)


def each(members, read):
    """What one member does to its loader keeps nobody from the next."""
    for member in members:
        try:
            read(member)
        except Exception:
            pass


def streams(path):
    """All pickles of a file, as somebody reads them who dumped several."""
    with open(path, "rb") as file:
        while True:
            load(file)


def torch_zip(path):
    """What torch.load reads: `data.pkl` in the folder of the first member."""
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        root = names[0].split("/")[0]
        for name in {f"{root}/data.pkl", *(n for n in names if n.endswith("data.pkl"))}:
            load(io.BytesIO(archive.read(name)))


def arrays(path):
    with np.load(path, allow_pickle=True) as archive:
        each(archive.files, archive.__getitem__)


def tar_members(path):
    with tarfile.open(path) as tar:
        each(tar, lambda member: load(tar.extractfile(member)))


def safetensors(path):
    with safe_open(path, "np") as file:
        told("metadata", [text for text in (file.metadata() or {}).values() if "__class__" in text])
        each(file.keys(), file.get_tensor)


def gguf_file(path):
    for name, field in gguf.GGUFReader(path).fields.items():
        texts = [bytes(field.parts[at]).decode("utf-8", "replace") for at in field.data if gguf.GGUFValueType.STRING in field.types]
        told(name, [text for text in texts if "__class__" in text])


def onnx_model(path):
    model = onnx.load(path, load_external_data=False)
    for tensor in onnx.external_data_helper._get_all_tensors(model):
        told("external data", [entry.value for entry in tensor.external_data if "evil" in entry.value])
    told("operators of", [entry.domain for entry in model.opset_import if "evil" in entry.domain])
    told("operators of", [domain for domain in domains(model.graph) if "evil" in domain])


def domains(graph):
    for node in graph.node:
        yield node.domain
        for attribute in node.attribute:
            for inner in (attribute.g, *attribute.graphs):
                yield from domains(inner)


def hdf5(path):
    with h5py.File(path, "r") as file:
        each([file], attributes)

        def one(name, thing):
            each([thing], attributes)
            link = file.get(name, getlink=True)
            if isinstance(link, h5py.ExternalLink) or isinstance(thing, h5py.Dataset) and (thing.external or thing.is_virtual):
                reached.add(f"{name}: leads to another file")

        file.visititems(one)


def attributes(thing):
    for name in thing.attrs:
        each([name], lambda name: told(name, [text for text in [str(thing.attrs[name])] if "TFSMLayer" in text]))


def keras(path):
    with zipfile.ZipFile(path) as archive:
        classes(json.loads(archive.read("config.json")))
        with archive.open("model.weights.h5") as weights:
            hdf5(io.BytesIO(weights.read()))


def classes(value):
    """What Keras looks up of a configuration: the last of two keys counts."""
    if isinstance(value, dict):
        told("class", [name for name in [value.get("class_name")] if name in ("Lambda", "TFSMLayer")])
        each(value.values(), classes)
    elif isinstance(value, list):
        each(value, classes)


def skops_file(path):
    for name in skops.io.get_untrusted_types(file=path):
        module, _, last = name.rpartition(".")
        if (module, last) not in allowed:
            reached.add(name)


def json_document(path):
    with open(path, encoding="utf-8-sig") as file:
        targets(json.load(file))


def targets(value):
    if isinstance(value, dict):
        told("target", [str(name) for name in [value.get("_target_")] if name is not None and not str(name).startswith("torch.nn.")])
        told("auto_map", ["yes"] if "auto_map" in value else [])
        each(value.values(), targets)
    elif isinstance(value, list):
        each(value, targets)


class Documents(yaml.SafeLoader):
    """Tags that name Python objects are told, and stand for nothing."""

    def python(self, suffix, node):
        reached.add(f"tag: {suffix[:80]!r}")


Documents.add_multi_constructor("tag:yaml.org,2002:python", Documents.python)


def yaml_document(path):
    with open(path, "rb") as file:
        for document in yaml.load_all(file, Documents):
            targets(document)


def requirements(path):
    from pip._internal.network.session import PipSession
    from pip._internal.req.req_file import parse_requirements

    for line in parse_requirements(path, session=PipSession(), finder=None, options=None):
        odd = line.is_editable or "://" in line.requirement or re.match(r"[./]", line.requirement)
        told("requirement", [line.requirement] if odd else [])


def index(path):
    """pip's own options: of the lines that name an index or a place, where they lead."""
    from pip._internal.network.session import PipSession
    from pip._internal.req.req_file import RequirementsFileParser, get_line_parser

    for line in RequirementsFileParser(PipSession(), get_line_parser(None)).parse(path, constraint=False):
        places = [line.opts.index_url, *(line.opts.extra_index_urls or []), *(line.opts.find_links or [])]
        told("index", [place for place in places if place and "evil" in place])
        told("file", line.opts.requirements or [])


def template(path):
    with open(path, encoding="utf-8") as file:
        tree = jinja2.Environment(extensions=["jinja2.ext.loopcontrols"]).parse(file.read())
    for node in tree.find_all((jinja2.nodes.Getattr, jinja2.nodes.Getitem, jinja2.nodes.Import, jinja2.nodes.FromImport, jinja2.nodes.Include, jinja2.nodes.Filter)):
        if isinstance(node, jinja2.nodes.Getattr):
            told("field", [node.attr] if node.attr.startswith("__") else [])
        elif isinstance(node, jinja2.nodes.Getitem):
            told("item", [node.arg.value] if isinstance(node.arg, jinja2.nodes.Const) and str(node.arg.value).startswith("__") else [])
        elif isinstance(node, jinja2.nodes.Filter):
            told("filter", ["attr"] if node.name == "attr" else [])
        else:
            reached.add("import")


READERS = {
    "npy": [lambda path: np.load(path, allow_pickle=True)],
    "npz": [arrays],
    "pt": [torch_zip, streams],
    "pkl": [streams, joblib.load],
    "bin": [streams, torch_zip, tar_members],
    "joblib": [joblib.load, streams],
    "tar": [tar_members, streams],
    "safetensors": [safetensors],
    "gguf": [gguf_file],
    "onnx": [onnx_model],
    "h5": [hdf5],
    "keras": [keras],
    "skops": [skops_file],
    "json": [json_document, yaml_document],
    "yaml": [yaml_document],
    "requirements.txt": [requirements, index],
    "jinja": [template],
}
# Their readers refuse what another reader takes: refusing what is called clean is a difference.
STRICT = {"safetensors"}
