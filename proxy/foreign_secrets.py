"""Finds credentials that are not Turnout's own, by their look: prompts and tools' results hold what agents read.

Each kind begins with a literal, which is searched for at the speed of memory; a pattern then looks only there. Text as
it stands in JSON (also within JSON) counts: a quote may have backslashes before it, a line break may be `\\n`. A
streamed reply says a credential in pieces of a few signs, each in an event of its own: only one that stands in one
piece can be found there.
"""

import re
import time
from collections import OrderedDict
from collections.abc import Iterator
from typing import NamedTuple

BLOCK = 64 * 1024
"""A session sends its whole past with every request: blocks that were clean before are not searched again."""
LONGEST = 12 * 1024
"""Bytes: a private key of 8192 bits, in JSON within JSON, is shorter."""
REMEMBERED = 4096
"""Blocks: a quarter of a gigabyte of bodies, in half a megabyte."""

_OF_A_RUN = "abcdefghijklmnopqrstuvwxyz0123456789_-/+"
_BREAK = rb"\\+[nrt]"
_START = rb"(?:(?<![A-Za-z0-9_+/-])|(?<=\\n)|(?<=\\r)|(?<=\\t))"
_QUOTE = rb"(?:\\*[\"'])?"
_IS = _QUOTE + rb"[ \t]*[=:][ \t]*" + _QUOTE
# So that names and sentences are none: figures among letters, and either several of them or a long run without a sign.
_MIXED = rb"(?=[A-Za-z0-9._~+/=-]{0,80}?[0-9])(?=[A-Za-z0-9._~+/=-]{0,80}?[A-Za-z])"
_ODD = (
    rb"(?=(?:[A-Za-z._~+/=-]{0,30}[0-9]){4}|[._~+/=-]{0,2}(?:[A-Za-z0-9]{1,40}[._~+/=-]){0,6}[A-Za-z0-9]{16})"
)
_VALUE = _MIXED + _ODD + rb"[A-Za-z0-9._~+/=-]{20,4096}"


class Kind(NamedTuple):
    """`pattern` is matched where the literal stands, which is in lower case here; its named group, or all of it, is
    the credential. `short`: it need not hold a run of `RUN` signs near its beginning."""

    literal: bytes
    pattern: re.Pattern[bytes]
    short: bool = False


def _prefixed(prefix: bytes, rest: bytes) -> Kind:
    """A credential that begins with a prefix, at the beginning of a word."""
    return Kind(prefix.lower(), re.compile(_START + prefix + rest))


def _named(name: bytes, value: bytes = rb"(?P<secret>" + _VALUE + rb")", short: bool = False) -> Kind:
    """What a name is set to: in a shell, in an `.env` file, in JSON, in a header."""
    return Kind(name, re.compile(rb"(?i:" + name + rb"[a-z_]{0,12})" + _IS + value), short)


