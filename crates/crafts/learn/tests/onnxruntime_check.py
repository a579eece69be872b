"""Runs a model in onnxruntime and compares its answers with what our runtime answered.

    onnxruntime_check.py model.onnx rows.csv probabilities.csv

rows.csv has a header with the model's own columns (others are ignored): numbers and the categories'
text, empty where missing. probabilities.csv has no header: one line for each row, one value for
each class. Exits 1 if a probability is further away than 1e-4, or the file is no valid ONNX.
"""

import csv
import json
import sys

import numpy as np
import onnx
import onnxruntime

TOLERANCE = 1e-4


def main(model_path, rows_path, expected_path):
    onnx.checker.check_model(model_path, full_check=True)
    session = onnxruntime.InferenceSession(model_path, providers=["CPUExecutionProvider"])
    metadata = session.get_modelmeta().custom_metadata_map
    schema = json.loads(metadata["hygeia.schema"])
    with open(rows_path, newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    inputs = {}
    for column in schema["inputs"]:
        texts = [row[column["name"]] for row in rows]
        if column["type"] == "number":
            values = [float(text) if text else float("nan") for text in texts]
            inputs[column["name"]] = np.array(values, dtype=np.float32).reshape(-1, 1)
        else:
            codes = {text: code for code, text in enumerate(column["vocabulary"])}
            values = [codes.get(text, -1) for text in texts]
            inputs[column["name"]] = np.array(values, dtype=np.int64).reshape(-1, 1)
    probabilities, labels = session.run(["probabilities", "label"], inputs)
    expected = np.loadtxt(expected_path, delimiter=",", dtype=np.float32, ndmin=2)
    if probabilities.shape != expected.shape:
        sys.exit(f"shape {probabilities.shape}, expected {expected.shape}")
    apart = float(np.abs(probabilities - expected).max())
    if not np.array_equal(labels, probabilities.argmax(axis=1)):
        sys.exit("label is not the likeliest class")
    if apart > TOLERANCE:
        sys.exit(f"probabilities are up to {apart} apart, {TOLERANCE} is allowed")
    print(f"onnxruntime answers {len(rows)} rows like the runtime, at most {apart:.1e} apart")


if __name__ == "__main__":
    main(*sys.argv[1:])
