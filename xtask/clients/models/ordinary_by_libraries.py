"""Ordinary models and the files beside them, as the libraries and people of other habits write them. PyTorch and Keras
write theirs where they are installed.

usage: ordinary_by_libraries.py FOLDER
"""

import gzip
import io
import json
import os
import pathlib
import pickle
import sys
import tarfile
import warnings
import zipfile

os.environ.setdefault("OMP_NUM_THREADS", "1")
import numpy as np

warnings.filterwarnings("ignore")
ROOT = pathlib.Path(sys.argv[1])
RNG = np.random.default_rng(11)
X = RNG.normal(size=(80, 5))
Y = (X[:, 0] + X[:, 1] > 0).astype(int)


def place(family, name):
    path = ROOT / family / name
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


def put(family, name, content):
    place(family, name).write_bytes(content if isinstance(content, bytes) else content.encode())


def pickles():
    import joblib
    import pandas as pd
    import scipy.interpolate
    import scipy.spatial
    from sklearn.calibration import CalibratedClassifierCV
    from sklearn.compose import make_column_transformer
    from sklearn.ensemble import AdaBoostClassifier, BaggingClassifier, ExtraTreesClassifier, IsolationForest, RandomForestClassifier
    from sklearn.feature_selection import SelectKBest, mutual_info_classif
    from sklearn.linear_model import LogisticRegressionCV, SGDClassifier
    from sklearn.model_selection import RandomizedSearchCV
    from sklearn.multiclass import OneVsRestClassifier
    from sklearn.neighbors import KNeighborsClassifier
    from sklearn.neural_network import MLPClassifier
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import KBinsDiscretizer, PolynomialFeatures, QuantileTransformer, RobustScaler
    from sklearn.svm import LinearSVC

    models = {
        "calibrated": CalibratedClassifierCV(LinearSVC(), cv=2), "boosted": AdaBoostClassifier(n_estimators=3), "bagged": BaggingClassifier(n_estimators=3), "trees": ExtraTreesClassifier(5), "outliers": IsolationForest(n_estimators=5),
        "searched": RandomizedSearchCV(RandomForestClassifier(3), {"max_depth": [1, 2, 3]}, n_iter=2, cv=2), "one-against-rest": OneVsRestClassifier(SGDClassifier(loss="log_loss")), "neighbours": KNeighborsClassifier(), "network": MLPClassifier((4,), max_iter=20),
        "selected": make_pipeline(RobustScaler(), SelectKBest(mutual_info_classif, k=2), LogisticRegressionCV(cv=2)), "polynomials": make_pipeline(PolynomialFeatures(), QuantileTransformer(n_quantiles=10), LinearSVC()),
        "binned": make_pipeline(make_column_transformer((KBinsDiscretizer(3), [0, 1]), remainder="passthrough"), SGDClassifier()),
    }
    for number, (name, model) in enumerate(models.items()):
        model.fit(X, Y)
        joblib.dump(model, place("scikit-learn", name + ".joblib"), compress=[0, 3, ("lz4", 1), ("xz", 2)][number % 4] if number % 4 != 2 or _has("lz4") else 0)
        put("scikit-learn", name + ".pkl", pickle.dumps({"model": model, "features": list("abcde"), "metrics": {"auc": np.float64(0.9)}}, 2 + number % 4))
    put("scikit-learn", "packed.pkl.gz", gzip.compress(pickle.dumps(model)))
    for name, value in {"void": np.zeros(2, "V4"), "nested": np.zeros(2, [("a", "f4", (3,)), ("b", [("c", "i2"), ("d", "S4")])]), "words": np.array(["a", "bc"], object), "unicode": np.array(["ä", "b"]), "big-endian": np.arange(3, dtype=">f8"), "dates": np.array(["2024-01-01T00"], "M8[h]"), "ragged": np.array([[1], [2, 3]], object)}.items():
        np.save(place("numpy", name + ".npy"), value, allow_pickle=True)
        joblib.dump({"x": value}, place("numpy", name + ".joblib"))
        joblib.dump([value, X], place("numpy", name + "-packed.joblib"), compress=3)
    frame = pd.DataFrame({"id": range(80), "word": RNG.choice(["a", "b"], 80), "when": pd.date_range("2024", periods=80, tz="Europe/Berlin")})
    for suffix in ("pkl", "pkl.gz", "pkl.bz2", "pkl.xz", "pkl.zip", "pkl.tar"):
        frame.to_pickle(place("pandas", "frame." + suffix))
    joblib.dump(frame, place("pandas", "frame.joblib"))
    joblib.dump(frame.set_index(["word", "id"]), place("pandas", "indexed.joblib"), compress=3)
    joblib.dump(frame["word"].astype("category"), place("pandas", "category.joblib"))
    put("scipy", "line.pkl", pickle.dumps(scipy.interpolate.CubicSpline([0, 1, 2], [0, 1, 4])))
    put("scipy", "tree.pkl", pickle.dumps(scipy.spatial.cKDTree(X)))


