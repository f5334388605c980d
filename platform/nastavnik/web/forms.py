# SPDX-License-Identifier: MIT
"""Forms: what was typed stays, every mistake is a sentence of ours beside its field.

The secret against forged forms is checked for the whole site (``forgery``), so a form carries fields only.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from email_validator import EmailNotValidError, validate_email
from flask import request
from werkzeug.datastructures import CombinedMultiDict
from wtforms import Field, FileField, MultipleFileField
from wtforms import Form as PlainForm
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the stubs are older
from wtforms.form import BaseForm
from wtforms.validators import DataRequired, Length, Optional, StopValidation, ValidationError

from nastavnik.foundation.errors import Refused
from nastavnik.foundation.i18n import Text, lazy_gettext
from nastavnik.foundation.i18n import gettext as _

__all__ = ["Email", "Form", "Optional", "at_most", "choices_of", "filled", "lazy", "stripped"]

lazy: Any = lazy_gettext
"""``lazy_gettext`` for labels and sentences of fields, whose types know plain strings only. Import it as ``_l``."""
_l = lazy


class Form(PlainForm):
    """A form of one page. On POST it is filled from the request, otherwise from the arguments.

    ``sent=False`` leaves the request alone: for a second form on the page that another form was sent from.
    """

    def __init__(self, *, sent: bool = True, **given: Any) -> None:
        self._sent = sent and request.method == "POST"
        typed: Any = CombinedMultiDict[Any, Any]([request.files, request.form]) if self._sent else None
        super().__init__(typed, **given)
        for field in self:
            _leave_files_only(field)

    def ready(self) -> bool:
        """Whether it was sent and every field is right by itself."""
        return self._sent and self.validate()

    def refuse(self, refusal: Refused) -> None:
        """Put a refusal of the domain beside the field it names, or over the form when it names none of these."""
        if refusal.field in self._fields:
            field = self._fields[refusal.field]
            field.errors = [*field.errors, refusal.message]
        else:
            self.form_errors = [*self.form_errors, refusal.message]


def _leave_files_only(field: Field) -> None:
    """A field of a file to which text was sent is empty."""
    if isinstance(field, MultipleFileField):
        field.data = [one for one in field.data or () if not isinstance(one, str)]
    elif isinstance(field, FileField) and isinstance(field.data, str):
        field.data = None


class Email:
    """An e-mail address by its form alone; nobody is asked over the network."""

    def __call__(self, form: BaseForm, field: Field) -> None:
        try:
            field.data = validate_email(field.data or "", check_deliverability=False).normalized
        except EmailNotValidError:
            raise ValidationError(
                _("This is not an e-mail address. It looks like this: name@school.ru.")
            ) from None


class Filled(DataRequired):
    """The field must hold more than spaces."""

    def __call__(self, form: BaseForm, field: Field) -> None:
        if not field.data or not str(field.data).strip():
            field.errors = []
            raise StopValidation(str(self.message))


def filled(message: Text = "") -> DataRequired:
    """The field may not stay empty; ``message`` says what is wanted there."""
    words: Any = message or _l("Fill in this field.")
    return Filled(message=words)


def at_most(most: int) -> Length:
    """No longer than so many characters."""
    return Length(max=most, message=_l("At most %(most)s characters fit here.", most=most))


def stripped(value: str | None) -> str:
    """A filter of fields: without spaces at the ends, never ``None``."""
    return (value or "").strip()


def choices_of(words: Mapping[str, Text]) -> list[Any]:
    """Values and their words as the choices of a field."""
    return [SelectChoice(value, label) for value, label in words.items()]
