# SPDX-License-Identifier: MIT
"""Forms of organisations: the district's card, the organisation's own part of it, the journal's filter."""

from __future__ import annotations

from collections.abc import Callable

import wtforms
from wtforms import (
    BooleanField,
    EmailField,
    Field,
    RadioField,
    SelectField,
    StringField,
    TelField,
    TextAreaField,
)
from wtforms.form import BaseForm
from wtforms.validators import ValidationError

from nastavnik.foundation import checkdigits
from nastavnik.foundation.errors import Refused
from nastavnik.foundation.names import PersonName
from nastavnik.web.fields import DateTextField
from nastavnik.web.forms import Email, Form, Optional, at_most, choices_of, filled, stripped
from nastavnik.web.forms import lazy as _l

from . import service

LONGEST_NAME = 100
LONGEST_LINE = 200
LONGEST_TITLE = 500


class Number:
    """A registration number whose check digits agree. What was typed stays as it was typed."""

    def __init__(self, check: Callable[[str], str]) -> None:
        self._check = check

    def __call__(self, form: BaseForm, field: Field) -> None:
        try:
            self._check(field.data or "")
        except Refused as refusal:
            raise ValidationError(refusal.message) from refusal


class NameFields(Form):
    """What an organisation is called in its charter and in tables. Fields are declared in the order of the page."""

    full_name = TextAreaField(
        _l("Full name"),
        description=_l("As in the charter."),
        filters=[stripped],
        validators=[filled(_l("Give the full name.")), at_most(LONGEST_TITLE)],
    )
    short_name = StringField(
        _l("Short name"),
        description=_l("The official short name, for tables: МАОУ Анкудиновская СШ."),
        filters=[stripped],
        validators=[filled(_l("Give the short name.")), at_most(LONGEST_LINE)],
    )


class LookFields(Form):
    """How the organisation's own people see it."""

    display_name = StringField(
        _l("Name over the pages"),
        description=_l("How the organisation's own people see it in the head of their pages."),
        filters=[stripped],
        validators=[filled(_l("Give the name over the pages.")), at_most(LONGEST_LINE)],
    )
    emblem = RadioField(
        _l("Emblem"),
        choices=choices_of(service.EMBLEMS),
        default="star",
        validators=[filled(_l("Choose an emblem."))],
        validate_choice=False,
    )


class RegistrationFields(Form):
    """What kind of organisation it is, and its numbers."""

    kind = SelectField(
        _l("Kind"),
        choices=choices_of({"": _l("Choose one"), **service.KINDS}),
        validators=[filled(_l("Choose the kind of the organisation."))],
        validate_choice=False,
    )
    inn = StringField(
        _l("INN"),
        filters=[stripped],
        validators=[Optional(), Number(lambda text: checkdigits.check_inn(text, organisation=True))],
        render_kw={"inputmode": "numeric"},
    )
    kpp = StringField(_l("KPP"), filters=[stripped], validators=[Optional(), Number(checkdigits.check_kpp)])
    ogrn = StringField(
        _l("OGRN"),
        filters=[stripped],
        validators=[Optional(), Number(lambda text: checkdigits.check_ogrn(text, organisation=True))],
        render_kw={"inputmode": "numeric"},
    )


class ContactFields(Form):
    """How to reach an organisation."""

    place = StringField(
        _l("Town or village"),
        description=_l("As it stands in orders: г. Кстово."),
        filters=[stripped],
        validators=[at_most(LONGEST_LINE)],
    )
    address = StringField(_l("Address"), filters=[stripped], validators=[at_most(LONGEST_TITLE)])
    phone = TelField(_l("Telephone"), filters=[stripped], validators=[at_most(LONGEST_LINE)])
    contact_email = EmailField(
        _l("E-mail"), filters=[stripped], validators=[Optional(), Email(), at_most(LONGEST_LINE)]
    )
    site = StringField(_l("Site"), filters=[stripped], validators=[at_most(LONGEST_LINE)])

    @property
    def contacts(self) -> service.Contacts:
        """The contacts that were typed."""
        return service.Contacts(
            place=self.place.data or "",
            address=self.address.data or "",
            phone=self.phone.data or "",
            email=self.contact_email.data or "",
            site=self.site.data or "",
        )


