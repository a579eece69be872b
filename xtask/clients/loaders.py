"""Random edits of valid containers: what the scan calls clean goes to its real loader, in an interpreter whose
find_class only records. A name that is reached there and is on no list is a failure.

    loaders.py PROGRAM FOLDER EDITS SEED
"""

import io
import json
import os
import pickle
import random
import resource
import struct
import subprocess
import sys
import tarfile
import warnings
import zipfile
from pathlib import Path

import joblib
import numpy as np
from safetensors import safe_open
from safetensors.numpy import save

BATCH = 400
# What the containers below hold by themselves; the scan's own list is longer.
EXPECTED = {
    ("_codecs", "encode"),
    ("collections", "OrderedDict"),
    ("numpy", "dtype"),
    ("numpy", "ndarray"),
    ("joblib.numpy_pickle", "NumpyArrayWrapper"),
    *((f"numpy.{core}.multiarray", name) for core in ("core", "_core") for name in ("_reconstruct", "scalar")),
    *((f"numpy.{core}.numeric", "_frombuffer") for core in ("core", "_core")),
    ("torch._utils", "_rebuild_tensor_v2"),
    ("torch", "FloatStorage"),
}
REAL = {name for name in EXPECTED if not name[0].startswith("torch")}
reached = set()


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
    reached.add((module, name))
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

# Two of a kind: what is read today, and what lies dormant in data and must never be read unseen.
WEAPON = b"\x80\x02cposix\nsystem\nX\x04\0\0\0true\x85R."
QUIET = b"cimaplib\nIMAP4_stream\n(S'true'\ntR."
PAIR = [WEAPON, QUIET]


def zipped(members, comment=b"", **kwargs):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", **kwargs) as archive:
        for name, data in members:
            archive.writestr(name, data)
        archive.comment = comment
    return out.getvalue()


def array(value):
    out = io.BytesIO()
    np.save(out, value, allow_pickle=True)
    return out.getvalue()


def dormant(draw, ahead=b""):
    """An array of numbers whose bytes are a pickle, but for what stands ahead of it."""
    raw = ahead + draw.choice(PAIR)
    return np.frombuffer(raw + b"\0" * (-len(raw) % 8), "<f8" if draw.random() < 0.5 else "<i4").copy()


def bases(draw):
    """Each kind once: a suffix, and bytes that are clean or dormant."""
    tensor = dormant(draw)
    harmless = pickle.dumps({"a": [1, 2.5, "x"], "b": (None, True)}, draw.randrange(6))
    state = b"\x80\x02ccollections\nOrderedDict\n)R."
    weights = [("m/data.pkl", state), ("m/data/0", draw.choice(PAIR)), ("m/version", b"3\n")]
    yield "npy", array(tensor)
    yield "npy", array(np.array([1, "a", None], dtype=object))
    yield "npy", array(np.zeros(2, [("a", "<f4"), ("b", "S3")]))
    # Read as a pickle, an archive is a persistent id up to the first newline; then this would be next.
    later = dormant(draw, b"\0" * 8)
    yield "npz", zipped([("x.npy", array(later)), ("y.npy", array(np.arange(3)))])
    yield "npz", zipped([("x.npy", array(tensor))], compression=zipfile.ZIP_DEFLATED)
    yield "pt", zipped(weights)
    yield "pt", zipped(weights, compression=zipfile.ZIP_DEFLATED)
    yield "pt", zipped(weights[:1] + [("m/extra.txt", "notes")], comment=b"a comment")
    yield "pkl", harmless
    yield "pkl", pickle.dumps(draw.choice(PAIR), draw.randrange(2, 6))
    yield "pkl", harmless + pickle.dumps([1, draw.choice(PAIR).decode("latin1")], 4)
    for compress in (0, ("zlib", 1), ("gzip", 1), ("bz2", 1), ("xz", 1), ("lzma", 1)):
        out = io.BytesIO()
        joblib.dump([tensor, np.array(["a", 1], dtype=object), {"k": tensor[:2]}], out, compress=compress)
        yield "joblib", out.getvalue()
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=draw.choice([0, 1, 2])) as tar:
        for name, data in (("pickle", harmless), ("notes.txt", b"text"), ("w.npy", array(tensor))):
            about = tarfile.TarInfo(name)
            about.size = len(data)
            tar.addfile(about, io.BytesIO(data))
    yield "tar", out.getvalue()
    yield "safetensors", save({"w": tensor, "v": np.zeros(2, "<f4")})
    yield "bin", harmless


