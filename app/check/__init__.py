"""The provider check: what a provider really does for Codex and for Claude Code, step by step, with evidence."""
