"""Ordinary files of the kinds that `armed_by_loaders.py` arms: what lies beside models and in the folders of projects and
hubs, as people and programs write it.

usage: ordinary_beside.py FOLDER
"""

import io
import json
import pathlib
import struct
import sys
import zipfile
import zlib

import numpy as np

ROOT = pathlib.Path(sys.argv[1])


def put(family, name, content):
    path = ROOT / family / name
    path.parent.mkdir(parents=True, exist_ok=True)
    content = content if isinstance(content, (bytes, str)) else json.dumps(content)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())


def each(family, items):
    for number, (name, content) in enumerate(items):
        put(family, f"{number:02}/{name}", content)


def pictures():
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\0" + bytes(range(12)) for _ in range(4))
    png = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 4, 4, 8, 2, 0, 0, 0)) + chunk(b"tEXt", b"Software\0matplotlib") + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    jpeg = b"\xff\xd8\xff\xe0\0\x10JFIF\0\1\1\0\0\1\0\1\0\0" + b"\xff\xdb\0\x43\0" + bytes([1] * 64) + b"\xff\xc0\0\x0b\x08\0\1\0\1\1\1\x11\0" + b"\xff\xc4\0\x14\0" + bytes([1] + [0] * 15 + [0]) + b"\xff\xda\0\x08\1\1\0\0\x3f\0" + b"\xfb\xff\0\x7f" + b"\xff\xd9"
    gif = b"GIF89a\1\0\1\0\x80\0\0\0\0\0\xff\xff\xff!\xf9\4\0\0\0\0\0,\0\0\0\0\1\0\1\0\0\2\2D\1\0;"
    lossless = b"VP8L" + struct.pack("<I", 8) + b"\x2f\0\0\0\0\0\0\0"
    webp = b"RIFF" + struct.pack("<I", 4 + len(lossless)) + b"WEBP" + lossless
    each("picture", [("confusion.png", png), ("photo.jpg", jpeg), ("photo.jpeg", jpeg), ("demo.gif", gif), ("logo.webp", webp)])


def words():
    """A vocabulary of sentencepiece, as LLaMA, T5, XLM-R and Gemma keep it."""

    def number(value):
        out = b""
        while value > 127:
            out, value = out + bytes([value & 127 | 128]), value >> 7
        return out + bytes([value])

    field = lambda place, content: number(place << 3 | 2) + number(len(content)) + content
    piece = lambda text, score, kind: field(1, field(1, text.encode()) + b"\x15" + struct.pack("<f", score) + (b"\x18" + number(kind) if kind != 1 else b""))
    trainer = field(2, field(1, b"data/corpus.txt") + field(2, b"m") + b"\x18\2" + b"\x20" + number(32000))
    normaliser = field(3, field(1, b"nmt_nfkc") + field(2, bytes(range(64))) + b"\x18\1")
    model = piece("<unk>", 0, 2) + piece("<s>", 0, 3) + b"".join(piece("\u2581w" + str(n), -float(n), 1) for n in range(500)) + piece("<0x0A>", 0, 6) + trainer + normaliser
    each("words", [("tokenizer.model", model), ("spiece.model", model), ("sentencepiece.bpe.model", model)])


def projects():
    each("project", [
        ("package.json", {"name": "x", "scripts": {"test": "jest", "build": "tsc"}, "dependencies": {"onnxruntime-web": "^1.20.0"}}), (".npmrc", "engine-strict=true\nsave-exact=true\n"), (".yarnrc.yml", "nodeLinker: node-modules\n"), ("bunfig.toml", "[install]\nexact = true\n"), ("Cargo.toml", '[package]\nname = "x"\nversion = "0.1.0"\nedition = "2021"\n\n[dependencies]\ncandle-core = "0.9"\n'),
        ("mypy.ini", "[mypy]\nplugins = numpy.typing.mypy_plugin, pydantic.mypy\nstrict = True\n"), ("pytest.ini", "[pytest]\naddopts = -q --strict-markers\ntestpaths = tests\n"), (".coveragerc", "[run]\nbranch = True\nsource = x\n"), (".flake8", "[flake8]\nmax-line-length = 100\n"), (".pylintrc", "[MASTER]\njobs=0\ndisable=C0114\n"), (".pylintrc", "[MAIN]\nload-plugins=pylint.extensions.docparams\n"), (".editorconfig", "root = true\n[*]\nindent_size = 4\n"), (".pre-commit-config.yaml", "repos:\n- repo: https://github.com/astral-sh/ruff-pre-commit\n  rev: v0.14.0\n  hooks:\n  - id: ruff\n"),
        ("pyproject.toml", '[project]\nname = "x"\nversion = "1"\ndependencies = ["numpy>=2"]\n[build-system]\nrequires = ["hatchling"]\nbuild-backend = "hatchling.build"\n[tool.mypy]\nplugins = ["pydantic.mypy"]\n[tool.pytest.ini_options]\naddopts = "-q"\n[tool.ruff]\nline-length = 100\n'), ("setup.cfg", "[metadata]\nname = x\n[flake8]\nmax-line-length = 100\n[tool:pytest]\naddopts = -q\n"), ("mkdocs.yml", "site_name: x\ntheme: material\nnav:\n- index.md\n"), (".readthedocs.yaml", "version: 2\nbuild:\n  os: ubuntu-24.04\n  tools: {python: '3.12'}\nsphinx: {configuration: docs/conf.py}\n"), (".gitkeep", ""), (".bazelrc", "build --jobs=4\n"), ("mise.toml", "[tools]\npython = '3.12'\n"), (".clangd", "CompileFlags:\n  Add: [-std=c++20]\n"),
        ("data.csv", "id,change,note\n1,-0.5,a=b\n2,+1.5,\"-\"\n3,-1e-3,@user\n"), ("config.properties", "inference_address=http://127.0.0.1:8080\nload_models=all\nmodel_store=/models\ndefault_workers_per_model=2\n"), ("settings.json", {"debug": False, "http_port": 8080, "parallel_workers": 2}), ("model-settings.json", {"name": "m", "implementation": "mlserver_sklearn.SKLearnModel", "parameters": {"uri": "./m.joblib"}}), ("config.pbtxt", 'name: "m"\nplatform: "onnxruntime_onnx"\nmax_batch_size: 8\n'), ("Modelfile", 'FROM ./m.gguf\nTEMPLATE """{{ .System }} {{ .Prompt }}"""\nPARAMETER temperature 0.7\n'), ("spark-defaults.conf", "spark.executor.memory 4g\n"),
    ])


