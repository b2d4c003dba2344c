"""What other places know of a user's providers, read and never written: one module for each place."""

from profiles.importers.found import FoundKey, FoundProvider, Skipped, Source

__all__ = ["FoundKey", "FoundProvider", "Skipped", "Source"]
