"""A key that came along is sent instead of the profile's own; an empty one means none."""

import pytest

from app.check.engine import Options
from app.check.start import check_events
from profiles.profile import KeyRef
from tests.app.check.conftest import keys, profile_at
from tests.fakes.zoo_provider import ZooProvider

TYPED = "sk-canary-typed-0123456789"


@pytest.mark.parametrize(("key", "sent"), [(TYPED, TYPED), ("", "")])
async def test_the_key_of_a_draft(key: str, sent: str) -> None:
    with ZooProvider() as fake:
        profile = profile_at(fake, key=KeyRef("keyring"))
        told = [event async for event in check_events(profile, keys(), Options(quick=True), key)]
        assert {ask.key for ask in fake.asks} == {sent}
    assert [told[0]["event"], told[-1]["event"]] == ["plan", "result"]
    assert told[-1]["data"]["verdicts"]["codex"]["verdict"] == "translation"
    assert TYPED not in str(told)
