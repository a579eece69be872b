"""Spans of requests, read as a collector of OpenTelemetry reads them: by the protocol's own classes.

    python traces.py PROGRAM FOLDER

FOLDER is empty; a workspace is made in it and served.
"""

import base64
import http.client
import http.server
import json
import pathlib
import ssl
import sys
import threading

from google.protobuf.json_format import ParseError, Parse
from lending import OPERATOR, SECURITY, SECURITY_HEAD, Lending, Wrong
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span, Status
from sinks import free_port, until

TRACE, PARENT = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"


def read(body):
    """The request as protobuf's JSON has it: ids are hexadecimal in OTLP, and base64 there."""
    document = json.loads(body)
    for of_resource in document["resourceSpans"]:
        for scoped in of_resource["scopeSpans"]:
            for span in scoped["spans"]:
                for key, length in (("traceId", 16), ("spanId", 8), ("parentSpanId", 8)):
                    if key in span:
                        raw = bytes.fromhex(span[key])
                        if len(raw) != length or not any(raw):
                            raise Wrong(f"{key} is {span[key]}")
                        span[key] = base64.b64encode(raw).decode()
    # A field that the protocol does not have is refused.
    return Parse(json.dumps(document), ExportTraceServiceRequest())


class Collector:
    def __init__(self):
        self.spans, self.resources, self.wrong, own = [], [], [], self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["content-length"]))
                try:
                    if (self.path, self.headers["content-type"]) != ("/v1/traces", "application/json"):
                        raise Wrong(f"{self.path} got {self.headers['content-type']}")
                    for one in read(body).resource_spans:
                        own.resources.append({a.key: a.value.string_value for a in one.resource.attributes})
                        own.spans += [span for scoped in one.scope_spans for span in scoped.spans]
                except (Wrong, ParseError, ValueError, KeyError) as wrong:
                    own.wrong.append(str(wrong))
                self.send_response(200)
                self.send_header("content-length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", free_port()), Handler)
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


def asks(home, path, headers):
    """A request over the certificate and the token of somebody; its status and the id in its answer."""
    folder = home.folder / "sign-in" / OPERATOR
    context = ssl.create_default_context(cafile=folder / "ca.crt")
    context.load_cert_chain(folder / "device.crt", folder / "device.key")
    connection = http.client.HTTPSConnection("localhost", home.port, context=context, timeout=30)
    token = (folder / "token").read_text().strip()
    connection.request("GET", path, headers={"Authorization": f"Bearer {token}", **headers})
    answer = connection.getresponse()
    answer.read()
    return answer.status, answer.getheader("x-request-id")


def main(program, folder):
    home = Lending(program, folder)
    home.agree()
    collector = Collector()
    config = home.folder / "ws" / "hygeia.toml"
    config.write_text(config.read_text() + f'[traces]\nurl = "http://127.0.0.1:{collector.port}/v1/traces"\n')
    asked = home.json("apply", "--as", SECURITY, ends=(1,))
    home.run("approve", asked["proposal"], "--as", SECURITY_HEAD)
    with home.served():
        until("the first span", lambda: asks(home, "/health", {}) and collector.spans)
        status, own = asks(home, "/v1/whoami", {"traceparent": f"00-{TRACE}-{PARENT}-01"})
        if (status, own) != (200, TRACE):
            raise Wrong(f"{status} with the id {own}")
        _, missing = asks(home, "/secret-path-of-somebody", {"traceparent": "00-nonsense"})
        until("its span", lambda: any(span.trace_id.hex() == missing for span in collector.spans))
    if collector.wrong:
        raise Wrong(collector.wrong[0])
    spans = {span.trace_id.hex(): span for span in collector.spans}
    span, nothing = spans[TRACE], spans[missing]
    told = {a.key: a.value.string_value or a.value.int_value for a in span.attributes}
    expected = {"http.request.method": "GET", "http.route": "/v1/whoami", "http.response.status_code": 200}
    if told != expected or span.name != "GET /v1/whoami" or span.parent_span_id.hex() != PARENT:
        raise Wrong(f"{span}")
    if span.kind != Span.SPAN_KIND_SERVER or not 0 < span.start_time_unix_nano <= span.end_time_unix_nano:
        raise Wrong(f"{span}")
    if nothing.parent_span_id or nothing.status.code == Status.STATUS_CODE_ERROR or "secret" in str(collector.spans):
        raise Wrong(f"{nothing}")
    if OPERATOR in str(collector.spans) or any(one["service.name"] != "hygeia" for one in collector.resources):
        raise Wrong("who asked is told")
    print(f"traces: {len(collector.spans)} spans are of OTLP's own classes, and go on from who asked")


if __name__ == "__main__":
    try:
        main(sys.argv[1], pathlib.Path(sys.argv[2]))
    except Wrong as wrong:
        sys.exit(f"traces: {wrong}")
