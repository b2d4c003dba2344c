"""The values that a field of the filter has in the requests of the list."""

from app.ui.requests.store import Store

_MOST = 200
"""Enough to choose from."""
_NAMES = {
    "model": ("requested_model", "upstream_model", "served_model"),
    "version": ("client_version",),
    "wire": ("inbound_wire", "upstream_wire"),
    "key": ("access_key",),
    "profile": ("profile", "profile_name"),
    "replay": ("replay_of",),
}


def values_of(store: Store, field: str) -> list[str]:
    """Return the values, those of the newest requests first."""
    found: dict[str, None] = {}
    for row in reversed(store.rows.values()):
        for name in _NAMES.get(field, (field,)):
            value = row.summary.get(name)
            if isinstance(value, dict):
                value = value.get("code")  # an error
            if isinstance(value, str) and value:
                found[value] = None
        if len(found) >= _MOST:
            break
    return list(found)
