"""Credentials by their look: each kind however it is written, and nothing else for one."""

import base64
import json
import os
import random
import time
from collections.abc import Callable

import pytest

from proxy.foreign_secrets import BLOCK, KINDS, find_secrets
from tests.tree import PACKAGES, ROOT, find_modules

PRIVATE = "PRIVATE KEY-----"
MIXED = "a1B2c3D4e5F6g7H8"
PEM = "\n".join(["MIIEowIBAAKCAQEA0Z3VS5JJcds3xfn/ygWyF8PbnGy0AHB7MaXcPvn+pGZkEjO1"] * 12)
SECRETS = {
    "openai": "sk-proj-" + MIXED * 3,
    "openai, old": "sk-" + MIXED * 3,
    "anthropic": "sk-ant-api03-" + MIXED + "_-" + MIXED,
    "openrouter": "sk-or-v1-" + "0123456789abcdef" * 4,
    "deepseek": "sk-" + "0123456789abcdef" * 2,
    "github": "ghp_" + MIXED + MIXED + "abcd",
    "github, app": "ghs_" + MIXED + MIXED + "abcd",
    "github, fine": "github_pat_" + "11ABCDEFG0" * 2 + "_" + MIXED * 3,
    "gitlab": "glpat-" + MIXED + "abcd",
    "aws": "AKIA" + "IOSFODNN7EXAMPLE",
    "google": "AIza" + MIXED + MIXED + "abc",
    "slack": "xoxb-" + "123456789012-" + MIXED,
    "hugging face": "hf_" + MIXED * 2 + "ab",
    "npm": "npm_" + MIXED * 2 + "abcd",
    "groq": "gsk_" + MIXED * 3,
    "xai": "xai-" + MIXED * 4,
    "stripe": "sk_live_" + MIXED,
    "jwt": "eyJhbGciOiJIUzI1NiJ9." + "eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U",
}  # fmt: skip
WITHIN = {
    "authorization": ("Authorization: Bearer {}", MIXED + "-" + MIXED),
    "authorization, basic": ("> authorization: Basic {}", "dXNlcjpwYXNzd29yZA=="),
    "authorization, dict": ("{{'Authorization': 'Token {}'}}", MIXED + MIXED),
    "x-api-key": ("curl -H 'x-api-key: {}' https://x.example", MIXED + MIXED),
    ".env": ("\nDEEPSEEK_API_KEY={}\nDEBUG=1", MIXED + "-" + MIXED),
    "export": ('export SLACK_TOKEN="{}"', MIXED + MIXED),
    "aws, secret": ("aws_secret_access_key = {}", "wJalrXUtnFEMI/K7MDENG/bPxRfiCY" + "EXAMPLEKEY"),
    "aws, json": ('"SecretAccessKey": "{}"', "wJalrXUtnFEMI/K7MDENG/bPxRfiCY" + "EXAMPLEKEY"),
    "database": ("postgres://app:{}@db.example:5432/app", "h4nter-2"),
    "private key": (f"-----BEGIN RSA {PRIVATE}\n{{}}\n-----END RSA {PRIVATE}", PEM),
    "private key, cut": (f"-----BEGIN OPENSSH {PRIVATE}\n{{}}", PEM),
}
WRITTEN: dict[str, Callable[[str], str]] = {
    "raw": str,
    "json": json.dumps,
    "json in json": lambda text: json.dumps(json.dumps(text)),
    "json in json in json": lambda text: json.dumps(json.dumps(json.dumps(text))),
}
AROUND = ("{}", "see\n{}\nthere", 'k: "{}",', "({})", "a={}&b=1", "`{}`")
HARMLESS = (
    "task-management-for-the-whole-team-2024 and sk-example-cube-animation-wrapper-1",
    "sk-...", "sk-your-key-here", "sk-xxxxxxxx", "sk-estimator-id-12 sk-toggleable__content",
    "api_key = os.environ['OPENAI_API_KEY']", "const API_KEY = process.env.SERVICE_API_KEY_2",
    "Authorization: Bearer $TURNOUT_KEY", "Authorization: Bearer ${token}", "authorization: authorizationHeaderValue",
    "max_tokens: 4096, next_token = None, cache_key: user_profile_v2",
    "secret: the plan of 2024 has 3 parts", "https://user@host.example/x", "http://127.0.0.1:8377/v1",
    "https://user:password@host.example", "see https://a.example:8080/b@c", "git@github.com:user/repo.git",
    "-----BEGIN PUBLIC KEY-----\n" + PEM, "-----BEGIN CERTIFICATE-----\n" + PEM,
    "eyJhbGciOiJIUzI1NiJ9", "AKIA", "AKIAlowercaseletters", "550e8400-e29b-41d4-a716-446655440000",
    "da39a3ee5e6b4b0d3255bfef95601890afd80709", "claude-sonnet-4-5-20250929", "hf_hub_download(repo_id)",
    "npm_config_prefix=/usr/local/lib/node_modules", "xoxo-", "x_token=short1",
)  # fmt: skip


