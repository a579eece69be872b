"""Asks each request that standard input lists as JSON, by Python's requests; prints the statuses, 0 for no answer."""

import json
import ssl
import sys

import requests
from requests.adapters import HTTPAdapter


class From(HTTPAdapter):
    """Connections from one address, of one TLS."""

    def __init__(self, context, source):
        self.context, self.source = context, source
        super().__init__()

    def init_poolmanager(self, *args, **kwargs):
        super().init_poolmanager(*args, ssl_context=self.context, source_address=(self.source, 0), **kwargs)


def asked(one, ca):
    context = ssl.create_default_context(cafile=ca)
    if one["old_tls"]:
        # Debian's OpenSSL speaks it at no higher level.
        context.set_ciphers("DEFAULT@SECLEVEL=0")
        context.minimum_version = ssl.TLSVersion.TLSv1
        context.maximum_version = ssl.TLSVersion.TLSv1_1
    if one["certificate"]:
        context.load_cert_chain(*one["certificate"])
    headers = {"Authorization": f"Bearer {one['token']}"} if one["token"] is not None else {}
    with requests.Session() as session:
        session.trust_env = False
        session.verify = ca
        session.mount("https://", From(context, one["source"]))
        try:
            return session.get(one["url"], headers=headers, timeout=20).status_code
        except requests.exceptions.RequestException:
            return 0


given = json.load(sys.stdin)
json.dump([asked(one, given["ca"]) for one in given["requests"]], sys.stdout)
