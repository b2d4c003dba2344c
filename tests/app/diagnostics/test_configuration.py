"""What the bundle says of the user's choices, and of the clients' files: ours alone."""

from pathlib import Path

import pytest

from app import switching
from app.check import kept
from app.context import Context
from app.diagnostics import configuration
from profiles.making import make_profile
from tests.fakes.keyring_backends import MemoryKeyring


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("https://api.example.com/v1", "https://api.example.com/v1"),
        ("https://me:secret@api.example.com:8443/v1?key=x#y", "https://api.example.com:8443/v1"),
        ("https://gate.example/0a1b2c3d4e5f60718293/openai/v1", "https://gate.example/•••/openai/v1"),
        ("https://gate.example/compatible-mode/deployments-of-everything/v1",
         "https://gate.example/compatible-mode/deployments-of-everything/v1"),
        ("turnout-demo://demo", "turnout-demo://demo"),
        ("https://[x/v1", "•••"),
        ("environment", "environment"),
    ],
)  # fmt: skip
def test_addresses(address: str, shown: str) -> None:
    assert configuration.show_address(address) == shown


def test_of_the_clients_files_only_our_entries(
    context: Context, memory_keyring: MemoryKeyring, tmp_path: Path
) -> None:
    file = context.activation.file_of("codex")
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text('model = "own"\n[mcp_servers.mine]\ncommand = "private-tool"\n')
    context.profiles.add(make_profile("demo", preset="demo").profile)
    context.settings.set("port", 8555)
    switching.switch(context, "demo", ["codex"])
    told = configuration.clients(context)
    [(path, entries)] = told["entries"].items()
    assert path == str(file)
    assert entries["mode"] == "proxy"
    assert entries["model_provider"] == '"turnout"'
    assert context.access.get("codex") not in str(told)
    assert "private-tool" not in str(told)
    assert [one["state"] for one in told["files"] if one["client"] == "codex"] == ["connected"]
    file.write_text(file.read_text().replace('model_provider = "turnout"', 'model_provider = "somebody"'))
    assert configuration.clients(context)["entries"][path]["model_provider"] == "changed by somebody else"
    file.write_text("[[[")
    assert "problem" in configuration.clients(context)["entries"][path]
    file.unlink()
    assert configuration.clients(context)["entries"][path] == {"problem": "The file is gone."}


def test_choices(context: Context) -> None:
    context.profiles.add(make_profile("demo", preset="demo").profile)
    context.routes.set("codex", "demo")
    context.routes.set_fallbacks("codex", ["demo"])
    assert configuration.settings(context)["record_bodies"] == "all"
    told = configuration.routes(context)
    assert told["routes"]["codex"] == {"profile": "demo", "mode": "proxy"}
    assert told["fallbacks"]["codex"] == ["demo"]
    assert told["rules"] == []
    [profile] = configuration.profiles(context)
    assert (profile["id"], profile["key"]["kind"], profile["headers"]) == ("demo", "none", {})


def test_checks_without_what_was_said(context: Context) -> None:
    step = {
        "id": "text", "wire": "chat", "via": "native", "client": None, "state": "failed", "cause": "It said: boo",
        "ms": 3, "findings": ["unreachable"], "evidence": [{"request": "hello", "reply": "boo"}],
    }  # fmt: skip
    kept.keep(context.paths, {
        "profile": "one", "started_at": "2026-01-01", "model": "m", "quick": True, "steps": [step], "findings": [],
        "verdicts": {"codex": {"verdict": "native", "reasons": []}}, "capabilities": {},
    })  # fmt: skip
    [told] = configuration.checks(context).values()
    assert told["verdicts"]["codex"]["verdict"] == "native"
    assert (told["steps"][0]["state"], told["steps"][0]["findings"]) == ("failed", ["unreachable"])
    assert "boo" not in str(told)
