"""`GET /v1/models` in the shape of who asks: OpenAI's and Codex's in one body, Anthropic's in another."""

import hashlib
from collections.abc import Sequence

import orjson
from msgspec import Struct

from proxy.conversation import Json
from proxy.wires import HttpReply


class ListedModel(Struct, frozen=True):
    """A model that a client may ask for. `catalog` is Codex's entry (Codex 0.169.0 ModelInfo)."""

    id: str
    owned_by: str
    display_name: str
    catalog: Json


def openai_list(models: Sequence[ListedModel]) -> HttpReply:
    """Return OpenAI's list with Codex's catalog beside it: Codex reads `models`, everyone else `data`."""
    body = orjson.dumps(
        {
            "object": "list",
            "data": [
                {"id": model.id, "object": "model", "created": 0, "owned_by": model.owned_by}
                for model in models
            ],
            "models": [model.catalog for model in models],
        }
    )
    # Codex fetches the catalog anew when the tag changes.
    tag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
    return HttpReply(200, body, (("etag", tag),))


def anthropic_list(models: Sequence[ListedModel]) -> HttpReply:
    """Return Anthropic's list (Claude Code 2.1.329 model discovery)."""
    data = [
        {
            "type": "model",
            "id": model.id,
            "display_name": model.display_name,
            "created_at": "1970-01-01T00:00:00Z",
        }
        for model in models
    ]
    edges = (
        {"first_id": models[0].id, "last_id": models[-1].id}
        if models
        else {"first_id": None, "last_id": None}
    )
    return HttpReply(200, orjson.dumps({"data": data, "has_more": False, **edges}))
