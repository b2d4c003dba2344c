"""What most profiles never need: how the key is sent, headers, the model map, prices, limits, overrides, the proxy."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from app.ui.profiles.form_state import FormState, Limits, Price
from app.ui.profiles.overrides_field import OverridesField
from app.ui.profiles.proxy_field import ProxyField
from app.ui.profiles.rows_table import RowsTable
from app.ui.widgets.choice import Choice
from app.ui.widgets.form import Form

AUTHS = ("bearer", "x-api-key", "both", "none")


class Advanced(QWidget):
    """Rows of a form, by the names of the draft's fields."""

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._limits: tuple[Limits, ...] = ()
        self.form = Form(self)
        self.auth = Choice(self)
        self.auth.addItems([""] * len(AUTHS))
        self.auth.activated.connect(lambda _: self.edited.emit())
        self.headers, self.model_map = RowsTable(2), RowsTable(2)
        self.prices, self.limits = RowsTable(5, (1, 2, 3), narrow=(4,)), RowsTable(4, (1, 2), fixed=True)
        self.form.add("auth", "", self.auth)
        for name, table in self._tables().items():
            self.form.add(name, "", table)
            table.edited.connect(self.edited)
        self.overrides, self.proxy, self.private = OverridesField(), ProxyField(), QCheckBox()
        self.form.add("overrides", "", self.overrides)
        self.form.add("proxy", "", self.proxy)
        self.form.add("private_network", "", self.private)
        for field in (self.overrides, self.proxy):
            field.edited.connect(self.edited)
        self.private.clicked.connect(lambda _: self.edited.emit())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.form)
        self.retranslate()

    def retranslate(self) -> None:
        ways = (
            self.tr("Authorization: Bearer"), self.tr("x-api-key"), self.tr("Both headers"), self.tr("Not at all"),
        )  # fmt: skip
        for place, text in enumerate(ways):
            self.auth.setItemText(place, text)
        model, currency = self.tr("Model"), self.tr("Currency")
        labels = {
            "auth": self.tr("How the key is sent"),
            "headers": self.tr("Headers"),
            "model_map": self.tr("Model map"),
            "prices": self.tr("Prices per million tokens"),
            "models": self.tr("Limits of models"),
            "overrides": self.tr("Overrides: set whatever the client says"),
            "proxy": self.tr("Outbound proxy"),
            "private_network": self.tr("Private network"),
        }
        self.headers.set_names(labels["headers"], (self.tr("Name"), self.tr("Value")))
        self.model_map.set_names(labels["model_map"], (self.tr("Client asks for"), self.tr("Provider gets")))
        self.prices.set_names(
            labels["prices"], (model, self.tr("Input"), self.tr("Cached"), self.tr("Output"), currency)
        )
        self.limits.set_names(
            labels["models"], (model, self.tr("Context"), self.tr("Most output"), self.tr("Efforts"))
        )
        for name, label in labels.items():
            self.form.set_label(name, label)
        self.form.set_hint("headers", self.tr("Sent with every request. A key has no place here."))
        self.private.setText(self.tr("This provider may be in my own network"))
        self.form.set_hint(
            "private_network",
            self.tr(
                "The risk: whoever controls the provider's name can then lead your key to a machine near you."
            ),
        )
        self.form.set_hint(
            "proxy", self.tr("A proxy's login belongs into HTTPS_PROXY, never into the profile.")
        )
        self.form.set_hint(
            "prices", self.tr("Without a price the cost of a request is unknown, shown as a dash.")
        )

    def set_value(self, state: FormState) -> None:
        """Show the fields of a state."""
        self.auth.setCurrentIndex(AUTHS.index(state.auth) if state.auth in AUTHS else 0)
        self.headers.set_rows(state.headers)
        self.model_map.set_rows(state.model_map)
        self.prices.set_rows(
            [(one.model, one.input, one.cached, one.output, one.currency) for one in state.prices]
        )
        self._limits = state.limits
        self.limits.set_rows(
            [(one.model, one.context_window, one.max_output, one.efforts) for one in state.limits]
        )
        self.form.set_row_visible("models", bool(state.limits))
        self.overrides.set_value(state.overrides, [one.model for one in state.limits])
        self.proxy.set_value(state.proxy)
        self.private.setChecked(state.private_network)

    def chosen_auth(self) -> str:
        return AUTHS[self.auth.currentIndex()]

    def pairs(self, name: str) -> tuple[tuple[str, str], ...]:
        """The rows of `headers` or `model_map`."""
        return tuple((row[0], row[1]) for row in self._tables()[name].rows())

    def chosen_prices(self) -> tuple[Price, ...]:
        return tuple(
            Price(model, fresh, cached, output, currency or "USD")
            for model, fresh, cached, output, currency in self.prices.rows()
            if fresh or cached or output
        )

    def chosen_limits(self) -> tuple[Limits, ...]:
        rest = {limits.model: limits.rest for limits in self._limits}
        return tuple(
            Limits(model, context, output, efforts, rest.get(model, {}))
            for model, context, output, efforts in self.limits.rows()
        )

    def offer_prices(self, models: Sequence[str]) -> None:
        """Have a row for the price of each of these models, and offer them for overrides."""
        self.overrides.set_models(list(dict.fromkeys((*models, *(one.model for one in self._limits)))))
        rows = self.prices.rows()
        priced = {row[0] for row in rows}
        self.prices.set_rows(
            [*rows, *((model, "", "", "", "USD") for model in models if model not in priced)]
        )

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def _tables(self) -> dict[str, RowsTable]:
        return {
            "headers": self.headers, "model_map": self.model_map, "prices": self.prices, "models": self.limits,
        }  # fmt: skip
