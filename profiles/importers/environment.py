"""Providers in environment variables: Claude Code's, OpenAI's, and a key by a provider's own name."""

from collections.abc import Mapping

from profiles.importers.claude_env import read_env
from profiles.importers.found import FoundProvider, Source, key_of
from profiles.presets import load_presets

_NAMES = {
    "ARK_API_KEY": "doubao",
    "DASHSCOPE_API_KEY": "bailian",
    "GOOGLE_API_KEY": "gemini",
    "HF_TOKEN": "huggingface",
    "MOONSHOT_API_KEY": "kimi",
    "ZHIPUAI_API_KEY": "zhipu",
}
"""The names that providers' own documents use, where they are not the preset's with _API_KEY."""


def read(env: Mapping[str, str]) -> Source:
    """Return what the variables tell; keys are found under the names that the providers' documents use."""
    found = Source()
    if env.get("ANTHROPIC_BASE_URL") or env.get("ANTHROPIC_AUTH_TOKEN") or env.get("ANTHROPIC_API_KEY"):
        own = {name: value for name, value in env.items() if name.startswith(("ANTHROPIC_", "CLAUDE_"))}
        found += read_env(own, "environment ANTHROPIC_*")
    if key := key_of(env.get("OPENAI_API_KEY")):
        address = env.get("OPENAI_BASE_URL") or env.get("OPENAI_API_BASE")
        provider = FoundProvider(
            "environment OPENAI_*", "OpenAI", address, None if not address else "chat",
            preset=None if address else "openai", key=key,
        )  # fmt: skip
        found += Source((provider,))
    for preset in load_presets().values():
        if preset.id in ("openai", "anthropic") or preset.template:
            continue
        names = [f"{preset.id.upper().replace('-', '_')}_API_KEY"]
        names += [name for name, preset_id in _NAMES.items() if preset_id == preset.id]
        for name in names:
            if key := key_of(env.get(name)):
                found += Source(
                    (FoundProvider(f"environment {name}", preset.name, preset=preset.id, key=key),)
                )
                break
    return found
