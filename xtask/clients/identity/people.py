"""A workspace with an identity provider, and people who each have a config folder of their own."""

import contextlib
import http.client
import json
import os
import pathlib
import ssl
import subprocess
import time

SAM = "sam@example.org"
PEOPLE = "dana@example.org", "o'brien@example.org", "eve@example.org", SAM


class Wrong(Exception):
    """What is wrong, and where."""


class Home:
    """`ws` in `folder`, founded by Sam, with `identity` applied."""

    def __init__(self, program, folder, port, identity):
        self.program, self.folder, self.port = pathlib.Path(program).resolve(), folder, port
        folder.mkdir(parents=True)
        self.workspace = folder / "ws"
        self.must(SAM, "init", str(self.workspace), "--founder", SAM, at=folder)
        config = self.workspace / "hygeia.toml"
        lines = "".join(f"{name} = {json.dumps(value)}\n" for name, value in identity.items())
        config.write_text(config.read_text() + f"\n[identity]\n{lines}")
        people = self.workspace / "people.toml"
        listed = "".join(f"{json.dumps(who)} = [\"data-scientist\"]\n" for who in PEOPLE[:3])
        people.write_text(people.read_text().replace("[people]\n", f"[people]\n{listed}", 1))
        self.must(SAM, "apply", at=self.workspace)

    def environment(self, who):
        kept = {key: value for key, value in os.environ.items() if not key.startswith("HYGEIA_")}
        return kept | {"HYGEIA_CONFIG": str(self.folder / "config" / who), "NO_COLOR": "1"}

    def start(self, who, *args, at=None):
        """One verb in somebody's name; on their own machine, unless it is at the workspace's folder."""
        environment = self.environment(who)
        if at is None:
            environment["HYGEIA_WORKSPACE"] = str(self.workspace) if who == SAM else self.url
        return subprocess.Popen(
            [self.program, *args], cwd=at or self.folder, env=environment, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )

    def verb(self, who, *args, at=None):
        """How it ended, and what it said."""
        ran = self.start(who, *args, at=at)
        out, told = ran.communicate(timeout=120)
        return ran.returncode, out + told

    def must(self, who, *args, at=None):
        code, said = self.verb(who, *args, at=at)
        if code != 0:
            raise Wrong(f"{who}: hygeia {' '.join(args)} ended with {code}: {said}")
        return said

    def join_all(self):
        for who in PEOPLE[:3]:
            said = self.must(SAM, "invite", who)
            code = next(word for word in said.split() if word.startswith("hygj_"))
            self.must(who, "join", self.url, code)

    @property
    def url(self):
        return f"https://127.0.0.1:{self.port}"

    def kept(self, who):
        return next((self.folder / "config" / who / "sign-in").iterdir())

    def authority(self):
        return self.kept(SAM) / "ca.crt"

    def certificate(self, who):
        return self.kept(who) / "device.crt", self.kept(who) / "device.key"

    def ask(self, who, method, path, body=None, token=None):
        """The status and the answer, over the certificate of `who`; a body that is a text is a form."""
        context = ssl.create_default_context(cafile=self.authority())
        if who:
            context.load_cert_chain(*self.certificate(who))
        connection = http.client.HTTPSConnection("127.0.0.1", self.port, timeout=30, context=context)
        form = isinstance(body, str)
        headers = {"Content-Type": "application/x-www-form-urlencoded" if form else "application/json"}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        connection.request(method, path, body if form or body is None else json.dumps(body), headers)
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
        with contextlib.suppress(json.JSONDecodeError):
            return answer.status, json.loads(text)
        return answer.status, text

    def told(self, who, method, path, body=None, token=None):
        status, said = self.ask(who, method, path, body, token)
        return status, json.dumps(said, ensure_ascii=False)

    @contextlib.contextmanager
    def served(self):
        log = self.folder / "up.log"
        command = [self.program, "up", "--address", f"127.0.0.1:{self.port}", "--workspace", self.workspace]
        with open(log, "w") as out:
            server = subprocess.Popen(command, env=self.environment(SAM), stdout=out, stderr=subprocess.STDOUT)
        try:
            for _ in range(300):
                with contextlib.suppress(OSError, http.client.HTTPException):
                    if self.ask(None, "GET", "/v1/sign-in")[0] == 200:
                        break
                if server.poll() is not None:
                    raise Wrong(f"the server ended: {log.read_text()[-2000:]}")
                time.sleep(0.1)
            yield
        finally:
            server.terminate()
            server.wait(timeout=60)
        if "panicked" in (said := log.read_text()):
            raise Wrong(f"the server panicked: {said[-4000:]}")
