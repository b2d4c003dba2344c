"""The first run: three steps from nothing to both clients on a provider."""
