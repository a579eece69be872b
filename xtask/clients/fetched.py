"""`hygeia fetch` as KServe calls a storage initialiser: from folders, files and a server over TLS, whole or not at all.

    python fetched.py PROGRAM FOLDER

FOLDER is empty. What OpenSSF's own client signed is fetched too.
"""

import contextlib
import http.server
import json
import os
import pathlib
import pickle
import shutil
import signal
import ssl
import stat
import subprocess
import sys
import threading
import time

ARMED = b"cos\nsystem\n(S'true'\ntR."
OPAQUE = bytes([0, 255, 1, 254]) * 64
TOKEN = "token-of-the-server"


class Wrong(Exception):
    """What is wrong, and where."""


def check(holds, what):
    if not holds:
        raise Wrong(what)


class Fetching:
    def __init__(self, program, folder):
        self.program, self.folder = pathlib.Path(program).resolve(), pathlib.Path(folder).resolve()
        self.environment = {k: v for k, v in os.environ.items() if not k.startswith("HYGEIA_")} | {"NO_COLOR": "1"}
        self.count = 0

    def run(self, *args, ends=(0,), **more):
        command = [self.program, *map(str, args)]
        ran = subprocess.run(command, cwd=self.folder, env=self.environment | more, capture_output=True, text=True, timeout=120)
        check(ran.returncode in ends, f"{args} ended with {ran.returncode}, not {ends}: {ran.stdout[-1500:]} {ran.stderr[-1500:]}")
        return ran

    def model(self, name, files):
        for path, content in files.items():
            (self.folder / "store" / name / path).parent.mkdir(parents=True, exist_ok=True)
            (self.folder / "store" / name / path).write_bytes(content)
        return self.folder / "store" / name

    def signed(self, name, files):
        model = self.model(name, files)
        self.run("sign", model, "--key", "signer.pem")
        return model

    def fetch(self, source, *more, ends=(0,), dest=None, key="signer.pub.pem", **environment):
        """Fetches to a new place, and says what is there; nothing else may have come anywhere."""
        self.count += 1
        at = self.folder / f"to-{self.count}"
        at.mkdir()
        dest = dest or at / "models"
        ran = self.run("fetch", "--key", key, source, dest, "--format", "json", *more, ends=ends, **environment)
        strays = [path for path in at.rglob("*") if path.name.startswith(".")] + [path for path in at.iterdir() if path != dest]
        check(not strays, f"{strays} was left")
        if ran.returncode != 0:
            check(not dest.exists() or not any(dest.iterdir()), f"{source}: ended with {ran.returncode}, and {list(dest.iterdir()) if dest.exists() else None} is there")
        told = json.loads(ran.stdout) if ran.stdout.strip() else {}
        check(told.get("fetched", False) == (ran.returncode == 0), f"{source}: {told}")
        return dest


SOUND = {"w.pkl": pickle.dumps({"w": [0.5]}), "config.json": b"{}", "sub/a b#c?.txt": b"plain\n"}


def same(dest, files):
    found = {str(path.relative_to(dest)): path.read_bytes() for path in dest.rglob("*") if path.is_file()}
    check(found == files, f"{dest} has {sorted(found)}, not {sorted(files)}")
    modes = {stat.S_IMODE(path.stat().st_mode) for path in [dest, *dest.rglob("*")]}
    check(modes <= {0o755, 0o644}, f"{[oct(mode) for mode in modes]}: whoever serves it may not read it")


def whole(home):
    model = home.signed("sound", SOUND)
    same(home.fetch(model), SOUND)
    same(home.fetch(model.as_uri()), SOUND)
    empty = home.folder / "empty"
    empty.mkdir()
    same(home.fetch(model, dest=empty), SOUND)
    home.run("fetch", "--key", "signer.pub.pem", model, empty, ends=(2,))
    same(empty, SOUND)
    one = home.model(".", {"one.pkl": SOUND["w.pkl"]}) / "one.pkl"
    home.run("sign", one, "--key", "signer.pem")
    same(home.fetch(one), {"one.pkl": SOUND["w.pkl"]})
    # The signature lies in the folder; what its signer left out stays away, and is told.
    inside = home.model("inside", SOUND | {"notes/x.md": b"x", ".git/config": b""})
    home.run("sign", inside, "--key", "signer.pem", "--out", inside / "model.sig", "--ignore-paths", inside / "notes")
    same(home.fetch(inside), SOUND)
    told = json.loads(home.run("fetch", "--key", "signer.pub.pem", inside, "told", "--format", "json").stdout)
    check(told["left_out"] == [".git", "notes"], f"{told['left_out']}")
    # By OpenSSF's own client.
    theirs = home.model("theirs", SOUND)
    tool = [sys.executable, "-m", "model_signing", "sign", "key", theirs, "--private_key", home.folder / "signer.pem", "--signature", home.folder / "store/theirs.sig"]
    subprocess.run(tool, check=True, capture_output=True)
    same(home.fetch(theirs), SOUND)
    print("fetch: a folder, a file, an empty destination, and what model_signing signed, each whole")


