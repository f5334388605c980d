# SPDX-License-Identifier: MIT
"""Form fields that Russian forms need and WTForms lacks."""

from __future__ import annotations

from datetime import date
from typing import Any

from wtforms import Field
from wtforms.widgets import TextInput

from nastavnik.foundation.dates import NotADate, format_date, parse_date


class DateTextField(Field):
    """A date typed as text, ДД.ММ.ГГГГ. ``data`` is a ``date`` or ``None``; what was typed is shown again as it was."""

    widget = TextInput()

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return format_date(self.data) if isinstance(self.data, date) else ""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read the typed date; a mistake becomes the sentence beside the field."""
        self.data = None
        if not valuelist or not str(valuelist[0]).strip():
            return
        try:
            self.data = parse_date(str(valuelist[0]))
        except NotADate as mistake:
            raise ValueError(mistake.message) from None

    def post_validate(self, form: Any, validation_stopped: bool) -> None:
        """Say that there is no such date rather than that the field is empty, which a validator saw it as."""
        if self.process_errors:
            self.errors = list(self.process_errors)
