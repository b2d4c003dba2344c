"""The tray app: windows, tray and the link to the service. The only place that knows Qt."""