def nothing(home):
    """Each ends as it should, and nothing is left."""
    changed = home.signed("changed", SOUND)
    (changed / "config.json").write_bytes(b"{ }")
    home.fetch(changed, ends=(1,))
    more = home.signed("more", SOUND)
    (more / "sub/extra.py").write_bytes(b"")
    home.fetch(more, ends=(1,))
    less = home.signed("less", SOUND)
    (less / "config.json").unlink()
    home.fetch(less, ends=(1,))
    linked = home.signed("linked", SOUND)
    (linked / "config.json").unlink()
    (linked / "config.json").symlink_to("/etc/hostname")
    home.fetch(linked, ends=(1,))
    home.fetch(home.folder / "store/sound", ends=(1,), key="other.pub.pem")
    home.fetch(home.signed("armed", SOUND | {"x.pkl": ARMED}), ends=(1,))
    home.fetch(home.signed("opaque", SOUND | {"x.bin": OPAQUE}), ends=(3,))
    home.fetch(home.folder / "store/sound", "--max-bytes", "20", ends=(3,))
    home.fetch(home.model("unsigned", SOUND), ends=(2,))
    for source in ("nowhere", "http://127.0.0.1/m", "gs://bucket/m", "file://host/m"):
        home.fetch(source, ends=(2,))
    full = home.folder / "full"
    full.mkdir()
    (full / "theirs").write_text("x")
    home.run("fetch", "--key", "signer.pub.pem", home.folder / "store/sound", full, ends=(2,))
    check([path.name for path in full.iterdir()] == ["theirs"], "what was there is not as it was")
    print("fetch: changed, unsigned, missing, linked, armed, unknown, too large: nothing is left of any")


def mounted(home):
    """As in a pod: the destination is where a volume is mounted, and a run before was killed there."""
    (home.folder / "mnt").mkdir()
    script = (
        "mount -t tmpfs none mnt && mkdir mnt/.unfinished-fetch-dead && "
        f"{home.program} fetch --key other.pub.pem store/sound mnt; [ $? = 1 ] || exit 9; [ -z \"$(ls mnt)\" ] || exit 8; "
        f"{home.program} fetch --key signer.pub.pem store/sound mnt && ls -A mnt && cat mnt/config.json"
    )
    ran = subprocess.run(["unshare", "--mount", "sh", "-c", script], cwd=home.folder, env=home.environment, capture_output=True, text=True)
    check(ran.returncode == 0, f"on a mounted volume: {ran.returncode} {ran.stdout} {ran.stderr}")
    listed = ran.stdout.splitlines()[-4:]
    check(listed == ["config.json", "sub", "w.pkl", "{}"], f"on a mounted volume: {ran.stdout}")
    print("fetch: a mounted volume gets each entry, and keeps nothing of a run that was killed")


class Server:
    """Serves `store` over TLS, to whoever shows the token."""

    def __init__(self, home):
        self.asked, self.slow, self.down, own = [], False, False, self
        root = home.folder / "store"

        class Handler(http.server.SimpleHTTPRequestHandler):
            def __init__(self, *args):
                super().__init__(*args, directory=root)

            def do_GET(self):
                own.asked.append((self.path, self.headers.get("authorization")))
                if self.path.startswith("/away/"):
                    self.send_response(302)
                    self.send_header("location", f"http://127.0.0.1:9{self.path.removeprefix('/away')}")
                    self.send_header("content-length", "0")
                    return self.end_headers()
                if own.down or self.headers.get("authorization") != f"Bearer {TOKEN}":
                    return self.send_error(503 if own.down else 401)
                if own.slow and self.path.endswith("w.pkl"):
                    self.send_response(200)
                    self.send_header("content-length", "1000000")
                    self.end_headers()
                    with contextlib.suppress(OSError):
                        while True:
                            self.wfile.write(b"x" * 10)
                            time.sleep(0.1)
                return super().do_GET()

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(home.folder / "server.crt", home.folder / "server.key")
        self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"https://localhost:{self.server.server_address[1]}"


