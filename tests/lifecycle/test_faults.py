"""Requirement 65: a fault of Turnout's own costs one request at most, is said as what it is, and reveals nothing."""

import asyncio
import json
import threading
from collections import defaultdict
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from app.context import Context
from app.trouble import log_file
from profiles.making import make_profile
from profiles.profile import KeyRef
from proxy.conversation import Wire
from tests.app.serving import ask, chat
from tests.fakes.asked import Ask
from tests.fakes.provider import FakeProvider
from tests.fakes.script import Hold, Reply
from tests.lifecycle.faulty_service import FAULTS, WRITER_FAULTS
from tests.lifecycle.service import FaultyService
from tests.lifecycle.traffic import ENDS, PATHS, WIRES, request

KEY = "sk-canary-faults-0123456789"
SAID = "canary words of a user"
LOCAL = "sk-canary-local"
SAYS = "an error of its own"
SERVED = frozenset({"listener", "report", "cache", "finish", *WRITER_FAULTS})
"""At work beside the request: the client has its whole reply."""
NOT_STREAMED = frozenset({"whole"})
UNRECORDED = frozenset({"files", "list"})
"""Before there is a request to record."""
IN_STREAM = frozenset({"late"})
BROKEN_OFF = frozenset({"encode"})
ERRORS = {"chat": '"error"', "messages": "event: error", "responses": '"response.failed"'}
AGENTS = {
    "responses": "codex_exec/0.169.0",
    "messages": "claude-cli/2.1.329 (external, cli)",
    "chat": "plain",
}


def in_dialect(wire: Wire, text: str) -> bool:
    """Tell whether it is the wire's own error with our own words."""
    document = json.loads(text)
    return SAYS in document["error"]["message"] and (wire != "messages" or document["type"] == "error")


class Asking:
    """A client; `problems` says what of its answers was not as it has to be."""

    def __init__(self, session: aiohttp.ClientSession) -> None:
        self.problems: list[str] = []
        self.goes_on: defaultdict[str, threading.Event] = defaultdict(threading.Event)
        """By model: the client has heard the beginning, and the provider goes on."""
        self._session = session

    def reply(self, asked: Ask) -> Reply:
        """What the provider says: a fault in the middle of a reply needs one that has a middle."""
        troubles = (
            [Hold(self.goes_on[asked.model], "middle")]
            if asked.model.startswith((*IN_STREAM, *BROKEN_OFF))
            else []
        )
        return Reply(text="word " * 6, piece=5, troubles=troubles)

    async def ask(self, wire: Wire, fault: str) -> None:
        """Send one request that meets the fault, and a second one on the same connection that meets none."""
        for name in (fault, ""):
            if wrong := await self._one(wire, name):
                self.problems.append(
                    f"{wire} {fault}, {'the request itself' if name else 'the next one'}: {wrong}"
                )

    async def _one(self, wire: Wire, fault: str) -> str:
        body = {**request(wire, "text", fault not in NOT_STREAMED), "model": f"{fault or 'none'} {wire}"}
        words = json.dumps(body).replace("What is here?", SAID)
        headers = {"X-Fault": fault, "User-Agent": AGENTS[wire], "Content-Type": "application/json"}
        text = ""
        try:
            async with self._session.post(PATHS[wire], data=words, headers=headers) as answer:
                async for line in answer.content:
                    text += line.decode()
                    self.goes_on[str(body["model"])].set()
                status, kind = answer.status, answer.content_type
        except aiohttp.ClientError as error:
            self.goes_on[str(body["model"])].set()
            return "" if fault in BROKEN_OFF and ENDS[wire] not in text else f"{error!r} after {text[:200]}"
        if fault in SERVED or not fault:
            return "" if status == 200 and ENDS[wire] in text else f"{status} {text[:200]}"
        if fault in IN_STREAM:
            failed = status == 200 and ERRORS[wire] in text and SAYS in text and ENDS[wire] not in text
            return "" if failed else f"{status} {text[-300:]}"
        if fault in BROKEN_OFF:
            return f"a broken stream looks like a whole one: {text[-200:]}"
        told = status >= 400 and kind == "application/json" and in_dialect(wire, text)
        return "" if told else f"{status} {kind} {text[:200]}"


async def test_requirement_065_a_fault_of_ours(
    context: Context, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FAULT_KEY", KEY)
    faults = [*FAULTS, *WRITER_FAULTS]
    with FakeProvider(key=KEY) as provider:
        made = make_profile(
            "fake", base_url=provider.url("chat"), wire="chat", key=KeyRef("env", "FAULT_KEY")
        )
        context.profiles.add(made.profile)
        for client in ("codex", "claude-code", "other"):
            context.routes.set(client, "fake")
        access = context.access.get("default")
        with FaultyService(tmp_path) as service:
            headers = {"Authorization": f"Bearer {access}", "X-Private": "canary-header"}
            async with asyncio.timeout(60), aiohttp.ClientSession(service.base, headers=headers) as session:
                asking = Asking(session)
                provider.play(asking.reply)
                for fault in (one for one in faults if one != "list"):
                    await asyncio.gather(*(asking.ask(wire, fault) for wire in WIRES))
                for path in ("/v1/models", "/_turnout/status"):
                    fault = "list" if path == "/v1/models" else "files"
                    async with session.get(path, headers={"X-Fault": fault}) as answer:
                        assert answer.status >= 500
                        assert in_dialect("chat", await answer.text())
            assert asking.problems == []
            rows = await asyncio.to_thread(listed, service)
            service.check()
            assert (await asyncio.to_thread(chat, service.base, key=access))[0] == 200
            service.child.terminate()
            assert await asyncio.to_thread(service.wait) == 0
    wrong = []
    for fault in faults:
        found = [row for row in rows if str(row["requested_model"]).startswith(f"{fault} ")]
        ended = ["done"] * 3 if fault in SERVED else [] if fault in UNRECORDED else ["failed"] * 3
        faulty = {("turnout", "internal")} if ended[:1] == ["failed"] else set()
        said = {(row["fault"], row["error"]["code"]) for row in found if row["error"]}
        if [row["state"] for row in found] != ended or said != faulty:
            wrong.append(f"{fault}: {[(row['state'], row['fault'], row['error']) for row in found]}")
    assert wrong == []
    log = log_file(context.paths).read_text() + service.said
    assert log.count("RuntimeError: made to fail") >= 3 * (len(faults) - len(UNRECORDED))
    assert "faulty_service.py" in log
    for secret in (SAID, KEY, access, LOCAL, "canary-header"):
        assert secret not in log


def listed(service: FaultyService) -> list[dict[str, Any]]:
    """The requests that the service has, also those that are in no file."""
    running = service.running()
    headers = {"Authorization": f"Bearer {running.token}"}
    status, text = ask(f"{service.base}/_turnout/exchanges", "GET", None, headers)
    assert status == 200
    return list(json.loads(text)["exchanges"])
