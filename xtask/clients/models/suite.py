"""Scans what `ordinary.py`, `malicious.py`, `ordinary_beside.py`, the two `…_by_libraries.py`, `armed_by_reading.py`, `armed_by_tools.py` and `armed_by_loaders.py` write, and holds it against the bars; peers beside it on demand.

usage: suite.py HYGEIA [--peers] [--keep FOLDER]

Ordinary: at least 300, none malicious or suspicious, at most 1 % inconclusive. Malicious: at least 200, none clean.
"""

import argparse
import collections
import json
import os
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).parent
SCRIPTS = {"ordinary": ["ordinary.py", "ordinary_by_libraries.py", "ordinary_beside.py"], "malicious": ["malicious.py", "armed_by_libraries.py", "armed_by_reading.py", "armed_by_tools.py", "armed_by_loaders.py"]}
ORDER = ["clean", "inconclusive", "suspicious", "malicious"]


def verdicts(program, folder):
    """The worst verdict of each entry (`script/family/entry`), and what was said of it."""
    made = subprocess.run([program, "scan", folder, "--format", "json", "--fail-on", "high"], capture_output=True, text=True)
    scanned = json.loads(made.stdout)
    worst, said = {}, collections.defaultdict(list)
    entry = lambda name: "/".join(name.split("!")[0].split("/")[:3])
    for file in scanned["files"] + scanned.get("unread", []):
        key = entry(file["name"])
        worst[key] = max(worst.get(key, "clean"), file["verdict"], key=ORDER.index)
    for finding in scanned["findings"]:
        said[entry(finding["location"]["subject"])].append(finding["rule"] + ": " + finding["message"])
    for line in scanned["unsure"]:
        said[entry(line)].append("unknown: " + line)
    return worst, said


def peers(folder):
    """For each peer that is installed, how many entries it calls `clean`, `flagged` or `unknown`."""
    entries = sorted(path for script in folder.iterdir() for family in script.iterdir() for path in family.iterdir())
    rows = {}
    for name, look in (("picklescan", picklescan), ("modelscan", modelscan), ("fickling", fickling), ("modelaudit", modelaudit)):
        try:
            say = look()
        except ImportError:
            continue
        counts = collections.Counter()
        for entry in entries:
            files = [entry] if entry.is_file() else [path for path in entry.rglob("*") if path.is_file()]
            try:
                said = {say(file) for file in files}
            except Exception:
                said = {"unknown"}
            counts[next(word for word in ("flagged", "unknown", "clean") if word in said)] += 1
        rows[name] = counts
    return rows


def picklescan():
    from picklescan.scanner import scan_file_path

    def say(path):
        result = scan_file_path(str(path))
        if result.issues_count or result.infected_files:
            return "flagged"
        return "unknown" if result.scan_err or not result.scanned_files else "clean"

    return say


def modelscan():
    from modelscan.modelscan import ModelScan

    def say(path):
        result = ModelScan().scan(str(path))
        if result["summary"]["total_issues"]:
            return "flagged"
        return "unknown" if result["errors"] or result["summary"]["skipped"]["total_skipped"] else "clean"

    return say


def fickling():
    from fickling.analysis import Severity, check_safety
    from fickling.fickle import Pickled

    def say(path):
        try:
            pickled = Pickled.load(path.read_bytes())
        except Exception:
            return "unknown"
        return "clean" if check_safety(pickled).severity <= Severity.LIKELY_SAFE else "flagged"

    return say


def modelaudit():
    # It tells its makers of each use unless it is told not to.
    os.environ["PROMPTFOO_DISABLE_TELEMETRY"] = os.environ["NO_ANALYTICS"] = "1"
    from modelaudit.core import scan_model_directory_or_file
    from modelaudit.scanners.base import IssueSeverity

    def say(path):
        result = scan_model_directory_or_file(str(path), timeout=60)
        if any(issue.severity in (IssueSeverity.CRITICAL, IssueSeverity.WARNING) for issue in result.issues):
            return "flagged"
        return "clean" if result.success and result.files_scanned and not result.has_errors else "unknown"

    return say


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("program")
    arguments.add_argument("--peers", action="store_true")
    arguments.add_argument("--keep", type=pathlib.Path)
    options = arguments.parse_args()
    failed = []
    with tempfile.TemporaryDirectory() as scratch:
        root = options.keep or pathlib.Path(scratch)
        for kind, scripts in SCRIPTS.items():
            folder = root / kind
            if not folder.exists():
                # A folder for each, since families of two may have the same name.
                for script in scripts:
                    subprocess.run([sys.executable, "-B", HERE / script, folder / script.removesuffix(".py")], check=True, stdout=subprocess.DEVNULL)
            worst, said = verdicts(options.program, folder)
            counts = collections.Counter(worst.values())
            print(kind, len(worst), dict(counts))
            bad = [key for key, verdict in worst.items() if (verdict != "clean") == (kind == "ordinary")]
            for key in sorted(bad):
                print(f"  {key}: {worst[key]}: {said[key][:2]}")
            if kind == "ordinary":
                flagged = counts["malicious"] + counts["suspicious"]
                if len(worst) < 300 or flagged or counts["inconclusive"] * 100 > len(worst):
                    failed.append(f"of {len(worst)} ordinary models {flagged} are flagged and {counts['inconclusive']} inconclusive")
            elif len(worst) < 200 or bad:
                failed.append(f"of {len(worst)} malicious files {len(bad)} are clean")
            if options.peers:
                for name, row in peers(folder).items():
                    print(f"  {name}: {dict(row)}")
    sys.exit("; ".join(failed) or 0)


if __name__ == "__main__":
    main()
