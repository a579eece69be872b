"""Tables that benches of learning share: real ones, and those that scikit-learn brings along."""

import gzip

import pandas as pd


def adult(data, rows=None):
    with gzip.open(data / "adult.tsv.gz", "rt") as file:
        table = pd.read_csv(file, sep="\t").drop(columns=["fnlwgt"])
    return table.sample(rows, random_state=0).reset_index(drop=True) if rows else table


def german(data):
    names = [f"c{at}" for at in range(20)] + ["label"]
    table = pd.read_csv(data / "german.data", sep=r"\s+", header=None, names=names).dropna().reset_index(drop=True)
    return table.assign(label=table.label.astype(int).map({1: "good", 2: "bad"}))


def bundled(load):
    got = load(as_frame=True)
    table = got.data.copy()
    table.columns = [f"x{at}" for at in range(table.shape[1])]
    return table.assign(label=[f"k{value}" for value in got.target])
