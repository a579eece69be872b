"""What a workspace tells of lineage, read by OpenLineage's own Python library: its generated classes are the published
JSON schemas, and every event and facet has to be made of them, with no key that they do not know.

    python lineage.py PROGRAM FOLDER

FOLDER is empty; a workspace is made in it and served. Events go to a file, and to an endpoint that takes them as Marquez does.
"""

import csv
import http.server
import json
import os
import pathlib
import re
import sys
import threading
import typing

import attr
from lending import SECURITY, SECURITY_HEAD, Lending, Wrong
from openlineage.client import event_v2
from openlineage.client.generated import (
    base,
    dataset_version_dataset,
    error_message_run,
    job_type_job,
    output_statistics_output_dataset,
    schema_dataset,
    tags_dataset,
    tags_run,
)
from sinks import free_port, until

MODULES = (base, dataset_version_dataset, error_message_run, job_type_job, output_statistics_output_dataset, schema_dataset, tags_dataset, tags_run)
KEY = "marquez-key-1"


def known(schema):
    """The class of a facet, by the address of its schema: name and version have to be the library's own."""
    name = schema.rsplit("/", 1)[1]
    for module in MODULES:
        found = getattr(module, name, None)
        if found is not None and found._get_schema() == schema:
            return found
    raise Wrong(f"no schema of the library is {schema}")


def made(kind, value, where):
    """An instance of an attrs class; a key that it does not have, a missing or a wrong one is refused."""
    if not isinstance(value, dict):
        raise Wrong(f"{where}: {value!r} is no object")
    fields = {field.name.lstrip("_") if field.init is False else field.name: field for field in attr.fields(kind)}
    hints = typing.get_type_hints(kind)
    given = {}
    for key, one in value.items():
        if key in ("_producer", "_schemaURL", "schemaURL"):
            if not re.match(r"https://\S+$", one):
                raise Wrong(f"{where}.{key}: {one!r}")
            continue
        if key not in fields:
            raise Wrong(f"{where}: {kind.__name__} has no {key!r}")
        given[key] = typed(hints[key], one, f"{where}.{key}")
    missing = [name for name, field in fields.items() if field.init and field.default is attr.NOTHING and name not in given]
    if missing:
        raise Wrong(f"{where}: {missing} is missing")
    return kind(**given)


def typed(hint, value, where):
    origin, of = typing.get_origin(hint), [one for one in typing.get_args(hint) if one is not type(None)]
    if origin is dict:
        return {key: made(known(one["_schemaURL"]), one, f"{where}.{key}") for key, one in value.items()}
    if origin is list:
        return [typed(of[0], one, f"{where}[{at}]") for at, one in enumerate(value)]
    if origin is not None and of:
        if isinstance(value, dict):
            of = [one for one in of if attr.has(one)] or of
        return typed(of[0], value, where)
    if attr.has(hint):
        return made(hint, value, where)
    if isinstance(hint, type) and hint in (str, int, float) and not isinstance(value, hint):
        raise Wrong(f"{where}: {value!r} is no {hint.__name__}")
    return hint(value) if isinstance(hint, type) and hint not in (str, int, float, object) else value


def valid(event):
    if event["schemaURL"] != event_v2.RunEvent._get_schema():
        raise Wrong(f"schemaURL: {event['schemaURL']}")
    return made(event_v2.RunEvent, event, event["job"]["name"])


class Catalogue:
    """Takes events as Marquez does; the first it refuses."""

    def __init__(self):
        self.events, self.wrong, self.refused, own = [], [], 0, self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["content-length"]))
                if self.path != "/api/v1/lineage" or self.headers["authorization"] != f"Bearer {KEY}":
                    own.wrong.append((self.path, self.headers["authorization"]))
                status = 201 if own.refused else 503
                own.refused = 1
                if status == 201:
                    own.events.append(json.loads(body))
                self.send_response(status)
                self.send_header("content-length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", free_port()), Handler)
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


