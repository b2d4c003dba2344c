"""The requests page: every request live, and all that is known of each."""