def certificates(home):
    def openssl(*args):
        subprocess.run(["openssl", *map(str, args)], cwd=home.folder, check=True, capture_output=True)

    new = ("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2")
    openssl(*new, "-keyout", "ca.key", "-out", "ca.crt", "-subj", "/CN=ca")
    extensions = ("-addext", "subjectAltName=DNS:localhost", "-addext", "basicConstraints=critical,CA:FALSE")
    openssl(*new, "-keyout", "server.key", "-out", "server.crt", "-subj", "/CN=localhost", "-CA", "ca.crt", "-CAkey", "ca.key", *extensions)


def served(home):
    certificates(home)
    server = Server(home)
    trusting = ("--ca", "ca.crt")
    shown = {"HYGEIA_FETCH_TOKEN": TOKEN}
    same(home.fetch(f"{server.url}/sound", *trusting, **shown), SOUND)
    same(home.fetch(f"{server.url}/inside/", *trusting, **shown), SOUND)
    same(home.fetch(f"{server.url}/one.pkl", *trusting, **shown), {"one.pkl": SOUND["w.pkl"]})
    same(home.fetch(f"{server.url}/theirs", "--signature", "store/theirs.sig", *trusting, **shown), SOUND)
    # What nobody signed is never asked for.
    server.asked.clear()
    same(home.fetch(f"{server.url}/more", *trusting, **shown), SOUND)
    check(not any("extra" in path for path, _ in server.asked), f"{server.asked}")
    for name, ends in {"changed": 1, "less": 1, "linked": 1, "armed": 1, "opaque": 3, "unsigned": 2}.items():
        home.fetch(f"{server.url}/{name}", *trusting, ends=(ends,), **shown)
    home.fetch(f"{server.url}/sound", *trusting, ends=(1,), key="other.pub.pem", **shown)
    home.fetch(f"{server.url}/sound", *trusting, ends=(3,))
    home.fetch(f"{server.url}/sound", ends=(3,), **shown)
    server.asked.clear()
    home.fetch(f"{server.url}/away/sound", *trusting, ends=(2, 3), **shown)
    server.down = True
    home.fetch(f"{server.url}/sound", *trusting, ends=(3,), **shown)
    server.down, server.slow = False, True
    interrupted(home, server)
    print("fetch: over TLS whole, by its authority and token alone; and nothing is left of what broke off")


def interrupted(home, server):
    at = home.folder / "interrupted"
    at.mkdir()
    command = [home.program, "fetch", "--key", "signer.pub.pem", f"{server.url}/sound", at / "models", "--ca", "ca.crt"]
    running = subprocess.Popen(command, cwd=home.folder, env=home.environment | {"HYGEIA_FETCH_TOKEN": TOKEN}, stderr=subprocess.PIPE, text=True)
    ends = time.monotonic() + 30
    while not any(path.is_file() for path in at.rglob("*")):
        check(time.monotonic() < ends, "nothing began to arrive")
        time.sleep(0.05)
    check(not (at / "models").exists(), "it is there before it is whole")
    running.send_signal(signal.SIGINT)
    _, told = running.communicate(timeout=30)
    check(running.returncode == 130, f"interrupted: {running.returncode} {told}")
    check(not list(at.iterdir()), f"interrupted: {list(at.iterdir())} was left")


def main(program, folder):
    home = Fetching(program, folder)
    home.run("sign", "--new-key", "signer.pem")
    home.run("sign", "--new-key", "other.pem")
    whole(home)
    nothing(home)
    mounted(home)
    served(home)
    shutil.rmtree(home.folder / "store")


if __name__ == "__main__":
    try:
        main(sys.argv[1], sys.argv[2])
    except Wrong as wrong:
        sys.exit(f"fetch: {wrong}")
