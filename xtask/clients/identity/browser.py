"""A browser that signs people in at the providers of these tests, and tells them to sign out."""

import html.parser
import http.cookiejar
import ssl
import urllib.error
import urllib.parse
import urllib.request


class Form(html.parser.HTMLParser):
    """The first form of a page: where it goes, and what it says by itself."""

    def __init__(self, page):
        super().__init__()
        self.action, self.fields, self.buttons = None, {}, set()
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "form" and self.action is None:
            self.action = attrs.get("action", "")
        named = attrs.get("name")
        if tag in ("input", "button") and named and attrs.get("type") != "submit":
            self.fields.setdefault(named, attrs.get("value") or "")
        elif tag in ("input", "button") and named:
            self.buttons.add(named)


class Browser:
    """Keeps cookies, follows redirects, and fills in forms until a page has none."""

    def __init__(self, ca=None, certificate=None):
        self.context = ssl.create_default_context(cafile=ca)
        if certificate:
            self.context.load_cert_chain(*certificate)
        cookies = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.opener = urllib.request.build_opener(
            urllib.request.HTTPSHandler(context=self.context), cookies
        )

    def ask(self, url, form=None):
        """Where it ended, and the page there."""
        data = None if form is None else urllib.parse.urlencode(form).encode()
        try:
            with self.opener.open(urllib.request.Request(url, data), timeout=20) as answer:
                return answer.geturl(), answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.geturl(), error.read().decode()

    def through(self, url, filled, most=10):
        """Fills in each form on the way with what is known of it, buttons too; where it ended, and that page."""
        url, page = self.ask(url)
        for _ in range(most):
            form = Form(page)
            if form.action is None:
                return url, page
            known = {name: filled.get(name, value) for name, value in form.fields.items()}
            known |= {name: filled[name] for name in form.buttons if name in filled}
            url, page = self.ask(urllib.parse.urljoin(url, form.action or url), known)
        raise RuntimeError(f"there is no end to the forms at {url}")
