"""What the bundle says of what happened: ends of logs, and requests as far as they are asked for."""

from app.context import Context
from app.diagnostics import records
from app.discovery import Running, announce
from profiles.making import make_profile
from tests.app.serving import ServiceInThread, chat


def test_the_newest_whole_lines(context: Context) -> None:
    assert list(records.log_tails(context)) == []
    line = "x" * 99 + "\n"
    (context.paths.logs / "service.log").write_text(line * 5_000 + "the last\n")
    (context.paths.logs / "turnout.log").write_text("")
    (context.paths.logs / "crash.log").write_bytes(b"\xff short")
    (context.paths.logs / "turnout.old.log").mkdir()
    told = dict(records.log_tails(context))
    assert list(told) == ["service.log", "turnout.old.log", "crash.log"]
    assert told["service.log"].startswith(line)
    assert told["service.log"].endswith(f"{line}the last\n")
    assert records.TAIL_BYTES - 100 < len(told["service.log"]) <= records.TAIL_BYTES
    assert told["crash.log"] == "\ufffd short"
    assert "cannot be read" in told["turnout.old.log"]


def test_requests(context: Context) -> None:
    assert records.requests(context, 5, bodies=True) == []
    context.profiles.add(make_profile("demo", preset="demo").profile)
    context.routes.set("other", "demo")
    long = "word " * (records.MAX_BODY_CHARACTERS // 4)
    with ServiceInThread() as service:
        for text in ("first", "zweites", long):
            assert chat(service.base, text, key=context.access.get("default"))[0] == 200
        bare = records.requests(context, 2, bodies=False)
        full = records.requests(context, 2, bodies=True)
    assert [one["profile"] for one in bare] == ["demo", "demo"]
    assert not {"bodies", "project", "session", "headers"} & set(bare[0])
    assert "zweites" not in str(bare)
    assert "zweites" in full[0]["bodies"]["client_request"]
    assert "events" not in full[0]
    assert "more characters" in full[1]["bodies"]["client_request"][-60:]
    # One that was announced and does not answer: the file has them.
    announce(context.paths, Running(port=1, pid=1, token="t", version="0"))
    assert [one["id"] for one in records.requests(context, 2, bodies=False)] == [one["id"] for one in bare]
