# SPDX-License-Identifier: MIT
"""Organisations of the district: finding, adding, editing, archiving."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any

from flask import g, has_request_context
from sqlalchemy import FromClause, func, select
from sqlalchemy.exc import IntegrityError

from nastavnik.foundation import checkdigits
from nastavnik.foundation.change import change
from nastavnik.foundation.database import open_scope, session
from nastavnik.foundation.errors import NotFound, Refused
from nastavnik.foundation.i18n import Text
from nastavnik.foundation.i18n import gettext as _
from nastavnik.foundation.i18n import lazy_gettext as _l
from nastavnik.foundation.names import PersonName
from nastavnik.foundation.scope import (
    IdentityScope,
    SystemScope,
    current_actor,
    current_tenant_id,
    require,
)
from nastavnik.tenants.models import Tenant, TenantProfile

MANAGE = "tenants.manage"
ORGANISATIONS = "tenants.organisations"

KINDS: dict[str, Text] = {
    "school": _l("General education"),
    "supplementary": _l("Supplementary education"),
    "vocational": _l("Vocational education"),
    "preschool": _l("Preschool education"),
}
"""Kinds of organisations; order № 26 of the district names the first three."""

EMBLEMS: dict[str, Text] = {
    "star": _l("Star"),
    "book": _l("Book"),
    "sun": _l("Sun"),
    "gear": _l("Gear wheel"),
    "leaf": _l("Leaf"),
    "compass": _l("Compass"),
    "wing": _l("Wing"),
}
"""The product's own drawings an organisation may choose from."""

_SLUG = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_LONGEST_SLUG = 40


@dataclass(frozen=True, slots=True)
class Contacts:
    """How to reach an organisation; these it keeps up to date by itself."""

    place: str = ""
    address: str = ""
    phone: str = ""
    email: str = ""
    site: str = ""


@dataclass(frozen=True, slots=True)
class OrganisationCard:
    """Facts of an organisation that are public anyway. ИНН, КПП and ОГРН may be empty; else they are checked."""

    kind: str
    full_name: str
    short_name: str
    display_name: str
    inn: str = ""
    kpp: str = ""
    ogrn: str = ""
    emblem: str = "star"
    accent: str = ""
    contacts: Contacts = field(default_factory=Contacts)
    fictional: bool = False

    def columns(self) -> dict[str, Any]:
        """The card as columns of the table, checked; raises ``Refused`` naming the field at fault."""
        if self.kind not in KINDS:
            raise Refused(_("Choose the kind from the list."), field="kind")
        if self.emblem not in EMBLEMS:
            raise Refused(_("Choose the emblem from the list."), field="emblem")
        for name in ("full_name", "short_name", "display_name"):
            if not getattr(self, name).strip():
                raise Refused(_("Give the name of the organisation."), field=name)
        return {
            "kind": self.kind,
            "full_name": self.full_name.strip(),
            "short_name": self.short_name.strip(),
            "display_name": self.display_name.strip(),
            "inn": _number("inn", self.inn),
            "kpp": _number("kpp", self.kpp),
            "ogrn": _number("ogrn", self.ogrn),
            "emblem": self.emblem,
            "accent": self.accent,
            "fictional": self.fictional,
            **_contact_columns(self.contacts),
        }


@dataclass(frozen=True, slots=True)
class Look:
    """How an organisation's own people see it: the name over the pages and the emblem."""

    display_name: str
    emblem: str

    def columns(self) -> dict[str, str]:
        """The look as columns of the table, checked."""
        if self.emblem not in EMBLEMS:
            raise Refused(_("Choose the emblem from the list."), field="emblem")
        if not self.display_name.strip():
            raise Refused(_("Give the name of the organisation."), field="display_name")
        return {"display_name": self.display_name.strip(), "emblem": self.emblem}


@dataclass(frozen=True, slots=True)
class Director:
    """Who heads the organisation, as documents are signed."""

    name: PersonName
    post: str = "Директор"


def find_tenant(slug: str | None) -> Tenant | None:
    """The active organisation of this slug; ``None`` when there is none. Read once in a request."""
    if not slug:
        return None
    known: dict[str, Tenant | None] = g.setdefault("tenants_found", {}) if has_request_context() else {}
    if slug not in known:
        with open_scope(IdentityScope()) as opened:
            known[slug] = opened.scalar(select(Tenant).where(Tenant.slug == slug, Tenant.state == "active"))
    return known[slug]


def get_tenant(slug: str) -> Tenant:
    """The active organisation of this slug; ``NotFound`` when there is none."""
    tenant = find_tenant(slug)
    if tenant is None:
        raise NotFound(f"no organisation {slug!r}")
    return tenant


def current_tenant() -> Tenant:
    """The organisation whose scope is open."""
    return session().get_one(Tenant, current_tenant_id())


def director() -> Director:
    """Who heads the open organisation; an empty name when nobody has been entered."""
    profile = session().scalar(select(TenantProfile))
    if profile is None:
        return Director(PersonName(""))
    name = PersonName(profile.director_surname, profile.director_name, profile.director_patronymic)
    return Director(name, profile.director_post)


