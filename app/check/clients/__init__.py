"""Small clients that talk as Codex and Claude Code do, in words of our own."""
