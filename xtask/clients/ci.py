"""What a CI is made of, by the real programs: pre-commit with our hooks, the action's script, the examples,
`sarif-multitool` with the rules of GitHub's code scanning, and `cdx-validate`
with cyclonedx-python-lib.

    python ci.py PROGRAM NODE [PART]…      NODE is a folder with what package.json beside this names
"""

import importlib.metadata
import json
import os
import pathlib
import pickle
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib

from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

ROOT = pathlib.Path(__file__).resolve().parents[2]
ARMED = b"cos\nsystem\n(S'true'\ntR."
PEOPLE = "id,ssn\n1,219-09-9991\n2,457-55-5462\n3,512-33-4111\n"
PLAIN = "x,y\n1,2\n3,4\n"
RACI = "activity,action,asset,data-owner,data-steward\ningest,ingest,dataset/loans,R,R\n"
SOUND = "activity,action,asset,data-owner,data-steward\ningest,ingest,dataset/loans,A,R\n"


class Wrong(Exception):
    """What is wrong, and where."""


def check(holds, what):
    if not holds:
        raise Wrong(what)


class Ci:
    def __init__(self, program, node, folder):
        self.program, self.node, self.folder = program, node, folder
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("GIT_", "HYGEIA_", "PRE_COMMIT", "GITHUB_"))}
        path = f"{program.parent}:{pathlib.Path(sys.executable).parent}:{kept['PATH']}"
        who = {"GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@example.org", "GIT_COMMITTER_NAME": "a"}
        who |= {"GIT_COMMITTER_EMAIL": "a@example.org", "GIT_CONFIG_GLOBAL": "/dev/null", "NO_COLOR": "1"}
        self.environment = kept | who | {"PATH": path, "HOME": str(folder), "PRE_COMMIT_HOME": str(folder / ".pc")}

    def run(self, *args, at=".", ends=(0,), **more):
        environment = self.environment | more
        ran = subprocess.run([str(a) for a in args], cwd=self.folder / at, env=environment, capture_output=True, text=True)
        if ran.returncode not in ends:
            raise Wrong(f"{args} ended with {ran.returncode}, not {ends}:\n{ran.stdout[-3000:]}\n{ran.stderr[-3000:]}")
        return ran

    def hygeia(self, *args, **how):
        return self.run(self.program, *args, **how)

    def write(self, name, content):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())


def hooks(ci):
    """pre-commit from PyPI takes our hooks from a repository, and fails where it should."""
    hooked, config = ci.folder / "hooks", ci.folder / "work/.pre-commit-config.yaml"
    hooked.mkdir()
    ci.write("hooks/.pre-commit-hooks.yaml", (ROOT / ".pre-commit-hooks.yaml").read_text())
    for at in ["hooks", "work"]:
        (ci.folder / at).mkdir(exist_ok=True)
        ci.run("git", "init", "-q", at=at)
    ci.run("git", "add", "-A", at="hooks")
    ci.run("git", "commit", "-q", "-m", "hooks", at="hooks")
    head = ci.run("git", "rev-parse", "HEAD", at="hooks").stdout.strip()
    ids = re.findall(r"^- id: (\S+)", (ROOT / ".pre-commit-hooks.yaml").read_text(), re.M)
    check(ids == ["scan", "classify", "raci-check"], f"hooks: {ids}")
    listed = "".join(f"  - id: {one}\n" for one in ids)
    config.write_text(f"repos:\n- repo: {hooked}\n  rev: {head}\n  hooks:\n{listed}")
    clean = {"a.pkl": pickle.dumps({"w": 1}), "b b.pkl": pickle.dumps([2]), "x.csv": PLAIN, "y.csv": PLAIN, "raci.csv": SOUND}
    # `--people` is not known here, so what is sound is only what a RACI alone can say.
    for name, content in clean.items():
        ci.write(f"work/{name}", content)
    ci.run("git", "add", "-A", at="work")
    raci = ci.run("pre-commit", "run", "scan", at="work").stdout + ci.run("pre-commit", "run", "classify", at="work").stdout
    check(raci.count("Passed") == 2, raci)
    for hook, name, content in [("scan", "c.pkl", ARMED), ("classify", "p.csv", PEOPLE), ("raci-check", "sub/raci.csv", RACI)]:
        ci.write(f"work/{name}", content)
        ci.run("git", "add", "-A", at="work")
        told = ci.run("pre-commit", "run", hook, at="work", ends=(1,)).stdout
        check("Failed" in told and "exit code: 1" in told, told)
        check(name in told, f"{hook} does not name {name}: {told}")
    print(f"pre-commit: {len(ids)} hooks pass and fail as they should")


