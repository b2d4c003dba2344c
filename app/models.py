"""The models that clients may ask for: bare names of the profile in use, `model@profile` for every profile."""

from collections.abc import Mapping, Sequence

import orjson

from profiles.clients.catalog import catalog, list_entries
from profiles.profile import Profile
from profiles.routes import Client
from proxy.model_list import ListedModel


def listed_models(profiles: Sequence[Profile], active: Mapping[Client, str]) -> tuple[ListedModel, ...]:
    """Return the model list of the proxy. `active`: which profile serves which client."""
    entries = list_entries(profiles, active.values())
    described = orjson.loads(catalog(entries))["models"]
    return tuple(
        ListedModel(entry.slug, "turnout", entry.name, fields)
        for entry, fields in zip(entries, described, strict=True)
    )
