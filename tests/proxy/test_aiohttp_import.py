"""aiohttp is imported without certificates; what follows reads them as ever."""

import subprocess
import sys

import aiohttp.connector

from proxy.aiohttp_import import import_aiohttp
from tests.tree import ROOT

CODE = """
import ssl
before = dict(vars(ssl.SSLContext))
from proxy.aiohttp_import import import_aiohttp
import_aiohttp()
from aiohttp import connector
assert dict(vars(ssl.SSLContext)) == before
trusting = connector._SSL_CONTEXT_VERIFIED
assert (trusting.verify_mode, trusting.check_hostname) == (ssl.CERT_REQUIRED, True)
assert trusting.cert_store_stats()["x509_ca"] == 0
from proxy.outbound import certificates
theirs = ssl.create_default_context().cert_store_stats()
assert certificates().cert_store_stats() == theirs, theirs
print(theirs["x509_ca"])
"""


def test_the_certificates_are_read_when_they_are_needed() -> None:
    done = subprocess.run(
        [sys.executable, "-c", CODE], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.strip().isdecimal()


def test_where_aiohttp_is_imported_nothing_happens() -> None:
    before = aiohttp.connector._SSL_CONTEXT_VERIFIED
    import_aiohttp()
    assert aiohttp.connector._SSL_CONTEXT_VERIFIED is before
