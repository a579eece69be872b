"""Predictions as other servers' clients ask for them: Triton's, by its default call, and JSON as KServe and scikit-learn's
clients send it.

    python inference.py PROGRAM FOLDER

FOLDER is empty; a workspace is made in it and served. Whatever is asked in two ways gets one answer.
"""

import csv
import json
import sys

import numpy as np
from gevent import ssl
from lending import RISK, RISK_HEAD, Lending, Wrong
from tritonclient import http
from tritonclient.utils import InferenceServerException

MODEL = "credit"
INFER = f"/v2/models/{MODEL}/infer"
KINDS = {"FP32": np.float32, "FP64": np.float64, "INT64": np.int64, "BYTES": np.object_}


def triton(home, who):
    """Triton's client in somebody's name, and the headers that it sends."""
    place = home.sign_in(who)

    def context():
        made = ssl.create_default_context(cafile=place / "ca.crt")
        made.load_cert_chain(place / "device.crt", place / "device.key")
        return made

    client = http.InferenceServerClient(f"localhost:{home.port}", ssl=True, ssl_context_factory=context)
    return client, {"Authorization": f"Bearer {(place / 'token').read_text().strip()}"}


def rows(home, metadata):
    """The rows held out, a column for each input, as float32 or text."""
    with open(home.folder / "holdout.csv", newline="") as file:
        held_out = list(csv.DictReader(file))
    columns = []
    for tensor in metadata["inputs"]:
        cells = [row[tensor["name"]] for row in held_out]
        if tensor["datatype"] == "BYTES":
            values = np.array(cells, dtype=np.object_)
        else:
            values = np.array([float(cell) if cell else np.nan for cell in cells], dtype=np.float32)
        columns.append((tensor, values.reshape(-1, 1)))
    return columns


def tensors(columns, binary, wider=False):
    given = []
    for tensor, values in columns:
        datatype = "FP64" if wider and tensor["datatype"] == "FP32" else tensor["datatype"]
        one = http.InferInput(tensor["name"], list(values.shape), datatype)
        one.set_data_from_numpy(values.astype(KINDS[datatype]), binary_data=binary)
        given.append(one)
    return given


def kserve(home, who, columns):
    """The same rows as JSON, flat, with what is missing as null."""
    inputs = []
    for tensor, values in columns:
        plain = [None if isinstance(v, float) and np.isnan(v) else v for v in values.ravel().tolist()]
        inputs.append({**tensor, "shape": list(values.shape), "data": plain})
    status, body = home.connection(who).post(INFER, {"id": "a", "inputs": inputs, "parameters": {"content_type": "pd"}})
    if status != 200:
        raise Wrong(f"JSON: {status}: {body[:300]!r}")
    answer = json.loads(body)
    return {output["name"]: output["data"] for output in answer["outputs"]}


def texts(array):
    return [text.decode() for text in array.ravel().tolist()]


def same(what, one, other):
    if one != other:
        raise Wrong(f"{what}: {one[:10]} is not {other[:10]}")


def asked_by_triton(home):
    client, headers = triton(home, RISK)
    if not (client.is_server_live() and client.is_server_ready() and client.is_model_ready(MODEL, headers=headers)):
        raise Wrong("it is not live and ready")
    if "binary_tensor_data" not in client.get_server_metadata(headers=headers)["extensions"]:
        raise Wrong("the extension is not told")
    columns = rows(home, client.get_model_metadata(MODEL, headers=headers))
    truth = kserve(home, RISK, columns)["label"]
    if len(set(truth)) < 2:
        raise Wrong(f"every row is answered {truth[0]}: that proves nothing")
    default = client.infer(MODEL, tensors(columns, True), headers=headers)
    same("the default call", texts(default.as_numpy("label")), truth)
    wider = client.infer(MODEL, tensors(columns, True, wider=True), headers=headers)
    same("float64", texts(wider.as_numpy("label")), truth)
    for binary in (True, False):
        wanted = [http.InferRequestedOutput("label", binary_data=binary)]
        answer = client.infer(MODEL, tensors(columns, True), outputs=wanted, headers=headers)
        label = answer.as_numpy("label").ravel().tolist()
        same("label as asked", [v.decode() if isinstance(v, bytes) else v for v in label], truth)
    if not any(values.dtype == np.float32 and np.isnan(values).any() for _, values in columns):
        # The client writes into the headers that it is given, and would say where an earlier JSON ended.
        _, fresh = triton(home, RISK)
        as_json = client.infer(MODEL, tensors(columns, False), headers=fresh)
        same("no bytes at all", texts(as_json.as_numpy("label")), truth)
    head, as_head = triton(home, RISK_HEAD)
    scores = head.infer(MODEL, tensors(columns, True), headers=as_head).as_numpy("probabilities")
    plain = kserve(home, RISK_HEAD, columns)["probabilities"]
    same("probabilities", [round(float(v), 2) for v in scores.ravel()], plain)
    print(f"tritonclient: {len(truth)} rows of {len(columns)} inputs as bytes, answered as their JSON is")


def refused_by_name(home):
    """What can't be taken is told by the input and its field."""
    client, headers = triton(home, RISK)
    whole = http.InferInput("predict", [1, 2], "FP32")
    whole.set_data_from_numpy(np.ones((1, 2), dtype=np.float32))
    try:
        client.infer(MODEL, [whole], headers=headers)
    except InferenceServerException as error:
        if "predict" not in str(error) or "[N,1]" not in str(error):
            raise Wrong(f"one tensor for texts: {error}") from error
    else:
        raise Wrong("one tensor of numbers is taken for texts")
    shaped = {"inputs": [{"name": "age", "shape": "1,1", "datatype": "FP32", "data": [1]}]}
    status, body = home.connection(RISK).post(INFER, shaped)
    told = json.loads(body)["error"]
    if status != 400 or "age" not in told or "shape" not in told:
        raise Wrong(f"a shape that is no list: {status} {told}")
    print("tritonclient: what can't be taken is told by its input and field")


def main(program, folder):
    home = Lending(program, folder)
    home.make()
    with home.served():
        asked_by_triton(home)
        refused_by_name(home)


if __name__ == "__main__":
    try:
        main(sys.argv[1], sys.argv[2])
    except Wrong as wrong:
        sys.exit(f"inference: {wrong}")
