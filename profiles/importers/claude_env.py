"""A provider as Claude Code is told of it: the `env` of settings.json, or the process's own variables."""

from collections.abc import Mapping

from profiles.importers.found import FoundProvider, Skipped, Source, key_of

_LONG_CONTEXT = "[1m]"
"""Claude Code's own mark for a large window (2.1.329); no part of the provider's name for the model."""
_FAMILIES = ("opus", "sonnet", "haiku")


def read_env(
    env: Mapping[str, object], origin: str, name: str | None = None, wire: str = "messages"
) -> Source:
    """Return the provider that the variables name. `wire`: what its address speaks, if not Messages."""
    base_url = _text(env, "ANTHROPIC_BASE_URL")
    key = next(
        (
            one
            for variable in (
                "ANTHROPIC_AUTH_TOKEN",
                "ANTHROPIC_API_KEY",
                "OPENROUTER_API_KEY",
                "OPENAI_API_KEY",
            )
            if (one := key_of(env.get(variable)))
        ),
        key_of(None),
    )
    if base_url is None:
        if not key or wire != "messages" or _text(env, "CLAUDE_CODE_USE_BEDROCK"):
            return Source(
                (), (Skipped(origin, "It names no address: Claude Code's own login, or a cloud's."),)
            )
        return Source((FoundProvider(origin, name or "Anthropic", preset="anthropic", key=key),))
    models = {family: _model(env, f"ANTHROPIC_DEFAULT_{family.upper()}_MODEL") for family in _FAMILIES}
    small = models["haiku"] or _model(env, "ANTHROPIC_SMALL_FAST_MODEL")
    main = _model(env, "ANTHROPIC_MODEL") or models["sonnet"] or models["opus"]
    found = FoundProvider(
        origin,
        name or _host(base_url),
        base_url,
        wire=wire,  # type: ignore[arg-type]  # checked where the profile is made
        key=key,
        model=main,
        small_model=small,
        model_map={family: model for family, model in models.items() if model and model not in (main, small)},
    )
    return Source((found,))


def _text(env: Mapping[str, object], name: str) -> str | None:
    value = env.get(name)
    return value.strip() if isinstance(value, str) and value.strip() else None


def _model(env: Mapping[str, object], name: str) -> str | None:
    value = _text(env, name)
    return value.removesuffix(_LONG_CONTEXT) if value else None


def _host(url: str) -> str:
    return url.partition("://")[2].partition("/")[0].rpartition("@")[2] or url
