"""Small servers of an ONNX file, by onnxruntime: the Open Inference Protocol, and what MLflow's scoring server speaks."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import numpy as np
import onnxruntime

TYPES = {"float": ("FP32", "f4"), "double": ("FP64", "f8"), "int64": ("INT64", "i8"), "string": ("BYTES", object)}


class Server:
    """Serves on a port of its own for as long as the context lasts."""

    def __init__(self, path, broken=None):
        self.session = onnxruntime.InferenceSession(path)
        self.broken = broken

    def label(self, feed):
        names = [output.name for output in self.session.get_outputs()]
        name = next((name for name in names if "label" in name), names[0])
        return self.session.run([name], feed)[0].ravel().tolist()

    def __enter__(self):
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def answer(self, value, status=200):
                body = json.dumps(value).encode()
                self.send_response(status)
                self.send_header("content-type", "application/json")
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def do_GET(self):
                self.answer(outer.metadata())

            def do_POST(self):
                asked = json.loads(self.rfile.read(int(self.headers["content-length"])))
                if outer.broken:
                    return self.answer({"error": "busy"}, 503)
                self.answer(outer.answer(asked))

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.address = f"http://127.0.0.1:{self.server.server_port}{self.path}"
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()


class Inference(Server):
    path = "/v2/models/credit"

    def metadata(self):
        def tensor(value):
            return {
                "name": value.name,
                "datatype": TYPES[value.type[7:-1]][0],
                "shape": [size if isinstance(size, int) else -1 for size in value.shape],
            }

        inputs = [tensor(value) for value in self.session.get_inputs()]
        return {"name": "credit", "versions": ["1"], "platform": "onnx", "inputs": inputs, "outputs": []}

    def answer(self, asked):
        given = {tensor["name"]: tensor for tensor in asked["inputs"]}
        feed = {}
        for value in self.session.get_inputs():
            tensor = given[value.name]
            datatype, kind = TYPES[value.type[7:-1]]
            assert tensor["datatype"] == datatype, tensor
            feed[value.name] = np.array(tensor["data"], dtype=kind).reshape(tensor["shape"])
        labels = self.label(feed)
        datatype = "BYTES" if isinstance(labels[0], str) else "INT64"
        output = {"name": "output_label", "datatype": datatype, "shape": [len(labels)], "data": labels}
        return {"model_name": "credit", "outputs": [output]}


class Invocations(Server):
    path = "/invocations"

    def metadata(self):
        return {}

    def answer(self, asked):
        table = asked["dataframe_split"]
        columns = {name: [row[at] for row in table["data"]] for at, name in enumerate(table["columns"])}
        feed = {}
        for value in self.session.get_inputs():
            kind = TYPES[value.type[7:-1]][1]
            if value.name in columns:
                feed[value.name] = np.array(columns[value.name], dtype=kind).reshape(-1, 1)
            else:
                feed[value.name] = np.array(table["data"], dtype=kind)
        return {"predictions": self.label(feed)}