KINDS: tuple[Kind, ...] = (
    # OpenAI, Anthropic, OpenRouter, DeepSeek, Moonshot and most others
    _prefixed(b"sk-", rb"(?:(?:ant|proj|or|svcacct|admin)-[A-Za-z0-9_-]{20,400}"
              rb"|(?=[A-Za-z0-9_-]{0,80}?[0-9])(?:[A-Za-z0-9]{1,20}[_-]){0,3}[A-Za-z0-9]{16,400}[A-Za-z0-9_-]{0,200})"),
    *(_prefixed(one, rb"[A-Za-z0-9]{36,255}") for one in (b"ghp_", b"gho_", b"ghs_")),
    _prefixed(b"github_pat_", rb"[A-Za-z0-9_]{22,255}"),
    _prefixed(b"glpat-", rb"[A-Za-z0-9_-]{20,255}"),
    _prefixed(b"AKIA", rb"[A-Z2-7]{16}(?![A-Za-z0-9+/])"),
    _prefixed(b"AIza", rb"[A-Za-z0-9_-]{35}(?![A-Za-z0-9+/])"),
    _prefixed(b"xox", rb"[abeoprs]-[A-Za-z0-9-]{10,255}"),
    _prefixed(b"hf_", rb"[A-Za-z0-9]{30,64}(?![A-Za-z0-9_])"),
    _prefixed(b"npm_", rb"[A-Za-z0-9]{36}(?![A-Za-z0-9_])"),
    _prefixed(b"gsk_", rb"[A-Za-z0-9]{40,255}"),
    _prefixed(b"xai-", rb"[A-Za-z0-9]{40,255}"),
    *(_prefixed(one, rb"[A-Za-z0-9]{16,255}") for one in (b"sk_live_", b"rk_live_")),
    # a JSON Web Token: head, payload and signature in base64
    _prefixed(b"eyJ", rb"[A-Za-z0-9_-]{12,4096}\.eyJ[A-Za-z0-9_-]{10,4096}\.[A-Za-z0-9_-]{10,4096}"),
    Kind(b"-----begin ", re.compile(rb"-----BEGIN (?:[A-Z0-9]{1,12} ){0,3}PRIVATE KEY(?: BLOCK)?-----"
         rb"(?P<secret>(?:[A-Za-z0-9+/=:,. \t\r\n]|-(?!-)|" + _BREAK + rb"){40,12000})"), short=True),
    # headers as curl, logs and code show them
    _named(b"authorization", rb"(?:(?:[Bb]asic) +(?P<basic>[A-Za-z0-9+/]{8,400}={0,2})|(?:[A-Za-z]{3,10} +)?(?P<secret>"
           + _VALUE + rb"))", short=True),
    *(_named(one) for one in (b"api-key", b"api_key", b"apikey", b"_token", b"secret")),
    Kind(b"://", re.compile(rb"://[^\s/:@\"'\\<>{}$]{0,64}:(?!(?:pass|passwd|password|pw|\*+)@)"
         rb"(?P<secret>[^\s/@\"'\\<>{}$]{3,128})@"), short=True),
)  # fmt: skip
_FIGURES = b"0123456789"
RUN = 15
"""Signs: no credential of a kind that is not `short` has a shorter run."""
_LONG = b"a" * RUN
_SIGNS = bytes(ord("a") if chr(sign) in _OF_A_RUN else ord(" ") for sign in range(256))
_BEFORE, _NEAR, _AHEAD = 96, 24, 256
"""Bytes before a run in which its name may stand; those by which one is told from another with the same run; those
behind a block in which what begins in it may have its run."""

_clean: OrderedDict[int, None] = OrderedDict()


def find_secrets(body: bytes) -> list[tuple[int, int]]:
    """Return where credentials stand, in order; one may be found as several kinds."""
    found: list[tuple[int, int]] = []
    for begin in range(0, len(body), BLOCK):
        # With what stands around it: a credential that begins in a block may end in the next one.
        mark = hash(body[max(begin - 2, 0) : begin + BLOCK + LONGEST])
        if mark in _clean:
            continue
        if begin:
            time.sleep(0)  # other threads have their turn, the one with everybody's streams among them
        folded = body[begin : begin + BLOCK + _AHEAD].lower()
        suspects = _around_runs(folded)
        kinds = [kind for kind in KINDS if kind.literal in (folded if kind.short else suspects)]
        here = [span for kind in kinds for span in _find(kind, body, begin, folded)]
        if here:
            found += here
        else:
            _remember(mark)
    return sorted(found)


def _around_runs(folded: bytes) -> bytes:
    """Return runs of letters and figures, and what stands before them: to search everything takes ten times as long."""
    signs = folded.translate(_SIGNS)
    pieces: dict[bytes, bytes] = {}
    at = signs.find(_LONG)
    while at >= 0:
        end = signs.find(b" ", at)
        run = folded[at : end if end >= 0 else None]
        if 0 < len(run.translate(None, _FIGURES)) < len(run):
            # Nine tenths of a streamed reply are the same few names again and again.
            pieces.setdefault(folded[max(at - _NEAR, 0) : at] + run, folded[max(at - _BEFORE, 0) : at] + run)
        at = signs.find(_LONG, at + len(run))
    return b"\n".join(pieces.values())


def _find(kind: Kind, body: bytes, begin: int, folded: bytes) -> Iterator[tuple[int, int]]:
    """Those of one kind whose literal begins in this block."""
    literal, pattern, _ = kind
    place = folded.find(literal)
    while 0 <= place < BLOCK:
        at = begin + place
        match = pattern.match(body, at, at + LONGEST)
        if match is None:
            place = folded.find(literal, place + 1)
        else:
            yield match.span(match.lastgroup or 0)
            place = folded.find(literal, match.end() - begin)


def _remember(mark: int) -> None:
    _clean[mark] = None
    while len(_clean) > REMEMBERED:
        _clean.popitem(last=False)
