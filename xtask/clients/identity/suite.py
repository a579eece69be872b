"""People sign in at real OpenID providers, and nobody else does.

    python suite.py PROGRAM NODE_FOLDER FOLDER

FOLDER is empty. npm `oidc-provider` on Node (PKCE, device code, tokens bound to certificates, back-channel
logout) over HTTPS with an authority of its own, and PyPI `oidc-provider-mock` over HTTP on loopback. Each
person has a config folder of their own, as on a machine of their own.
"""

import base64
import contextlib
import hashlib
import http.client
import json
import os
import pathlib
import re
import secrets
import socket
import ssl
import subprocess
import sys
import time
import urllib.parse

from authority import make
from browser import Browser
from people import PEOPLE, Home, Wrong

AUDIENCE = "https://hygeia.example.org"
DANA, OBRIEN, EVE, _ = PEOPLE
ACCOUNTS = {
    "auth0|5f7c2b9e": {"email": DANA, "groups": ["loans", "staff"]},
    r"DOMAIN\ob": {"email": OBRIEN, "groups": ["loans"]},
    "eve": {"email": EVE, "groups": ["staff"]},
    "oléa": {"email": "olea@elsewhere.example", "groups": ["loans"]},
    "unverified": {"email": DANA, "email_verified": False, "groups": ["loans"]},
    "twin": {"email": DANA, "groups": ["loans"]},
}


def free():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


@contextlib.contextmanager
def running(command, log, environment, ready):
    """A provider, until `ready()`."""
    with open(log, "w") as out:
        process = subprocess.Popen(command, env=environment, stdout=out, stderr=subprocess.STDOUT)
    try:
        for _ in range(300):
            if process.poll() is not None:
                break
            if ready():
                yield
                return
            time.sleep(0.1)
        raise Wrong(f"no provider: {pathlib.Path(log).read_text()[-2000:]}")
    finally:
        process.terminate()
        process.wait(timeout=30)


def listens(port):
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


def expect(what, fits, told):
    if not fits:
        raise Wrong(f"{what}: {told}")
    print(f"identity: {what}")


def refused(what, ended, *words):
    """A verb or a request that has to be refused, in these words."""
    code, text = ended
    fits = code not in (0, 200) and all(word in text for word in words)
    expect(f"refused: {what}", fits, (code, text[-600:]))


class Provider:
    """`oidc-provider`, and how people sign in there."""

    def __init__(self, issuer, ca):
        self.issuer, self.ca = issuer, ca

    def browser(self, certificate=None):
        return Browser(self.ca, certificate)

    def sign_in(self, account, url):
        return self.browser().through(url, {"login": account, "password": "any"})

    def bearer(self, client, account, certificate, audience=AUDIENCE):
        """An access token of `client` in somebody's name, asked for over their device's certificate."""
        port, verifier = free(), secrets.token_urlsafe(32)
        back = f"http://127.0.0.1:{port}/"
        challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")
        asked = {
            "client_id": client, "response_type": "code", "redirect_uri": back, "scope": "openid email groups",
            "resource": audience, "code_challenge": challenge, "code_challenge_method": "S256",
        }
        code = returned(port, lambda: self.sign_in(account, f"{self.issuer}/auth?{urllib.parse.urlencode(asked)}"))
        form = {
            "grant_type": "authorization_code", "client_id": client, "code": code, "redirect_uri": back,
            "code_verifier": verifier, "resource": audience,
        }
        _, page = self.browser(certificate).ask(f"{self.issuer}/token", form)
        return json.loads(page)["access_token"]


def returned(port, go):
    """The code that comes back to loopback while `go` signs somebody in."""
    import http.server
    import threading

    found = []

    class Back(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            found.append(urllib.parse.parse_qs(urllib.parse.urlparse(self.path).query))
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_):
            pass

    with http.server.HTTPServer(("127.0.0.1", port), Back) as server:
        thread = threading.Thread(target=server.handle_request)
        thread.start()
        go()
        thread.join(timeout=30)
    return found[0]["code"][0]


def claims(token):
    part = token.split(".")[1]
    return json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))


def by_browser(home, who, provider, account, *how):
    """`hygeia login`, whose printed address a browser opens; how it ended, and what it said."""
    verb = home.start(who, "login", *how)
    said = ""
    for line in verb.stderr:
        said += line
        if found := re.search(r"https?://\S+code_challenge\S+", line):
            page = provider.sign_in(account, found.group(0))[1]
            said += "" if "can be closed" in page else page[-800:]
    out, _ = verb.communicate(timeout=60)
    return verb.returncode, out + said


def by_code(home, who, provider, account):
    verb = home.start(who, "login", "--device-code")
    said = ""
    for line in verb.stderr:
        said += line
        if found := re.search(r"Open (https?://\S+)", line):
            page = provider.sign_in(account, found.group(1))[1]
            said += page[-800:] if "Sign-in Success" not in page else ""
    out, _ = verb.communicate(timeout=120)
    return verb.returncode, out + said