def action(ci):
    """The script of action.yml, with its variables as a runner sets them."""
    text = (ROOT / "action.yml").read_text()
    wanted = re.findall(r"^ +(HYGEIA_[A-Z]+): \$\{\{ inputs\.([a-z]+) \}\}", text, re.M)
    defaults = dict(re.findall(r"^  ([a-z]+):\n    description: .*\n    default: \"?([^\"\n]*)\"?", text, re.M))
    check({name for _, name in wanted} == defaults.keys(), f"action.yml: {wanted}, {defaults}")
    script = re.search(r'integrations/\S+\.sh', text).group()

    def look(ends, **given):
        values = {name: given.get(key, defaults[key]) for name, key in wanted}
        out, summary = ci.folder / "outputs", ci.folder / "summary"
        out.write_text(""), summary.write_text("")
        places = {"GITHUB_OUTPUT": str(out), "GITHUB_STEP_SUMMARY": str(summary), "RUNNER_TEMP": str(ci.folder)}
        ran = ci.run("bash", ROOT / script, at="action", ends=ends, **values, **places)
        return ran.stdout, dict(line.split("=", 1) for line in out.read_text().splitlines()), summary.read_text()

    ci.write("action/m/a b.pkl", pickle.dumps({"w": 1}))
    ci.write("action/m/c.pkl", ARMED)
    told, outputs, summary = look((1,), paths="m/a b.pkl\nm/c.pkl\n")
    check("::error file=m/c.pkl" in told and outputs == {"sarif": "hygeia.sarif", "code": "1"}, f"{told} {outputs}")
    check("| critical |" in summary, summary)
    uris = places(json.loads((ci.folder / "action/hygeia.sarif").read_text()))
    check(uris == {"m/c.pkl"}, uris)
    look((0,), paths="m/a b.pkl")
    ci.write("action/p.csv", PEOPLE)
    look((1,), verb="classify", paths="p.csv", arguments="--fail-on=restricted")
    look((2,), verb="scan; touch owned", paths="p.csv")
    look((2,), paths="$(touch owned)")
    check(not (ci.folder / "action/owned").exists(), "an input was run as code")
    print("action: annotations, summary, SARIF and exit code")


def examples(ci):
    """The commands of the examples for Airflow and Dagster, and the jobs of the GitLab template."""
    ci.write("jobs/loans.csv", PLAIN)
    ci.write("jobs/model/a.pkl", pickle.dumps({"w": 1}))
    count = 0
    for path in sorted((ROOT / "integrations").rglob("*.py")):
        text = path.read_text()
        compile(text, str(path), "exec")
        lines = re.findall(r'"(hygeia (?:classify|scan) [^"]+)"', text)
        lists = [" ".join(json.loads(f"[{found}]")) for found in re.findall(r'\[("hygeia"[^\]]*), (?:TABLE|MODEL)\]', text)]
        for line in lines:
            line = line.replace("{{ params.table }}", "loans.csv").replace("{{ params.model }}", "model/")
            ci.run("bash", "-c", line, at="jobs")
            count += 1
        for line in lists:
            ci.run(*line.split(), "model/" if " scan " in line else "loans.csv", at="jobs")
            count += 1
    template = (ROOT / "integrations/gitlab/hygeia.gitlab-ci.yml").read_text()
    for line in re.findall(r"^ +- (hygeia .*)$", template, re.M):
        ci.run("bash", "-c", line, at="jobs", HYGEIA_PATHS="model" if " scan " in line else "loans.csv")
        count += 1
    check(count == 6, f"{count} commands of examples were seen")
    print(f"examples: {count} commands end with 0 on clean inputs")


