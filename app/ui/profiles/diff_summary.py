"""What a unified diff does to each file, in three figures."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class FileChange:
    """One file of a diff: its path as in the diff, lines added and lines removed."""

    path: str
    added: int = 0
    removed: int = 0

    @property
    def short_path(self) -> str:
        """The path with the home folder as `~`."""
        home = str(Path.home())
        return "~" + self.path[len(home) :] if self.path.startswith(home + os.sep) else self.path


def summarise(diff: str) -> list[FileChange]:
    """One entry for each file of a unified diff, in its order."""
    changes: list[FileChange] = []
    lines = diff.splitlines()
    for place, line in enumerate(lines):
        if _begins_file(lines, place):
            changes.append(FileChange(_path(line, lines[place + 1])))
        elif changes and not _begins_file(lines, place - 1):
            last = changes[-1]
            if line.startswith("+"):
                changes[-1] = FileChange(last.path, last.added + 1, last.removed)
            elif line.startswith("-"):
                changes[-1] = FileChange(last.path, last.added, last.removed + 1)
    return changes


def _begins_file(lines: Sequence[str], place: int) -> bool:
    """Whether the two header lines of a file begin here (a removed line may begin with `---` itself)."""
    if not 0 <= place < len(lines) - 1:
        return False
    return lines[place].startswith("--- ") and lines[place + 1].startswith("+++ ")


def _path(old: str, new: str) -> str:
    """The path of the two header lines; of a new or a removed file, the one that is no `/dev/null`."""
    before, after = old[4:].partition("\t")[0].strip(), new[4:].partition("\t")[0].strip()
    return before if after == "/dev/null" else after
