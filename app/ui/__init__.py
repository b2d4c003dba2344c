"""The tray app: windows, tray and the link to the service. The only place that knows Qt."""

from app.ui.overrides import watch_overrides

watch_overrides()  # before the first class over one of Qt's
