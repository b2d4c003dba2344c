"""What failures mean, and that nothing is worse than a note on a wire that is only tried."""

import pytest

from app.check.answer import Answer
from app.check.probe import MAX_WHY, Probe, name_of, short
from proxy.conversation import Failure
from tests.app.check.conftest import found, probing
from tests.fakes.zoo_provider import ZooProvider


@pytest.mark.parametrize(
    ("failure", "expected"),
    [
        (Failure("network", "", code="unreachable"), ("unreachable", True)),
        (Failure("network", "", code="hung_up"), ("provider_failing", False)),
        (Failure("auth", "", status=401), ("key_refused", True)),
        (Failure("forbidden", "", status=403), ("key_refused", True)),
        (Failure("auth", "", code="key_unavailable"), ("key_missing", True)),
        (Failure("quota", "", status=403), ("quota_exhausted", True)),
        (Failure("model_not_found", "", status=503), ("model_missing", False)),
        (Failure("not_found", "", code="wrong_url", status=404), ("base_url_wrong", False)),
        (Failure("not_found", "", code="wire_not_supported", status=400), ("responses_unsupported", False)),
        (Failure("rate_limited", "", status=429), ("rate_limited", True)),
        (Failure("truncated", ""), ("stream_truncated", False)),
        (Failure("empty", ""), ("empty_reply", False)),
        (Failure("server", "", status=500), ("provider_failing", False)),
        (Failure("server", "", status=200), ("error_in_200", False)),
        (Failure("timeout", ""), ("provider_failing", False)),
        (Failure("bad_request", "", status=200), ("error_in_200", False)),
        (Failure("bad_request", "", status=400), ("request_refused", False)),
        (Failure("server", "", code="web_page", status=200), ("html_reply", False)),
        (Failure("server", "", code="web_page", status=502), ("provider_failing", False)),
    ],
    ids=lambda value: (
        f"{value.kind}-{value.code or value.status}" if isinstance(value, Failure) else value[0]
    ),
)
def test_names_of_failures(failure: Failure, expected: tuple[str, bool]) -> None:
    assert name_of(failure, "responses", "request_refused") == expected


def test_long_words_are_shortened() -> None:
    assert short("a\n b") == "a b"
    assert len(short("x" * 1000)) == MAX_WHY


async def test_a_wire_that_is_only_tried_knows_but_notes() -> None:
    with ZooProvider() as fake:
        async with probing(fake) as probe:
            tried = Probe(probe.shared, "chat", declared=False)
            refused = tried.failed_by(
                Answer("chat", b"", 400, failure=Failure("bad_request", "no", status=400))
            )
            away = tried.failed_by(Answer("chat", b"", 401, failure=Failure("auth", "no", status=401)))
            assert (refused.state, away.state) == ("failed", "skipped")
            assert [(one.id, one.severity) for one in probe.shared.findings] == [("chat_unsupported", "note")]
            assert tried.seen("wires") is False


async def test_what_is_refused_in_a_lesser_step_is_a_limit() -> None:
    with ZooProvider() as fake:
        async with probing(fake) as probe:
            probe.core = False
            probe.failed_by(Answer("chat", b"", 400, failure=Failure("bad_request", "no", status=400)))
            probe.failed_by(Answer("chat", b"", 401, failure=Failure("auth", "no", status=401)))
            assert [one.severity for one in probe.shared.findings] == ["limit", "fatal"]


async def test_listed_models_of_a_similar_name_are_named() -> None:
    with ZooProvider() as fake:
        async with probing(fake, model="fake-larg") as probe:
            probe.shared.listed = [{"id": "fake-large"}, {"id": "other"}]
            assert "such as fake-large" in probe.find("model_missing", why="no").fix
            assert found(probe) == ["model_missing"]
            assert probe.failed_by(Answer("chat", b"")).cause.startswith("The reply on chat has neither")
