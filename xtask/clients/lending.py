"""The sample's workspace, made by the program's own verbs, and served: for clients of the API.

    home = Lending(PROGRAM, FOLDER); home.make()
    with home.served():
        status, body = home.connection("hugo@example.org").get("/v1/whoami")
"""

import contextlib
import http.client
import json
import os
import pathlib
import socket
import ssl
import subprocess
import time

SECURITY, SECURITY_HEAD = "sam@example.org", "sven@example.org"
OWNER, STEWARD, ENGINEER = "olga@example.org", "stefan@example.org", "emil@example.org"
LEAD, RISK, RISK_HEAD = "lena@example.org", "rita@example.org", "hugo@example.org"
OPERATOR, AUDITOR, SCIENTIST = "omar@example.org", "anna@example.org", "dana@example.org"
EVERYBODY = [SECURITY, OWNER, STEWARD, ENGINEER, LEAD, RISK, RISK_HEAD, OPERATOR, AUDITOR, SCIENTIST]
HEALTHY = ("--disk-encrypted", "--firewall-on", "--patch-age-days", "3")


class Wrong(Exception):
    """What is wrong, and where."""


class Lending:
    """A folder with the workspace `ws`, its data and a promoted model."""

    def __init__(self, program, folder):
        self.program, self.folder = pathlib.Path(program).resolve(), pathlib.Path(folder).resolve()
        kept = {key: value for key, value in os.environ.items() if not key.startswith("HYGEIA_")}
        self.environment = kept | {"HYGEIA_WORKSPACE": "ws", "NO_COLOR": "1"}
        self.log = self.folder / "up.log"

    def run(self, *args, ends=(0,)):
        """What one verb prints."""
        command = [self.program, *args]
        ran = subprocess.run(
            command, cwd=self.folder, env=self.environment, capture_output=True, text=True, timeout=300
        )
        if ran.returncode not in ends:
            raise Wrong(f"hygeia {' '.join(args)} ended with {ran.returncode}, not {ends}: {ran.stderr}")
        return ran.stdout

    def json(self, *args, ends=(0,)):
        return json.loads(self.run(*args, "--format", "json", ends=ends))

    def agree(self):
        """A workspace whose access is agreed, with everybody's devices."""
        # Where there is a cast to try things with, its sign-ins lie in one folder.
        tried = ("--try",) if "--try" in self.run("init", "--help") else ()
        self.run("init", *tried, "ws")
        first = self.json("apply", "--as", SECURITY, ends=(1,))
        self.run("approve", first["proposal"], "--as", SECURITY_HEAD)
        for who in EVERYBODY:
            self.run("device", "enrol", "--owner", who, "--as", SECURITY)
            self.run("device", "report", "--device", f"laptop/{who}", *HEALTHY)

    def make(self, rows=800):
        """Access agreed, everybody's devices, loans, and a model `credit` that is live."""
        self.agree()
        self.run("sample", "--rows", str(rows), "--out", "loans.csv")
        self.run("sample", "--rows", "50", "--seed", "5", "--out", "holdout.csv")
        what = ("--owner", OWNER, "--purpose", "to decide about loans", "--label", "defaulted")
        self.run("ingest", "loans.csv", "--dataset", "loans", *what, "--as", STEWARD)
        what = ("--dataset", "loans", "--label", "defaulted", "--model", "credit", "--quick", "--out", "made")
        # On so few rows a model may be weak, which is told.
        self.run("train", *what, "--as", ENGINEER, ends=(0, 1))
        what = ("--model", "credit", "--folder", "made", "--accept-weak")
        asked = self.json("promote", *what, "--as", LEAD)
        self.run("approve", asked["approval"], "--as", RISK)

    @contextlib.contextmanager
    def served(self):
        """`hygeia up` on a free port, told to stop at the end; how it stops is checked."""
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            self.port = taken.getsockname()[1]
        command = [self.program, "up", "--address", f"127.0.0.1:{self.port}"]
        with open(self.log, "w") as log:
            server = subprocess.Popen(
                command, cwd=self.folder, env=self.environment, stdout=log, stderr=subprocess.STDOUT
            )
        try:
            self.wait(server)
            yield
            if server.poll() is not None:
                raise Wrong(f"the server ended by itself: {self.log.read_text()[-2000:]}")
        finally:
            server.terminate()
            try:
                ended = server.wait(timeout=60)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()
                ended = "a kill: it did not stop within a minute"
        if ended != 0:
            raise Wrong(f"the server ended with {ended}: {self.log.read_text()[-2000:]}")

    def wait(self, server):
        """Until it answers."""
        anybody = ssl.create_default_context()
        anybody.check_hostname, anybody.verify_mode = False, ssl.CERT_NONE
        for _ in range(300):
            if server.poll() is not None:
                break
            with contextlib.suppress(OSError, http.client.HTTPException):
                connection = http.client.HTTPSConnection("127.0.0.1", self.port, timeout=2, context=anybody)
                connection.request("GET", "/health")
                if connection.getresponse().status == 200:
                    return
            time.sleep(0.1)
        raise Wrong(f"the server did not come up: {self.log.read_text()[-2000:]}")

    def sign_in(self, who):
        """The folder with `ca.crt`, `device.crt`, `device.key` and `token`."""
        return self.folder / "sign-in" / who

    @property
    def url(self):
        return f"https://localhost:{self.port}"

    def connection(self, who):
        return Connection(self.port, self.sign_in(who))


class Connection:
    """One TLS connection that stays open, in somebody's name."""

    def __init__(self, port, folder):
        context = ssl.create_default_context(cafile=folder / "ca.crt")
        context.load_cert_chain(folder / "device.crt", folder / "device.key")
        self.inner = http.client.HTTPSConnection("localhost", port, timeout=30, context=context)
        token = (folder / "token").read_text().strip()
        self.headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}

    def get(self, path):
        return self.ask("GET", path)

    def post(self, path, body):
        return self.ask("POST", path, json.dumps(body).encode())

    def ask(self, method, path, body=None):
        """The status, and the body as bytes."""
        self.inner.request(method, path, body, self.headers)
        response = self.inner.getresponse()
        return response.status, response.read()
