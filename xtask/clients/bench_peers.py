"""Puts the same requests to cedarpy and casbin, by the same policy.

    python bench_peers.py WORLD

WORLD holds policies.cedar (`hygeia raci compile`), raci.csv, changed.toml (the people that are in force by
then) and requests.json. Prints JSON
for each: {"p50_us", "p99_us", "loaded_s", "allowed": [...]}. Both are given what helps them: policies are
parsed before; Cedar gets the entity of who asks alone; casbin is asked once as it comes, and once with its
own index by asset and action. As it comes it answers as many requests as it can in 20 seconds.
"""

import csv
import json
import logging
import pathlib
import sys
import time
import tomllib

import casbin
import cedarpy

MODEL = """
[request_definition]
r = sub, obj, act
[policy_definition]
p = sub, obj, act
[role_definition]
g = _, _
[policy_effect]
e = some(where (p.eft == allow))
[matchers]
m = r.obj == p.obj && r.act == p.act && g(r.sub, p.sub)
"""
KINDS = {"dataset": "Dataset", "model": "Model", "workspace": "Workspace", "vault": "Vault"}
# Seconds for who walks all policies.
PATIENCE = 20


def measured(requests, ask, patience=None):
    """What `ask` answers to each of `requests`, and how long it takes."""
    for request in requests[:5]:
        ask(request)
    allowed, taken, began = [], [], time.perf_counter()
    for request in requests:
        start = time.perf_counter()
        allowed.append(ask(request))
        taken.append((time.perf_counter() - start) * 1e6)
        if patience and time.perf_counter() - began > patience:
            break
    taken.sort()
    rank = lambda share: taken[min(len(taken) - 1, int(len(taken) * share))]
    return {"p50_us": round(rank(0.50), 1), "p99_us": round(rank(0.99), 1), "allowed": allowed}


def cedar(folder, people, requests):
    start = time.perf_counter()
    policies = cedarpy.PolicySet.from_str((folder / "policies.cedar").read_text())
    loaded = time.perf_counter() - start

    def prepared(request):
        who = {"type": "Principal", "id": request["principal"]}
        roles = people.get(request["principal"], [])
        parents = [{"type": "Role", "id": role} for role in roles]
        kind, name = request["asset"].split("/", 1)
        asked = {
            "principal": who,
            "action": {"type": "Action", "id": request["action"]},
            "resource": {"type": KINDS[kind], "id": name},
            "context": {},
        }
        return asked, json.dumps([{"uid": who, "attrs": {}, "parents": parents}])

    ask = lambda question: cedarpy.is_authorized(question[0], policies, question[1]).allowed
    told = measured([prepared(request) for request in requests], ask)
    return told | {"loaded_s": round(loaded, 3)}


class Cells(casbin.persist.Adapter):
    """The cells that grant, and who holds which role, as casbin loads them."""

    def __init__(self, folder, people):
        self.folder, self.people = folder, people

    def load_policy(self, model):
        # As its own adapters do: without looking for each among all.
        rules, members = model.model["p"]["p"].policy, model.model["g"]["g"].policy
        with open(self.folder / "raci.csv", newline="") as file:
            for row in csv.DictReader(file):
                for role, letters in list(row.items())[3:]:
                    if set(letters) & set("AR"):
                        rules.append([role, row["asset"], row["action"]])
        for who, roles in self.people.items():
            for role in roles:
                members.append([who, role])


def enforcer(folder, people, index):
    start = time.perf_counter()
    path = folder / "casbin.conf"
    path.write_text(MODEL)
    cells = Cells(folder, people)
    if index:
        made = casbin.FastEnforcer(str(path), cells, cache_key_order=[1, 2])
    else:
        made = casbin.Enforcer(str(path), cells)
    return made, round(time.perf_counter() - start, 3)


def by_casbin(folder, people, requests, index):
    made, loaded = enforcer(folder, people, index)
    ask = lambda request: made.enforce(request["principal"], request["asset"], request["action"])
    told = measured(requests, ask, None if index else PATIENCE)
    return told | {"loaded_s": loaded}


def main(folder):
    folder = pathlib.Path(folder)
    logging.disable(logging.CRITICAL)
    people = tomllib.loads((folder / "changed.toml").read_text())["people"]
    requests = json.loads((folder / "requests.json").read_text())
    print(json.dumps({
        "cedarpy": cedar(folder, people, requests),
        "casbin": by_casbin(folder, people, requests, False),
        "casbin_indexed": by_casbin(folder, people, requests, True),
    }))


if __name__ == "__main__":
    main(sys.argv[1])
