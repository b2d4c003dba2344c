"""What of an error may be shown: no keys, one plain line; any bytes are classified."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.failures import classify, classify_error_object, error_in
from proxy.retry_after import MAX_RETRY_AFTER_S
from tests.proxy.failures.bodies import openai


@pytest.mark.parametrize(
    "secret",
    [
        "sk-canary-0123456789abcdef",
        "sk-ant-api03-canary_AbCdEf-123456",
        "eyJhbGciOiJIUzI1NiJ9.eyJjYW5hcnkiOjF9.c2lnbmF0dXJl",
        "0123456789abcdef0123456789abcdef.canaryCanary1",
        "AIzaSyCanary0123456789abcdefghij",
        "nvapi-canary0123456789",
        "canary0123456789CANARY0123456789canary01",
    ],
)
def test_keys_are_masked(secret: str) -> None:
    for text in (
        f"Incorrect API key provided: {secret}. See docs",
        f"token {secret} unknown",
        f"Bearer {secret}",
    ):
        message = classify(401, {}, openai(text)).message
        assert secret not in message
        assert "***" in message


def test_a_key_without_a_known_beginning_is_masked_where_it_is_called_one() -> None:
    message = classify(401, {}, openai("Incorrect API key provided: canary-9-abc. You can find")).message
    assert "canary" not in message


def test_words_that_are_no_keys_stay() -> None:
    text = (
        "max_tokens 131072 for model accounts/fireworks/models/deepseek-v4-pro-0731, request id 20261120abc"
    )
    assert text in classify(400, {}, openai(text)).message


def test_quotes_are_short_one_line_and_plain() -> None:
    message = classify(400, {}, openai("a\x1b[31mred\x1b[0m\r\n\tb\x00\u202e<b>c</b> " + "x" * 5000)).message
    assert message.startswith("The provider refused the request (HTTP 400): ared b c x")
    assert len(message) < 600
    assert message.isprintable()


@given(
    st.integers(0, 999),
    st.dictionaries(st.sampled_from(["retry-after", "date", "location"]), st.text()),
    st.binary(),
)
def test_any_bytes_are_classified(status: int, headers: dict[str, str], body: bytes) -> None:
    failure = classify(status, headers, body)
    assert failure.status == status
    assert failure.message.isprintable()
    assert failure.retry_after is None or 0 <= failure.retry_after <= MAX_RETRY_AFTER_S


_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["error", "message", "code", "type", "detail", "loc", "msg", "base_resp", "retry_after"]
            ),
            inner,
        )
    ),
    max_leaves=12,
)


@given(_values)
def test_any_value_is_classified(value: object) -> None:
    failure = classify_error_object(value)
    assert failure.message.isprintable()
    if isinstance(value, dict):
        error_in(value)