def edit(draw, data):
    """One to three edits: of bits, of numbers as headers hold them, of whole pieces."""
    data = bytearray(data)
    for _ in range(draw.choice((1, 1, 1, 2, 3))):
        at = draw.randrange(len(data)) if data else 0
        kind = draw.randrange(9)
        if kind == 0:
            data[at : at + 1] = bytes([draw.randrange(256)])
        elif kind == 1:
            data[at : at + 1] = bytes([data[at] ^ 1 << draw.randrange(8)]) if data else b""
        elif kind == 2:
            width = draw.choice("HIQ")
            near = draw.choice([0, 1, len(data), at, len(data) - at, 0xFFFF, 0xFFFFFFFF, draw.randrange(1 << 12)])
            size = struct.calcsize(width)
            data[at : at + size] = struct.pack("<" + width, near & ((1 << 8 * size) - 1))
        elif kind == 3:
            del data[at : at + draw.randrange(1, 40)]
        elif kind == 4:
            other = draw.randrange(len(data) + 1)
            data[at:at] = data[other : other + draw.randrange(1, 80)]
        elif kind == 5:
            data[at:at] = draw.choice(PAIR)
        elif kind == 6:
            data = data[:at]
        elif kind == 7:
            data += draw.choice([*PAIR, zipped([("m/data.pkl", draw.choice(PAIR))]), b"\0" * 512, b"."])
        else:
            data[:0] = draw.choice([*PAIR, b"\0", b"PK", b"\x80\x02"])
    return bytes(data)


def streams(file):
    """All pickles of a file, as somebody reads them who dumped several."""
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
        for name in archive.files:
            try:
                archive[name]
            except Exception:
                pass


def tar_members(path):
    with tarfile.open(path) as tar:
        for member in tar:
            held = tar.extractfile(member)
            if held is not None:
                try:
                    load(held)
                except Exception:
                    pass


def tensors(path):
    with safe_open(path, "np") as file:
        for name in file.keys():
            file.get_tensor(name)


LOADERS = {
    "npy": [lambda p: np.load(p, allow_pickle=True)],
    "npz": [arrays],
    "pt": [torch_zip, lambda p: streams(open(p, "rb"))],
    "pkl": [lambda p: streams(open(p, "rb")), joblib.load],
    "bin": [lambda p: streams(open(p, "rb")), torch_zip, tar_members],
    "joblib": [joblib.load, lambda p: streams(open(p, "rb"))],
    "tar": [tar_members, lambda p: streams(open(p, "rb"))],
    "safetensors": [tensors],
}


def verdicts(program, folder):
    """The scan's word on each file of a folder."""
    done = subprocess.run([program, "scan", str(folder), "--format", "json"], stdout=subprocess.PIPE, check=False)
    told = json.loads(done.stdout)
    return {file["name"]: file["verdict"] for file in told["files"] + told["unread"]}


def clean_is_clean(path, suffix, faults):
    for number, loader in enumerate(LOADERS[suffix]):
        reached.clear()
        try:
            loader(str(path))
        except (Exception, SystemExit) as error:
            if suffix == "safetensors":
                faults.append((path.name, "the loader refuses it", repr(error)[:80]))
        strange = reached - EXPECTED
        if strange:
            faults.append((path.name, f"loader {number}", sorted(strange)))


def main(program, folder, edits, seed):
    warnings.simplefilter("ignore")
    # A header that lies asks for more than there is.
    resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))
    draw = random.Random(seed)
    folder, done, clean, faults, by_kind = Path(folder), 0, 0, [], {}
    unedited = folder / "unedited"
    unedited.mkdir(parents=True)
    for number, (suffix, data) in enumerate(bases(draw)):
        (unedited / f"{number}.{suffix}").write_bytes(data)
    base = verdicts(program, unedited)
    for name, verdict in base.items():
        if verdict != "clean":
            faults.append((name, "an unedited container is", verdict))
    while done < edits:
        batch = folder / "batch"
        batch.mkdir(exist_ok=True)
        kinds = list(bases(draw))
        for number in range(min(BATCH, edits - done)):
            suffix, data = draw.choice(kinds)
            (batch / f"{done + number}.{suffix}").write_bytes(edit(draw, data))
        for name, verdict in verdicts(program, batch).items():
            suffix = name.rsplit(".", 1)[1]
            counts = by_kind.setdefault(suffix, [0, 0])
            counts[0] += 1
            if verdict == "clean":
                counts[1] += 1
                clean += 1
                before = len(faults)
                clean_is_clean(batch / name, suffix, faults)
                if len(faults) > before:
                    os.replace(batch / name, folder / name)
            done += 1
        for path in batch.iterdir():
            path.unlink()
    for suffix, (count, calm) in sorted(by_kind.items()):
        print(f"  {suffix:<12} {count:>7} edits, {calm:>6} clean")
    print(f"  {done} edits from seed {seed}: {clean} clean, {len(faults)} at fault")
    for fault in faults[:40]:
        print("  FAULT", *fault)
    return 1 if faults or not clean else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])))
