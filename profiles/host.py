"""The host of an address: one spelling of it, and where it lies."""

import ipaddress
import re
import socket
from functools import lru_cache

from profiles.errors import BadBaseUrlError

IpAddress = ipaddress.IPv4Address | ipaddress.IPv6Address

_LABEL = r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?"
_NAME = re.compile(rf"{_LABEL}(?:\.{_LABEL})*")
_LONGEST = 253
_NUMBER = re.compile(r"0x[0-9a-f]*|\d+")
_OWN_ENDINGS = (".localhost", ".local", ".lan", ".internal", ".home.arpa", ".intranet")
# Where cloud machines keep credentials, beside the link-local addresses: AWS by IPv6, Alibaba, Oracle.
_METADATA = tuple(map(ipaddress.ip_address, ("fd00:ec2::254", "100.100.100.200", "192.0.0.192")))


def canonical(host: str) -> str:
    """The one spelling of a host: lower case, no dot at the end, numbers as 127.0.0.1 or ::1 (without brackets).

    An address can be written as 2130706433, 0x7f.1, 0177.0.0.1 or ::ffff:127.0.0.1: whoever reads it, and whoever
    checks it, has to see the same. Raises BadBaseUrlError; letters outside a-z are refused with the form to type,
    since they can look like others.
    """
    if ":" in host:
        return _canonical_v6(host)
    name = host.lower().removesuffix(".")
    if not name.isascii():
        raise BadBaseUrlError(
            "The host has letters outside a-z, which can look like another host's.",
            f"If it is the provider's, write it as {_ascii(name)}.",
        )
    if _NUMBER.fullmatch(name.rpartition(".")[2]):
        return _canonical_v4(name)
    if len(name) > _LONGEST or not _NAME.fullmatch(name):
        raise BadBaseUrlError("The host of the base URL is no host's name.", "Copy the address again.")
    return name


def is_loopback(host: str) -> bool:
    """This very machine, by name or by number (also 127.1 and ::1)."""
    found = _address(host)
    if found is None:
        name = host.lower().rstrip(".")
        return name == "localhost" or name.endswith(".localhost")
    return found.is_loopback or found.is_unspecified


def is_this_machine(host: str) -> bool:
    """As `is_loopback`, and by the machine's own name."""
    name = host.lower().rstrip(".")
    own = socket.gethostname().lower()
    return is_loopback(host) or name in (own, own.partition(".")[0])


def is_forbidden(host: str) -> bool:
    """A link-local address or one where cloud machines keep credentials: never a provider's."""
    found = _address(host)
    return found is not None and (found.is_link_local or found.is_multicast or found in _METADATA)


def is_local(host: str) -> bool:
    """This machine or one of the user's own network."""
    found = _address(host)
    if found is not None:
        return found.is_private or found.is_loopback or found.is_unspecified
    name = host.lower().rstrip(".")
    return "." not in name or name.endswith(_OWN_ENDINGS)


def _address(host: str) -> IpAddress | None:
    try:
        return ipaddress.ip_address(canonical(host.partition("%")[0].strip("[]")))
    except ValueError:
        return None
    except BadBaseUrlError:
        return None


def _canonical_v6(host: str) -> str:
    try:
        found = ipaddress.IPv6Address(host)
    except ValueError:
        raise BadBaseUrlError("The host of the base URL is no IPv6 address.") from None
    if found.scope_id is not None:
        raise BadBaseUrlError("The base URL is a link-local address, where cloud machines keep credentials.")
    return str(found.ipv4_mapped or found)


def _canonical_v4(name: str) -> str:
    """What resolvers take for an IPv4 address: one to four numbers, decimal, octal or hexadecimal."""
    wrong = BadBaseUrlError(
        "The host of the base URL is no IPv4 address.", "It has four numbers, as 192.168.1.5."
    )
    pieces = name.split(".")
    if len(pieces) > 4 or not all(_NUMBER.fullmatch(piece) for piece in pieces):
        raise wrong
    try:
        *first, last = (_number(piece) for piece in pieces)
    except ValueError:  # 08
        raise wrong from None
    if any(number > 255 for number in first) or last >= 256 ** (4 - len(first)):
        raise wrong
    return str(ipaddress.IPv4Address(sum(one << (24 - 8 * place) for place, one in enumerate(first)) + last))


def _number(piece: str) -> int:
    if piece.startswith("0x"):
        return int(piece[2:] or "0", 16)
    return int(piece, 8 if len(piece) > 1 and piece.startswith("0") else 10)


@lru_cache(maxsize=64)
def _ascii(name: str) -> str:
    try:
        return name.encode("idna").decode()
    except UnicodeError:
        return "its form in plain letters (xn--…)"
