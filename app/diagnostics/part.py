"""One file of the bundle before it is cleaned, and how it is made of what may be broken."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from app.errors import EXPECTED, sentence


@dataclass(frozen=True, slots=True)
class Part:
    """`holds` and `left_out` are sentences for whoever is asked whether to hand it on."""

    name: str
    holds: str
    left_out: str
    text: str


def part(name: str, holds: str, left_out: str, find: Callable[[], Any]) -> Part:
    """Make a part of what `find` returns; where that cannot be had, the part says why.

    A bundle is wanted exactly when something is broken, so that nothing that is may keep it from being made.
    """
    try:
        found = find()
    except (*EXPECTED, OSError) as error:
        found = {"problem": sentence(error)}
    except Exception as error:  # noqa: BLE001  # without its text, which may hold what could not be read
        found = {"problem": f"It could not be read ({type(error).__name__})."}
    text = found if isinstance(found, str) else json.dumps(found, ensure_ascii=False, indent=1) + "\n"
    return Part(name, holds, left_out, text)
