"""What a unified diff does to each file."""

from pathlib import Path

from app.ui.profiles.diff_summary import FileChange, summarise


def test_lines_are_counted_for_each_file() -> None:
    home = Path.home()
    diff = (
        f"--- {home}/.codex/config.toml\n+++ {home}/.codex/config.toml\n@@ -1,2 +1,4 @@\n"
        ' a = 1\n-model = "x"\n--- not a header\n+model = "y"\n+b = 2\n+c = 3\n'
        f"--- /dev/null\n+++ {home}/.claude/settings.json\n@@ -0,0 +1 @@\n+{{}}\n"
        "--- /srv/gone\n+++ /dev/null\n@@ -1 +0,0 @@\n-x\n"
    )
    changes = summarise(diff)
    assert [(one.added, one.removed) for one in changes] == [(3, 2), (1, 0), (0, 1)]
    assert [one.short_path for one in changes] == [
        "~/.codex/config.toml",
        "~/.claude/settings.json",
        "/srv/gone",
    ]


def test_nothing_changes() -> None:
    assert summarise("") == []


def test_a_path_outside_home_stays() -> None:
    assert FileChange("/etc/x").short_path == "/etc/x"
