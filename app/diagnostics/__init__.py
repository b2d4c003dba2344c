"""What people attach to a bug report: one file with what Turnout knows of itself, without secrets, shown before it is
saved. Works with a running service, without one, and with files that cannot be read.
"""

from app.diagnostics.bundle import MOST_REQUESTS, Entry, collect, manifest, save

__all__ = ["MOST_REQUESTS", "Entry", "collect", "manifest", "save"]
