"""What happens to a reply's events between the provider's wire and the client's."""