def _has(module):
    try:
        __import__(module)
        return True
    except ImportError:
        return False


TEMPLATES = {
    "llama": "{% set loop_messages = messages %}{% for message in loop_messages %}{% set content = '<|start_header_id|>' + message['role'] + '<|end_header_id|>\n\n'+ message['content'] | trim + '<|eot_id|>' %}{% if loop.index0 == 0 %}{% set content = bos_token + content %}{% endif %}{{ content }}{% endfor %}{% if add_generation_prompt %}{{ '<|start_header_id|>assistant<|end_header_id|>\n\n' }}{% endif %}",
    "qwen": "{%- if tools %}\n    {{- '<|im_start|>system\\n' }}\n    {%- if messages[0]['role'] == 'system' %}\n        {{- messages[0]['content'] }}\n    {%- endif %}\n    {{- \"\\n\\n# Tools\\n\\nYou are provided with function signatures within <tools></tools> XML tags:\\n<tools>\" }}\n    {%- for tool in tools %}\n        {{- \"\\n\" }}\n        {{- tool | tojson }}\n    {%- endfor %}\n    {{- \"\\n</tools><|im_end|>\\n\" }}\n{%- endif %}\n{%- for message in messages %}\n    {%- if (message.role == \"user\") or (message.role == \"system\" and not loop.first) %}\n        {{- '<|im_start|>' + message.role + '\\n' + message.content + '<|im_end|>' + '\\n' }}\n    {%- elif message.role == \"assistant\" %}\n        {%- for tool_call in message.tool_calls %}\n            {%- if tool_call.function is defined %}\n                {%- set tool_call = tool_call.function %}\n            {%- endif %}\n            {{- '\\n<tool_call>\\n{\"name\": \"' }}{{- tool_call.name }}{{- '\", \"arguments\": ' }}{{- tool_call.arguments | tojson }}\n        {%- endfor %}\n    {%- endif %}\n{%- endfor %}",
    "mistral": "{%- if messages[0][\"role\"] == \"system\" %}\n    {%- set system_message = messages[0][\"content\"] %}\n    {%- set loop_messages = messages[1:] %}\n{%- else %}\n    {%- set loop_messages = messages %}\n{%- endif %}\n{%- set ns = namespace() %}\n{%- set ns.index = 0 %}\n{%- for message in loop_messages %}\n    {%- if not (message.role == \"tool\" or (message.tool_calls is defined and message.tool_calls is not none)) %}\n        {%- if (message[\"role\"] == \"user\") != (ns.index % 2 == 0) %}\n            {{- raise_exception(\"After the optional system message, conversation roles must alternate\") }}\n        {%- endif %}\n        {%- set ns.index = ns.index + 1 %}\n    {%- endif %}\n{%- endfor %}\n{{- bos_token }}",
    "gemma": "{{ bos_token }}{% if messages[0]['role'] == 'system' %}{{ raise_exception('System role not supported') }}{% endif %}{% for message in messages %}{% if (message['role'] == 'user') != (loop.index0 % 2 == 0) %}{{ raise_exception('Conversation roles must alternate') }}{% endif %}{% if (message['role'] == 'assistant') %}{% set role = 'model' %}{% else %}{% set role = message['role'] %}{% endif %}{{ '<start_of_turn>' + role + '\n' + message['content'] | trim + '<end_of_turn>\n' }}{% endfor %}",
    "dates": "{%- if not date_string is defined %}{%- if strftime_now is defined %}{%- set date_string = strftime_now(\"%d %b %Y\") %}{%- else %}{%- set date_string = \"26 Jul 2024\" %}{%- endif %}{%- endif %}{{- \"Today Date: \" + date_string }}{%- macro render(x) -%}{{ x|upper }}{%- endmacro -%}{{ render(date_string) }}",
    "thinking": "{%- for message in messages[::-1] %}{%- set index = (messages|length - 1) - loop.index0 %}{%- if message.role == 'assistant' and '</think>' in message.content %}{%- set reasoning = message.content.split('</think>')[0].rstrip('\\n').split('<think>')[-1].lstrip('\\n') %}{{- reasoning }}{%- endif %}{%- endfor %}",
}