def people(home, provider):
    """In the browser, by a code, and who is somebody else."""
    refused("a device alone", home.verb(DANA, "whoami"), "people sign in at", provider.issuer)
    ended = by_browser(home, DANA, provider, "auth0|5f7c2b9e")
    expect("PKCE in the browser", ended[0] == 0, ended)
    expect("who signed in is known", home.verb(DANA, "whoami")[1].startswith(DANA), "whoami")
    ended = by_code(home, OBRIEN, provider, r"DOMAIN\ob")
    expect("a device code at the terminal", ended[0] == 0, ended)
    expect("o'brien is a person", home.verb(OBRIEN, "whoami")[1].startswith(OBRIEN), "whoami")
    refused("another person over Dana's device", by_browser(home, DANA, provider, "oléa"), "this device is")
    refused("a mail that nobody verified", by_browser(home, DANA, provider, "unverified"), "email_verified")
    refused("another account with Dana's mail", by_browser(home, DANA, provider, "twin"), "another account")
    refused("of no group that is let in", by_browser(home, EVE, provider, "eve"), "none of the groups")
    expect("Dana is still signed in", home.verb(DANA, "whoami")[0] == 0, "whoami")


def codes(home, provider):
    """A code is of one sign-in, of one device, and good once."""
    port = free()
    begin = {"redirect": f"http://127.0.0.1:{port}/"}
    begun = home.ask(DANA, "POST", "/v1/sign-in", begin)[1]
    code = returned(port, lambda: provider.sign_in("auth0|5f7c2b9e", begun["url"]))
    finish = {"id": begun["id"], "code": code, "issuer": provider.issuer}
    path = "/v1/sign-in/finish"
    refused("Dana's code over another device", home.told(OBRIEN, "POST", path, finish), "no such sign-in")
    refused("a code over no certificate", home.told(None, "POST", path, finish))
    status, done = home.ask(DANA, "POST", path, finish)
    expect("the code over her own", status == 200 and done["done"]["principal"] == DANA, done)
    refused("the code once more", home.told(DANA, "POST", path, finish), "no such sign-in")
    again = home.ask(DANA, "POST", "/v1/sign-in", begin)[1]
    refused(
        "the code in another sign-in of hers", home.told(DANA, "POST", path, finish | {"id": again["id"]}), "grant"
    )
    elsewhere = {"redirect": "http://evil.example:80/"}
    refused("a code that comes back elsewhere", home.told(DANA, "POST", "/v1/sign-in", elsewhere), "loopback")
    token = done["done"]["token"]
    expect("the token over her own device", home.ask(DANA, "GET", "/v1/whoami", token=token)[0] == 200, token)
    refused("her token over another device", home.told(OBRIEN, "GET", "/v1/whoami", token=token))


def programs(home, provider):
    """Bearer tokens: bound to the certificate, for this workspace, of programs that are named."""
    mine, theirs = home.certificate(DANA), home.certificate(OBRIEN)
    who = "/v1/whoami"
    bound = provider.bearer("notebook", "auth0|5f7c2b9e", mine)
    expect("the provider binds it (RFC 8705)", "x5t#S256" in claims(bound).get("cnf", {}), claims(bound))
    status, said = home.ask(DANA, "GET", who, token=bound)
    expect("a bound token over its certificate", status == 200 and said["principal"] == DANA, said)
    refused("a bound token over another", home.told(OBRIEN, "GET", who, token=bound))
    refused("a bound token over none", home.told(None, "GET", who, token=bound))
    fresh = provider.bearer("notebook", "auth0|5f7c2b9e", theirs)
    refused("a token bound to another's device, over hers", home.told(DANA, "GET", who, token=fresh), "certificate")
    refused("a token of Dana's over another's device", home.told(OBRIEN, "GET", who, token=fresh), "this device is")
    other = provider.bearer("notebook", "auth0|5f7c2b9e", mine, "https://other.example.org")
    refused("a token for another audience", home.told(DANA, "GET", who, token=other), "audience")
    stranger = provider.bearer("stranger", "auth0|5f7c2b9e", mine)
    refused("a token of a program that is not named", home.told(DANA, "GET", who, token=stranger), "client")
    plain = provider.bearer("plain", "auth0|5f7c2b9e", None)
    expect("the provider binds this one to nothing", "cnf" not in claims(plain), claims(plain))
    status, said = home.ask(DANA, "GET", who, token=plain)
    expect("it binds to where it is shown first", status == 200, said)
    refused("and is good nowhere else", home.told(OBRIEN, "GET", who, token=plain))
    head, body, sign = bound.split(".")
    for what, forged in [
        ("a token with another signature", f"{head}.{body}.{sign[::-1]}"),
        ("a token that nobody signed", f"{encoded({'alg': 'none'})}.{body}."),
        ("a token of a made-up key", f"{encoded({'alg': 'RS256', 'kid': 'x'})}.{body}.{sign}"),
    ]:
        refused(what, home.told(DANA, "GET", who, token=forged))
    return bound


