"""Citations: nested on this wire (`url_citation: {url, …}`), flat in the neutral model as on responses."""

from collections.abc import Iterable

from proxy.conversation import Json
from proxy.json_fields import as_object

_KIND = "url_citation"


def read_annotations(annotations: Iterable[Json]) -> list[Json]:
    """Return the citations flat."""
    flat: list[Json] = []
    for annotation in annotations:
        inner = as_object(annotation.get(_KIND))
        flat.append(dict(annotation) if inner is None else {"type": _KIND, **inner})
    return flat


def write_annotations(annotations: object) -> list[Json]:
    """Return the web citations nested; other kinds have no form here and are left out."""
    nested: list[Json] = []
    for annotation in annotations if isinstance(annotations, list) else []:
        entry = as_object(annotation)
        if entry is not None and entry.get("type") == _KIND:
            nested.append(
                {"type": _KIND, _KIND: {name: value for name, value in entry.items() if name != "type"}}
            )
    return nested
