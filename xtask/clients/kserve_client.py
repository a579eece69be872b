"""Predictions as KServe's own client asks for them: by its default call, which sends tensors as bytes, and as JSON.

    python kserve_client.py PROGRAM FOLDER

FOLDER is empty; a workspace is made in it and served. Whatever is asked in two ways gets one answer.
"""

import asyncio
import csv
import json
import ssl
import sys

import httpx
import numpy as np
from kserve import InferenceRESTClient, InferInput, InferRequest, RESTConfig
from kserve.protocol.infer_type import RequestedOutput
from lending import RISK, RISK_HEAD, Lending, Wrong

MODEL = "credit"


def client(home, who):
    place = home.sign_in(who)
    context = ssl.create_default_context(cafile=place / "ca.crt")
    context.load_cert_chain(place / "device.crt", place / "device.key")
    return InferenceRESTClient(RESTConfig(protocol="v2", verify=context, retries=0))


def headers(home, who):
    """Fresh ones each time: the client writes into those that it is given."""
    return {"Authorization": f"Bearer {(home.sign_in(who) / 'token').read_text().strip()}"}


def columns(home):
    """The rows held out, a column for each input, as float32 or text."""
    status, body = home.connection(RISK).get(f"/v2/models/{MODEL}")
    if status != 200:
        raise Wrong(f"metadata: {status}")
    with open(home.folder / "holdout.csv", newline="") as file:
        held_out = list(csv.DictReader(file))
    made = []
    for tensor in json.loads(body)["inputs"]:
        cells = [row[tensor["name"]] for row in held_out]
        numbers = tensor["datatype"] != "BYTES"
        values = [float(cell) if cell else np.nan for cell in cells] if numbers else cells
        made.append((tensor["name"], "FP32" if numbers else "BYTES", np.array(values, dtype=np.float32 if numbers else np.object_).reshape(-1, 1)))
    return made


def request(tensors, binary=True, **more):
    inputs = []
    for name, datatype, values in tensors:
        one = InferInput(name, list(values.shape), datatype)
        one.set_data_from_numpy(values, binary_data=binary)
        inputs.append(one)
    return InferRequest(model_name=MODEL, infer_inputs=inputs, **more)


def labels(answer):
    return [one.decode() if isinstance(one, bytes) else one for one in np.array(answer.outputs[0].data, dtype=object).ravel().tolist()]


async def asked(home):
    by, url = client(home, RISK), home.url
    if not (await by.is_server_live(url) and await by.is_server_ready(url) and await by.is_model_ready(url, MODEL, headers=headers(home, RISK))):
        raise Wrong("it is not live and ready")
    tensors = columns(home)
    complete = [index for index in range(len(tensors[0][2])) if not any(kind == "FP32" and np.isnan(values[index, 0]) for _, kind, values in tensors)]
    whole = [(name, kind, values[complete]) for name, kind, values in tensors]

    async def infer(one, who=RISK, using=by):
        return await using.infer(url, one, model_name=MODEL, headers=headers(home, who))

    default = labels(await infer(request(tensors)))
    if len(set(default)) < 2:
        raise Wrong(f"every row is answered {default[0]}: that proves nothing")
    for what, one in {
        "as JSON": request(whole, binary=False),
        "as bytes": request(whole),
        "answered as bytes": request(whole, parameters={"binary_data_output": True}),
        "one output by name": request(whole, request_outputs=[RequestedOutput("label", {"binary_data": True})]),
    }.items():
        if labels(await infer(one)) != [default[index] for index in complete]:
            raise Wrong(f"{what} is answered otherwise")
    head = client(home, RISK_HEAD)
    answer = await infer(request(tensors), RISK_HEAD, head)
    names = [output.name for output in answer.outputs]
    if "probabilities" not in names:
        raise Wrong(f"who is accountable sees {names}")
    scores = np.array(answer.outputs[names.index("probabilities")].data).reshape(len(default), -1)
    if not np.allclose(scores.sum(axis=1), 1, atol=0.02):
        raise Wrong("probabilities do not sum to one")
    wrong = [(name, kind, values) for name, kind, values in whole if name != whole[0][0]]
    try:
        await infer(request(wrong))
    except httpx.HTTPStatusError as error:
        if whole[0][0] not in str(error):
            raise Wrong(f"a missing input is not told by its name: {error}") from error
    else:
        raise Wrong("a missing input is answered")
    print(f"kserve: {len(default)} rows of {len(tensors)} inputs by the default call, answered as their JSON is")


def main(program, folder):
    home = Lending(program, folder)
    home.make()
    with home.served():
        asyncio.run(asked(home))


if __name__ == "__main__":
    try:
        main(sys.argv[1], sys.argv[2])
    except Wrong as wrong:
        sys.exit(f"kserve: {wrong}")
