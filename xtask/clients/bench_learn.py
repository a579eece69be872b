"""What robust training costs and gives, on at least ten tables, beside scikit-learn and xgboost.

    bench_learn.py PROGRAM FOLDER DATA [--only TABLE] [--seeds 0,1,2] [--quick]

Each table is trained on with `hygeia train FILE`, once for each seed. The peers learn from the same rows, those that
are neither test rows nor suspected, and answer the same test rows: histogram boosting and logistic regression of
scikit-learn, and xgboost. Three bars:

- clean: `final` at most a point below the best peer, on at least 8 of 10 tables (medians over the seeds);
- worst: `final` in the worst case over all attacks at eps 0.1 at least as good as the single network trained with PGD,
  never more than a point below;
- ensemble: on validation rows, the ensemble's worst case against the single network's, whichever was chosen.
"""

import argparse
import json
import statistics
import subprocess
import time
from pathlib import Path

import numpy as np
import pandas as pd
from bench_tables import adult, bundled, german
from sklearn import datasets
from sklearn.compose import make_column_transformer
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import LabelEncoder, OneHotEncoder, OrdinalEncoder, StandardScaler
from xgboost import XGBClassifier

EPS = 0.1


def made(values, labels):
    """A table of numbers, with classes by name."""
    table = pd.DataFrame(np.round(values, 4), columns=[f"x{at}" for at in range(values.shape[1])])
    return table.assign(label=[f"k{int(value)}" for value in labels])


def sample(program, folder):
    out = folder / "sample.csv"
    subprocess.run([program, "sample", "--rows", "6000", "--out", out], check=True, capture_output=True)
    return pd.read_csv(out).rename(columns={"defaulted": "label"})


def diabetes():
    values, target = datasets.load_diabetes(return_X_y=True)
    return made(values * 100, target > np.median(target))


def tables(program, folder, data, quick):
    rows = 1_500 if quick else 6_000
    return {
        "adult": lambda: adult(data, rows),
        "german": lambda: german(data),
        "the sample": lambda: sample(program, folder),
        "breast cancer": lambda: bundled(datasets.load_breast_cancer),
        "wine": lambda: bundled(datasets.load_wine),
        "digits": lambda: bundled(datasets.load_digits),
        "diabetes": diabetes,
        "moons": lambda: made(*datasets.make_moons(2_000, noise=0.3, random_state=1)),
        "hastie": lambda: made(*datasets.make_hastie_10_2(rows, random_state=1)),
        "quantiles": lambda: made(*datasets.make_gaussian_quantiles(
            n_samples=rows, n_features=10, n_classes=3, random_state=1)),
        "informative": lambda: made(*datasets.make_classification(
            rows, 20, n_informative=6, n_redundant=4, flip_y=0.05, random_state=1)),
        "rare class": lambda: made(*datasets.make_classification(
            rows, 12, n_informative=5, weights=[0.93], flip_y=0.01, random_state=2)),
    }


def trained(program, folder, table, seed, quick):
    """What `hygeia train` tells, and its seconds."""
    path, out = folder / "table.csv", folder / f"out-{time.monotonic_ns()}"
    table.to_csv(path, index=False)
    command = [program, "train", path, "--label", "label", "--out", out, "--seed", str(seed), "--format", "json"]
    started = time.perf_counter()
    done = subprocess.run([*command, *(["--quick"] if quick else [])], capture_output=True, text=True)
    seconds = time.perf_counter() - started
    if done.returncode not in (0, 1):
        raise SystemExit(f"hygeia train ended with {done.returncode}: {done.stderr}")
    return json.loads(done.stdout), seconds


def peers(table, told):
    """The accuracy of each peer on the same test rows."""
    left_out = {left["column"] for left in told["left_out"]}
    columns = [name for name in table.columns if name != "label" and name not in left_out]
    features, labels = table[columns], LabelEncoder().fit_transform(table.label)
    test = np.array(told["test_rows"])
    train = np.setdiff1d(np.arange(len(table)), np.concatenate([test, np.array(told["suspected_rows"], int)]))
    numbers = [name for name in columns if pd.api.types.is_numeric_dtype(features[name])]
    texts = [name for name in columns if name not in numbers]
    features = features.assign(**{name: features[name].astype(str) for name in texts})
    codes = OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=-1)
    ordinal = make_column_transformer((codes, texts), ("passthrough", numbers))
    one_hot = make_column_transformer(
        (OneHotEncoder(handle_unknown="ignore", min_frequency=5), texts),
        (make_pipeline(SimpleImputer(), StandardScaler()), numbers),
    )
    models = {
        "histogram boosting": make_pipeline(ordinal, HistGradientBoostingClassifier(random_state=0)),
        "xgboost": make_pipeline(ordinal, XGBClassifier(random_state=0, n_jobs=2, verbosity=0)),
        "logistic regression": make_pipeline(one_hot, LogisticRegression(max_iter=2_000)),
    }
    scores = {}
    for name, model in models.items():
        model.fit(features.iloc[train], labels[train])
        scores[name] = float((model.predict(features.iloc[test]) == labels[test]).mean())
    return scores


