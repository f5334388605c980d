# SPDX-License-Identifier: MIT
"""What stands around a page, filled from the plugins that are on: the menu, the person, the other places."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal
from uuid import UUID

from flask import Flask, current_app, g, request, url_for

from nastavnik.foundation import notifications
from nastavnik.foundation.i18n import gettext as _
from nastavnik.foundation.scope import PartnerScope, Scope, TenantScope, current_actor, current_scope
from nastavnik.hookspecs import NavEntry
from nastavnik.settings import Settings

from .scoping import (
    FIRST_PAGE,
    Mount,
    PartnerParty,
    PlaceOf,
    confined,
    enabled,
    organisation,
    partner,
    person,
    plugins_of_app,
)
from .shell import Emblem, NavItem, NavSection, Place, Search, Shell

ROLE_NAMES = {
    "director": lambda: _("director"),
    "coordinator": lambda: _("coordinator"),
    "executor": lambda: _("executor"),
    "mentor": lambda: _("mentor"),
    "mentee": lambda: _("mentee"),
    "psychologist": lambda: _("psychologist"),
    "data_officer": lambda: _("responsible for personal data"),
    "department_officer": lambda: _("department officer"),
    "system_admin": lambda: _("system administrator"),
    "partner_signatory": lambda: _("signs for the partner"),
    "partner_contact": lambda: _("contact person of the partner"),
}


def install(app: Flask) -> None:
    """Give templates ``shell``; pages of somebody who is not signed in get ``None``."""
    app.context_processor(lambda: {"shell": _shell()})


def role_name(role: str) -> str:
    """A role in the reader's words."""
    named = ROLE_NAMES.get(role)
    return named() if named else role


def _shell() -> Shell | None:
    if "shell" not in g:
        g.shell = _make_shell()
    shell: Shell | None = g.shell
    return shell


def _make_shell() -> Shell | None:
    signed_in = person()
    if signed_in is None or "scope_stack" not in g:
        return None
    here = organisation()
    settings: Settings = current_app.extensions["nastavnik.settings"]
    in_department = request.path.startswith("/department")
    scope = _open_scope()
    common: dict[str, Any] = {
        "person": signed_in.short_name,
        "account_url": url_for("accounts.overview"),
        "sign_out_url": url_for("accounts.sign_out"),
        "places": [_place(place) for place in signed_in.places],
    }
    if here is not None and isinstance(scope, TenantScope):
        return Shell(
            name=here.display_name,
            note=settings.district_name,
            emblem=Emblem(drawing=here.emblem),
            home_url=url_for("desk.now"),
            role=_roles(),
            navigation=_navigation("tenant"),
            **({} if confined() else _desk(signed_in.account_id)),
            **common,
        )
    party = partner()
    if party is not None and isinstance(scope, PartnerScope):
        return Shell(**_of_partner(party, signed_in.account_id), **common)
    if in_department and scope is not None:
        return Shell(
            name=settings.department_name,
            note=settings.district_name,
            emblem=Emblem(drawing="department"),
            home_url=url_for("department.matrix"),
            role=_roles(),
            navigation=_navigation("department"),
            **common,
        )
    return Shell(
        name=_("Your account"),
        note=settings.district_name,
        home_url=url_for("accounts.places"),
        role="",
        **common,
    )


def _desk(account_id: UUID) -> dict[str, Any]:
    """What only those who work for the organisation have: search, notices, long jobs."""
    return {
        "search": Search(
            url_for("desk.search"), _("Measure, participant, document"), request.args.get("q", "")
        ),
        "notifications_url": url_for("desk.notices"),
        "unread": notifications.unread_count(account_id),
        "jobs_url": url_for("desk.long_jobs"),
    }


def _of_partner(party: PartnerParty, account_id: UUID) -> dict[str, Any]:
    """The narrow frame of the portal: no search and no jobs, since a partner reads its own papers alone."""
    return {
        "name": party.short_name,
        "note": _("partner organisation, INN %(inn)s", inn=party.inn),
        "emblem": Emblem(drawing="partner"),
        "home_url": url_for("portal.index"),
        "role": _roles(),
        "navigation": _navigation("partner"),
        "notifications_url": url_for("portal.notices"),
        "unread": notifications.unread_count(account_id),
    }


def _open_scope() -> Scope | None:
    return current_scope() if enabled() else None


def _roles() -> str:
    return ", ".join(role_name(role) for role in sorted(current_actor().roles))


def _place(place: PlaceOf) -> Place:
    slug = place.slug
    match place.kind:
        case "tenant":
            url, current = url_for("desk.now", tenant=slug), slug == g.get("tenant_slug")
        case "partner":
            url, current = url_for("portal.index", partner=slug), slug == g.get("partner_inn")
        case _:
            url, current = url_for("department.matrix"), request.path.startswith("/department")
    roles = ", ".join(role_name(role) for role in sorted(place.roles))
    return Place(title=place.title, url=url, note=roles, current=current)


def _navigation(scope: Literal["tenant", "department", "partner"]) -> list[NavSection]:
    rights = current_actor().rights
    entries: list[NavEntry] = []
    for _plugin, contributed in plugins_of_app().ask_enabled(enabled(), "navigation", scope=scope):
        entries.extend(
            entry for entry in contributed if entry.right in rights or not (entry.right or confined())
        )
    mounts: Mapping[str, Mount] = current_app.extensions["nastavnik.mounts"]
    entries = [entry for entry in entries if mounts[entry.endpoint.rpartition(".")[0]].scope == scope]
    first = [entry for entry in entries if entry.endpoint == FIRST_PAGE]
    entries = [entry for entry in entries if entry.endpoint != FIRST_PAGE]
    if scope == "tenant" and not confined():
        entries.append(_first_page(first))
    entries.sort(key=lambda entry: entry.order)
    open_url = _open_line([url_for(entry.endpoint) for entry in entries])
    sections: dict[str, list[NavItem]] = {}
    for entry in entries:
        sections.setdefault(str(entry.section), []).append(_nav_item(entry, open_url))
    return [NavSection(items=items, title=title) for title, items in sections.items()]


def _open_line(urls: Sequence[str]) -> str:
    """Which line of the menu stands for this page: the one it lies deepest under; the first pages have no below."""
    fitting = [
        url
        for url in urls
        if request.path == url or (url.count("/") > 3 and request.path.startswith(url.rstrip("/") + "/"))
    ]
    return max(fitting, key=len, default="")


def _first_page(contributed: Sequence[NavEntry]) -> NavEntry:
    """«Что делать сейчас» with what the plugins count there."""
    return NavEntry(
        title=_("What to do now"),
        endpoint=FIRST_PAGE,
        icon="list-check",
        order=-1,
        count=lambda: sum(entry.count() for entry in contributed if entry.count),
        tone="late",
    )


def _nav_item(entry: NavEntry, open_url: str) -> NavItem:
    url = url_for(entry.endpoint)
    count = entry.count() if entry.count else None
    return NavItem(
        title=entry.title,
        url=url,
        icon=entry.icon,
        count=count or None,
        count_tone=entry.tone if count else "",
        active=url == open_url,
    )
