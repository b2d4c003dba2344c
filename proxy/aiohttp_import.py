"""Imports aiohttp without the machine's certificates, which it reads twice while it is imported."""

import ssl
import sys

_READERS = ("load_default_certs", "set_default_verify_paths")


def import_aiohttp() -> None:
    """Import aiohttp; before anything else of the process does.

    aiohttp 3.14 makes two TLS contexts then, which takes 40 ms and 2 MB. None of them is used: `proxy.outbound` says
    for each request whose certificates count. Without certificates, they trust nobody.
    """
    if "aiohttp" in sys.modules:
        return
    own = dict(vars(ssl.SSLContext))
    for name in _READERS:
        setattr(ssl.SSLContext, name, _read_nothing)
    try:
        import aiohttp  # noqa: F401
    finally:
        for name in _READERS:
            if name in own:
                setattr(ssl.SSLContext, name, own[name])
            else:
                delattr(ssl.SSLContext, name)


def _read_nothing(*_: object) -> None:
    pass
