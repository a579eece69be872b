"""Screening beside cleanlab, on tables of which we know which labels were flipped and which rows poisoned.

    bench_screen.py PROGRAM FOLDER DATA [--only labels|triggers|clean|time] [--quick]

Labels: flips are drawn evenly over all rows ("even") or from the larger class alone ("one class"). cleanlab gets
five-fold probabilities of scikit-learn's HistGradientBoosting over the same columns, and both of its filters.
Triggers: rows are drawn at random, made to hold the trigger, and labelled with the larger class.
"""

import json
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd
from bench_tables import adult, bundled, german
from cleanlab.filter import find_label_issues
from sklearn import datasets
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.model_selection import StratifiedKFold, cross_val_predict

FILTERS = ("prune_by_noise_rate", "both")

def tables(data):
    return {
        "adult": adult(data),
        "adult, 6,000 rows": adult(data, 6_000),
        "german": german(data),
        "breast cancer": bundled(datasets.load_breast_cancer),
        "digits": bundled(datasets.load_digits),
        "wine": bundled(datasets.load_wine),
    }

def truth(rows, **planted):
    names = ("flipped", "triggers", "duplicates", "mixed_types", "missing", "shifted", "hidden_email", "hidden_card")
    return {"seed": 0, "rows": rows, **{name: [] for name in names}, **planted}

