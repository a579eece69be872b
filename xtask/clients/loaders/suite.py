"""Random edits of valid containers: what the scan calls clean goes to its real loader, which only records what
it would import, run or fetch. Anything that is reached there and is on no list is a failure.

    suite.py PROGRAM FOLDER EDITS SEED [--heavy] [--only SUFFIX ...]

`--heavy` adds what PyTorch and Keras themselves write and read.
"""

import argparse
import json
import os
import random
import resource
import select
import subprocess
import sys
import warnings
from pathlib import Path

from edits import edit

BATCH = 400
# Seconds that one file may keep its loader.
PATIENCE = 30
LIST = Path(__file__).parents[3] / "crates/crafts/artifact/data/allowlist.tsv"


def verdicts(program, folder):
    """The scan's word on each file of a folder."""
    done = subprocess.run([program, "scan", str(folder), "--format", "json"], stdout=subprocess.PIPE, check=False)
    told = json.loads(done.stdout)
    return {file["name"]: file["verdict"] for file in told["files"] + told["unread"]}


class Worker:
    """A process that loads, since loaders crash and hang on what is broken."""

    def __init__(self, heavy):
        self.command = [sys.executable, "-B", __file__, "--worker", *(["--heavy"] if heavy else [])]
        self.process, self.died = None, 0

    def ask(self, path):
        """What is reached in a file, by reader; nothing if the reader died of it."""
        if self.process is None:
            pipe = subprocess.PIPE
            self.process = subprocess.Popen(self.command, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL)
            # Its imports take as long as they take.
            if not self.process.stdout.readline():
                sys.exit("the loaders do not start: run suite.py --worker to see why")
        self.process.stdin.write(os.fsencode(f"{path}\n"))
        self.process.stdin.flush()
        ready, _, _ = select.select([self.process.stdout], [], [], PATIENCE)
        line = self.process.stdout.readline() if ready else b""
        if not line:
            self.close()
            self.died += 1
            return {}
        return json.loads(line)

    def close(self):
        if self.process is not None:
            self.process.kill()
            self.process.communicate()
            self.process = None


def load_all(heavy):
    """The worker: a path a line in, what was reached out."""
    import readers

    warnings.simplefilter("ignore")
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    table = dict(readers.READERS)
    if heavy:
        import heavy as more

        table |= more.READERS
    # A header that lies asks for more than there is.
    limit = (64 if heavy else 4) << 30
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    resource.setrlimit(resource.RLIMIT_DATA, (6 << 30, 6 << 30))
    for line in LIST.read_text().splitlines():
        readers.allowed.add(tuple(line.split("\t")[:2]))
    out.write(b"ready\n")
    out.flush()
    for line in sys.stdin:
        path = Path(line.rstrip("\n"))
        suffix, said = path.name.split(".", 1)[1], {}
        for number, reader in enumerate(table[suffix]):
            readers.reached.clear()
            try:
                reader(str(path))
            except (Exception, SystemExit) as error:
                if suffix in readers.STRICT:
                    readers.reached.add(f"the loader refuses it: {error!r:.80}")
            if readers.reached:
                said[f"loader {number}"] = sorted(map(str, readers.reached))
        out.write(json.dumps(said).encode() + b"\n")
        out.flush()


def blind(folder, worker, options):
    """Loaders that see nothing in what is armed: they would see nothing in anything."""
    import containers

    made = list(containers.armed())
    if options.heavy:
        import heavy

        made += heavy.armed()
    folder.mkdir()
    for number, (suffix, data) in enumerate(made):
        path = folder / f"{number}.{suffix}"
        path.write_bytes(data)
        if not worker.ask(path):
            yield path.name, "its loader", "sees nothing in what is armed"


def main(options):
    warnings.simplefilter("ignore")
    import containers

    draw, folder, worker = random.Random(options.seed), options.folder, Worker(options.heavy)
    faults, by_kind, done = [], {}, 0

    def kinds():
        made = list(containers.containers(draw))
        if options.heavy:
            import heavy

            made += heavy.containers(draw)
        return [kind for kind in made if not options.only or kind[0] in options.only]

    unedited = folder / "unedited"
    unedited.mkdir(parents=True)
    for number, (suffix, data, _) in enumerate(kinds()):
        (unedited / f"{number}.{suffix}").write_bytes(data)
    for name, verdict in verdicts(options.program, unedited).items():
        if verdict != "clean":
            faults.append((name, "an unedited container is", verdict))
        for reader, reached in worker.ask(unedited / name).items():
            faults.append((name, reader, reached))
    faults += blind(folder / "armed", worker, options)
    batch = folder / "batch"
    batch.mkdir()
    while done < options.edits:
        bases = kinds()
        for number in range(min(BATCH, options.edits - done)):
            suffix, data, dormant = draw.choice(bases)
            (batch / f"{done + number}.{suffix}").write_bytes(edit(draw, data, dormant))
        for name, verdict in verdicts(options.program, batch).items():
            counts = by_kind.setdefault(name.split(".", 1)[1], [0, 0])
            counts[0] += 1
            done += 1
            if verdict == "clean":
                counts[1] += 1
                said = worker.ask(batch / name)
                if said:
                    os.replace(batch / name, folder / name)
                faults += [(name, reader, reached) for reader, reached in said.items()]
        for path in batch.iterdir():
            path.unlink()
    worker.close()
    for suffix, (count, calm) in sorted(by_kind.items()):
        print(f"  {suffix:<12} {count:>7} edits, {calm:>6} clean")
    clean = sum(calm for _, calm in by_kind.values())
    print(f"  {done} edits from seed {options.seed}: {clean} clean, {worker.died} of them crash or hang their loader, {len(faults)} at fault")
    for fault in faults[:40]:
        print("  FAULT", *fault)
    return 1 if faults or not clean else 0


if __name__ == "__main__":
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--heavy", action="store_true")
    if "--worker" in sys.argv:
        arguments.add_argument("--worker", action="store_true")
        sys.exit(load_all(arguments.parse_args().heavy))
    arguments.add_argument("program")
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("edits", type=int)
    arguments.add_argument("seed", type=int)
    arguments.add_argument("--only", nargs="*")
    sys.exit(main(arguments.parse_args()))
