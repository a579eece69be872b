"""Measures what verbs and requests cost on a workspace of a given size.

    python3 bench_access.py PROGRAM FOLDER make
    python3 bench_access.py PROGRAM FOLDER world WORLD WHO REQUESTS

`make` leaves the sample's workspace in FOLDER/ws, FOLDER being empty. `world` applies raci.csv and
people.toml of WORLD to it, then changed.toml for one more role, and serves it to one connection: `whoami`
takes a connection and a token; `infer`, of one row, is admitted, recorded and answered as well. Prints
JSON: seconds of each verb, and {"p50_us", "p99_us"} of each kind of request.
"""

import csv
import json
import pathlib
import shutil
import sys
import time

from lending import SECURITY, SECURITY_HEAD, Lending, Wrong

INFER = "/v2/models/credit/infer"


def seconds(do):
    """How long it takes, and what it gives."""
    start = time.perf_counter()
    given = do()
    return round(time.perf_counter() - start, 3), given


def measured(requests, ask):
    """Half of `requests` took at most p50, all but one in a hundred at most p99."""
    for _ in range(20):
        right(ask())
    taken = []
    for _ in range(requests):
        start = time.perf_counter()
        answer = ask()
        taken.append((time.perf_counter() - start) * 1e6)
        right(answer)
    taken.sort()
    rank = lambda share: taken[min(len(taken) - 1, int(len(taken) * share))]
    return {"p50_us": round(rank(0.50), 1), "p99_us": round(rank(0.99), 1)}


def right(answer):
    status, body = answer
    if status != 200:
        raise Wrong(f"answered {status}: {body[:300]!r}")


def one_row(home, connection):
    """The first row held out, as the model's inputs by its own metadata."""
    status, body = connection.get("/v2/models/credit")
    right((status, body))
    with open(home.folder / "holdout.csv", newline="") as file:
        row = next(csv.DictReader(file))
    tensors = []
    for tensor in json.loads(body)["inputs"]:
        cell = row[tensor["name"]]
        value = cell if tensor["datatype"] == "BYTES" else float(cell or 0)
        described = {"name": tensor["name"], "datatype": tensor["datatype"]}
        tensors.append({**described, "shape": [1, 1], "data": [value]})
    return {"inputs": tensors}


def applied(home):
    """What it takes to propose what lies in the workspace's folder, and to agree."""
    took, proposed = seconds(lambda: home.json("apply", "--as", SECURITY, ends=(1,)))
    agreed, _ = seconds(lambda: home.run("approve", proposed["proposal"], "--as", SECURITY_HEAD))
    return took, agreed


def world(home, folder, who, requests):
    ws, told = home.folder / "ws", {}
    shutil.copy(folder / "raci.csv", ws / "raci.csv")
    shutil.copy(folder / "people.toml", ws / "people.toml")
    told["applied_s"], told["agreed_s"] = applied(home)
    shutil.copy(folder / "changed.toml", ws / "people.toml")
    told["change_planned_s"], _ = seconds(lambda: home.run("apply", "--plan", "--as", SECURITY))
    told["change_applied_s"], told["change_agreed_s"] = applied(home)
    # Some of what is probed may have failed, or be unknown, in a workspace without a vault.
    told["posture_s"], _ = seconds(lambda: home.run("posture", ends=(0, 1, 3)))
    start = time.perf_counter()
    with home.served():
        told["up_s"] = round(time.perf_counter() - start, 3)
        connection = home.connection(who)
        row = one_row(home, connection)
        told["whoami"] = measured(requests, lambda: connection.get("/v1/whoami"))
        told["infer"] = measured(requests, lambda: connection.post(INFER, row))
    return told


def main(program, folder, what, *rest):
    home = Lending(program, folder)
    if what == "make":
        home.make()
    else:
        place, who, requests = rest
        print(json.dumps(world(home, pathlib.Path(place), who, int(requests))))


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except Wrong as wrong:
        sys.exit(f"bench_access: {wrong}")
