# SPDX-License-Identifier: MIT
"""What the room contributes: settings of an organisation, the register of the district, the administrator's pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal
from uuid import UUID

import click

from nastavnik.foundation.i18n import Text
from nastavnik.foundation.i18n import gettext as _
from nastavnik.foundation.i18n import lazy_gettext as _l
from nastavnik.hookspecs import About, NavEntry, Pages, PersonalData, Right, hook
from nastavnik.web.scoping import plugins_of_app

from . import service
from .acts import OWN_ACTS, JournalWords
from .administration_views import administration
from .commands import tenants_commands
from .mailbox_views import mailbox
from .views import organisation, organisation_card

about = About(
    title=_l("Organisation"),
    description=_l("Card of the organisation, plugins that are switched on, the journal of acts."),
    required=True,
)


@hook
def pages() -> Sequence[Pages]:
    """Card and settings of a tenant, pages of those who keep the district, the demonstration's mailbox."""
    return [
        Pages("tenant", organisation_card, prefix="organisation"),
        Pages("tenant", organisation, prefix="settings"),
        Pages("department", administration, prefix="admin"),
        Pages("account", mailbox, prefix="mailbox"),
    ]


@hook
def rights() -> Sequence[Right]:
    """Who runs an organisation's settings, who reads its journal, who keeps the district."""
    return [
        Right(
            "tenants.manage",
            _l("Edit the organisation's card, switch plugins on and off"),
            frozenset({"director", "coordinator"}),
        ),
        Right("tenants.audit", _l("Read the journal of acts"), frozenset({"director"})),
        Right(
            "tenants.organisations",
            _l("Add and edit organisations of the district"),
            frozenset({"department_officer", "system_admin"}),
            scope="department",
        ),
        Right(
            "system.operate",
            _l("See what did not get through and send it again"),
            frozenset({"system_admin"}),
            scope="department",
        ),
    ]


@hook
def navigation(scope: Literal["tenant", "department", "partner"]) -> Sequence[NavEntry]:
    """«Карточка организации» and «Настройки» of a tenant; the register and the deliveries of the district."""
    if scope == "tenant":
        return [
            NavEntry(
                title=_l("Card of the organisation"),
                endpoint="organisation_card.show",
                icon="building",
                section=_l("Organisation"),
                order=905,
            ),
            NavEntry(
                title=_l("Settings"),
                endpoint="organisation.card",
                icon="settings",
                section=_l("Organisation"),
                order=920,
                right="tenants.manage",
            ),
        ]
    if scope != "department":
        return []
    return [
        NavEntry(
            title=_l("Register"),
            endpoint="administration.organisations",
            icon="building-community",
            order=910,
            right="tenants.organisations",
        ),
        NavEntry(
            title=_l("Deliveries"),
            endpoint="administration.deliveries",
            icon="activity",
            order=920,
            right="system.operate",
            count=service.failed_count,
            tone="late",
        ),
    ]


@hook
def personal_data(account_id: UUID) -> PersonalData:
    """What the person did in the organisation, as the journal has it."""
    words = JournalWords(plugins_of_app())
    return PersonalData(
        title=_l("Acts in the journal"),
        rows=[
            {
                _("When"): entry.at,
                _("Act"): words.act(entry.action),
                _("Network address"): entry.address or "",
                _("Was"): words.was(entry),
                _("Became"): words.became(entry),
            }
            for entry in service.acts_of(account_id)
        ],
    )


@hook
def audit_words() -> Mapping[str, Text]:
    """Acts of this room and of the foundation in the journal."""
    return OWN_ACTS


@hook
def commands() -> Sequence[click.Command]:
    """``nastavnik tenants``."""
    return [tenants_commands]
