"""The Profiles page: the list of provider accounts, the form of one, and the presets to begin with."""
