"""Writes ordinary models, as teams write them, into a folder: one entry a model, one folder a family.

usage: ordinary.py FOLDER [FAMILY ...]
"""

import io
import json
import os
import pathlib
import pickle
import struct
import sys
import types
import warnings
import zipfile

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
import numpy as np

warnings.filterwarnings("ignore")
ROOT = pathlib.Path(sys.argv[1])
RNG = np.random.default_rng(7)
X = RNG.normal(size=(60, 4))
POSITIVE = np.abs(X)
BINARY = (X[:, 0] > 0).astype(int)
LABELS = np.array(["good", "bad"])[BINARY]
TARGET = X @ [1.0, -2.0, 0.5, 0.0] + 3.0


def place(family, name):
    path = ROOT / family / name
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


def put(family, name, content):
    path = place(family, name)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())


DUMPS = 0
COMPRESSIONS = [0, 3, ("zlib", 1), ("gzip", 3), ("bz2", 3), ("xz", 3), ("lzma", 3)]


def dump(family, name, model):
    """As pickles of all protocols and joblib files of all compressions, in turn."""
    import joblib

    global DUMPS
    DUMPS += 1
    if DUMPS % 2:
        put(family, name + ".pkl", pickle.dumps(model, [2, 4, 5][DUMPS // 2 % 3]))
    else:
        compress = COMPRESSIONS[DUMPS // 2 % len(COMPRESSIONS)]
        joblib.dump(model, place(family, name + ".joblib"), compress=compress)


def estimators():
    """Every estimator of scikit-learn that a few rows can fit."""
    from sklearn.linear_model import LogisticRegression, Ridge
    from sklearn.utils import all_estimators

    inner = {"estimator": LogisticRegression(), "regressor": Ridge(), "base_estimator": Ridge()}
    texts = ["a small text", "another text", "more words here", "and some others"] * 15
    ways = [
        lambda model: model.fit(X, BINARY),
        lambda model: model.fit(X, TARGET),
        lambda model: model.fit(POSITIVE, BINARY),
        lambda model: model.fit(texts, BINARY),
        lambda model: model.fit(LABELS),
        lambda model: model.fit(X[:, 0], TARGET),
        lambda model: model.fit(X, np.c_[TARGET, TARGET]),
        lambda model: model.fit([{"a": 1, "b": "x"}] * 10),
    ]
    for name, kind in all_estimators():
        model = None
        for arguments in ({}, {"estimator": Ridge()}, {"estimator": LogisticRegression()},
                          {"estimators": [("a", Ridge()), ("b", Ridge(2))]},
                          {"estimators": [("a", LogisticRegression()), ("b", LogisticRegression(C=2))]},
                          {"estimator": Ridge(), "param_grid": {"alpha": [1, 2]}},
                          {"estimator": Ridge(), "param_distributions": {"alpha": [1, 2]}, "n_iter": 2},
                          {"transformer_list": [("a", LogisticRegression())]}):
            try:
                made = kind(**arguments)
            except TypeError:
                continue
            for way in ways:
                try:
                    way(made)
                    model = made
                    break
                except Exception:
                    continue
            if model is not None:
                break
        if model is not None:
            dump("scikit-learn", name, model)


def pipelines():
    import pandas as pd
    from sklearn.compose import ColumnTransformer, TransformedTargetRegressor, make_column_selector
    from sklearn.ensemble import (GradientBoostingClassifier, HistGradientBoostingClassifier,
                                  RandomForestClassifier, StackingClassifier, VotingClassifier)
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.impute import SimpleImputer
    from sklearn.linear_model import LogisticRegression, Ridge, SGDClassifier
    from sklearn.model_selection import GridSearchCV
    from sklearn.pipeline import FeatureUnion, make_pipeline
    from sklearn.preprocessing import (FunctionTransformer, OneHotEncoder, OrdinalEncoder, StandardScaler)
    from sklearn.svm import SVC

    frame = pd.DataFrame({"amount": X[:, 0], "income": X[:, 1],
                          "home": RNG.choice(["rent", "own"], 60), "day": pd.date_range("2024", periods=60)})
    columns = ColumnTransformer([
        ("n", make_pipeline(SimpleImputer(), StandardScaler()), ["amount", "income"]),
        ("c", OneHotEncoder(handle_unknown="ignore"), ["home"])])
    chosen = ColumnTransformer([
        ("n", StandardScaler(), make_column_selector(dtype_include=np.number)),
        ("c", OrdinalEncoder(), ["home"])], remainder="drop")
    for name, model in {
        "columns": columns,
        "columns-forest": make_pipeline(columns, RandomForestClassifier(5, max_depth=3)),
        "columns-boosted": make_pipeline(chosen, GradientBoostingClassifier(n_estimators=3)),
        "histogram": make_pipeline(chosen, HistGradientBoostingClassifier(max_iter=3)),
        "search": GridSearchCV(make_pipeline(columns, LogisticRegression()), {"logisticregression__C": [1, 2]}, cv=2),
        "stack": make_pipeline(columns, StackingClassifier([("a", LogisticRegression()), ("b", SVC())], cv=2)),
        "vote": make_pipeline(columns, VotingClassifier([("a", LogisticRegression()), ("b", SGDClassifier())])),
        "union": make_pipeline(columns, FeatureUnion([("a", StandardScaler()), ("b", SimpleImputer())]), LogisticRegression()),
        "target": TransformedTargetRegressor(make_pipeline(columns, Ridge()), func=np.log1p, inverse_func=np.expm1),
        "function": make_pipeline(columns, FunctionTransformer(np.abs), LogisticRegression()),
    }.items():
        target = np.abs(TARGET) if name == "target" else LABELS
        dump("pipelines", name, model.fit(frame, target))
    dump("pipelines", "words", make_pipeline(TfidfVectorizer(), LogisticRegression()).fit(["good text", "bad text"] * 5, ["a", "b"] * 5))


def arrays():
    import joblib
    import pandas as pd
    import scipy.sparse as sp

    things = {
        "float": X, "int": np.arange(9), "bool": X > 0, "text": LABELS, "complex": X[0] * 1j,
        "fortran": np.asfortranarray(X), "record": np.array([(1, 2.0)], dtype=[("a", "i4"), ("b", "f8")]),
        "day": np.array(["2024-01-01"], "M8[D]"), "empty": np.zeros((0, 3)), "scalar": np.array(3.0),
        "bytes": np.array([b"ab"]), "half": X.astype("f2"), "void": np.zeros(2, "V4"), "span": np.array([1], "m8[s]"),
    }
    for name, array in things.items():
        np.save(place("numpy", name + ".npy"), array)
        dump("numpy", name, array)
    np.savez(place("numpy", "several.npz"), **{k: v for k, v in things.items() if k != "scalar"})
    np.savez_compressed(place("numpy", "packed.npz"), x=X, y=BINARY)
    for name, value in {
        "masked": np.ma.masked_array([1.0, 2.0], [0, 1]), "objects": np.array([1, "a", None, {"b": 2}], object),
        "matrix": np.matrix(X), "scalar32": np.float32(3), "int64": np.int64(3), "generator": np.random.default_rng(1),
        "state": np.random.RandomState(1), "type": np.dtype([("a", "i4")]), "poly": np.polynomial.Polynomial([1, 2]),
        "mixed": {"a": X, "b": [LABELS, X.T], "c": ("end", {1, 2})}, "ufunc": np.log1p, "record": np.rec.array([(1, 2.0)]),
    }.items():
        dump("numpy", "value-" + name, value)
    for name, make in {"csr": sp.csr_matrix, "csc": sp.csc_matrix, "coo": sp.coo_matrix, "csr_array": sp.csr_array,
                       "lil": sp.lil_matrix, "dok": sp.dok_matrix, "bsr": sp.bsr_matrix, "dia": sp.dia_matrix}.items():
        dump("scipy", name, make(np.eye(4)))
    sp.save_npz(place("scipy", "saved.npz"), sp.csr_matrix(np.eye(4)))
    frame = pd.DataFrame({"a": X[:, 0], "b": LABELS, "c": pd.date_range("2024", periods=60), "d": pd.Categorical(LABELS)})
    for name, value in {
        "frame": frame, "series": frame["a"], "texts": frame["b"], "categories": frame["d"], "days": frame["c"],
        "indexed": frame.set_index("b"), "multi": frame.set_index(["b", "d"]), "group": frame.groupby("b", observed=True)["a"].mean(),
        "zone": frame["c"].dt.tz_localize("UTC"), "nullable": pd.array([1, None], dtype="Int64"), "span": frame["c"] - frame["c"][0],
        "interval": pd.cut(frame["a"], 3), "period": frame["c"].dt.to_period("M"), "timestamp": pd.Timestamp("2024"),
        "sparse": pd.Series(pd.arrays.SparseArray([0, 0, 1])), "bool": pd.array([True, None], dtype="boolean"),
        "string": pd.array(["a", None], dtype="string"), "nan": pd.NaT, "offset": pd.offsets.MonthEnd(2), "na": pd.NA,
    }.items():
        dump("pandas", name, value)
    joblib.dump([frame, X, {"model": frame}], place("pandas", "list.joblib"))


def boosting():
    import lightgbm as lgb

    quiet = {"verbosity": -1, "min_child_samples": 2}
    for name, model in {"classifier": lgb.LGBMClassifier(n_estimators=3, **quiet).fit(X, LABELS),
                        "regressor": lgb.LGBMRegressor(n_estimators=3, **quiet).fit(X, TARGET),
                        "booster": lgb.train({"objective": "binary", **quiet}, lgb.Dataset(X, BINARY), 3)}.items():
        dump("lightgbm", name, model)
    model.save_model(place("lightgbm", "model.txt"))
    put("lightgbm", "model.json", json.dumps(model.dump_model()))
    try:
        import xgboost as xgb
        for name, model in {"classifier": xgb.XGBClassifier(n_estimators=3).fit(X, BINARY),
                            "regressor": xgb.XGBRegressor(n_estimators=3).fit(X, TARGET),
                            "forest": xgb.XGBRFClassifier(n_estimators=3).fit(X, BINARY)}.items():
            dump("xgboost", name, model)
            dump("xgboost", name + "-again", model)
        booster = model.get_booster()
        dump("xgboost", "booster", booster)
        for suffix in ("json", "ubj"):
            booster.save_model(place("xgboost", "model." + suffix))
    except ImportError:
        pass
    try:
        import catboost
        for name, kind, target in [("classifier", catboost.CatBoostClassifier, LABELS), ("regressor", catboost.CatBoostRegressor, TARGET)]:
            model = kind(iterations=3, verbose=0, allow_writing_files=False).fit(X, target)
            dump("catboost", name, model)
            model.save_model(place("catboost", name + ".cbm"))
            model.save_model(place("catboost", name + ".json"), format="json")
    except ImportError:
        pass


def statistics():
    import statsmodels.api as sm

    design = sm.add_constant(X)
    fits = {"ols": lambda: sm.OLS(TARGET, design).fit(), "glm": lambda: sm.GLM(BINARY, design, sm.families.Binomial()).fit(),
            "wls": lambda: sm.WLS(TARGET, design).fit(), "rlm": lambda: sm.RLM(TARGET, design).fit()}
    for name, fit in fits.items():
        dump("statsmodels", name, fit())


def skops_files():
    import skops.io
    from sklearn.ensemble import RandomForestClassifier
    from sklearn.linear_model import LogisticRegression, Ridge
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import FunctionTransformer, OneHotEncoder, StandardScaler
    from sklearn.svm import SVC

    for name, model in {"logistic": LogisticRegression(), "forest": RandomForestClassifier(3), "ridge": Ridge(), "svc": SVC(),
                        "pipe": make_pipeline(StandardScaler(), LogisticRegression()),
                        "function": make_pipeline(FunctionTransformer(np.abs), Ridge())}.items():
        skops.io.dump(model.fit(X, BINARY), place("skops", name + ".skops"))
    skops.io.dump(OneHotEncoder().fit(LABELS.reshape(-1, 1)), place("skops", "encoder.skops"))


def tensors():
    import gguf
    import h5py
    import onnx
    from onnx import TensorProto, helper
    import safetensors.numpy

    safetensors.numpy.save_file({"a": X, "b": BINARY}, place("safetensors", "plain.safetensors"))
    safetensors.numpy.save_file({"a": X}, place("safetensors", "described.safetensors"), metadata={"format": "pt", "base_model": "acme/tiny"})
    for kind in ("f4", "f2", "i8", "u1", "?"):
        safetensors.numpy.save_file({"w": np.ones((3, 2), kind)}, place("safetensors", f"w-{kind.strip('?') or 'bool'}.safetensors"))

    def graph(weight, nodes=None, **more):
        port = lambda name: helper.make_tensor_value_info(name, TensorProto.FLOAT, ["N", 2])
        nodes = nodes or [helper.make_node("Add", ["x", "w"], ["y"])]
        model = helper.make_model(helper.make_graph(nodes, "g", [port("x")], [port("y")], [weight]), opset_imports=[helper.make_opsetid("", 17), helper.make_opsetid("ai.onnx.ml", 3)], **more)
        onnx.helper.set_model_props(model, {"author": "a team"})
        return model

    weight = helper.make_tensor("w", TensorProto.FLOAT, [2], [1.0, 2.0])
    onnx.save(graph(weight), place("onnx", "plain.onnx"))
    for kind in (TensorProto.DOUBLE, TensorProto.INT64, TensorProto.FLOAT16, TensorProto.BOOL):
        onnx.save(graph(helper.make_tensor("w", kind, [2], [1, 1])), place("onnx", f"kind-{kind}.onnx"))
    for number in range(3):
        folder = place("onnx", f"external-{number}/m.onnx")
        big = helper.make_tensor("w", TensorProto.FLOAT, [2, 512], np.zeros(1024, "f4").tobytes(), raw=True)
        onnx.save(graph(big), folder, save_as_external_data=True, location="m.onnx.data" if number else "weights.bin", size_threshold=0)
    for number, names in enumerate((["kernel"], ["kernel", "bias"], ["a/b/c", "a/b/d"])):
        with h5py.File(place("hdf5", f"weights-{number}.h5"), "w") as file:
            for name in names:
                file.create_dataset("model_weights/" + name, data=X, compression="gzip" if number == 1 else None)
            file.attrs["keras_version"] = "2.15.0"
            file.attrs["layer_names"] = [b"dense", b"dense_1"]
            file.attrs["backend"] = np.bytes_("tensorflow")
    config = {"class_name": "Sequential", "config": {"name": "s", "layers": [{"class_name": "Dense", "config": {"units": 2, "activation": "relu", "name": "d"}}]}}
    for number, latest in enumerate(("earliest", "latest")):
        with h5py.File(place("hdf5", f"model-{number}.h5"), "w", libver=latest) as file:
            file.attrs["model_config"] = json.dumps(config)
            file.attrs["training_config"] = json.dumps({"loss": "mse", "optimizer_config": {"class_name": "Adam", "config": {}}})
            file.create_dataset("model_weights/d/kernel:0", data=X)
    for number in range(4):
        writer = gguf.GGUFWriter(place("gguf", f"model-{number}.gguf"), "llama")
        writer.add_context_length(128)
        writer.add_array("tokenizer.ggml.tokens", ["a", "b", "c"])
        if number:
            writer.add_chat_template("{% for m in messages %}{{ m['role'] + ': ' + m['content'] }}{% endfor %}")
        writer.add_tensor("w", np.ones((32, 4), "f4" if number < 2 else "f2"))
        writer.add_tensor("v", np.ones(7, "f4"))
        writer.write_header_to_file()
        writer.write_kv_data_to_file()
        writer.write_tensors_to_file()
        writer.close()


def keras_files():
    """The archive that Keras 3 writes, without Keras: metadata, configuration, weights as HDF5."""
    import h5py

    def layer(name, kind="Dense", **config):
        return {"module": "keras.layers", "class_name": kind, "config": {"name": name, **config}, "registered_name": None}

    dtype = {"module": "keras", "class_name": "DTypePolicy", "config": {"name": "float32"}, "registered_name": None}
    glorot = {"module": "keras.initializers", "class_name": "GlorotUniform", "config": {"seed": None}, "registered_name": None}
    models = {
        "dense": [layer("d", units=2, activation="relu", dtype=dtype, kernel_initializer=glorot)],
        "words": [layer("t", "TextVectorization", vocabulary=["a", "b"], standardize="lower_and_strip_punctuation")],
        "lookup": [layer("l", "StringLookup", vocabulary=["a", "b"])],
        "image": [layer("c", "Conv2D", filters=3), layer("f", "Flatten"), layer("n", "BatchNormalization")],
        "recurrent": [layer("b", "Bidirectional", layer=layer("l", "LSTM", units=2))],
    }
    for name, layers in models.items():
        config = {"module": "keras", "class_name": "Sequential", "config": {"name": name, "trainable": True, "layers": layers}, "registered_name": None,
                  "compile_config": {"optimizer": {"module": "keras.optimizers", "class_name": "Adam", "config": {"learning_rate": 0.001}, "registered_name": None},
                                     "loss": "mse", "metrics": ["accuracy"]}}
        weights = io.BytesIO()
        with h5py.File(weights, "w") as file:
            file.create_dataset("layers/dense/vars/0", data=X)
        with zipfile.ZipFile(place("keras", name + ".keras"), "w") as archive:
            archive.writestr("metadata.json", json.dumps({"keras_version": "3.8.0", "date_saved": "2024-01-01@00:00:00"}))
            archive.writestr("config.json", json.dumps(config))
            archive.writestr("model.weights.h5", weights.getvalue())


def torch_files():
    """What torch.save writes, without torch: the same archive, the same pickle."""

    class Named:
        def __init__(self, *arguments):
            self.arguments = arguments

    def module(name, **names):
        made = types.ModuleType(name)
        for key, value in names.items():
            value.__module__, value.__qualname__, value.__name__ = name, key, key
            setattr(made, key, value)
        sys.modules[name] = made
        return made

    def function():
        return lambda *arguments: arguments

    storages = {kind: type(kind, (), {}) for kind in ("FloatStorage", "LongStorage", "HalfStorage", "BFloat16Storage")}
    rebuild, parameter = function(), function()
    module("torch", **storages)
    module("torch._utils", _rebuild_tensor_v2=rebuild, _rebuild_parameter=parameter)
    linear, sequential, relu = (type(name, (), {}) for name in ("Linear", "Sequential", "ReLU"))
    module("torch.nn"), module("torch.nn.modules")
    module("torch.nn.modules.linear", Linear=linear)
    module("torch.nn.modules.container", Sequential=sequential)
    module("torch.nn.modules.activation", ReLU=relu)
    from collections import OrderedDict

    class Stored:
        def __init__(self, key, kind, size):
            self.key, self.kind, self.size = key, kind, size

    class Tensor:
        def __init__(self, key, shape, kind="FloatStorage"):
            self.key, self.shape, self.kind = key, shape, kind

        def __reduce__(self):
            size = int(np.prod(self.shape))
            strides = tuple(int(np.prod(self.shape[i + 1:])) for i in range(len(self.shape)))
            return rebuild, (Stored(self.key, storages[self.kind], size), 0, self.shape, strides, False, OrderedDict())

    class Pickler(pickle.Pickler):
        def persistent_id(self, thing):
            if isinstance(thing, Stored):
                return ("storage", thing.kind, thing.key, "cpu", thing.size)
            return None

    class Parameter:
        def __init__(self, tensor):
            self.tensor = tensor

        def __reduce__(self):
            return parameter, (self.tensor, True, OrderedDict())

    def save(name, value, sizes, code=None):
        stream = io.BytesIO()
        Pickler(stream, 2).dump(value)
        with zipfile.ZipFile(place("torch", name), "w") as archive:
            archive.writestr("archive/data.pkl", stream.getvalue())
            archive.writestr("archive/byteorder", "little")
            for key, size in sizes.items():
                archive.writestr(f"archive/data/{key}", np.ones(size, "f4").tobytes())
            archive.writestr("archive/version", "3\n")
            archive.writestr("archive/.data/serialization_id", "0123456789" * 4)
            for path, text in (code or {}).items():
                archive.writestr("archive/" + path, text)

    state = OrderedDict(weight=Tensor("0", (2, 4)), bias=Tensor("1", (2,)))
    save("state.pt", state, {"0": 8, "1": 2})
    save("state.pth", {"epoch": 3, "model": state, "loss": 0.1}, {"0": 8, "1": 2})
    save("half.ckpt", {"state_dict": {"w": Tensor("0", (2, 4), "HalfStorage")}, "hyper_parameters": {"lr": 0.1}}, {"0": 4})
    save("parameters.bin", OrderedDict(w=Parameter(Tensor("0", (2, 4)))), {"0": 8})
    whole = sequential()
    inner = linear()
    inner.__dict__.update(training=True, _parameters={"weight": Parameter(Tensor("0", (2, 4)))}, _buffers={}, _modules={}, in_features=4, out_features=2)
    whole.__dict__.update(training=True, _parameters={}, _buffers={}, _modules=OrderedDict([("0", inner), ("1", relu())]))
    save("whole.pt", whole, {"0": 8})
    code = "class M(Module):\n  __parameters__ = [\"weight\", ]\n  __buffers__ = []\n  weight : Tensor\n  def forward(self: __torch__.M,\n    x: Tensor) -> Tensor:\n    return torch.relu(torch.linear(x, self.weight))\n"
    constants = io.BytesIO()
    pickle.Pickler(constants, 2).dump(())
    save("script.pt", {"w": Tensor("0", (2, 4))}, {"0": 8}, {"code/__torch__.py": code, "constants.pkl": constants.getvalue()})
    for name in ("torch", "torch._utils", "torch.nn", "torch.nn.modules", "torch.nn.modules.linear", "torch.nn.modules.container", "torch.nn.modules.activation"):
        del sys.modules[name]


def hub_folders():
    templates = [
        "{% for message in messages %}{{'<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>' + '\\n'}}{% endfor %}",
        "{{ bos_token }}{% for m in messages %}{% if (m['role'] == 'user') != (loop.index0 % 2 == 0) %}{{ raise_exception('no') }}{% endif %}{{ m['content'] | trim }}{% endfor %}",
        "{%- set ns = namespace(found=false) -%}{%- for m in messages[::-1] %}{%- if not ns.found and m.role == 'user' %}{%- set ns.found = true %}{{- m.content }}{%- endif %}{%- endfor %}",
    ]
    for number, template in enumerate(templates):
        base = f"tiny-{number}/"
        put("hub", base + "config.json", json.dumps({"architectures": ["LlamaForCausalLM"], "model_type": "llama", "hidden_size": 8, "torch_dtype": "float32"}))
        put("hub", base + "tokenizer_config.json", json.dumps({"chat_template": template, "tokenizer_class": "LlamaTokenizer", "model_max_length": 1e30}))
        put("hub", base + "chat_template.jinja", template)
        put("hub", base + "generation_config.json", '{"do_sample": true, "temperature": 0.6}')
        put("hub", base + "special_tokens_map.json", '{"eos_token": "</s>"}')
        put("hub", base + "tokenizer.json", json.dumps({"version": "1.0", "model": {"type": "BPE", "vocab": {f"t{i}": i for i in range(500)}, "merges": ["a b"]}}))
        put("hub", base + "README.md", "---\nlicense: mit\ntags:\n- text\nbase_model: acme/base\n---\n# Tiny\n\nSee https://example.org and `pip install acme`.\n")
        put("hub", base + "requirements.txt", "torch==2.4.0\ntransformers>=4.40,<5\n--extra-index-url https://download.pytorch.org/whl/cpu\n")
    for number in range(3):
        base = f"logged-{number}/"
        from sklearn.linear_model import Ridge
        put("mlflow", base + "model.pkl", pickle.dumps(Ridge().fit(X, TARGET)))
        put("mlflow", base + "MLmodel", "artifact_path: model\nflavors:\n  python_function:\n    env:\n      conda: conda.yaml\n      virtualenv: python_env.yaml\n    loader_module: mlflow.sklearn\n    model_path: model.pkl\n    predict_fn: predict\n    python_version: 3.11.7\n  sklearn:\n    code: null\n    pickled_model: model.pkl\n    serialization_format: cloudpickle\n    sklearn_version: 1.5.2\nmlflow_version: 3.1.0\nmodel_uuid: 0123456789abcdef0123456789abcdef\nutc_time_created: '2024-01-01 00:00:00.000000'\n")
        put("mlflow", base + "conda.yaml", "channels:\n- conda-forge\ndependencies:\n- python=3.11.7\n- pip<=24.0\n- pip:\n  - mlflow==3.1.0\n  - scikit-learn==1.5.2\nname: mlflow-env\n")
        put("mlflow", base + "python_env.yaml", "python: 3.11.7\nbuild_dependencies:\n- pip==24.0\n- setuptools\ndependencies:\n- -r requirements.txt\n")
        put("mlflow", base + "requirements.txt", "mlflow==3.1.0\nscikit-learn==1.5.2\n")
    put("text", "model.pmml", '<?xml version="1.0" encoding="UTF-8"?>\n<PMML xmlns="http://www.dmg.org/PMML-4_4" version="4.4"><Header/><DataDictionary numberOfFields="0"/></PMML>\n')
    put("text", "hydra.yaml", "model:\n  _target_: torch.nn.modules.linear.Linear\n  in_features: 4\ntrainer: {max_epochs: 3}\n")
    put("text", "lightning.yaml", "seed_everything: 1\ntrainer:\n  max_epochs: 3\nmodel:\n  lr: 0.1\n")
    put("text", "params.json", json.dumps({"dim": 64, "n_layers": 2, "norm_eps": 1e-5}))
    put("text", "labels.txt", "cat\ndog\n")
    put("text", "vocab.txt", "[PAD]\n[UNK]\nthe\n##s\n__\n_\n")
    put("text", "notebook.ipynb", json.dumps({"cells": [{"cell_type": "code", "source": ["import numpy as np\n", "model.eval()\n"], "metadata": {}, "outputs": []}], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}))


def texts():
    """What teams keep beside a model, spelled in ways that only look like what is told of."""
    for name, text in {
        "trainer_state.json": '{"best_metric": NaN, "log_history": [{"loss": Infinity, "step": 1}, {"loss": -Infinity}]}',
        "requirements.txt": "# -*- coding: utf-8 -*-\nnumpy>=1.24,<3  # both and/or\ntorch==2.4.0+cpu\nscikit-learn[alldeps]==1.5.0 ; python_version >= '3.9' and (sys_platform == 'win32' or platform_machine=='x86_64')\n"
        "--extra-index-url https://download.pytorch.org/whl/cu121\n-r requirements-dev.txt\n-c constraints.txt\npandas==2.2.0 \\\n    --hash=sha256:" + "ab" * 32 + " \\\n    --hash=sha256:" + "cd" * 32 + "\n--no-binary=:all:\nzope.interface\n",
        "requirements-dev.txt": "numpy\n", "constraints.txt": "numpy<3\n",
        "pyproject.toml": '[build-system]\nrequires = ["setuptools>=61"]\n[project]\nname = "x"\ndependencies = ["numpy", "scipy>=1.0"]\n[project.urls]\nHomepage = "https://example.org/x"\n[tool.ruff]\nline-length = 100\n',
        "setup.cfg": "[metadata]\nname = x\nurl = https://example.org/x\n[options]\ninstall_requires =\n    numpy\n    scipy\n",
        "conda.yaml": "channels:\n- conda-forge\ndependencies:\n- python=3.11.7\n- conda-forge::scipy\n- pytorch/linux-64::pytorch\n- pip:\n  - mlflow==3.1.0\n",
        "config.json": '{"activation_function":"gelu_new","attn_implementation":"flash_attention_2","sentence_transformers":{"activation_fn":"torch.nn.modules.linear.Identity"},"command":"x","trust_remote_code":false}',
        "dense/config.json": '{"in_features":768,"out_features":256,"activation_function":"torch.nn.modules.activation.Tanh"}', "config.gin": "train.steps = 100\nModel.kernel = @relu\n",
        "dvc.yaml": "stages:\n  train:\n    cmd: python train.py --lr 1 && echo ok\n    deps: [data]\n", ".condarc": "channels:\n- conda-forge\n- defaults\n", "pip.conf": "[global]\nindex-url = https://pypi.org/simple\ntimeout = 60\n",
        ".pre-commit-config.yaml": "repos:\n- repo: https://github.com/astral-sh/ruff-pre-commit\n  rev: v0.6.0\n  hooks:\n  - id: ruff\n    args: [--fix]\n", "CITATION.cff": "cff-version: 1.2.0\nmessage: If you use it\nauthors:\n- name: R.\n",
        ".gitignore": "cache\nruns\n*.log\n", "notes.txt": "Built with git+https sources. class_path: see the documents. Wow!! great\npip install --index-url https://x.example y\n",
        "shell.ipynb": json.dumps({"cells": [{"cell_type": "code", "source": ["import platform\n", "print(platform.system())\n", "getattr(model, 'classes_', None)\n", "%matplotlib inline\n", "%timeit model.fit(X)\n", "equation.system = 3\n"]}], "nbformat": 4}),
        "chat/tokenizer_config.json": json.dumps({"chat_template": "{% set loop_messages = messages[1:] %}{% for m in loop_messages %}{% set key = 'content' %}{{ '<s>' ~ m[key] | trim ~ '</s>' }}{% endfor %}{{ tools | map('tojson') | join('\n') }}{{ names[i % 2] }}{{ kinds | map(attribute='type') | unique | join(', ') }}"}),
    }.items():
        put("texts", name, text)


FAMILIES = [texts, estimators, pipelines, arrays, boosting, statistics, skops_files, tensors, keras_files, hub_folders, torch_files]

if __name__ == "__main__":
    chosen = sys.argv[2:]
    for family in FAMILIES:
        if not chosen or family.__name__ in chosen:
            family()
    print(sum(len(list(folder.iterdir())) for folder in ROOT.iterdir()), "models")
