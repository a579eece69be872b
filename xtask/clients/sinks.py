"""What goes out of a workspace, read by what others have: mails by Python's own Maildir and parser, the webhook by
the library of Standard Webhooks, syslog by rsyslog.

    python sinks.py PROGRAM FOLDER

FOLDER is empty; a workspace is made in it and served.
"""

import base64
import email
import email.policy
import http.server
import json
import mailbox
import os
import pathlib
import secrets
import socket
import subprocess
import sys
import threading
import time

from lending import AUDITOR, OWNER, SECURITY, SECURITY_HEAD, STEWARD, Lending, Wrong
from standardwebhooks import Webhook

# What rsyslog takes at this host, by RFC 6587's octet counting, and writes as it came.
RSYSLOG = """
module(load="imptcp")
global(maxMessageSize="64k" workDirectory="{folder}")
template(name="whole" type="string" string="%syslogfacility%|%syslogseverity%|%app-name%|%msg%\\n")
input(type="imptcp" address="127.0.0.1" port="{port}")
action(type="omfile" file="{folder}/seen.log" template="whole")
"""


class Endpoint:
    """Keeps what it is sent, once its signature holds; the first message it refuses."""

    def __init__(self, secret):
        self.messages, self.refused, self.wrong = [], 0, []
        hook, own = Webhook(secret), self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["content-length"]))
                if own.refused == 0:
                    own.refused = 1
                    return self.answer(503)
                try:
                    own.messages.append(hook.verify(body.decode(), dict(self.headers.items())))
                except Exception as wrong:
                    own.wrong.append(repr(wrong))
                self.answer(204)

            def answer(self, status):
                self.send_response(status)
                self.send_header("content-length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


def free_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


def until(what, holds, seconds=90):
    ends = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > ends:
            raise Wrong(f"{what} did not come within {seconds} s")
        time.sleep(0.3)


def entries(home):
    return home.json("audit", "query", "--limit", "100000", "--as", AUDITOR)


def main(program, folder):
    home = Lending(program, folder)
    home.agree()
    secret = "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()
    key = home.folder / "ws" / "hook.key"
    key.write_text(secret)
    os.chmod(key, 0o600)
    endpoint, port = Endpoint(secret), free_port()
    config = home.folder / "ws" / "hygeia.toml"
    hook = f'url = "http://127.0.0.1:{endpoint.port}/in"\nsecret = "hook.key"\n'
    sinks = f'[notices]\nmails = "../mail"\n[audit]\nfile = "../events.jsonl"\n[audit.syslog]\nto = "tcp://127.0.0.1:{port}"\n'
    config.write_text(config.read_text() + sinks + "[audit.webhook]\n" + hook)
    asked = home.json("apply", "--as", SECURITY, ends=(1,))
    home.run("approve", asked["proposal"], "--as", SECURITY_HEAD)

    (home.folder / "rsyslog").mkdir()
    place = home.folder / "rsyslog"
    (place / "conf").write_text(RSYSLOG.format(folder=place, port=port))
    daemon = subprocess.Popen(["rsyslogd", "-n", "-f", place / "conf", "-i", place / "pid"])
    try:
        with home.served():
            home.run("sample", "--rows", "300", "--out", "loans.csv")
            what = ("--owner", OWNER, "--purpose", "to decide about loans", "--label", "defaulted")
            home.run("ingest", "loans.csv", "--dataset", "loans", *what, "--as", STEWARD)
            lines = home.folder / "events.jsonl"
            committed = lambda text: "dataset-committed" in text
            until("the file", lambda: lines.exists() and committed(lines.read_text()))
            seen = place / "seen.log"
            until("syslog", lambda: seen.exists() and committed(seen.read_text()))
            sent = lambda: [event for message in endpoint.messages for event in message["data"]["events"]]
            until("the webhook", lambda: committed(json.dumps(sent())))
            until("a mail", lambda: len(mails(home)) > 0)
            check(home, lines, seen, sent())
    finally:
        daemon.terminate()
        daemon.wait()
    if endpoint.wrong:
        raise Wrong(f"a signature does not hold: {endpoint.wrong[0]}")
    print(f"sinks: {len(mails(home))} mails, {len(endpoint.messages)} messages after a refusal, {len(sent())} events")


def mails(home):
    return list(mailbox.Maildir(home.folder / "mail")) if (home.folder / "mail").exists() else []


def check(home, lines, seen, sent):
    wanted = {entry["index"] for entry in entries(home) if entry["api"]["operation"] == "dataset-committed"}
    everything = [json.loads(line) for line in lines.read_text().splitlines()]
    numbers = [event["metadata"]["sequence"] for event in everything]
    if numbers != list(range(len(numbers))) or not wanted <= set(numbers):
        raise Wrong(f"the file has not every entry in order: {numbers[:20]}")
    told = []
    for line in seen.read_text().splitlines():
        facility, severity, app, event = line.split("|", 3)
        if (facility, app) != ("13", "hygeia") or severity not in ("4", "6"):
            raise Wrong(f"rsyslog reads {line[:200]}")
        told.append(json.loads(event))
    if not wanted <= {event["metadata"]["sequence"] for event in told}:
        raise Wrong("rsyslog has not every entry")
    if {event["metadata"]["uid"] for event in sent} - {event["metadata"]["uid"] for event in everything}:
        raise Wrong("the webhook was sent what is not in the ledger")
    for mail in mails(home):
        read = email.message_from_bytes(mail.as_bytes(), policy=email.policy.default)
        if read.defects or read["to"].addresses[0].addr_spec != AUDITOR or "dataset/loans" not in read.get_content():
            raise Wrong(f"a mail reads {read} with {read.defects}")


if __name__ == "__main__":
    try:
        main(sys.argv[1], pathlib.Path(sys.argv[2]))
    except Wrong as wrong:
        sys.exit(f"sinks: {wrong}")