def encoded(value):
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def fresh(home, provider):
    """What is not undone takes a sign-in of the last five minutes."""
    asked = "POST", "/v1/datasets/delete", {"dataset": "loans"}
    token = lambda: (home.kept(DANA) / "token").read_text().strip()  # noqa: E731
    refused("to delete on the session of before", home.told(DANA, *asked, token()), "last five minutes")
    ended = by_browser(home, DANA, provider, "auth0|5f7c2b9e", "--fresh")
    expect("the provider asked anew", ended[0] == 0, ended)
    code, said = home.told(DANA, *asked, token())
    expect("then it is the RACI that decides", code == 404 and "five minutes" not in said, (code, said))


def ending(home, provider):
    """The provider ends a session, and a person does."""
    # So that no other session of hers is left; what was issued in that second counts as before.
    expect("signed out here", home.verb(DANA, "logout")[0] == 0, "logout")
    time.sleep(1.1)
    browser = provider.browser()
    verb = home.start(DANA, "login")
    for line in verb.stderr:
        if found := re.search(r"https?://\S+code_challenge\S+", line):
            browser.through(found.group(0), {"login": "auth0|5f7c2b9e", "password": "any"})
    verb.communicate(timeout=60)
    expect("signed in once more", home.verb(DANA, "whoami")[0] == 0, verb.returncode)
    forged = urllib.parse.urlencode({"logout_token": "a.b.c"})
    refused("a logout that the provider did not sign", home.told(None, "POST", "/v1/back-channel-logout", forged))
    expect("it ended nothing", home.verb(DANA, "whoami")[0] == 0, "whoami")
    browser.through(f"{provider.issuer}/session/end", {"logout": "yes"})
    for _ in range(50):
        if home.verb(DANA, "whoami")[0] != 0:
            break
        time.sleep(0.1)
    refused("a session that the provider ended", home.verb(DANA, "whoami"))
    refused("and nothing is renewed of it", home.told(DANA, "POST", "/v1/renew", {}), "people sign in at")


def with_node(program, node, folder):
    port, served = free(), free()
    ca, certificate, key = make(folder / "provider")
    issuer = f"https://127.0.0.1:{port}"
    identity = {
        "issuer": issuer, "client_id": "hygeia", "audience": AUDIENCE, "programs": ["notebook", "plain"],
        "scopes": ["email", "groups"], "member_of": ["loans"], "ca": ca.read_text(),
    }
    home = Home(program, folder / "node", served, identity)
    script = pathlib.Path(__file__).with_name("provider.mjs")
    environment = os.environ | {"ACCOUNTS": json.dumps(ACCOUNTS), "NODE_EXTRA_CA_CERTS": str(home.authority())}
    command = ["node", script, node, certificate, key, str(port), f"https://127.0.0.1:{served}"]
    provider = Provider(issuer, ca)
    with running(command, folder / "provider.log", environment, lambda: listens(port)), home.served():
        home.join_all()
        people(home, provider)
        codes(home, provider)
        programs(home, provider)
        fresh(home, provider)
        ending(home, provider)


class Mock(Provider):
    def sign_in(self, account, url):
        return self.browser().through(url, {"sub": account})


def with_mock(program, folder):
    """Over HTTP on loopback, with keys that name no algorithm."""
    port, served = free(), free()
    issuer = f"http://127.0.0.1:{port}"
    # A client with a secret, and people by subject.
    identity = {"issuer": issuer, "client_id": "hygeia", "client_secret_file": "client-secret", "person": "sub"}
    home = Home(program, folder / "mock", served, identity)
    secret = home.workspace / "client-secret"
    secret.write_text("between the two of them\n")
    secret.chmod(0o600)
    command = [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "--port", str(port)]
    provider = Mock(issuer, None)
    with running(command, folder / "mock.log", dict(os.environ), lambda: listens(port)), home.served():
        home.join_all()
        ended = by_browser(home, OBRIEN, provider, OBRIEN)
        expect("oidc-provider-mock: in the browser", ended[0] == 0, ended)
        expect("by subject", home.verb(OBRIEN, "whoami")[1].startswith(OBRIEN), "whoami")
        refused("another subject", by_browser(home, DANA, provider, "auth0|another"), "this device is")
        ended = home.verb(DANA, "login", "--device-code")
        refused("a device code that it does not know", ended, "RFC 8628")


def main(program, node, folder):
    folder = pathlib.Path(folder).resolve()
    with_node(program, pathlib.Path(node).resolve(), folder)
    with_mock(program, folder)


if __name__ == "__main__":
    try:
        main(*sys.argv[1:4])
    except Wrong as wrong:
        sys.exit(f"identity: {wrong}")
