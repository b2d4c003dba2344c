"""The translation proxy: where a request goes, what it becomes on the way, and what is seen of it."""
