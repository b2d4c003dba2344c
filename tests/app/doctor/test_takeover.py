"""Other switchers in the clients' files."""

import json

import pytest

from app.context import Context
from profiles.routes import Client
from tests.app.doctor.conftest import Find

CC_SWITCH = 'model_provider = "custom"\n[model_providers.custom]\nbase_url = "http://127.0.0.1:15721/v1"\n'
MARKED = 'model_provider = "c"\n[model_providers.c]\nexperimental_bearer_token = "PROXY_MANAGED"\n'
UNUSED = '[model_providers.custom]\nbase_url = "http://127.0.0.1:15721/v1"\n'
ROUTER = json.dumps({"env": {"ANTHROPIC_BASE_URL": "http://localhost:3456"}})
OTHER = json.dumps(
    {"mcpServers": {"a": {"url": "http://localhost:3456"}}, "env": {"ANTHROPIC_BASE_URL": "http://["}}
)


@pytest.mark.parametrize(
    ("client", "text", "name"),
    [
        ("codex", CC_SWITCH, "cc-switch"),
        ("codex", MARKED, "cc-switch"),
        ("codex", 'model_catalog_json = "cc-switch-model-catalog.json"', "cc-switch"),
        ("codex", UNUSED, None),
        ("codex", 'model_provider = 5\nmodel_providers = "x"', None),
        ("claude-code", ROUTER, "claude-code-router"),
        ("claude-code", OTHER, None),
        ("claude-code", '{"env": 5}', None),
        ("claude-code", "[]", None),
        ("claude-code", "", None),
    ],
    ids=range(10),
)
def test_what_the_file_says(
    find: Find, context: Context, client: Client, text: str, name: str | None
) -> None:
    path = context.activation.file_of(client)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    found = find("foreign_takeover")
    assert [one.message for one in found] == ([f"{client} is in the hands of {name}."] if name else [])
    assert all(one.severity == "warning" for one in found)
    context.routes.set(client, "some")
    assert all(one.severity == "severe" for one in find("foreign_takeover"))