def directory() -> FromClause:
    """Organisations as other rooms may join them in SQL: id, slug, kind, short_name, display_name, state, emblem."""
    return select(
        Tenant.id,
        Tenant.slug,
        Tenant.kind,
        Tenant.short_name,
        Tenant.display_name,
        Tenant.state,
        Tenant.emblem,
    ).subquery("directory")


def organisations(*, kind: str = "", state: str = "active") -> Sequence[Tenant]:
    """Organisations of the district by name, in any scope that may read them; one query."""
    statement = select(Tenant).where(Tenant.state == state)
    if kind:
        statement = statement.where(Tenant.kind == kind)
    return session().scalars(statement.order_by(func.replace(func.lower(Tenant.short_name), "ё", "её"))).all()


def any_organisation(slug: str) -> Tenant:
    """An organisation in whatever state, for those who keep the list; ``NotFound`` when there is none."""
    tenant = session().scalar(select(Tenant).where(Tenant.slug == slug))
    if tenant is None:
        raise NotFound(f"no organisation {slug!r}")
    return tenant


def add_organisation(slug: str, card: OrganisationCard) -> Tenant:
    """Put an organisation into the district. The slug is its address for ever."""
    require(ORGANISATIONS)
    check_slug(slug)
    columns = card.columns()
    with open_scope(SystemScope(reason="an organisation is added to the district", actor=current_actor())):
        try:
            with change() as tx:
                tenant = tx.add(Tenant(slug=slug, **columns))
                tx.record("tenants.added", subject=tenant, after={"slug": slug, **columns})
        except IntegrityError as error:
            raise Refused(_("There is an organisation at this address already."), field="slug") from error
    return tenant


def edit_organisation(slug: str, card: OrganisationCard) -> None:
    """Change the facts of an organisation; the log keeps what they were."""
    require(ORGANISATIONS)
    _edit(slug, card.columns(), "an organisation's card is edited by the district")


def archive_organisation(slug: str) -> None:
    """Close an organisation: nobody opens its pages, its data stay and it can be restored."""
    require(ORGANISATIONS)
    _edit(slug, {"state": "archived"}, "an organisation leaves the district")


def restore_organisation(slug: str) -> None:
    """Open an archived organisation again."""
    require(ORGANISATIONS)
    _edit(slug, {"state": "active"}, "an organisation returns to the district")


def edit_own_card(look: Look, contacts: Contacts, head: Director) -> None:
    """The organisation's own part of its card: how it looks, its contacts and who heads it."""
    require(MANAGE)
    tenant = current_tenant()
    columns = {**look.columns(), **_contact_columns(contacts)}
    edit_director(head)
    _edit(tenant.slug, columns, "an organisation edits its own part of the card")


def edit_director(head: Director) -> None:
    """Write down who heads the open organisation. Asks for no right: its callers do."""
    after = {
        "director_surname": head.name.surname,
        "director_name": head.name.name,
        "director_patronymic": head.name.patronymic,
        "director_post": head.post,
    }
    with change() as tx:
        profile = tx.session.scalar(select(TenantProfile).with_for_update())
        if profile is None:
            profile = tx.add(TenantProfile())
        before = {name: getattr(profile, name) for name in after}
        if before != after:
            _assign(profile, after)
            tx.record("tenants.director_named", subject=profile, before=before, after=after)


def check_slug(slug: str) -> None:
    """Refuse an address that is not small Latin letters, digits and single hyphens."""
    if len(slug) > _LONGEST_SLUG or not _SLUG.fullmatch(slug):
        raise Refused(
            _("An address is written in small Latin letters, digits and hyphens: dom-tvorchestva."),
            field="slug",
        )


def _edit(slug: str, columns: Mapping[str, Any], reason: str) -> None:
    with open_scope(SystemScope(reason=reason, actor=current_actor())), change() as tx:
        tenant = tx.session.scalar(select(Tenant).where(Tenant.slug == slug).with_for_update())
        if tenant is None:
            raise NotFound(f"no organisation {slug!r}")
        before = {
            name: getattr(tenant, name) for name, value in columns.items() if getattr(tenant, name) != value
        }
        if before:
            _assign(tenant, columns)
            tx.record(
                "tenants.edited",
                subject=tenant,
                before=before,
                after={name: columns[name] for name in before},
            )


def _assign(row: object, columns: Mapping[str, Any]) -> None:
    for name, value in columns.items():
        setattr(row, name, value)


def _contact_columns(contacts: Contacts) -> dict[str, str]:
    return {one.name: getattr(contacts, one.name).strip() for one in fields(Contacts)}


def _number(name: str, text: str) -> str:
    """A registration number, checked unless it is empty."""
    if not text.strip():
        return ""
    checks = {
        "inn": lambda: checkdigits.check_inn(text, organisation=True),
        "kpp": lambda: checkdigits.check_kpp(text),
        "ogrn": lambda: checkdigits.check_ogrn(text, organisation=True),
    }
    try:
        return checks[name]()
    except Refused as refusal:
        raise Refused(refusal.message, field=name) from refusal