def main(program, folder):
    home = Lending(program, folder)
    home.make()
    catalogue, key = Catalogue(), home.folder / "ws" / "marquez.key"
    key.write_text(KEY)
    os.chmod(key, 0o600)
    config = home.folder / "ws" / "hygeia.toml"
    more = f'[audit]\nlineage = "../lineage.jsonl"\n[audit.openlineage]\nurl = "http://127.0.0.1:{catalogue.port}/api/v1/lineage"\nkey = "marquez.key"\n'
    config.write_text(config.read_text() + more)
    asked = home.json("apply", "--as", SECURITY, ends=(1,))
    home.run("approve", asked["proposal"], "--as", SECURITY_HEAD)
    lines = home.folder / "lineage.jsonl"
    jobs = lambda events: [(event["job"]["name"], event["eventType"]) for event in events]
    read = lambda: [json.loads(line) for line in lines.read_text().splitlines()] if lines.exists() else []
    last = ("promote model/credit", "COMPLETE")
    with home.served():
        until("lineage in the file", lambda: last in jobs(read()))
        until("lineage at the endpoint", lambda: last in jobs(catalogue.events))
    if catalogue.wrong:
        raise Wrong(f"the endpoint was asked otherwise: {catalogue.wrong[0]}")
    told = {event["run"]["runId"] for event in catalogue.events}
    if told != {event["run"]["runId"] for event in read()}:
        raise Wrong("file and endpoint were told of other runs")
    check(read(), home.folder)
    facets = sum(len(one.get("facets", {})) for event in read() for one in event["inputs"] + event["outputs"] + [event["run"], event["job"]])
    print(f"openlineage: {len(told)} runs with {facets} facets are of its schemas, in a file and over HTTP after a refusal")


def check(events, folder):
    for event in events:
        valid(event)
    by_job = {event["job"]["name"]: event for event in events if event["eventType"] == "COMPLETE"}
    ingest, train, promote = (by_job[name] for name in ("ingest dataset/loans", "train model/credit", "promote model/credit"))
    version = ingest["outputs"][0]["facets"]["version"]["datasetVersion"]
    learned = [(one["name"], one["facets"]["version"]["datasetVersion"]) for one in train["inputs"]]
    if learned != [("dataset/loans", version)]:
        raise Wrong(f"trained on {learned}, and {version} came in")
    model = train["outputs"][0]
    if promote["inputs"][0]["facets"]["version"] != model["facets"]["version"] or model["name"] != "model/credit":
        raise Wrong(f"{promote['inputs']} was promoted, and {model} was trained")
    tags = {(tag["field"], tag["key"]): tag["value"] for tag in ingest["outputs"][0]["facets"]["tags"]["tags"]}
    if "restricted" not in tags.values():
        raise Wrong(f"no class in {tags}")
    secret = {tag["field"] for tag in ingest["outputs"][0]["facets"]["tags"]["tags"] if tag["value"] == "restricted"}
    with open(folder / "loans.csv", newline="") as file:
        values = {row[column] for row in csv.DictReader(file) for column in secret} - {""}
    text = json.dumps(events)
    if told := sorted(value for value in values if len(value) > 4 and value in text):
        raise Wrong(f"a value is told: {told[0]}")
    spoilt = json.loads(json.dumps(ingest))
    for spoil in (lambda e: e["run"].update(runId="x"), lambda e: e.update(more=1), lambda e: e["job"].pop("name"), lambda e: e["outputs"][0]["facets"]["version"].update(datasetVersion=3)):
        wrong = json.loads(json.dumps(spoilt))
        spoil(wrong)
        try:
            valid(wrong)
        except (Wrong, ValueError, TypeError, KeyError):
            continue
        raise Wrong("what is wrong is valid: nothing was proven")


if __name__ == "__main__":
    try:
        main(sys.argv[1], pathlib.Path(sys.argv[2]))
    except Wrong as wrong:
        sys.exit(f"lineage: {wrong}")
