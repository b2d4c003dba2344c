"""The clients' configuration files: what we write into them, and how it is taken out again."""
