"""Measures what a request costs over HTTPS, on one connection, one after the other.

    python3 bench_access.py PROGRAM FOLDER WHO REQUESTS

FOLDER is empty; `ws` is made in it. `whoami` takes a connection and a token; `infer`, of one row, is
admitted, recorded and answered as well. Prints microseconds as JSON: {"whoami": {"p50_us", "p99_us"}, ...}.
"""

import csv
import json
import sys
import time

from lending import Lending, Wrong

INFER = "/v2/models/credit/infer"


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


def main(program, folder, who, requests):
    home = Lending(program, folder)
    home.make()
    with home.served():
        connection = home.connection(who)
        row = one_row(home, connection)
        told = {
            "whoami": measured(requests, lambda: connection.get("/v1/whoami")),
            "infer": measured(requests, lambda: connection.post(INFER, row)),
        }
    print(json.dumps(told))


if __name__ == "__main__":
    try:
        main(*sys.argv[1:4], int(sys.argv[4]))
    except Wrong as wrong:
        sys.exit(f"bench_access: {wrong}")
