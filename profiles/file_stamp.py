"""Whether a file was written since it was read, without reading it again."""

from pathlib import Path

Stamp = tuple[int, int, int] | None
"""Time of the last change in ns, size in bytes, inode: a file that was replaced by another has a new one."""


def stamp_of(path: Path) -> Stamp:
    """Return what a file looks like from outside; None where there is none, or it cannot be seen."""
    try:
        status = path.stat()
    except OSError:
        return None
    return (status.st_mtime_ns, status.st_size, status.st_ino)
