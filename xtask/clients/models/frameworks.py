"""What PyTorch and Keras themselves write, armed and ordinary: for long campaigns, where they are installed."""

import io
import json
import os
import pickle
import zipfile

os.environ.setdefault("KERAS_BACKEND", "torch")
import keras
import torch


class Net(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = torch.nn.Sequential(torch.nn.Linear(4, 8), torch.nn.ReLU(), torch.nn.BatchNorm1d(8), torch.nn.Dropout(0.1), torch.nn.Linear(8, 2))
        self.register_buffer("scale", torch.ones(4))

    def forward(self, x):
        return self.layers(x * self.scale)


class Reads(torch.nn.Module):
    def forward(self, x):
        return x + torch.from_file("/etc/hostname", size=1)


def stack():
    """A module of PyTorch's own classes alone."""
    nn = torch.nn
    return {
        "dense": nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 2)),
        "image": nn.Sequential(nn.Conv2d(3, 4, 3), nn.BatchNorm2d(4), nn.SiLU(), nn.MaxPool2d(2), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(4, 2)),
        "words": nn.Sequential(nn.Embedding(10, 4), nn.TransformerEncoderLayer(4, 2, 8)),
        "recurrent": nn.LSTM(4, 8, 2, batch_first=True),
        "attention": nn.MultiheadAttention(4, 2),
        "list": nn.ModuleList([nn.Linear(2, 2), nn.GELU(), nn.LayerNorm(2), nn.Dropout(0.1)]),
        "transformer": nn.Transformer(4, 2, 1, 1, 8),
    }


def layers():
    from keras import layers as l

    yield "dense", [l.Input((4,)), l.Dense(8, activation="relu", kernel_regularizer="l2"), l.Dropout(0.1), l.Dense(1)]
    yield "image", [l.Input((16, 16, 3)), l.Rescaling(1 / 255), l.Conv2D(4, 3), l.BatchNormalization(), l.MaxPooling2D(), l.Flatten(), l.Dense(2, activation="softmax")]
    yield "recurrent", [l.Input((8,)), l.Embedding(10, 4), l.Bidirectional(l.LSTM(4)), l.Dense(1)]
    yield "separable", [l.Input((16, 16, 3)), l.SeparableConv2D(4, 3), l.GlobalAveragePooling2D(), l.LayerNormalization(), l.Dense(2)]
    yield "noise", [l.Input((4,)), l.GaussianNoise(0.1), l.Dense(4, activation="gelu"), l.UnitNormalization()]


def ordinary(place, put):
    for name, module in stack().items():
        torch.save(module, place("torch-real", name + ".pt"))
        torch.save(module.state_dict(), place("torch-real", name + "-state.pth"))
        torch.save(module.state_dict(), place("torch-real", name + "-old.bin"), _use_new_zipfile_serialization=False)
    net = Net().eval()
    optimiser = torch.optim.AdamW(net.parameters())
    net(torch.ones(2, 4)).sum().backward()
    optimiser.step()
    torch.save({"epoch": 3, "model": net.state_dict(), "optimizer": optimiser.state_dict(), "rng": torch.get_rng_state(), "args": {"lr": 0.1}}, place("torch-real", "checkpoint.ckpt"))
    for kind in ("float16", "bfloat16", "float64", "int64", "bool", "complex64", "uint8", "float8_e4m3fn"):
        torch.save({"w": torch.ones(3, 2).to(getattr(torch, kind))}, place("torch-real", kind + ".pt"))
    torch.save(torch.eye(3).to_sparse(), place("torch-real", "sparse.pt"))
    torch.save({"w": torch.quantize_per_tensor(torch.ones(3), 0.1, 0, torch.qint8), "d": torch.device("cpu"), "s": torch.Size([1, 2]), "t": torch.float16}, place("torch-real", "quantised.pt"))
    put("torch-real", "tensor.pkl", pickle.dumps(torch.ones(3)))
    example = (torch.ones(2, 4),)
    torch.jit.save(torch.jit.script(net), place("torch-real", "script.pt"))
    torch.jit.save(torch.jit.trace(net, example), place("torch-real", "trace.pt"))
    torch.jit.save(torch.jit.freeze(torch.jit.script(net)), place("torch-real", "frozen.pt"))
    torch.export.save(torch.export.export(net, example), place("torch-real", "export.pt2"))
    for name, chosen in layers():
        model = keras.Sequential(chosen)
        model.compile(optimizer="adam", loss="mse", metrics=["accuracy"])
        model.save(place("keras-real", name + ".keras"))
        model.save(place("keras-real", name + ".h5"))
        model.save_weights(place("keras-real", name + ".weights.h5"))
        put("keras-real", name + ".json", model.to_json())
    inputs = keras.Input((4,), name="a")
    joined = keras.layers.Concatenate()([keras.layers.Dense(2)(inputs), keras.ops.relu(inputs)])
    model = keras.Model(inputs, keras.layers.Dense(1)(joined) * 2)
    model.compile(keras.optimizers.Adam(keras.optimizers.schedules.ExponentialDecay(0.1, 10, 0.9)), keras.losses.BinaryCrossentropy(from_logits=True), [keras.metrics.AUC()])
    model.save(place("keras-real", "functional.keras"))


