# SPDX-License-Identifier: MIT
"""Forms of partners: the legal entity, what the organisation keeps about it, and its people."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from wtforms import (
    BooleanField,
    EmailField,
    Field,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TelField,
    TextAreaField,
)
from wtforms.form import BaseForm
from wtforms.validators import ValidationError

from nastavnik.foundation import checkdigits
from nastavnik.foundation.names import PersonName
from nastavnik.web.forms import Email, Form, Optional, at_most, choices_of, filled, stripped
from nastavnik.web.forms import lazy as _l

from .service import Partner, PartnerCard, PartnerOrganisation, Requisites
from .words import OFFERS, ROLES, SECTORS, STATES

LINE, TITLE, LONG = 200, 500, 4000


class Number:
    """A registration number whose check digits agree, so that all mistakes of a form stand there at once."""

    def __init__(self, check: Callable[[str], str]) -> None:
        self._check = check

    def __call__(self, form: BaseForm, field: Field) -> None:
        try:
            self._check(field.data or "")
        except checkdigits.BadNumber as refusal:
            raise ValidationError(refusal.message) from refusal


class SeenForm(Form):
    """A form that knows over which version it was filled in."""

    seen = HiddenField()

    @property
    def seen_version(self) -> int | None:
        """The version that the person looked at."""
        seen = str(self.seen.data or "")
        return int(seen) if seen.isdecimal() else None


class RequisitesForm(SeenForm):
    """Facts of a legal entity."""

    full_name = TextAreaField(
        _l("Full name"),
        [filled(_l("Give the full name.")), at_most(TITLE)],
        filters=[stripped],
        description=_l("As in the charter or in the register of entrepreneurs."),
    )
    short_name = StringField(
        _l("Short name"), [filled(_l("Give the short name.")), at_most(LINE)], filters=[stripped]
    )
    sector = SelectField(
        _l("Sector"),
        [filled(_l("Choose the sector."))],
        choices=choices_of({"": _l("Choose one"), **SECTORS}),
        validate_choice=False,
    )
    inn = StringField(
        _l("INN"),
        [filled(_l("Give the INN.")), Number(checkdigits.check_inn)],
        filters=[stripped],
        description=_l("Ten digits, twelve of an entrepreneur."),
        render_kw={"inputmode": "numeric"},
    )
    kpp = StringField(_l("KPP"), [Optional(), Number(checkdigits.check_kpp)], filters=[stripped])
    ogrn = StringField(
        _l("OGRN"),
        [Optional(), Number(checkdigits.check_ogrn)],
        filters=[stripped],
        render_kw={"inputmode": "numeric"},
    )
    address = StringField(_l("Address"), [at_most(TITLE)], filters=[stripped])
    phone = TelField(_l("Telephone"), [at_most(LINE)], filters=[stripped])
    email = EmailField(_l("E-mail"), [Optional(), Email(), at_most(LINE)], filters=[stripped])
    website = StringField(_l("Website"), [at_most(LINE)], filters=[stripped])

    def requisites(self) -> Requisites:
        """What was typed, as the service wants it."""
        return Requisites(**{name: self[name].data or "" for name in REQUISITES})


REQUISITES = (
    "full_name",
    "short_name",
    "sector",
    "inn",
    "kpp",
    "ogrn",
    "address",
    "phone",
    "email",
    "website",
)


class CardFields(SeenForm):
    """What the organisation keeps about its partner."""

    state = SelectField(_l("State"), choices=choices_of(STATES), default="prospective", validate_choice=False)
    offers = SelectMultipleField(
        _l("What the partner offers"), choices=choices_of(OFFERS), validate_choice=False
    )
    offers_note = TextAreaField(_l("More about what is offered"), [at_most(LONG)], filters=[stripped])
    contact_name = StringField(_l("Contact person"), [at_most(LINE)], filters=[stripped])
    contact_post = StringField(_l("Post of the contact person"), [at_most(LINE)], filters=[stripped])
    contact_phone = TelField(_l("Telephone of the contact person"), [at_most(LINE)], filters=[stripped])
    contact_email = EmailField(
        _l("E-mail of the contact person"), [Optional(), Email(), at_most(LINE)], filters=[stripped]
    )
    notes = TextAreaField(
        _l("Notes about the partner"),
        [at_most(LONG)],
        filters=[stripped],
        description=_l("Seen in your organisation alone."),
    )

    def card(self) -> PartnerCard:
        """What was typed, as the service wants it."""
        given: dict[str, Any] = {name: self[name].data or "" for name in CARD}
        return PartnerCard(**given, offers=tuple(self.offers.data or ()))


CARD = ("state", "offers_note", "contact_name", "contact_post", "contact_phone", "contact_email", "notes")


class NewPartnerForm(RequisitesForm, CardFields):
    """A legal entity and what the organisation keeps about it, on one page."""


class PersonFields(Form):
    """What a person is at the partner."""

    role = RadioField(
        _l("Role"), [filled(_l("Choose a role."))], choices=choices_of(ROLES), validate_choice=False
    )
    post = StringField(_l("Post"), [at_most(LINE)], filters=[stripped])
    basis = StringField(
        _l("Acts upon the basis of"),
        [at_most(LINE)],
        filters=[stripped],
        description=_l(
            "In the genitive, as it stands in the agreement: Устава, доверенности № 5 от 01.02.2026."
        ),
    )


class InviteForm(PersonFields):
    """An invitation to the portal."""

    email = EmailField(
        _l("E-mail"),
        [filled(_l("Give the address the invitation goes to.")), Email(), at_most(254)],
        filters=[stripped],
    )
    surname = StringField(_l("Surname"), [filled(_l("Give the surname.")), at_most(100)], filters=[stripped])
    name = StringField(_l("Name"), [filled(_l("Give the name.")), at_most(100)], filters=[stripped])
    patronymic = StringField(_l("Patronymic"), [at_most(100)], filters=[stripped])

    @property
    def person_name(self) -> PersonName:
        """The name that was typed."""
        return PersonName(self.surname.data or "", self.name.data or "", self.patronymic.data or "")


class CloseForm(Form):
    """Closing a person's access, which is asked twice."""

    sure = BooleanField(_l("Yes, close the access"), [filled(_l("Tick this to confirm."))])


def fields_of(row: Partner | PartnerOrganisation) -> dict[str, Any]:
    """A stored row as the data of its form."""
    names = (*CARD, "offers") if isinstance(row, Partner) else REQUISITES
    return {"seen": row.version, **{name: getattr(row, name) for name in names}}