def accuracy(told, model, attack):
    eps = 0.0 if attack == "clean" else EPS
    for row in told["accuracies"]:
        if (row["model"], row["attack"]) == (model, attack) and abs(row["eps"] - eps) < 1e-6:
            return row["accuracy"]
    raise SystemExit(f"nobody says how {model} stands under {attack}")


def candidate(told, made_as):
    return next(one["worst"] for one in told["choice"]["candidates"] if one["made"] == made_as)


def one_run(program, folder, table, seed, quick):
    told, seconds = trained(program, folder, table, seed, quick)
    beside = peers(table, told)
    best = max(beside, key=beside.get)
    return {
        "clean": accuracy(told, "final", "clean"),
        "plain": accuracy(told, "plain", "clean"),
        "plain, worst": accuracy(told, "plain", "worst"),
        "best": beside[best],
        "best is": best,
        "worst": accuracy(told, "final", "worst"),
        "single": accuracy(told, "pgd", "worst"),
        "ensemble": candidate(told, "ensemble"),
        "single, validation": candidate(told, "single_network"),
        "made": told["choice"]["made"],
        "seconds": seconds,
    }


def percent(value):
    return f"{100 * value:.1f}"


def points(value):
    return f"{100 * value:+.1f}"


def main():
    given = argparse.ArgumentParser()
    for name in ("program", "folder", "data"):
        given.add_argument(name, type=Path)
    given.add_argument("--only")
    given.add_argument("--seeds", default="0,1,2")
    given.add_argument("--quick", action="store_true")
    given = given.parse_args()
    seeds = [int(seed) for seed in given.seeds.split(",")]
    print("| table, rows | `final` clean | best peer | difference | plain clean, worst | `final` worst | single, worst "
          "| difference (lowest) | ensemble over single, validation | chosen | s |")
    print("|---|---|---|---|---|---|---|---|---|---|---|")
    within, below, gains = [], [], []
    for name, table in tables(given.program, given.folder, given.data, given.quick).items():
        if given.only not in (None, name):
            continue
        table = table()
        runs = [one_run(given.program, given.folder, table, seed, given.quick) for seed in seeds]
        middle = {key: statistics.median(run[key] for run in runs) for key in runs[0] if key not in ("made", "best is")}
        lead = [run["clean"] - run["best"] for run in runs]
        worst = [run["worst"] - run["single"] for run in runs]
        gain = [run["ensemble"] - run["single, validation"] for run in runs]
        chosen = sum(run["made"] == "ensemble" for run in runs)
        within.append(statistics.median(lead) >= -0.01)
        below.extend(worst)
        gains.extend(gain)
        print(f"| {name}, {len(table):,} | {percent(middle['clean'])} | {percent(middle['best'])} ({runs[0]['best is']}) "
              f"| {points(statistics.median(lead))} | {percent(middle['plain'])}, {percent(middle['plain, worst'])} "
              f"| {percent(middle['worst'])} | {percent(middle['single'])} "
              f"| {points(statistics.median(worst))} ({points(min(worst))}) | {points(statistics.median(gain))} "
              f"| ensemble {chosen} of {len(seeds)} | {middle['seconds']:.0f} |", flush=True)
    print(f"\nclean: {sum(within)} of {len(within)} tables within a point of the best peer (bar: 8 of 10)")
    print(f"worst: `final` over the single network, median {points(statistics.median(below))}, lowest {points(min(below))} "
          f"(bar: never below -1.0)")
    print(f"ensemble over the single network on validation rows: median {points(statistics.median(gains))}, "
          f"lowest {points(min(gains))}, highest {points(max(gains))} (bar: median +1.0)")


main()
