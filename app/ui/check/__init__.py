"""The check page: what a provider can really do, step by step."""
