"""Evidence is bounded and holds no secret."""

from app.check.evidence import MAX_CHARS, hide, is_limit, show

KEY = "canary-0123456789abcdef"


def test_secrets_are_hidden_in_bodies_and_headers() -> None:
    shown = show(
        b'{"a":1}',
        f"wrong key {KEY}".encode(),
        401,
        {"X-Request-Id": f"r-{KEY}", "Set-Cookie": "a=b"},
        (KEY,),
    )
    assert KEY not in str(shown)
    assert shown.reply.startswith("wrong key")
    assert list(shown.headers) == ["x-request-id"]


def test_what_looks_like_a_key_is_hidden_too() -> None:
    assert "sk-abc" not in hide("your key sk-abcdefghijkl is wrong", ())


def test_short_secrets_do_not_mask_words() -> None:
    assert hide("a word", ("word",)) == "a word"


def test_long_bodies_are_cut() -> None:
    shown = show(b"", b"x " * 10_000, 200, {}, ())
    assert len(shown.reply) < MAX_CHARS + 100
    assert shown.reply.endswith("(20000 bytes in all)")


def test_limits_are_known_by_their_headers() -> None:
    assert is_limit("X-RateLimit-Remaining-Tokens")
    assert is_limit("anthropic-ratelimit-requests-limit")
    assert not is_limit("content-type")
