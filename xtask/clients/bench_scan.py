"""Wall time and memory of a scan beside `openssl dgst -sha256`, and beside the scanners that people use.

    bench_scan.py PROGRAM FOLDER MEGABYTES...
"""

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

def timed(command, ends=(0,)):
    """The better of three runs in seconds, and the largest resident size in MiB."""
    best, size = None, 0
    for _ in range(3):
        started = time.perf_counter()
        done = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(done.pid, 0)
        seconds = time.perf_counter() - started
        code = status >> 8
        if ends and code not in ends:
            return None, 0, code
        best = seconds if best is None else min(best, seconds)
        size = max(size, usage.ru_maxrss // 1024)
    return best, size, 0

def peers(path):
    bin = Path(sys.executable).parent
    yield "picklescan", [str(bin / "picklescan"), "-p", str(path)]
    yield "modelscan", [str(bin / "modelscan"), "-p", str(path)]
    yield "fickling", [str(bin / "fickling"), "--check-safety", str(path)]

def shown(seconds, code):
    return f"{seconds:7.2f} s" if seconds is not None else f"exit {code:>3}"

def main(program, folder, sizes):
    folder = Path(folder)
    for megabytes in sizes:
        for make in (pytorch, safetensors, npy, pickled):
            path = folder / f"{make.__name__}-{megabytes}.{dict(pytorch='pt', pickled='pkl').get(make.__name__, make.__name__)}"
            make(path, megabytes)
            digest, _, _ = timed(["openssl", "dgst", "-sha256", str(path)])
            ours, memory, code = timed([program, "scan", str(path)])
            if ours is None:
                return f"{path.name}: the scan ended with {code}"
            ratio = digest / ours
            met = "met" if ratio >= 0.9 and memory <= 128 else "MISSED"
            line = f"  {path.name:<28} openssl {digest:6.2f} s, hygeia {ours:6.2f} s: {ratio:4.2f} of its speed, {memory} MiB, {met}"
            if megabytes <= 200:
                line += "; " + ", ".join(f"{name} {shown(*timed(command, ())[::2])}" for name, command in peers(path))
            print(line, flush=True)
            path.unlink()
    many = folder / "many"
    many.mkdir()
    for number in range(10_000):
        (many / f"{number}.pkl").write_bytes(pickle.dumps({"n": number}))
    ours, memory, code = timed([program, "scan", str(many)])
    if ours is None:
        return f"10,000 files: the scan ended with {code}"
    met = "met" if ours <= 0.5 else "MISSED"
    print(f"  10,000 small files: hygeia {ours:.2f} s, {memory} MiB, {met}; picklescan {shown(*timed(next(iter(peers(many)))[1], ())[::2])}")
    return 0

if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2], [int(size) for size in sys.argv[3:]]))
