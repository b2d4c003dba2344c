"""What of a recorded request is sent again; that it is, tests/app/control/test_log.py shows."""

from typing import Any

import orjson
import pytest

from app.errors import AppError
from app.replay import Replayer
from proxy.recorder import Recorder

DETAIL: dict[str, Any] = {
    "id": "x_1",
    "path": "/v1/messages",
    "access_key": "default",
    "bodies": {"client_request": '{"model":"m@old"}'},
    "headers": {"client_request": {}},
}


@pytest.mark.parametrize("body", ["", "[]", "{"])
async def test_no_body_no_replay(body: str) -> None:
    replayer = Replayer(Recorder(), lambda: "http://127.0.0.1:1", lambda name: "tn-key")
    with pytest.raises(AppError) as raised:
        await replayer.replay({**DETAIL, "bodies": {"client_request": body}})
    assert raised.value.code == "body_not_kept"


async def test_a_service_that_does_not_take_it_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.replay.BEGIN_SECONDS", 0.05)
    replayer = Replayer(Recorder(), lambda: "http://127.0.0.1:1", lambda name: "tn-key")
    with pytest.raises(AppError) as raised:
        await replayer.replay(DETAIL)
    assert raised.value.code == "replay"
    await replayer.stop()


def test_a_pinned_model_is_pinned_anew() -> None:
    from app.replay import _body

    assert orjson.loads(_body(DETAIL, "new")) == {"model": "m@new"}
    assert orjson.loads(_body({**DETAIL, "bodies": {"client_request": "{}"}}, "new")) == {"model": "@new"}
    assert orjson.loads(_body(DETAIL, None)) == {"model": "m@old"}
