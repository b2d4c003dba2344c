"""What is masked, wherever it stands."""

import base64
import json
from collections.abc import Callable
from urllib.parse import quote, quote_plus

import pytest

from proxy.conversation import Failure, Note
from proxy.exchange import Attempt, Exchange
from proxy.redact import MASK, mask, mask_all, mask_bytes, redact_headers, redact_url, seal, seal_summary

SECRET = "sk-canary-0123456789abcdef"
GITHUB = "ghp_" + "a1B2c3D4e5F6" * 3


def test_headers() -> None:
    headers = {
        "Authorization": f"Bearer {SECRET}", "X-Api-Key": SECRET, "Cookie": "a=b", "api-key": SECRET,
        "chatgpt-account-id": "1", "Proxy-Authorization": "x", "User-Agent": "codex", "Accept": "*/*",
    }  # fmt: skip
    shown = redact_headers(headers)
    assert shown == {name.lower(): MASK for name in list(headers)[:6]} | {
        "user-agent": "codex",
        "accept": "*/*",
    }


def test_gateways_have_their_own_names_for_a_key() -> None:
    """Such a header stands in the profile, since nothing else can send it; the record must not show it."""
    names = (
        "Ocp-Apim-Subscription-Key",
        "x-functions-key",
        "X-Key",
        "key",
        "x-portkey-virtual-key",
        "X-Credential",
        "x-passwd",
        "X-Signature",
    )
    assert set(redact_headers(dict.fromkeys(names, "canary")).values()) == {MASK}
    others = ("Idempotency-Key", "X-Title", "x-monkey", "keep-alive", "x-stainless-retry-count")
    assert set(redact_headers(dict.fromkeys(others, "seen")).values()) == {"seen"}


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://x/v1?key=abc&a=1", f"https://x/v1?key={MASK}&a=1"),
        ("https://x/v1?a=1&api_key=abc#f", f"https://x/v1?a=1&api_key={MASK}#f"),
        ("https://user:pass@x/v1", f"https://{MASK}@x/v1"),
        ("https://x/v1/chat/completions", "https://x/v1/chat/completions"),
    ],
)
def test_urls(url: str, shown: str) -> None:
    assert redact_url(url) == shown


ODD = 'canary"k\\e/y+ü 0123456789'
"""A secret in which everything is written differently somewhere."""


def in_base64(before: bytes, secret: str) -> str:
    """The secret in base64 behind other bytes: its own characters are then others."""
    return base64.b64encode(before + secret.encode() + b"end").decode()


WRITTEN: dict[str, Callable[[str], str]] = {
    "raw": str,
    "url": lambda secret: quote(secret, safe=""),
    "url, lower case": lambda secret: (
        quote(secret, safe="").replace("%2B", "%2b").replace("%22", "%22").lower()
    ),
    "path": quote,
    "json": lambda secret: json.dumps(secret)[1:-1],
    "json, not ascii": lambda secret: json.dumps(secret, ensure_ascii=False)[1:-1],
    "json in json": lambda secret: json.dumps(json.dumps(secret)[1:-1])[1:-1],
    "json, php": lambda secret: json.dumps(secret)[1:-1].replace("/", "\\/"),
}


def make_exchange(*secrets: str) -> Exchange:
    exchange = Exchange(client="other", access_key="default", inbound_wire="chat", path="/")
    exchange.secrets = secrets
    return exchange


