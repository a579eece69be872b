"""`hygeia classify --format dbt` is YAML as PyYAML reads it, and says what `--format json` says. Arguments: the program.

What names may hold (quotes, colons, line ends, Jinja, what steers a terminal) comes back as it was, and is never YAML
and never carried out: dbt renders what it has read.
"""

import csv
import json
import pathlib
import subprocess
import sys
import tempfile

import jinja2
import yaml

PROGRAM = str(pathlib.Path(sys.argv[1]).resolve())
ODD = ["a: [b]", "{% raw %}{# z",  "- \"c\\", "#d", "*e", "x\u202ey", "é\U0001f600", "true", "1e3", "{{ env_var('HOME') }}", "two lines", " f "]


def run(folder, *arguments, ends=0):
    done = subprocess.run([PROGRAM, *arguments], cwd=folder, capture_output=True, timeout=300)
    assert done.returncode == ends, (arguments, done.returncode, done.stdout, done.stderr)
    return done.stdout.decode()


def write(path, head, rows):
    with open(path, "w", newline="") as file:
        csv.writer(file).writerows([head, *rows])


def rendered(text):
    """As dbt does it, with nothing to call."""
    return jinja2.Environment(keep_trailing_newline=True, undefined=jinja2.StrictUndefined).from_string(text).render()


def agrees(model, classified):
    assert model["config"]["meta"]["hygeia"]["class"]
    told = {rendered(column["name"]): column["config"]["meta"]["hygeia"] for column in model["columns"]}
    assert len(told) == len(model["columns"]), "a column stands twice"
    for column in classified["columns"]:
        meta = told.pop(column["name"])
        for key in ("info_type", "class", "state", "regimes"):
            assert meta[key] == column[key], (column["name"], key, meta, column[key])
        waits = column["state"] == "unconfirmed" and column["class"] in ("public", "internal")
        assert meta["handled_as"] == ("confidential" if waits else column["class"]), (meta, column)
    assert not told, told


def main(folder):
    run(folder, "sample", "--rows", "300", "--out", "data/loans.csv")
    write(folder / "data/people.csv", ["id", "ssn", "E Mail"], [[1, "219-09-9991", "a@example.org"], [2, "457-55-5462", "b@example.org"], [3, "512-33-4111", "c@example.org"]])
    write(folder / "data/odd.csv", ODD, [[f"{row}{column}" for column in range(len(ODD))] for row in range(5)])
    document = yaml.safe_load(run(folder, "classify", "data", "--each", "--format", "dbt"))
    assert document["version"] == 2 and document.keys() == {"version", "models"}, document.keys()
    models = {model["name"]: model for model in document["models"]}
    assert models.keys() == {"loans", "people", "odd"}, models.keys()
    columns = 0
    for name, model in models.items():
        classified = json.loads(run(folder, "classify", f"data/{name}.csv", "--format", "json"))
        agrees(model, classified)
        columns += len(model["columns"])
    quoted = {column["name"] for model in models.values() for column in model["columns"] if column.get("quote")}
    assert "E Mail" in quoted and "ssn" not in quoted, quoted
    # It gates as every form does, and what was not looked at is told in the document too.
    strict = yaml.safe_load(run(folder, "classify", "data/people.csv", "--format", "dbt", "--fail-on", "restricted", ends=1))
    assert strict["models"][0]["name"] == "people"
    partial = run(folder, "classify", "data/people.csv", "nowhere.csv", "--format", "dbt", ends=2)
    assert "# not classified: nowhere.csv" in partial and len(yaml.safe_load(partial)["models"]) == 1, partial
    (folder / "more").mkdir()
    write(folder / "more/people.csv", ["x"], [[1]])
    run(folder, "classify", "data/people.csv", "more/people.csv", "--format", "dbt", ends=2)
    print(f"dbt: {len(models)} models, {columns} columns, as their JSON says")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as made:
        (pathlib.Path(made) / "data").mkdir()
        main(pathlib.Path(made))