class CardForm(ContactFields, LookFields):
    """The organisation's own part of its card."""

    director_surname = StringField(_l("Surname"), filters=[stripped], validators=[at_most(LONGEST_NAME)])
    director_name = StringField(_l("Name"), filters=[stripped], validators=[at_most(LONGEST_NAME)])
    director_patronymic = StringField(
        _l("Patronymic"), filters=[stripped], validators=[at_most(LONGEST_NAME)]
    )
    director_post = StringField(
        _l("Post"),
        description=_l("Documents are signed with these words."),
        filters=[stripped],
        validators=[filled(_l("Give the post: director, head.")), at_most(LONGEST_LINE)],
    )

    @property
    def look(self) -> service.Look:
        """The name over the pages and the emblem that were chosen."""
        return service.Look(self.display_name.data or "", self.emblem.data or "")

    @property
    def head(self) -> service.Director:
        """Who heads the organisation, as typed."""
        name = PersonName(
            self.director_surname.data or "",
            self.director_name.data or "",
            self.director_patronymic.data or "",
        )
        return service.Director(name, self.director_post.data or "")


class OrganisationForm(NameFields, LookFields, RegistrationFields, ContactFields):
    """The district's card of an organisation."""

    def card(self, *, accent: str = "", fictional: bool = False) -> service.OrganisationCard:
        """The card that was typed; what the page does not ask for is given."""
        return service.OrganisationCard(
            kind=self.kind.data or "",
            full_name=" ".join((self.full_name.data or "").split()),
            short_name=self.short_name.data or "",
            display_name=self.display_name.data or "",
            inn=self.inn.data or "",
            kpp=self.kpp.data or "",
            ogrn=self.ogrn.data or "",
            emblem=self.emblem.data or "",
            accent=accent,
            contacts=self.contacts,
            fictional=fictional,
        )


class NewOrganisationForm(OrganisationForm):
    """The same card with the address, which is chosen once."""

    slug = StringField(
        _l("Address in the system"),
        description=_l(
            "Small Latin letters, digits and hyphens: dom-tvorchestva. It cannot be changed later."
        ),
        filters=[stripped],
        validators=[filled(_l("Choose the address."))],
    )


class FirstCoordinatorForm(Form):
    """Who will run mentoring in a new organisation."""

    email = EmailField(
        _l("E-mail"),
        filters=[stripped],
        validators=[filled(_l("Give the address the invitation goes to.")), Email(), at_most(LONGEST_LINE)],
    )
    surname = StringField(
        _l("Surname"), filters=[stripped], validators=[filled(_l("Give the surname.")), at_most(LONGEST_NAME)]
    )
    name = StringField(
        _l("Name"), filters=[stripped], validators=[filled(_l("Give the name.")), at_most(LONGEST_NAME)]
    )
    patronymic = StringField(_l("Patronymic"), filters=[stripped], validators=[at_most(LONGEST_NAME)])
    post = StringField(_l("Post"), filters=[stripped], validators=[at_most(LONGEST_LINE)])

    @property
    def person_name(self) -> PersonName:
        """The name that was typed."""
        return PersonName(self.surname.data or "", self.name.data or "", self.patronymic.data or "")


class SureForm(Form):
    """Something that is asked twice."""

    sure = BooleanField(_l("Yes, I am sure"), validators=[filled(_l("Tick this to confirm."))])


class JournalForm(wtforms.Form):
    """What the journal shows; it is sent by GET, so the filter lives in the address."""

    person = SelectField(_l("Who"), validate_choice=False)
    action = SelectField(_l("Act"), validate_choice=False)
    since = DateTextField(_l("From"))
    until = DateTextField(_l("To"))

    @property
    def filter(self) -> service.JournalFilter:
        """The filter that was asked for."""
        return service.JournalFilter(
            person=self.person.data or "",
            action=self.action.data or "",
            since=self.since.data,
            until=self.until.data,
        )
