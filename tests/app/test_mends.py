"""What was learned while requests ran becomes part of the profile."""

import pytest

from app.mends import base_url_of, mend_json, with_mends
from profiles.base_url import request_url
from profiles.profile import Endpoint, Profile, Wire
from proxy.mend import Mended

PROFILE = Profile("p", "P", (Endpoint("chat", "https://api.example.com", "glm-chat"),), model="m")
URL = "https://api.example.com/v1/chat/completions"


def test_an_address_and_fields_are_kept() -> None:
    mends = [
        Mended("p", "chat", "m", {}, URL, ("asked elsewhere",)),
        Mended("p", "chat", "m", {"stream_only": True, "refused_fields": ("seed",)}, said=("force_stream",)),
        Mended("p", "messages", "m", {"prefill": False}),
    ]
    kept = with_mends(PROFILE, mends)
    assert kept.endpoints == (Endpoint("chat", "https://api.example.com/v1", "glm-chat"),)
    assert kept.dialect_overrides == {"chat": {"stream_only": True, "refused_fields": ["seed"]}}
    assert with_mends(kept, mends) == kept
    assert with_mends(PROFILE, []) == PROFILE


def test_as_json() -> None:
    assert mend_json(Mended("p", "chat", "m", {"refused_fields": ("seed",)}, URL, ("a", "b"))) == {
        "wire": "chat",
        "model": "m",
        "said": ["a", "b"],
        "changes": {"refused_fields": ["seed"]},
        "base_url": "https://api.example.com/v1",
    }


@pytest.mark.parametrize("wire", ["chat", "responses", "messages"])
@pytest.mark.parametrize("base", ["https://a.example", "https://a.example/v1", "https://a.example/x/v4"])
def test_the_base_url_of_an_address(base: str, wire: Wire) -> None:
    assert request_url(base_url_of(request_url(base, wire), wire), wire) == request_url(base, wire)


def test_an_address_of_another_kind() -> None:
    assert base_url_of("https://a.example/odd", "chat") == "https://a.example/odd"