def masked(text: str) -> str:
    body, shown, last = text.encode(), b"", 0
    for first, end in find_secrets(body):
        if first >= last:
            shown, last = shown + body[last:first] + b"*", end
    return (shown + body[last:]).decode()


def test_each_kind_is_found_however_it_is_written() -> None:
    tried, left = 0, []
    for name, secret in SECRETS.items():
        for around in AROUND:
            for way, write in WRITTEN.items():
                tried += 1
                if masked(write(around.format(secret))) != write(around.format("*")):
                    left.append((name, around, way))
    for name, (around, secret) in WITHIN.items():
        for way, write in WRITTEN.items():
            tried += 1
            if any(piece in masked(write(around.format(secret))) for piece in secret.split()):
                left.append((name, around, way))
    assert (tried, left) == (len(AROUND) * len(SECRETS) * 4 + len(WITHIN) * 4, [])


def test_json_stays_json() -> None:
    for way, write in WRITTEN.items():
        for around, secret in WITHIN.values():
            if way != "raw":
                assert isinstance(json.loads(masked(write(around.format(secret)))), str)


@pytest.mark.parametrize("text", HARMLESS)
def test_what_only_looks_alike_stays(text: str) -> None:
    for write in WRITTEN.values():
        assert find_secrets(write(text).encode()) == []


def test_our_own_code_has_none() -> None:
    code = [(ROOT / module.path).read_bytes() for module in find_modules(*PACKAGES)]
    code += [path.read_bytes() for path in (*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"))]
    assert sum(map(len, code)) > 1_000_000
    assert [body[first:last] for body in code for first, last in find_secrets(body)] == []


def test_blocks_have_no_seams() -> None:
    """Wherever in a body it stands, and whatever was looked through before."""
    secret = SECRETS["github"].encode()
    for place in (0, 1, BLOCK - 60, BLOCK - 20, BLOCK - 1, BLOCK, BLOCK + 1, 2 * BLOCK - 3):
        plain = (b"word " * BLOCK)[: 3 * BLOCK]
        for _ in range(2):
            assert find_secrets(plain) == []
        start = place - place % 5
        body = plain[:start] + secret + b" " + plain[start:]
        for _ in range(2):
            assert find_secrets(body) == [(start, start + len(secret))]
    key = WITHIN["private key"][0].format(PEM * 3).encode()
    body = b" " * (BLOCK - 100) + key + b" " * BLOCK
    [(first, last)] = find_secrets(body)
    assert (first, last - first >= len(PEM) * 3) == (body.index(b"\nMII"), True)


def test_one_event_of_a_long_stream() -> None:
    """What repeats is looked through once; each credential is found all the same, as often as it stands there."""
    event = 'data: {"id":"chatcmpl-1","model":"m","choices":[{"index":0,"delta":{"content":%s}}]}\n\n'
    words = (event % '"word"').encode() * 800
    found: list[int] = []
    for secret in SECRETS.values():
        said = (event % json.dumps(f"it is {secret}")).encode()
        found.append(len(find_secrets(words + said + words + said)))
    assert found == [2] * len(SECRETS)


def test_odd_bodies_take_no_longer() -> None:
    """What a pattern could be led astray by: each literal again and again, before what nearly fits."""
    begin = time.perf_counter()
    for kind in KINDS:
        for rest in (
            b"a1" * 6_000,
            b"a1-" * 6_000,
            b"a1.eyJ" * 3_000,
            b"\\" * 12_000,
            b"= " * 6_000,
            b"a b" * 4_000,
        ):
            body = (kind.literal.upper() if kind.literal != b"eyj" else b"eyJ") + rest
            find_secrets(body * 3)
            find_secrets(b" ".join([kind.literal] * 500) + rest)
    assert time.perf_counter() - begin < 60  # a hang, not a measure: it takes one or two seconds


def test_a_past_that_grows_is_not_searched_again(monkeypatch: pytest.MonkeyPatch) -> None:
    chance = random.Random(7)
    words = (
        "the",
        "file",
        "holds",
        "what",
        "was",
        "asked",
        "of",
        "it",
        "secret_key_name",
        "token",
        "function",
    )
    past = json.dumps(" ".join(chance.choices(words, k=60_000))).encode() + base64.b64encode(
        os.urandom(100_000)
    )
    assert find_secrets(past) == []
    searched = 0

    def count(*_: object) -> list[tuple[int, int]]:
        nonlocal searched
        searched += 1
        return []

    monkeypatch.setattr("proxy.foreign_secrets._find", count)
    find_secrets(past + b" and more" * 100)
    # The last block has changed, and the one that it is seen from.
    assert searched <= 2 * len(KINDS)
    assert len(past) > 6 * BLOCK
