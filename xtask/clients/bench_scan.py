"""Wall time and memory of a scan beside `openssl dgst -sha256`, and beside the scanners that people use.

    bench_scan.py PROGRAM FOLDER MEGABYTES...

Each time is the better of three runs, after the file was read once: what is compared is work, not the disk. The machine
may be shared, so processor time stands beside wall time: the bar is held against wall time, as a digest is taken by a
thread of its own, which costs some processor time and saves more of the wall's.
"""

import importlib.metadata
import json
import os
import pickle
import struct
import subprocess
import sys
import time
import zipfile
from pathlib import Path

MEGABYTE = 1_000_000
STATE = b"\x80\x02ccollections\nOrderedDict\n)R."
# Every piece is different, so that nothing is gained by compression or by holes.
PIECE = bytes(range(256)) * (MEGABYTE // 256) + bytes(MEGABYTE % 256)
# Peers are asked about the smaller size only: some take minutes for the larger.
PEERS_UP_TO = 200
# Seconds after which a peer is stopped.
PATIENCE = 300
BAR, MEMORY, SMALL_FILES = 0.9, 128, 0.5


def body(file, megabytes):
    for number in range(megabytes):
        file.write(struct.pack("<Q", number) + PIECE[8:])


def pytorch(path, megabytes):
    with zipfile.ZipFile(path, "w", allowZip64=True) as archive:
        archive.writestr("m/data.pkl", STATE)
        with archive.open("m/data/0", "w", force_zip64=True) as file:
            body(file, megabytes)
        archive.writestr("m/version", b"3\n")


def safetensors(path, megabytes):
    size = megabytes * MEGABYTE
    header = b'{"w":{"dtype":"U8","shape":[%d],"data_offsets":[0,%d]}}' % (size, size)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(header)) + header)
        body(file, megabytes)


def npy(path, megabytes):
    header = b"{'descr': '|u1', 'fortran_order': False, 'shape': (%d,), }" % (megabytes * MEGABYTE)
    header += b" " * (-(len(header) + 11) % 64) + b"\n"
    with open(path, "wb") as file:
        file.write(b"\x93NUMPY\1\0" + struct.pack("<H", len(header)) + header)
        body(file, megabytes)


def pickled(path, megabytes):
    with open(path, "wb") as file:
        file.write(b"\x80\x05\x8e" + struct.pack("<Q", megabytes * MEGABYTE))
        body(file, megabytes)
        file.write(b".")


def gguf(path, megabytes):
    text = lambda value: struct.pack("<Q", len(value)) + value
    head = b"GGUF" + struct.pack("<IQQ", 3, 1, 1) + text(b"general.architecture") + struct.pack("<I", 8) + text(b"llama")
    # One tensor of 8-bit integers (type 24), from the first address that is divisible by 32.
    head += text(b"w") + struct.pack("<IQIQ", 1, megabytes * MEGABYTE, 24, 0)
    with open(path, "wb") as file:
        file.write(head + bytes(-len(head) % 32))
        body(file, megabytes)


def onnx(path, megabytes):
    """A model with its tensor beside it, as larger models have it: `path` is their folder."""

    def field(number, content):
        size, digits = len(content), b""
        while True:
            digits += bytes([size & 0x7F | (0x80 if size > 0x7F else 0)])
            size >>= 7
            if not size:
                return bytes([number << 3 | 2]) + digits + content

    def varint(value):
        digits = b""
        while value > 0x7F:
            digits += bytes([value & 0x7F | 0x80])
            value >>= 7
        return digits + bytes([value])

    size = megabytes * MEGABYTE
    entries = {"location": "w.data", "offset": "0", "length": str(size)}
    outside = b"".join(field(13, field(1, key.encode()) + field(2, value.encode())) for key, value in entries.items())
    tensor = b"\x08" + varint(size) + b"\x10\x02" + field(8, b"w") + outside + b"\x70\x01"
    node = field(1, b"w") + field(2, b"y") + field(4, b"Identity")
    graph = field(1, node) + field(2, b"g") + field(5, tensor)
    path.mkdir()
    (path / "m.onnx").write_bytes(b"\x08\x08" + field(7, graph) + field(8, b"\x10\x11"))
    with open(path / "w.data", "wb") as file:
        body(file, megabytes)


FORMATS = {pytorch: "pt", safetensors: "safetensors", npy: "npy", pickled: "pkl", gguf: "gguf", onnx: "onnx.d"}


def once(command, patience=None):
    """Wall seconds, processor seconds, largest resident MiB and exit code of one run."""
    started = time.perf_counter()
    # A peer tells its makers of each use unless it is told not to.
    quiet = os.environ | {"PROMPTFOO_DISABLE_TELEMETRY": "1", "NO_ANALYTICS": "1"}
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=quiet)
    limit = patience and started + patience
    while True:
        found, status, usage = os.wait4(process.pid, os.WNOHANG if limit else 0)
        if found:
            break
        if time.perf_counter() > limit:
            process.kill()
            limit = None
        time.sleep(0.002)
    process.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.perf_counter() - started
    return seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss // 1024, process.returncode


def timed(command, ends=(0,), runs=3, patience=None):
    """The best of some runs: wall, processor, memory; and the exit code, if it is another than it should be."""
    all = [once(command, patience) for _ in range(runs)]
    wrong = next((code for *_, code in all if ends and code not in ends), None)
    return min(run[0] for run in all), min(run[1] for run in all), max(run[2] for run in all), wrong