def hubs():
    for name, template in TEMPLATES.items():
        put("hub", f"{name}/chat_template.jinja", template)
        put("hub", f"{name}/tokenizer_config.json", json.dumps({"chat_template": template, "added_tokens_decoder": {"0": {"content": "<unk>", "special": True}}, "tokenizer_class": "PreTrainedTokenizerFast", "model_max_length": 131072}))
        put("hub", f"{name}/config.json", json.dumps({"architectures": ["LlamaForCausalLM"], "model_type": "llama", "rope_scaling": {"type": "linear", "factor": 2.0}, "quantization_config": {"bits": 4, "quant_method": "gptq"}, "_name_or_path": "acme/base"}))
        put("hub", f"{name}/.gitattributes", "*.safetensors filter=lfs diff=lfs merge=lfs -text\n")
        put("hub", f"{name}/README.md", "---\nlicense: apache-2.0\nlanguage:\n- en\nmodel-index:\n- name: m\n  results: []\nwidget:\n- text: Hello\n---\n# Model\n\n```python\nfrom transformers import AutoModel\nmodel = AutoModel.from_pretrained('acme/m')\n```\n\n```sh\npip install -U transformers\n```\n")
    put("hub", "sentence/modules.json", json.dumps([{"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.Transformer"}, {"idx": 1, "name": "1", "path": "1_Pooling", "type": "sentence_transformers.models.Pooling"}]))
    put("hub", "sentence/1_Pooling/config.json", json.dumps({"word_embedding_dimension": 384, "pooling_mode_mean_tokens": True}))
    put("hub", "diffusion/model_index.json", json.dumps({"_class_name": "StableDiffusionPipeline", "_diffusers_version": "0.30.0", "unet": ["diffusers", "UNet2DConditionModel"], "text_encoder": ["transformers", "CLIPTextModel"], "safety_checker": [None, None]}))
    put("hub", "adapter/adapter_config.json", json.dumps({"peft_type": "LORA", "base_model_name_or_path": "acme/base", "target_modules": ["q_proj", "v_proj"], "auto_mapping": None, "r": 8}))
    put("hub", "shards/model.safetensors.index.json", json.dumps({"metadata": {"total_size": 8}, "weight_map": {"a": "model-00001-of-00002.safetensors", "b": "model-00002-of-00002.safetensors"}}))
    put("hub", "words/tokenizer.json", json.dumps({"version": "1.0", "added_tokens": [{"id": 0, "content": "<s>", "special": True}], "pre_tokenizer": {"type": "ByteLevel"}, "post_processor": {"type": "TemplateProcessing", "single": [{"SpecialToken": {"id": "[CLS]", "type_id": 0}}]}, "model": {"type": "BPE", "vocab": {"\u0120" + chr(97 + i % 26) * (i // 26 + 1): i for i in range(2000)}, "merges": [["a", "b"]]}}))
    put("hub", "words/merges.txt", "#version: 0.2\n\u0120 t\nh e\ni n\nc os\n")
    put("hub", "words/vocab.json", json.dumps({f"w{i}": i for i in range(3000)}))


def texts():
    import nbformat
    import yaml

    base = "https://pypi.org/simple"
    for name, text in {
        "pins": "numpy==2.0.1 \\\n    --hash=sha256:" + "0" * 64 + "\n    # via -r requirements.in\n", "index": f"--index-url {base}\nnumpy>=1.26,<3 ; python_version >= '3.9'\nscikit-learn[plot]~=1.5\n", "cuda": "--extra-index-url https://download.pytorch.org/whl/cu121\ntorch==2.4.0\n", "comments": "# for serving\nfastapi  # web\n\nuvicorn[standard]>=0.20\n",
        "nested": "-r base.txt\n-c constraints.txt\npandas\n",
    }.items():
        put("requirements", f"{name}/requirements.txt", text)
    put("requirements", "nested/base.txt", "numpy>=1.26\n")
    put("requirements", "nested/constraints.txt", "numpy==2.0.1\npandas==2.2.0\n")
    put("packages", "a/pyproject.toml", '[project]\nname = "m"\nversion = "1.0"\ndependencies = ["numpy>=1.26", "torch"]\n[project.urls]\nhomepage = "https://example.org"\n[tool.ruff]\nline-length = 100\n[[tool.uv.index]]\nname = "pytorch"\nurl = "https://download.pytorch.org/whl/cpu"\n')
    put("packages", "b/environment.yml", "name: m\nchannels:\n- pytorch\n- nvidia\n- conda-forge\n- defaults\ndependencies:\n- python=3.11\n- pip\n- pip:\n  - transformers==4.44.0\n")
    put("packages", "c/setup.cfg", "[metadata]\nname = m\nurl = https://example.org/m\n[options]\ninstall_requires =\n    numpy\n")
    put("packages", "d/Pipfile", '[[source]]\nurl = "https://pypi.org/simple"\nverify_ssl = true\nname = "pypi"\n[packages]\nnumpy = "*"\n')
    cells = [nbformat.v4.new_markdown_cell("# Training\n\nSee `model.py`."), nbformat.v4.new_code_cell("%matplotlib inline\nimport numpy as np\nimport pandas as pd\nfrom sklearn.linear_model import LogisticRegression"),
             nbformat.v4.new_code_cell("df = pd.read_csv('data.csv')\nmodel = LogisticRegression().fit(df[['a']], df['y'])\nmodel.score(df[['a']], df['y'])", outputs=[nbformat.v4.new_output("execute_result", {"text/plain": "0.93", "text/html": "<div><style scoped>td { color: red }</style><table border=\"1\"><tr><td>1</td></tr></table></div>"}, execution_count=2)]),
             nbformat.v4.new_code_cell("torch.no_grad()\nmodel.eval()\nprint('system ready')\nassert len(df) != 0")]
    put("notebook", "train.ipynb", nbformat.writes(nbformat.v4.new_notebook(cells=cells)))
    for name, value in {
        "train": {"seed": 1, "data": {"path": "data/train.parquet", "split": [0.8, 0.2]}, "optimizer": {"name": "adamw", "lr": 1e-4}, "target": "label", "callbacks": [{"type": "early_stopping", "patience": 3}]}, "detect": {"nc": 2, "names": {0: "cat", 1: "dog"}, "backbone": [[-1, 1, "Conv", [64, 3, 2]], [-1, 3, "C2f", [128, True]]]},
        "space": {"lr": {"distribution": "log_uniform_values", "min": 1e-5, "max": 1e-2}, "method": "bayes"}, "stages": {"stages": {"train": {"deps": ["data"], "outs": ["model.pkl"], "params": ["lr"]}}},
    }.items():
        put("yaml", name + ".yaml", yaml.safe_dump(value))
    put("yaml", "anchors.yaml", "base: &base\n  lr: 0.1\n  name: &n first\nsecond:\n  <<: *base\n  lr: 0.2\nthird: *n\ndate: 2024-01-01\nnone: ~\ntext: |\n  a: b\nfolded: >-\n  words\n  and words\nquoted: 'it''s'\n")
    put("yaml", "hydra.yaml", "defaults:\n  - _self_\n  - model: small\nmodel:\n  _target_: torch.nn.Linear\n  in_features: ${dim}\ndim: 8\nhydra:\n  run:\n    dir: outputs/${now:%Y-%m-%d}\n")
    put("text", "config.cfg", "[nlp]\nlang = \"en\"\npipeline = [\"tok2vec\",\"ner\"]\n\n[components.ner]\nfactory = \"ner\"\n\n[training]\nseed = 0\n")
    put("text", "metrics.json", json.dumps({"accuracy": 0.93, "loss": [0.5, 0.3], "confusion": [[3, 1], [0, 4]], "best": None}))
    put("text", "events.jsonl", "".join(json.dumps({"step": i, "loss": 1 / (i + 1)}) + "\n" for i in range(20)))
    put("text", "predictions.csv", "id,score\n1,0.5\n2,0.7\n")
    put("text", "NOTICE", "Copyright 2024 Acme\n\nLicensed under the Apache License, Version 2.0\n")
    regression = '<RegressionModel functionName="regression"><MiningSchema><MiningField name="a"/></MiningSchema><RegressionTable intercept="1.0"><NumericPredictor name="a" coefficient="2.0"/></RegressionTable></RegressionModel>'
    put("pmml", "linear.pmml", f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<!-- made by hand -->\n<PMML xmlns="http://www.dmg.org/PMML-4_4" xmlns:data="http://jpmml.org/jpmml-model/InlineTable" version="4.4"><Header><Application name="x"/></Header><DataDictionary><DataField name="a" optype="continuous" dataType="double"/></DataDictionary>{regression}</PMML>')


def tensors():
    import gguf
    import h5py
    import safetensors.numpy
    import skops.io
    from sklearn.compose import ColumnTransformer
    from sklearn.ensemble import GradientBoostingClassifier, HistGradientBoostingClassifier, RandomForestClassifier
    from sklearn.impute import SimpleImputer
    from sklearn.linear_model import LogisticRegression
    from sklearn.neighbors import KNeighborsClassifier
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import OneHotEncoder, StandardScaler
    from skl2onnx import to_onnx

    columns = ColumnTransformer([("n", make_pipeline(SimpleImputer(), StandardScaler()), [0, 1]), ("c", OneHotEncoder(handle_unknown="ignore"), [2])])
    frame = np.c_[X[:, :2], RNG.integers(0, 3, 80)]
    for name, model, data in [("pipe", make_pipeline(StandardScaler(), LogisticRegression()), X), ("forest", RandomForestClassifier(5, max_depth=3), X), ("boosted", GradientBoostingClassifier(n_estimators=5), X), ("histogram", HistGradientBoostingClassifier(max_iter=5), X), ("near", KNeighborsClassifier(3), X), ("columns", make_pipeline(columns, LogisticRegression()), frame)]:
        model.fit(data, Y)
        if name != "histogram":  # Its exporter knows no trees of this version.
            put("onnx", name + ".onnx", to_onnx(model, data[:1].astype("f4")).SerializeToString())
        skops.io.dump(model, place("skops", name + ".skops"))
        skops.io.dump(model, place("skops", name + "-packed.skops"), compression=zipfile.ZIP_DEFLATED)
    for kind in ("f8", "f4", "f2", "i8", "i4", "i2", "i1", "u1", "?"):
        safetensors.numpy.save_file({f"layer.{n}.weight": np.ones((3, n + 1), kind) for n in range(4)}, place("safetensors", f"{kind.strip('?') or 'bool'}.safetensors"), metadata={"format": "pt", "modelspec.title": "a model"})
    with h5py.File(place("hdf5", "table.h5"), "w") as file:
        file["compound"] = np.array([(1, 2.0, b"ab")], [("a", "i4"), ("b", "f8"), ("c", "S3")])
        file["words"] = ["one", "two", "drei"]
        file.create_dataset("chunks", data=X, chunks=True, compression="lzf", shuffle=True, fletcher32=True)
        file.create_dataset("empty", shape=None, dtype="f4")
        file.create_dataset("growing", data=np.arange(4), maxshape=(None,))
        for number in range(40):
            file.create_group(f"layer_{number}").attrs["name"] = f"dense_{number}"
        file["layer_0"].attrs["reference"] = file["words"].ref
        file["layer_0"].attrs["flags"] = [True, False]
        file["layer_0"].attrs["empty"] = h5py.Empty("f4")
        file["alias"] = h5py.SoftLink("/words")
    for name, block in (("matlab", 512), ("block", 2048)):
        with h5py.File(place("hdf5", name + ".h5"), "w", userblock_size=block) as file:
            file["x"] = X
            file.attrs["note"] = "a table"
    with h5py.File(place("hdf5", "opaque.h5"), "w") as file:
        file["settings"] = np.void(pickle.dumps({"a": 1}))
        file["bytes"] = np.frombuffer(b"plain bytes" * 9, "u1")
    for number, kind in enumerate((gguf.GGMLQuantizationType.Q4_0, gguf.GGMLQuantizationType.Q8_0, gguf.GGMLQuantizationType.F16, gguf.GGMLQuantizationType.F32)):
        writer = gguf.GGUFWriter(place("gguf", f"{kind.name}.gguf"), "qwen2")
        writer.add_name("Tiny")
        writer.add_block_count(2)
        writer.add_head_count(2)
        writer.add_array("tokenizer.ggml.tokens", [f"t{n}" for n in range(300)])
        writer.add_array("tokenizer.ggml.scores", [0.5] * 300)
        writer.add_chat_template(list(TEMPLATES.values())[number])
        weights = np.ones((4, 64), "f4")
        writer.add_tensor("w", gguf.quants.quantize(weights, kind), raw_dtype=kind)
        writer.write_header_to_file(), writer.write_kv_data_to_file(), writer.write_tensors_to_file(), writer.close()


def boosting():
    import lightgbm as lgb
    import xgboost as xgb

    data = lgb.Dataset(X, Y, feature_name=list("abcde"))
    booster = lgb.train({"objective": "binary", "verbosity": -1, "min_child_samples": 2, "boosting": "dart"}, data, 4)
    booster.save_model(place("lightgbm", "dart.txt"))
    put("lightgbm", "dart.pkl", pickle.dumps(booster))
    for kind, objective in (("gbtree", "binary:logistic"), ("gblinear", "reg:squarederror"), ("dart", "multi:softprob")):
        parameters = {"booster": kind, "objective": objective, **({"num_class": 2} if "multi" in objective else {})}
        booster = xgb.train(parameters, xgb.DMatrix(X, Y, feature_names=list("abcde")), 3)
        booster.set_attr(note="made for a test")
        for suffix in ("json", "ubj"):
            booster.save_model(place("xgboost", f"{kind}.{suffix}"))
        put("xgboost", kind + ".pkl", pickle.dumps(booster))
    try:
        import catboost
    except ImportError:
        return
    words = np.c_[X.astype(object), RNG.choice(["a", "b"], 80)]
    model = catboost.CatBoostClassifier(iterations=3, verbose=0, allow_writing_files=False).fit(words, Y, cat_features=[5])
    model.save_model(place("catboost", "words.cbm"))
    put("catboost", "words.pkl", pickle.dumps(model))


def folders():
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w:gz") as archive:
        for name, content in {"./model_config.yaml": b"model:\n  hidden: 8\n", "./vocab.txt": b"a\nb\n"}.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    put("archives", "model.nemo", stream.getvalue())
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("model/weights.pkl", pickle.dumps({"w": X}))
        archive.writestr("model/config.json", '{"a": 1}')
    put("archives", "model.zip", stream.getvalue())
    try:
        import mlflow.sklearn
    except ImportError:
        return
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression().fit(X, Y)
    for form in ("cloudpickle", "pickle", "skops"):
        try:
            mlflow.sklearn.save_model(model, str(place("mlflow", form)), serialization_format=form, pip_requirements=["scikit-learn"])
        except Exception as error:
            print(form, error)


if __name__ == "__main__":
    for family in (pickles, hubs, texts, tensors, boosting, folders):
        family()
    sys.path.insert(0, str(pathlib.Path(__file__).parent))
    try:
        import frameworks
    except ImportError:
        frameworks = None
    if frameworks:
        frameworks.ordinary(place, put)
    print(sum(len(list(folder.iterdir())) for folder in ROOT.iterdir()), "models")
