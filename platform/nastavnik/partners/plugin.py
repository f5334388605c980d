# SPDX-License-Identifier: MIT
"""What the room contributes: the register of partner organisations and the partner's portal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from flask import url_for

from nastavnik.foundation.i18n import Text
from nastavnik.foundation.i18n import lazy_gettext as _l
from nastavnik.foundation.scope import current_actor
from nastavnik.hookspecs import About, Found, NavEntry, Pages, Right, hook
from nastavnik.people.service import Listing

from . import service, words
from .views import blueprint, portal

about = About(
    title=_l("Partners"),
    description=_l("Partner organisations of the district, their people and their portal."),
    needs=("accounts", "tenants", "people"),
)

LEADERS = frozenset({"director", "coordinator"})
ACTS: Mapping[str, Text] = {
    "partners.added": _l("A partner was taken into the register"),
    "partners.changed": _l("A partner's card was changed"),
    "partners.organisation_added": _l("A partner organisation was written down for the district"),
    "partners.requisites_changed": _l("Requisites of a partner organisation were changed"),
    "partners.person_invited_again": _l("An invitation to the portal was sent again"),
}
NAMES: Mapping[str, Text] = {
    "partners": _l("partner"),
    "partner_organisations": _l("partner organisation"),
    "partner": _l("partner organisation"),
    "kind": _l("kind"),
    "full_name": _l("full name"),
    "short_name": _l("short name"),
    "inn": _l("INN"),
    "kpp": _l("KPP"),
    "ogrn": _l("OGRN"),
    "sector": _l("sector"),
    "address": _l("address"),
    "phone": _l("telephone"),
    "email": _l("e-mail"),
    "website": _l("website"),
    "state": _l("state"),
    "offers": _l("what is offered"),
    "offers_note": _l("more about what is offered"),
    "contact_name": _l("contact person"),
    "contact_post": _l("post of the contact person"),
    "contact_phone": _l("telephone of the contact person"),
    "contact_email": _l("e-mail of the contact person"),
    "notes": _l("notes"),
    **{f"kind={code}": title for code, title in words.KINDS.items()},
    **{f"sector={code}": title for code, title in words.SECTORS.items()},
    **{f"state={code}": title for code, title in words.STATES.items()},
    **{f"offers={code}": title for code, title in words.OFFERS.items()},
}


@hook
def pages() -> Sequence[Pages]:
    """The register of partners of an organisation; requisites and people of a partner in its portal."""
    return [Pages("tenant", blueprint), Pages("partner", portal, prefix="")]


@hook
def navigation(scope: Literal["tenant", "department", "partner"]) -> Sequence[NavEntry]:
    """«Организации-партнёры»; «Реквизиты» and «Люди» of the portal."""
    if scope == "partner":
        return [
            NavEntry(_l("Requisites"), "partner_own.requisites", "id", order=80, right="partners.own_read"),
            NavEntry(_l("People"), "partner_own.people", "users", order=90, right="partners.own_read"),
        ]
    if scope != "tenant":
        return []
    return [
        NavEntry(
            _l("Partners"), "partners.index", "building-community", _l("Partnership"), 410, "partners.view"
        )
    ]


@hook
def rights() -> Sequence[Right]:
    """Who sees the register and who keeps it."""
    return [
        Right("partners.view", _l("See partner organisations and their people"), LEADERS | {"executor"}),
        Right("partners.edit", _l("Keep partner organisations and invite their people"), LEADERS),
        Right(
            "partners.own_read",
            _l("See requisites and people of one's own partner organisation"),
            frozenset({"partner_signatory", "partner_contact"}),
            scope="partner",
        ),
        Right(
            "partners.own_keep",
            _l("Keep the requisites and let colleagues in"),
            frozenset({"partner_signatory"}),
            scope="partner",
        ),
    ]


@hook
def search(text: str) -> Sequence[Found]:
    """Partners by name and ИНН."""
    if "partners.view" not in current_actor().rights:
        return []
    wanted = service.PartnerFilter(text=text, listing=Listing("name", size=10))
    return [
        Found(
            party.short_name,
            url_for("partners.card", partner_id=one.id),
            _l("partner organisation"),
            words.word(words.SECTORS, party.sector),
        )
        for one, party in service.partners(wanted).rows
    ]


@hook
def audit_words() -> Mapping[str, Text]:
    """Acts of this room in the journal, and what it writes there."""
    return {**ACTS, **NAMES}
