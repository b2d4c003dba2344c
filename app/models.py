"""The models that clients may ask for: bare names of the profile in use, `model@profile` for every profile."""

from collections.abc import Mapping, Sequence

import orjson

from profiles.clients.catalog import CatalogEntry, catalog, list_entries
from profiles.profile import Profile
from profiles.routes import Client
from proxy.model_list import ListedModel


def catalog_for(profiles: Sequence[Profile], active: Profile | None) -> tuple[CatalogEntry, ...]:
    """Return what a client can choose from, while `active` serves it."""
    return list_entries(active, [profile for profile in profiles if profile != active])


def listed_models(profiles: Sequence[Profile], active: Mapping[Client, str]) -> tuple[ListedModel, ...]:
    """Return the model list of the proxy. `active`: client -> profile id; Codex's profile comes first."""
    by_id = {profile.id: profile for profile in profiles}
    serving = next((by_id[one] for one in active.values() if one in by_id), None)
    entries = catalog_for(profiles, serving)
    described = orjson.loads(catalog(entries))["models"]
    return tuple(
        ListedModel(entry.slug, "turnout", entry.name, fields)
        for entry, fields in zip(entries, described, strict=True)
    )