@pytest.mark.parametrize("way", WRITTEN)
@pytest.mark.parametrize("secret", [SECRET, ODD.lower()], ids=["plain", "odd"])
def test_however_it_is_written_it_goes_everywhere(secret: str, way: str) -> None:
    written = WRITTEN[way](secret)
    exchange = make_exchange(secret)
    body = f"your key {written} is bad".encode()
    exchange.client_request = exchange.upstream_request = body
    exchange.upstream_reply = exchange.client_reply = [(0.1, body)]
    exchange.client_headers = {"x-echo": f"a {written}"}
    exchange.upstream_headers = {"x-echo": written}
    exchange.upstream_reply_headers = {"x-request": written, "x-other": "stays"}
    exchange.attempts = [
        Attempt("p", f"https://x/{written}/v1", 0.0, 401, 1.0, f"bad key {written}"),
        Attempt("p", "", 0),
    ]
    exchange.path = f"/v1/{written}"
    exchange.failure = Failure("auth", f"bad key {written}")
    exchange.notes = [Note(f"a {written}", written), Note("b", "c")]
    seal_summary(exchange)
    seal(exchange)
    shown = json.dumps(exchange.detail(), ensure_ascii=False) + repr(exchange)
    for form in (*(write(secret) for write in WRITTEN.values()), written):
        assert form not in shown
    assert exchange.client_request == exchange.upstream_request == f"your key {MASK} is bad".encode()
    assert exchange.upstream_reply_headers == {"x-request": MASK, "x-other": "stays"}
    assert exchange.failure.message == f"bad key {MASK}"
    assert exchange.notes == [Note(f"a {MASK}", MASK), Note("b", "c")]
    assert exchange.attempts[0].error == f"bad key {MASK}"
    assert exchange.secrets == ()


@pytest.mark.parametrize("before", [b"", b"a", b"ab", b"user:"])
def test_base64(before: bytes) -> None:
    """But for the characters at the edges, which also depend on what is beside it."""
    exchange = make_exchange(SECRET)
    exchange.upstream_reply = [(0.1, in_base64(before, SECRET).encode())]
    seal(exchange)
    left = exchange.upstream_reply[0][1].replace(MASK.encode(), b"")
    assert len(left) < len(base64.b64encode(before)) + 8
    assert MASK.encode() in exchange.upstream_reply[0][1]


@pytest.mark.parametrize("cut", range(1, len(SECRET)))
def test_a_secret_across_chunks_leaves_the_chunks_and_their_times(cut: int) -> None:
    exchange = make_exchange(SECRET, "x")
    whole = f"your key {SECRET} is bad".encode()
    cut += len("your key ")
    exchange.upstream_reply = [(0.1, whole[:cut]), (0.2, whole[cut:])]
    exchange.client_reply = [(0.1, b"fine"), (0.2, f"{SECRET} and {SECRET}".encode())]
    seal(exchange)
    assert exchange.upstream_reply == [(0.1, f"your key {MASK}".encode()), (0.2, b" is bad")]
    assert exchange.client_reply == [(0.1, b"fine"), (0.2, f"{MASK} and {MASK}".encode())]


def test_a_secret_across_many_chunks() -> None:
    exchange = make_exchange(SECRET)
    exchange.client_reply = [(place / 10, bytes([one])) for place, one in enumerate(f"<{SECRET}>".encode())]
    seal(exchange)
    assert b"".join(chunk for _, chunk in exchange.client_reply) == f"<{MASK}>".encode()
    assert len(exchange.client_reply) == len(SECRET) + 2


def test_two_secrets_that_overlap() -> None:
    exchange = make_exchange(SECRET, SECRET + "-longer", SECRET[-10:] + "-lo")
    exchange.client_request = f"{SECRET}-longer!".encode()
    exchange.upstream_reply = [(0.1, f"{SECRET}-longer!".encode())]
    seal(exchange)
    assert exchange.client_request == f"{MASK}!".encode()
    assert exchange.upstream_reply == [(0.1, f"{MASK}!".encode())]


def test_short_secrets_and_none_change_nothing() -> None:
    exchange = make_exchange("short")
    exchange.client_request = body = b"short words"
    exchange.failure = Failure("server", "short")
    seal_summary(exchange)
    seal(exchange)
    assert exchange.client_request is body
    assert quote_plus(exchange.failure.message) == "short"


def test_headers_of_any_bytes_can_be_written() -> None:
    """aiohttp reads what is no UTF-8 as surrogates, which no file and no answer can hold."""
    shown = redact_headers(
        {"User-Agent": b"a\xff\xed\xa0\x80b".decode("utf-8", "surrogateescape"), "X": "né"}
    )
    assert shown["user-agent"].encode().startswith(b"a")
    assert shown["x"] == "né"


