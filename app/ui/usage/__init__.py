"""The Usage page: tokens, cost and cache hits by day."""
