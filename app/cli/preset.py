"""`turnout preset`: the templates that profiles are made from."""

from argparse import Namespace

from app.cli.output import say, say_json, table
from profiles import presets


def list_all(arguments: Namespace) -> int:
    """List the built-in presets, or those that match a text."""
    found = presets.search(arguments.search)
    if arguments.json:
        say_json(
            [
                {
                    "id": preset.id,
                    "name": preset.name,
                    "endpoints": [{"wire": one.wire, "base_url": one.base_url} for one in preset.endpoints],
                    "model": preset.model,
                    "models": [model.id for model in preset.models],
                    "local": preset.local,
                    "template": preset.template,
                    "aliases": list(preset.aliases),
                    "notes": list(preset.notes),
                }
                for preset in found
            ]
        )
    elif not found:
        say(f"No preset matches {arguments.search!r}. All of them: turnout preset list")
    else:
        rows = [
            (one.id, one.name, "+".join(end.wire for end in one.endpoints), one.model or "–") for one in found
        ]
        say(table([("ID", "NAME", "WIRES", "MODEL"), *rows]))
    return 0