@pytest.mark.parametrize("shift", [-60, -40, -20, -1, 0, 1, 20])
def test_a_large_body_is_searched_to_its_last_byte(shift: int) -> None:
    """Also where a secret stands across the windows in which that is done."""
    secret = "sk-canary-across-a-window-0123456789"
    place = 512 * 1024 + shift
    body = b"x" * place + secret.encode() + b"y" * (512 * 1024) + secret.encode()
    exchange = make_exchange()
    exchange.client_request, exchange.secrets = body, (secret,)
    seal(exchange)
    assert exchange.client_request == b"x" * place + MASK.encode() + b"y" * (512 * 1024) + MASK.encode()


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("bad key sk-canary-frag (…)", "bad key ••• (…)"),
        ("ends with 0123456789ab.", "ends with •••."),
        ("ment-0123456 is in the middle", "••• is in the middle"),
        ("ment-012345 is too short to tell", "ment-012345 is too short to tell"),
        ("sk-canary-x is another one", "sk-canary-x is another one"),
        ("sk-canary-fragment-sk-canary-fragment-0123", "••••••"),
    ],
)
def test_a_part_of_a_key_is_masked_too(said: str, shown: str) -> None:
    """In what providers say; twelve characters are enough."""
    key = "sk-canary-fragment-0123456789ab"
    assert mask(said, (key,)) == shown
    assert mask_bytes(said.encode(), (key,)) == shown.encode()
    exchange = Exchange(client="other", access_key="default", inbound_wire="chat", path="/")
    exchange.upstream_reply = [(0.0, said[:7].encode()), (0.1, said[7:].encode())]
    exchange.secrets = (key,)
    seal(exchange)
    assert b"".join(chunk for _, chunk in exchange.upstream_reply).decode() == shown


def test_what_looks_like_a_credential_goes_too_in_what_is_kept() -> None:
    body = json.dumps({"output": f"GITHUB_TOKEN={GITHUB}\nAuthorization: Bearer {GITHUB}x"}).encode()
    exchange = make_exchange()
    sent = exchange.client_request = exchange.upstream_request = body
    exchange.upstream_reply = [(0.1, body[:30]), (0.2, body[30:])]
    exchange.client_headers = {"x-odd": GITHUB}
    exchange.failure = Failure("server", f"no: {GITHUB}")
    exchange.notes = [Note("record", f"said {GITHUB}")]
    seal_summary(exchange)
    assert GITHUB not in f"{exchange.failure.message}{exchange.notes}"
    seal(exchange)
    kept = f"{exchange.bodies.texts()}{exchange.client_headers}"
    assert (GITHUB not in kept, kept.count(MASK)) == (True, 7)
    assert json.loads(exchange.client_request)["output"].startswith(f"GITHUB_TOKEN={MASK}\n")
    assert exchange.sealed
    assert sent == body  # the bytes that went out are others
    assert mask(GITHUB, ()) == GITHUB  # what a client is told is the provider's word
    assert mask_all(f"{GITHUB} {SECRET}", (SECRET,)) == f"{MASK} {MASK}"


def test_of_a_stream_what_stands_out_is_looked_through() -> None:
    """A whole call in one event, and an event that the provider sent in two pieces."""
    event = b'data: {"choices":[{"delta":{"content":%s}}]}\n\n'
    words = [(number, event % b'" word"') for number in range(400)]
    call = event % json.dumps(f"export GITHUB_TOKEN={GITHUB}").encode()
    cut = len(call) - 20
    for said in (
        [call],
        [call[:cut], call[cut:]],
        [call[:40], call[40:]],
        [event % json.dumps(f"{GITHUB} ").encode()],
    ):
        exchange = make_exchange()
        exchange.client_reply = [*words, *((500, piece) for piece in said), *words]
        seal(exchange)
        shown = b"".join(chunk for _, chunk in exchange.client_reply)
        assert (GITHUB.encode() in shown, MASK.encode() in shown) == (False, True)
        assert [at for at, _ in exchange.client_reply] == [at for at, _ in words] + [500] * len(said) + [
            at for at, _ in words
        ]