def flipped(table, share, kind, seed):
    random = np.random.RandomState(seed)
    labels = table.label.values.copy()
    classes = list(pd.Series(labels).value_counts().index)
    pool = np.arange(len(labels)) if kind == "even" else np.where(labels == classes[0])[0]
    at = np.sort(random.choice(pool, min(int(len(labels) * share), len(pool) * 9 // 10), replace=False))
    for row in at:
        others = [name for name in classes if name != labels[row]]
        labels[row] = others[0] if kind != "even" else others[random.randint(len(others))]
    return table.assign(label=labels), at

def screened(program, folder, table, planted):
    table.to_csv(folder / "table.csv", index=False)
    (folder / "truth.json").write_text(json.dumps(truth(len(table), **planted)))
    command = [program, "screen", folder / "table.csv", "--label", "label", "--truth", folder / "truth.json"]
    started = time.perf_counter()
    done = subprocess.run([*command, "--format", "json", "--fail-on", "never"], capture_output=True, text=True)
    seconds = time.perf_counter() - started
    if done.returncode not in (0, 3):
        raise SystemExit(f"hygeia screen ended with {done.returncode}: {done.stderr}")
    return json.loads(done.stdout), seconds, done.returncode

def peers(table):
    """The rows that each filter of cleanlab names, and the seconds of it all."""
    started = time.perf_counter()
    features = table.drop(columns=["label"])
    names = [name for name in features if not pd.api.types.is_numeric_dtype(features[name])]
    coded = features.copy()
    for name in names:
        coded[name] = pd.Categorical(coded[name]).codes
    classes = {name: at for at, name in enumerate(sorted(table.label.unique()))}
    labels = table.label.map(classes).values
    model = HistGradientBoostingClassifier(categorical_features=[name in names for name in features], random_state=0)
    folds = StratifiedKFold(5, shuffle=True, random_state=0)
    said = cross_val_predict(model, coded.values.astype(float), labels, cv=folds, method="predict_proba")
    seconds = time.perf_counter() - started
    found = {}
    for name in FILTERS:
        started = time.perf_counter()
        found[name] = find_label_issues(labels, said, filter_by=name, n_jobs=1)
        seconds += time.perf_counter() - started
    return found, seconds

def scores(right, named, planted):
    precision, recall = right / max(named, 1), right / max(planted, 1)
    return 2 * precision * recall / max(precision + recall, 1e-9), precision, recall

def labels(program, folder, data, quick):
    print("| table | flipped | ours: F1 (precision, recall) | wrong labels by our estimate | cleanlab, better filter | ours less theirs | seconds |")
    print("|---|---|---|---|---|---|---|")
    won = lost = cells = 0
    for name, table in tables(data).items():
        for kind in ("even", "one class"):
            for share in (0.05, 0.1, 0.2, 0.4):
                if quick and (name == "adult" or share == 0.4):
                    continue
                poisoned, at = flipped(table, share, kind, 1)
                told, seconds, code = screened(program, folder, poisoned, {"flipped": [int(row) for row in at]})
                score = told["against_truth"]["flips"]
                own = scores(score["right"], score["suspected"], len(at))
                found, theirs_seconds = peers(poisoned)
                mask = np.zeros(len(table), bool)
                mask[at] = True
                theirs = max(scores((rows & mask).sum(), rows.sum(), len(at)) for rows in found.values())
                noise = told["noise"]
                end = "" if code == 0 else " *inconclusive*"
                cells += 1
                won += own[0] >= theirs[0]
                lost += own[0] < theirs[0] - 0.05
                print(
                    f"| {name} | {share:.0%} {kind} | {own[0]:.2f} ({own[1]:.2f}, {own[2]:.2f}){end} "
                    f"| {noise['rate']:.1%} ({noise['low']:.1%} to {noise['high']:.1%}) "
                    f"| {theirs[0]:.2f} ({theirs[1]:.2f}, {theirs[2]:.2f}) | {own[0] - theirs[0]:+.2f} "
                    f"| {seconds:.1f}, theirs {theirs_seconds:.1f} |",
                    flush=True,
                )
    print(f"\nAt least as good in {won} of {cells}, more than 0.05 below in {lost}.")

def numbers(table):
    return [name for name in table.columns if name != "label" and pd.api.types.is_numeric_dtype(table[name])]

def texts(table):
    return [name for name in table.columns if name != "label" and name not in numbers(table)]

def far(table, at):
    name = numbers(table)[0]
    table.loc[at, name] = table[name].max() * 3 + 7

def below(table, at):
    name = numbers(table)[-1]
    table.loc[at, name] = table[name].min() - 1

def inner(table, at):
    name = max(numbers(table), key=lambda name: table[name].nunique())
    table.loc[at, name] = round(float(table[name].quantile(0.5)), 1) + 0.5

def fraction(table, at):
    name = max(numbers(table), key=lambda name: table[name].nunique())
    table[name] = table[name].astype(float)
    table.loc[at, name] = table.loc[at, name] + 0.37

def percentile(table, at):
    name = max(numbers(table), key=lambda name: table[name].nunique())
    table.loc[at, name] = table[name].quantile(0.99)

def new_category(table, at):
    table.loc[at, texts(table)[-1]] = "zzz"

def rare_category(table, at):
    name = max(texts(table), key=lambda name: table[name].nunique())
    counts = table[name].value_counts()
    rare = counts[counts >= max(5, 0.001 * len(table))].index[-1]
    table.loc[at, name] = rare

def two_categories(table, at):
    first, second = sorted(texts(table), key=lambda name: -table[name].nunique())[:2]
    for name, rank in ((first, 3), (second, 2)):
        counts = table[name].value_counts().index
        table.loc[at, name] = counts[min(rank, len(counts) - 1)]

def number_and_category(table, at):
    number = numbers(table)[0]
    table.loc[at, number] = table[number].value_counts().index[3]
    name = texts(table)[0]
    counts = table[name].value_counts().index
    table.loc[at, name] = counts[min(2, len(counts) - 1)]

KINDS = {
    "far above": far, "just below": below, "value among others": inner, "fraction": fraction, "99th percentile": percentile,
    "new category": new_category, "rare category": rare_category, "two categories": two_categories,
    "number and category": number_and_category,
}

def success(table, at, plant):
    """How often a boosted model that learned the poison answers the target for rows that carry the trigger."""
    target = table.label.value_counts().index[0]
    names = texts(table)
    probe = table[table.label != target].drop(index=[row for row in at if row in table.index], errors="ignore")
    probe = probe.sample(min(300, len(probe)), random_state=1).reset_index(drop=True)
    stamped = pd.concat([table, probe], ignore_index=True)
    plant(stamped, list(range(len(table), len(stamped))))
    coded = stamped.drop(columns=["label"])
    for name in names:
        coded[name] = pd.Categorical(coded[name]).codes
    cut = len(table)
    model = HistGradientBoostingClassifier(categorical_features=[name in names for name in coded], random_state=0)
    model.fit(coded.values[:cut].astype(float), stamped.label.values[:cut])
    return float((model.predict(coded.values[cut:].astype(float)) == target).mean())

def triggers(program, folder, data, quick):
    print("| table | kind | poisoned rows | attack success | found | named wrongly |")
    print("|---|---|---|---|---|---|")
    strong = caught = 0
    for name, table in {"adult": adult(data), "adult, 6,000 rows": adult(data, 6_000), "german": german(data)}.items():
        if quick and name == "adult":
            continue
        for kind, plant in KINDS.items():
            for share in (0.01, 0.03, 0.05):
                poisoned = table.copy()
                at = np.sort(np.random.RandomState(3).choice(len(table), int(len(table) * share), replace=False))
                poisoned[numbers(table)] = poisoned[numbers(table)].astype(float)
                plant(poisoned, at)
                poisoned.loc[at, "label"] = table.label.value_counts().index[0]
                rate = success(poisoned, set(at), plant)
                told, _, _ = screened(program, folder, poisoned, {"triggers": [int(row) for row in at]})
                score = told["against_truth"]["triggers"]
                recall = score["right"] / len(at)
                if rate > 0.3:
                    strong += 1
                    caught += recall >= 0.9
                print(
                    f"| {name} | {kind} | {len(at)} ({share:.0%}) | {rate:.0%} | {recall:.0%} "
                    f"| {score['suspected'] - score['right']} |",
                    flush=True,
                )
    print(f"\nOf {strong} whose success exceeds 30 %, {caught} were found (at least nine tenths of the rows).")

def clean(program, folder, data, quick):
    print("| table | rows | labels suspected | trigger alarms | columns named |")
    print("|---|---|---|---|---|")
    alarms = runs = 0
    for name, table in tables(data).items():
        for seed in range(1 if len(table) > 10_000 else 5):
            part = table.sample(frac=0.9, random_state=seed).reset_index(drop=True)
            told, _, _ = screened(program, folder, part, {})
            named = sum(flip["suspected"] for flip in told["flips"])
            runs += 1
            alarms += bool(told["triggers"])
            columns = "; ".join(" and ".join(found["columns"]) for found in told["triggers"])
            print(f"| {name} | {len(part)} | {named} ({named / len(part):.1%}) | {len(told['triggers'])} | {columns} |", flush=True)
    print(f"\nA trigger where none was planted: in {alarms} of {runs} runs.")

def clock(program, folder, data, quick):
    random = np.random.RandomState(0)
    def made(rows, columns):
        table = pd.DataFrame(random.normal(size=(rows, columns)).round(3), columns=[f"x{at}" for at in range(columns)])
        odds = table.x0 + table.x1 * table.x2 - table.x3
        return table.assign(label=np.where(odds + random.logistic(size=rows) > 0, "yes", "no"))
    print("| table | seconds on one core |")
    print("|---|---|")
    for rows, columns in ((500, 12), (6_000, 15), (1_500, 64), *(() if quick else ((100_000, 10), (1_000_000, 10)))):
        made(rows, columns).to_csv(folder / "table.csv", index=False)
        command = ["taskset", "-c", "0", program, "screen", folder / "table.csv", "--label", "label", "--fail-on", "never"]
        started = time.perf_counter()
        subprocess.run(command, capture_output=True, check=False)
        print(f"| {rows:,} x {columns} | {time.perf_counter() - started:.1f} |", flush=True)

if __name__ == "__main__":
    program, folder, data = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
    only = sys.argv[sys.argv.index("--only") + 1] if "--only" in sys.argv else None
    for part in (labels, triggers, clean, clock):
        name = "time" if part is clock else part.__name__
        if only in (None, name):
            print(f"\n## {name}\n")
            part(program, folder, data, "--quick" in sys.argv)
