# SPDX-License-Identifier: MIT
"""What forms hand over: the requisites of a legal entity, and what an organisation keeps about its partner."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from nastavnik.foundation import checkdigits
from nastavnik.foundation.errors import Refused
from nastavnik.foundation.i18n import gettext as _
from nastavnik.partners.words import OFFERS, SECTORS, STATES

_ENTREPRENEUR = 12
"""ИНН of a person, and so of an entrepreneur, has twelve digits."""


@dataclass(frozen=True, slots=True)
class Requisites:
    """Facts of a legal entity. ``kpp`` and ``ogrn`` may be empty; an entrepreneur has no КПП."""

    full_name: str
    short_name: str
    inn: str
    sector: str
    kpp: str = ""
    ogrn: str = ""
    address: str = ""
    phone: str = ""
    email: str = ""
    website: str = ""

    def columns(self) -> Mapping[str, str]:
        """Values to store; ``Refused`` names the field at fault."""
        inn = _number("inn", checkdigits.check_inn, self.inn)
        kpp = _number("kpp", checkdigits.check_kpp, self.kpp) if self.kpp.strip() else ""
        ogrn = _number("ogrn", checkdigits.check_ogrn, self.ogrn) if self.ogrn.strip() else ""
        entrepreneur = len(inn) == _ENTREPRENEUR
        if entrepreneur and kpp:
            raise Refused(_("An entrepreneur has no KPP: leave the field empty."), field="kpp")
        if ogrn and entrepreneur != (len(ogrn) == 15):
            raise Refused(
                _("OGRN of an entrepreneur has fifteen digits.")
                if entrepreneur
                else _("OGRN of a legal entity has thirteen digits."),
                field="ogrn",
            )
        if self.sector not in SECTORS:
            raise Refused(_("Choose the sector from the list."), field="sector")
        for field in ("full_name", "short_name"):
            if not _tidy(getattr(self, field)):
                raise Refused(_("Give the name of the organisation."), field=field)
        texts = ("full_name", "short_name", "address", "phone", "email", "website")
        return {
            **{field: _tidy(getattr(self, field)) for field in texts},
            "kind": "entrepreneur" if entrepreneur else "legal",
            "inn": inn,
            "kpp": kpp,
            "ogrn": ogrn,
            "sector": self.sector,
        }


@dataclass(frozen=True, slots=True)
class PartnerCard:
    """What one organisation keeps about a partner of its own; ``offers`` lists codes of ``words.OFFERS``."""

    state: str = "prospective"
    offers: tuple[str, ...] = ()
    offers_note: str = ""
    contact_name: str = ""
    contact_post: str = ""
    contact_phone: str = ""
    contact_email: str = ""
    notes: str = ""

    def columns(self) -> Mapping[str, Any]:
        """Values to store; ``Refused`` names the field at fault."""
        if self.state not in STATES:
            raise Refused(_("Choose the state from the list."), field="state")
        if not set(self.offers) <= set(OFFERS):
            raise Refused(_("Choose what is offered from the list."), field="offers")
        lines = ("contact_name", "contact_post", "contact_phone", "contact_email")
        return {
            **{field: _tidy(getattr(self, field)) for field in lines},
            "state": self.state,
            "offers": [code for code in OFFERS if code in self.offers],
            "offers_note": self.offers_note.strip(),
            "notes": self.notes.strip(),
        }


def _tidy(text: str) -> str:
    return " ".join(text.split())


def _number(field: str, check: Any, text: str) -> str:
    try:
        return str(check(text))
    except checkdigits.BadNumber as refusal:
        raise Refused(refusal.message, field=field) from refusal
