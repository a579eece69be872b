"""A cluster asks whether it may start something: `AdmissionReview`, as an API server sends it.

    python admission.py PROGRAM FOLDER

FOLDER is empty; a workspace is made in it and served. The API server's part is played here: over the certificate of a
device alone, with the fields that Kubernetes 1.36 sends.
"""

import http.client
import json
import ssl
import sys
import uuid

from lending import ENGINEER, LEAD, OPERATOR, RISK, SCIENTIST, SECURITY, SECURITY_HEAD, Lending, Wrong

PLACE = "https://models.example.org/promoted/"
SERVICE = {"group": "serving.kserve.io", "version": "v1beta1", "kind": "InferenceService"}
POD = {"group": "", "version": "v1", "kind": "Pod"}


class Cluster:
    """One TLS connection, with a certificate and no token."""

    def __init__(self, home, who):
        folder = home.sign_in(who)
        context = ssl.create_default_context(cafile=folder / "ca.crt")
        context.load_cert_chain(folder / "device.crt", folder / "device.key")
        self.inner = http.client.HTTPSConnection("localhost", home.port, timeout=30, context=context)

    def send(self, body):
        self.inner.request("POST", "/v1/admission?timeout=10s", body, {"Content-Type": "application/json"})
        response = self.inner.getresponse()
        return response.status, json.loads(response.read())

    def review(self, kind, new, operation="CREATE"):
        uid = str(uuid.uuid4())
        request = {
            "uid": uid, "kind": kind, "resource": {"group": kind["group"], "version": kind["version"], "resource": "x"},
            "requestKind": kind, "name": "credit", "namespace": "default", "operation": operation, "dryRun": False,
            "userInfo": {"username": "system:serviceaccount:kserve:controller", "groups": ["system:authenticated"]},
            "object": new, "oldObject": None, "options": {"kind": "CreateOptions", "apiVersion": "meta.k8s.io/v1"},
        }
        status, body = self.send(json.dumps({"apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview", "request": request}))
        if status != 200:
            raise Wrong(f"a review was answered {status}: {body}")
        response = body["response"]
        if (body["apiVersion"], body["kind"], response["uid"]) != ("admission.k8s.io/v1", "AdmissionReview", uid):
            raise Wrong(f"that is no answer to the review: {body}")
        if not response["auditAnnotations"]["entry"].isdigit():
            raise Wrong(f"no entry of the ledger is named: {response}")
        return response


def service(uri):
    return {"apiVersion": "serving.kserve.io/v1beta1", "kind": "InferenceService", "spec": {"predictor": {"model": {"modelFormat": {"name": "onnx"}, "storageUri": uri}}}}


def pod(uri):
    initializer = {"name": "storage-initializer", "image": "hygeia", "command": ["hygeia", "fetch"], "args": [uri, "/mnt/models"]}
    return {"apiVersion": "v1", "kind": "Pod", "metadata": {"labels": {"component": "predictor"}}, "spec": {"initContainers": [initializer], "containers": [{"name": "kserve-container", "image": "runtime"}]}}


def expect(response, allowed, why=""):
    told = response.get("status", {}).get("message", "")
    if response["allowed"] is not allowed or why not in told:
        raise Wrong(f"{'allowed' if allowed else 'refused'} with {why!r} is expected: {response}")
    if not allowed and response["status"]["code"] != 403:
        raise Wrong(f"{response}")


def place(home, address):
    config = home.folder / "ws" / "hygeia.toml"
    config.write_text(config.read_text() + f'[admission]\nfrom = ["{address}"]\n')
    asked = home.json("apply", "--as", SECURITY, ends=(1,))
    home.run("approve", asked["proposal"], "--as", SECURITY_HEAD)


def again(home):
    """Another version is trained and promoted."""
    what = ("--dataset", "loans", "--label", "defaulted", "--model", "credit", "--quick", "--seed", "7", "--out", "second")
    home.run("train", *what, "--as", ENGINEER, ends=(0, 1))
    asked = home.json("promote", "--model", "credit", "--folder", "second", "--accept-weak", "--as", LEAD)
    return asked["approval"]


def main(program, folder):
    home = Lending(program, folder)
    home.make()
    live, second = f"{PLACE}credit/1", f"{PLACE}credit/2"
    with home.served():
        cluster = Cluster(home, OPERATOR)
        expect(cluster.review(SERVICE, service(live)), False, "names no place")
        place(home, PLACE)
        for kind, make in ((SERVICE, service), (POD, pod)):
            expect(cluster.review(kind, make(live)), True)
            expect(cluster.review(kind, make(live), "UPDATE"), True)
            expect(cluster.review(kind, make(second)), False, "has no version 2")
            expect(cluster.review(kind, make(f"{PLACE}other/1")), False, "has no version 1")
            for elsewhere in ("s3://evil/credit/1", f"{PLACE}credit/latest", f"{PLACE}../credit/1", f"{PLACE}credit/1?x", ""):
                expect(cluster.review(kind, make(elsewhere)), False, "no version of a model")
            expect(cluster.review(kind, make(live), "CONNECT"), False, "CONNECT")
            expect(cluster.review(kind, None), False, "no storageUri")
            expect(cluster.review(kind, None, "DELETE"), True)
        both = service(live)
        both["spec"]["explainer"] = {"alibi": {"storageUri": "s3://evil/credit/1"}}
        expect(cluster.review(SERVICE, both), False, "s3://evil")
        expect(cluster.review(POD, {"spec": {"containers": [{"name": "c", "image": "theirs"}]}}), False, "no storageUri")
        expect(cluster.review({"group": "apps", "version": "v1", "kind": "Deployment"}, {}), False, "is no Pod")
        # A version that waits is none that was promoted, and the one before is none any more.
        approval = again(home)
        expect(cluster.review(SERVICE, service(second)), False, "not promoted")
        expect(cluster.review(SERVICE, service(live)), True)
        home.run("approve", approval, "--as", RISK)
        expect(cluster.review(SERVICE, service(second)), True)
        expect(cluster.review(SERVICE, service(live)), False, "is retired")
        refused(home, cluster)
    print("admission: pods and InferenceServices start with the version that is promoted, and with no other")


def refused(home, cluster):
    """Who may not operate, who is nobody, and what is no review, get no answer to it."""
    status, _ = Cluster(home, SCIENTIST).send("{}")
    if status != 400:
        raise Wrong(f"what is no review was answered {status}")
    review = json.dumps({"apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview", "request": {"uid": "u", "kind": POD, "operation": "CREATE"}})
    for what, who, body, wanted in (
        ("somebody without a cell", SCIENTIST, review, 404),
        ("another version of the review", OPERATOR, review.replace("/v1", "/v1beta1"), 400),
        ("no request", OPERATOR, json.dumps({"apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview"}), 400),
        ("no JSON", OPERATOR, "{", 400),
    ):
        status, told = Cluster(home, who).send(body)
        if status != wanted:
            raise Wrong(f"{what} was answered {status}, not {wanted}: {told}")
    anybody = ssl.create_default_context(cafile=home.sign_in(OPERATOR) / "ca.crt")
    connection = http.client.HTTPSConnection("localhost", home.port, timeout=30, context=anybody)
    connection.request("POST", "/v1/admission", review, {"Content-Type": "application/json"})
    if (status := connection.getresponse().status) != 401:
        raise Wrong(f"nobody was answered {status}")


if __name__ == "__main__":
    try:
        main(sys.argv[1], sys.argv[2])
    except Wrong as wrong:
        sys.exit(f"admission: {wrong}")