def peers(path):
    bin = Path(sys.executable).parent
    commands = {
        "picklescan": ["picklescan", "-p", str(path)],
        "modelscan": ["modelscan", "-p", str(path)],
        "fickling": ["fickling", "--check-safety", str(path)],
        "modelaudit": ["modelaudit", "scan", str(path)],
    }
    for name, (program, *arguments) in commands.items():
        if (bin / program).exists():
            yield name, [str(bin / program), *arguments]


def asked(path):
    """What each peer takes once, and how it ends; what it says is not judged here."""
    told = []
    for name, command in peers(path):
        wall, processor, memory, code = once(command, PATIENCE)
        ended = f" (exit {code})" if code else ""
        told.append(f"{name} {wall:.2f} s, {processor:.2f} s of a processor, {memory} MiB{ended}")
    return told


def digest(path):
    files = sorted(path.iterdir()) if path.is_dir() else [path]
    return ["openssl", "dgst", "-sha256", *map(str, files)]


def sizes(program, folder, megabytes):
    missed = 0
    for make, suffix in FORMATS.items():
        path = folder / f"{make.__name__}-{megabytes}.{suffix}"
        make(path, megabytes)
        # Turn by turn, so that what else the machine does falls on both alike.
        base, ours = timed(digest(path)), timed([program, "scan", str(path)])
        again, later = timed(digest(path)), timed([program, "scan", str(path)])
        if ours[3] is not None:
            sys.exit(f"{path.name}: the scan ended with {ours[3]}")
        wall, processor = min(base[0], again[0]), min(base[1], again[1])
        our_wall, our_processor, memory = min(ours[0], later[0]), min(ours[1], later[1]), max(ours[2], later[2])
        met = wall / our_wall >= BAR and memory <= MEMORY
        missed += not met
        print(
            f"  {path.name:<24} openssl {wall:6.2f} s ({processor:5.2f} of a processor), hygeia {our_wall:6.2f} s ({our_processor:5.2f}): "
            f"{wall / our_wall:4.2f} of its rate ({processor / our_processor:4.2f}), {memory} MiB, {'met' if met else 'MISSED'}",
            flush=True,
        )
        if megabytes <= PEERS_UP_TO:
            for line in asked(path):
                print(f"    {line}", flush=True)
        for file in path.iterdir() if path.is_dir() else [path]:
            file.unlink()
        if path.is_dir():
            path.rmdir()
    return missed


def small(program, folder):
    many = folder / "many"
    many.mkdir()
    for number in range(10_000):
        (many / f"{number}.pkl").write_bytes(pickle.dumps({"n": number}))
    wall, processor, memory, wrong = timed([program, "scan", str(many)])
    if wrong is not None:
        sys.exit(f"10,000 files: the scan ended with {wrong}")
    met = "met" if wall <= SMALL_FILES else "MISSED"
    print(f"  10,000 small files: hygeia {wall:.2f} s ({processor:.2f} of a processor), {memory} MiB, {met}")
    for line in asked(many):
        print(f"    {line}", flush=True)
    return wall > SMALL_FILES


def signing(program, folder):
    """Bytes that the kernel hands to `sign` and to `scan` with bill and digests, beside those that are there."""
    model = folder / "model"
    model.mkdir()
    safetensors(model / "w.safetensors", 200)
    pickled(model / "w.pkl", 20)
    there = sum(file.stat().st_size for file in model.iterdir())
    key = folder / "signer.pem"
    subprocess.run([program, "sign", "--new-key", str(key)], check=True, stdout=subprocess.DEVNULL)
    base = timed(digest(model))
    for name, arguments in {
        "sign": ["sign", str(model), "--key", str(key), "--out", str(folder / "m.sig")],
        "scan with bill and digests": ["scan", str(model), "--bom", str(folder / "b.json"), "--digests", str(folder / "d")],
    }.items():
        # A file for each thread: in one of all, calls of several break each other's lines.
        for old in folder.glob("trace.*"):
            old.unlink()
        command = ["strace", "-ff", "-y", "-e", "trace=read,pread64,readv,preadv", "-o", str(folder / "trace"), program, *arguments]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        lines = [line for one in folder.glob("trace.*") for line in one.read_text().splitlines() if f"<{model}/" in line]
        read = sum(int(line.rsplit("= ", 1)[1].split()[0]) for line in lines)
        wall, processor, memory, _ = timed([program, *arguments])
        print(
            f"  {name}: {read / there:.3f} times its {there / MEGABYTE:.0f} MB are read; {wall:.2f} s ({processor:.2f} of a processor), "
            f"openssl {base[0]:.2f} s ({base[1]:.2f}), {memory} MiB",
            flush=True,
        )


def main(program, folder, all_sizes):
    folder, missed = Path(folder), 0
    versions = {name: importlib.metadata.version(name) for name, _ in peers(folder)}
    print(f"  {os.cpu_count()} cores; peers: {json.dumps(versions)}")
    for megabytes in all_sizes:
        missed += sizes(program, folder, megabytes)
    missed += small(program, folder)
    signing(program, folder)
    print(f"  {missed} of {len(FORMATS) * len(all_sizes) + 1} bars are missed")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2], [int(size) for size in sys.argv[3:]]))