def models():
    pmml = '<?xml version="1.0" encoding="UTF-8"?><PMML xmlns="http://www.dmg.org/PMML-4_4" version="4.4"><Header/><DataDictionary/><TransformationDictionary><DefineFunction name="f" optype="continuous"><ParameterField name="x"/><Apply function="+"><FieldRef field="x"/><Constant>1.5</Constant></Apply></DefineFunction></TransformationDictionary></PMML>'
    openvino = '<?xml version="1.0"?><net name="m" version="11"><layers><layer id="0" name="x" type="Parameter" version="opset1"><data shape="1,4" element_type="f32"/></layer><layer id="1" name="y" type="ReLU" version="opset1"/></layers><edges/></net>'
    each("model", [("m.pmml", pmml), ("openvino_model.xml", openvino), ("adapter_config.json", {"peft_type": "LORA", "megatron_config": None, "megatron_core": "megatron.core", "r": 8, "target_modules": ["q_proj"]}), ("generation_config.json", {"do_sample": True, "temperature": 0.6, "transformers_version": "5.0.0"})])
    try:
        import h5py
    except ImportError:
        return
    path = ROOT / "hdf5" / "00"
    path.mkdir(parents=True, exist_ok=True)
    with h5py.File(path / "w.h5", "w") as file:
        file.create_dataset("w", data=np.arange(1000.0).reshape(100, 10), chunks=(10, 10), compression="gzip", shuffle=True)
        file.create_dataset("n", data=np.arange(100, dtype="i8"), chunks=(10,), maxshape=(None,))
        file.create_dataset("names", data=["a", "b"], dtype=h5py.string_dtype())
        file.create_dataset("picture", data=np.arange(256, dtype="u1").reshape(16, 16), chunks=(8, 8), compression="gzip")
        file.create_dataset("rows", data=["a" * n for n in range(50)], dtype=h5py.string_dtype(), chunks=(10,), compression="gzip")
        file.attrs["kind"] = "test"


def notebooks():
    cells = [("markdown", "# A model\n\n<img src='confusion.png'>"), ("code", "%matplotlib inline\n%load_ext autoreload\n%autoreload 2"), ("code", "import numpy as np\nimport matplotlib.pyplot as plt"), ("code", "%%time\nx = np.arange(3)\nplt.plot(x)"), ("code", "%pip install numpy")]
    notebook = {"nbformat": 4, "nbformat_minor": 5, "metadata": {"kernelspec": {"name": "python3", "language": "python", "display_name": "Python 3"}, "language_info": {"name": "python"}}, "cells": [{"cell_type": kind, "metadata": {}, "source": text} | ({"outputs": [], "execution_count": 1} if kind == "code" else {}) for kind, text in cells]}
    each("notebook", [("a.ipynb", notebook), ("a.ipynb", notebook | {"cells": notebook["cells"][:1] + notebook["cells"][2:4]})])


def office():
    def packed(members):
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in members.items():
                archive.writestr(name, content)
        return stream.getvalue()

    rels = '<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink" Target="https://x.example/" TargetMode="External"/></Relationships>'
    put("office", "00/card.docx", packed({"[Content_Types].xml": '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>', "word/document.xml": '<?xml version="1.0"?><document/>', "word/_rels/document.xml.rels": rels}))


if __name__ == "__main__":
    for family in (pictures, words, projects, models, notebooks, office):
        family()
    print(sum(len(list(folder.iterdir())) for folder in ROOT.iterdir()), "files")
