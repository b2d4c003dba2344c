"""Profiles, presets, keys, and the clients' files: everything about providers that is not a request."""