def places(sarif):
    results = sarif["runs"][0]["results"]
    return {one["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for one in results}


def sarif(ci):
    """What code scanning would say of each verb's SARIF."""
    ci.write("sarif/d/m.pkl", ARMED)
    ci.write("sarif/d/sub/a b.pkl", b"cours.models\nOurs\n)R.")
    ci.write("sarif/people.csv", PEOPLE + "4, x \n")
    ci.write("sarif/raci.csv", RACI)
    ci.write("sarif/open.key", "")
    (ci.folder / "sarif/open.key").chmod(0o666)
    ci.hygeia("init", "--try", "ws", at="sarif")
    raci = (ci.folder / "sarif/ws/raci.csv").read_text().splitlines()
    commas = next(line.count(",") for line in raci if line.startswith("activity,"))
    ci.write("sarif/ws/raci.csv", "\n".join(raci + ["tidy,ingest,dataset/none" + "," * (commas - 2), ""]))
    ci.hygeia("sign", "--new-key", "k.pem", at="sarif")
    ci.hygeia("sign", "d", "--key", "k.pem", at="sarif")
    ci.write("sarif/d/new.txt", "new")
    calls = {
        "scan": ("scan", "d"),
        "several": ("scan", "d/m.pkl", "d/sub"),
        "elsewhere": ("scan", ci.folder / "sarif/d/m.pkl"),
        "classify": ("classify", "people.csv", "--fail-on", "restricted"),
        "raci check": ("raci", "check", "raci.csv"),
        "surface": ("surface", "--list-only", "--guard", "open.key"),
        "check": ("check", "ws"),
        "verify": ("verify", "d", "--signature", "d.sig", "--key", "k.pub.pem"),
        "nothing": ("scan", "raci.csv"),
        "unreadable": ("scan", "nowhere.pkl", "d/m.pkl"),
    }
    names, results = [], 0
    for name, call in calls.items():
        ran = ci.hygeia(*call, "--format", "sarif", at="sarif", ends=(0, 1, 2, 3))
        path = ci.folder / f"sarif/{name.replace(' ', '-')}.sarif"
        path.write_text(ran.stdout)
        document = json.loads(ran.stdout)
        results += len(document["runs"][0]["results"])
        uris = places(document)
        check(not any(re.match(r"[a-z]+:", uri) or uri.startswith("/") for uri in uris), f"{name}: {uris}")
        if name in ("scan", "several", "elsewhere"):
            check("d/m.pkl" in uris, f"{name}: {uris}")
        if name in ("raci check", "check"):
            lines = [one["locations"][0]["physicalLocation"]["region"] for one in document["runs"][0]["results"]]
            check(any(line["startLine"] > 1 for line in lines), f"{name}: no line in {lines}")
        names.append(path)
    seen = judged(ci, names)
    errors = sorted(one for one in seen if one[0] == "error")
    check(not errors, f"sarif-multitool: {errors}")
    broken = json.loads(names[0].read_text())
    for result in broken["runs"][0]["results"]:
        del result["locations"]
    spoilt = ci.folder / "spoilt.sarif"
    spoilt.write_text(json.dumps(broken))
    check(any(level == "error" for level, *_ in judged(ci, [spoilt])), "sarif-multitool finds nothing wrong in what is wrong")
    warnings = sorted({rule for level, rule, _ in seen if level == "warning"})
    print(f"sarif-multitool: {len(names)} reports, {results} results, 0 errors; warnings: {warnings or 'none'}")


def judged(ci, reports):
    """What `sarif-multitool` says of them by SARIF's own rules and those of code scanning: level, rule, file."""
    tool = ci.node / "node_modules/@microsoft/sarif-multitool-linux/Sarif.Multitool"
    tool.chmod(0o755)
    how = ("--rule-kind", "Sarif;Ghas", "--level", "Error;Warning;Note", "-o", ci.folder / "told.sarif", "--log", "ForceOverwrite")
    # What it says is read from its lines: its own report leaves a level out where it is the rule's.
    told = ci.run(tool, "validate", *reports, *how, ends=(0, 1), DOTNET_SYSTEM_GLOBALIZATION_INVARIANT="1").stdout
    check("Analysis completed successfully" in told, told[-2000:])
    lines = re.findall(r"^(\S+)\([\d,]+\): (error|warning|note) ([A-Z]+[0-9]+)", told, re.M)
    return {(level, rule, pathlib.Path(name).name) for name, level, rule in lines}


def bills(ci):
    """cdx-validate and cyclonedx-python-lib find nothing wrong in bills, and say how much they tell: of a folder with
    all that teams write beside a model, and of one with next to nothing."""
    folder = "bill/model"
    versions = {name: importlib.metadata.version(name) for name in ["numpy", "scipy", "scikit-learn", "joblib", "threadpoolctl"]}
    ci.write(f"{folder}/w.pkl", pickle.dumps({"w": 1}))
    digest = "sha256:" + "ab" * 32
    pinned = "".join(f"{name}=={version} --hash={digest}\n" for name, version in versions.items() if name != "joblib")
    ci.write(f"{folder}/requirements.txt", pinned + "joblib>=1\n-r more.txt\n")
    ci.write(f"{folder}/more.txt", f"joblib=={versions['joblib']}\n")
    files = f'[{{file = "joblib.whl", hash = "{digest}"}}]'
    ci.write(f"{folder}/poetry.lock", f'[[package]]\nname = "joblib"\nversion = "{versions["joblib"]}"\nfiles = {files}\n')
    card = "---\nlicense: apache-2.0\nbase_model: ours/base\ndatasets: [loans]\n---\n# A model\n"
    ci.write(f"{folder}/README.md", card)
    about = ("--name", "credit", "--model-version", "3", "--supplier", "Example", "--supplier-contact", "security@example.org")
    ci.hygeia("bom", ".", *about, "--environment", sys.prefix, "--out", "../b.json", at=folder)
    ci.hygeia("bom", ".", "--out", "../bare.json", at=folder)
    ci.hygeia("scan", ".", "--bom", "../scan.json", at=folder, ends=(0, 3))
    validated(ci, "b.json", at="bill", least=20)
    document = json.loads((ci.folder / "bill/b.json").read_text())
    for one in document["components"]:
        if one["type"] == "library":
            check(one["licenses"] and one["hashes"] and one["version"] == versions[one["name"]], one)
    bare = json.loads((ci.folder / "bill/bare.json").read_text())
    unknown = {one["value"] for one in bare["metadata"]["component"]["properties"] if one["name"] == "hygeia:unknown"}
    check({"version", "supplier", "architecture", "limitations"} <= unknown and "licence" not in unknown, unknown)
    for name in ["bare.json", "scan.json"]:
        validated(ci, name, at="bill")
    ci.hygeia("bom", ".", "--environment", "nowhere", at=folder, ends=(2,))


def validated(ci, name, at, least=0):
    """By both, with at least so many of SCVS's automatic checks."""
    path = ci.folder / at / name
    error = JsonStrictValidator(SchemaVersion.V1_6).validate_str(path.read_text())
    check(not error, f"{name}: {error}")
    tool = ci.node / "node_modules/@cyclonedx/cdxgen/bin/validate.js"
    # Into a file: what it writes to a pipe is cut off when it ends.
    how = ("-r", "json", "--report-file", "told.json", "--strict", "--no-include-manual")
    ci.run("node", tool, "-i", name, *how, at=at, ends=(0, 3))
    report = json.loads((ci.folder / at / "told.json").read_text())
    check(report["schemaValid"] and report["deepValid"], f"{name}: {str(report)[:3000]}")
    failing = sorted({one["ruleId"] for one in report["findings"] if one["status"] == "fail"})
    scores = {one["id"]: (one["pass"], one["automatable"]) for one in report["benchmarks"]}
    (passed, automatic), (cra, all_cra) = scores["scvs"], scores["cra"]
    told = f"SCVS {passed} of {automatic}, CRA {cra} of {all_cra}; not told: {', '.join(failing)}"
    print(f"cdx-validate: {name} is valid, {told}")
    check(passed >= least, f"{name}: {told}, at least {least} of SCVS are wanted")


def own(ci):
    """The same about the program's own bill, which HYGEIA_OWN_BILL names."""
    shutil.copy(os.environ["HYGEIA_OWN_BILL"], ci.folder / "own.json")
    document = json.loads((ci.folder / "own.json").read_text())
    components = document["components"]
    check(len(components) > 100 and any(one["name"] == "arrow" for one in components), f"{len(components)} components")
    lock = tomllib.loads((ROOT / "Cargo.lock").read_text())["package"]
    parts = document["metadata"]["component"]["components"]
    listed = {(one["name"], one["version"]) for one in components + parts + [document["metadata"]["component"]]}
    missing = {(one["name"], one["version"]) for one in lock} - listed
    check(not missing, f"of Cargo.lock these are not in the bill: {sorted(missing)[:10]}")
    built = [one for one in components if one["scope"] == "required"]
    bare = [one["name"] for one in built if not (one.get("licenses") and one.get("hashes") and one.get("purl"))]
    check(built and not bare, f"no licence, digest or address: {bare}")
    print(f"own bill: {len(listed)} of Cargo.lock's {len(lock)} packages, {len(built) + len(parts)} of them built in")
    validated(ci, "own.json", at=".", least=20)


def once(ci):
    """A scan that writes a bill and digests reads no more than a scan does, as the kernel tells it: each byte
    once, but for the first and the last window of a large file, which tell its format."""
    ci.write("once/m/big.pkl", pickle.dumps({"w": bytes(3_000_000)}))
    header = json.dumps({"a": {"dtype": "F32", "shape": [500_000], "data_offsets": [0, 2_000_000]}}).encode()
    ci.write("once/m/w.safetensors", len(header).to_bytes(8, "little") + header + bytes(2_000_000))
    ci.write("once/m/README.md", "---\nlicense: mit\n---\n# A model\n")
    ci.write("once/m/requirements.txt", "numpy==2.0.1\n")
    window = 256 << 10
    traced = ("strace", "-f", "-y", "-e", "trace=read,pread64,readv,preadv", "-o", "trace")
    ci.run(*traced, ci.program, "scan", "m", "--bom", "b.json", "--digests", "d", at="once", ends=(0, 3))
    read = {}
    for name, count in re.findall(r"<[^>]*/once/m/([^>]+)>.* = (\d+)$", (ci.folder / "once/trace").read_text(), re.M):
        read[name] = read.get(name, 0) + int(count)
    sizes = {path.name: path.stat().st_size for path in (ci.folder / "once/m").iterdir()}
    over = {name: read.get(name, 0) - size for name, size in sizes.items()}
    check(all(0 <= more <= (2 * window if sizes[name] > window else 0) for name, more in over.items()), f"read {read} of {sizes}")
    ci.run("sha256sum", "-c", "--quiet", "../d", at="once/m")
    print(f"scan --bom --digests: {sum(read.values())} bytes read of {sum(sizes.values())}")


def main(program, node, wanted):
    parts = {part.__name__: part for part in [hooks, action, examples, sarif, bills, own, once]}
    check(set(wanted) <= parts.keys(), f"there are {', '.join(parts)}")
    with tempfile.TemporaryDirectory() as folder:
        ci = Ci(program, node, pathlib.Path(folder))
        for name in wanted or [name for name in parts if name != "own"]:
            parts[name](ci)


if __name__ == "__main__":
    try:
        main(pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]).resolve(), sys.argv[3:])
    except Wrong as wrong:
        sys.exit(f"ci: {wrong}")