def armed(place, put, pickled, weapon):
    state = Net().state_dict()
    torch.save({"model": state, "hook": weapon()}, place("torch-real", "hook.pt"))
    torch.save({"model": state, "hook": weapon()}, place("torch-real", "old.bin"), _use_new_zipfile_serialization=False)
    torch.save({"hook": weapon()}, place("torch-real", "protocol.ckpt"), pickle_protocol=4)
    torch.save(Net(), place("torch-real", "unknown-class.pt"))
    torch.jit.save(torch.jit.script(Reads()), place("torch-real", "reads.pt"))
    exported = io.BytesIO()
    torch.export.save(torch.export.export(Net().eval(), (torch.ones(2, 4),)), exported)
    held = zipfile.ZipFile(exported)
    members = [(entry, held.read(entry)) for entry in held.namelist()]
    root = members[0][0].split("/")[0]

    def repacked(name, change, more=()):
        with zipfile.ZipFile(place("torch-export", name), "w") as archive:
            for entry, content in members:
                archive.writestr(entry, change(content))
            for entry, content in more:
                archive.writestr(f"{root}/{entry}", content)

    repacked("operator.pt2", lambda content: content.replace(b"torch.ops.aten.linear.default", b"torch.ops.evil.linear.default"))
    repacked("target.pt2", lambda content: content.replace(b"torch.ops.aten.linear.default", b"os.system"))
    repacked("library.pt2", lambda content: content, [("data/aotinductor/model/m.so", b"\x7fELF\2\1\1" + bytes(57))])
    repacked("source.pt2", lambda content: content, [("data/aotinductor/model/m.cpp", b"int main() {}"), ("extra/run.py", b"import os\n")])
    repacked("constant.pt2", lambda content: content, [("data/constants/custom_obj_0", pickled)])
    with torch.package.PackageExporter(place("torch-package", "model.pt")) as exporter:
        exporter.save_source_string("evil", "import os\nos.system('true')\n")
        exporter.save_pickle("model", "model.pkl", {"w": torch.ones(2)})
    keras.Sequential([keras.layers.Input((2,)), keras.layers.Lambda(lambda x: x * 2)]).save(place("keras-real", "lambda.keras"))
    keras.Sequential([keras.layers.Input((2,)), keras.layers.Lambda(lambda x: x * 2)]).save(place("keras-real", "lambda.h5"))
    keras.Sequential([keras.layers.Input((4,)), keras.layers.TorchModuleWrapper(torch.nn.Linear(4, 2))]).save(place("keras-real", "torch.keras"))

    @keras.saving.register_keras_serializable("evil")
    class Mine(keras.layers.Layer):
        def call(self, x):
            return x

    keras.Sequential([keras.layers.Input((2,)), Mine()]).save(place("keras-real", "registered.keras"))
    path = place("keras-real", "plain.keras")
    keras.Sequential([keras.layers.Input((2,)), keras.layers.Dense(2, activation="relu")]).save(path)
    held = zipfile.ZipFile(path)
    members = [(entry, held.read(entry)) for entry in held.namelist()]
    held.close()
    path.unlink()
    config = dict(members)["config.json"].decode()
    relu = json.dumps({"module": "builtins", "class_name": "function", "config": "system", "registered_name": "function"})
    for name, text in {"function": config.replace('"relu"', relu.replace("builtins", "os")), "initialiser": config.replace("GlorotUniform", "Lambda"), "module": config.replace('"keras.layers"', '"subprocess"'), "source": config.replace('"keras.layers"', '"keras.src.utils.file_utils"').replace("Dense", "get_file"),
                       "vocabulary": config.replace('"class_name": "Dense", "config": {', '"class_name": "StringLookup", "config": {"vocabulary": "/etc/passwd", '), "registered": config.replace('"registered_name": null', '"registered_name": "evil>Mine"', 1)}.items():
        with zipfile.ZipFile(place("keras-real", name + ".keras"), "w") as archive:
            for entry, content in members:
                archive.writestr(entry, text if entry == "config.json" else content)
