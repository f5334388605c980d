# SPDX-License-Identifier: MIT
"""What the layouts show around a page: the installation, the organisation, the menu and the person.

``Site`` is one for the installation and known without a database, so error pages stand on it alone. ``Shell`` is made
for each request; the layouts «tenant», «department» and «account» read it from the template variable ``shell``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from nastavnik.foundation.i18n import Text

Tone = Literal["", "late"]


@dataclass(frozen=True, slots=True)
class Link:
    """A link of the footer or of the page before sign-in."""

    title: Text
    url: str
    icon: str = ""


@dataclass(frozen=True, slots=True)
class Site:
    """The installation: whose it is and where help is found.

    ``support`` is a sentence under the sign-in form; ``links`` stand in the footer of every page, ``open_links`` beside
    the sign-in form; ``demonstration`` says on every page that people and events are fictional.
    """

    name: Text = "Наставник"
    version: str = ""
    district: Text = ""
    department: Text = ""
    support: Text = ""
    demonstration: bool = False
    links: Sequence[Link] = ()
    open_links: Sequence[Link] = ()


@dataclass(frozen=True, slots=True)
class NavItem:
    """One line of the menu. ``count`` is shown only where it calls to act; tone «late» paints it as overdue."""

    title: Text
    url: str
    icon: str
    count: int | None = None
    count_tone: Tone = ""
    active: bool = False


@dataclass(frozen=True, slots=True)
class NavSection:
    """Lines of the menu under one heading; the first section usually has none."""

    items: Sequence[NavItem]
    title: Text = ""


@dataclass(frozen=True, slots=True)
class Place:
    """Somewhere a person may work: an organisation, the department, a partner. ``note`` is the role there."""

    title: Text
    url: str
    note: Text = ""
    current: bool = False


@dataclass(frozen=True, slots=True)
class Search:
    """The search form of the top bar; it is sent by GET with the field ``q``."""

    url: str
    label: Text
    text: str = ""


@dataclass(frozen=True, slots=True)
class Emblem:
    """An organisation's sign: the name of a built-in drawing, or the address of a picture."""

    drawing: str = "star"
    url: str = ""


@dataclass(frozen=True, slots=True)
class Shell:
    """The frame of a signed-in person's page.

    ``name`` and ``note`` stand beside the emblem: the organisation in full and its district. ``person`` is «Фамилия
    И.О.», ``role`` what the person is here. ``notifications_url`` may be empty where there are none to speak of.
    """

    name: Text
    home_url: str
    person: str
    role: Text
    account_url: str
    sign_out_url: str
    note: Text = ""
    emblem: Emblem = field(default_factory=Emblem)
    navigation: Sequence[NavSection] = ()
    places: Sequence[Place] = ()
    search: Search | None = None
    notifications_url: str = ""
    unread: int = 0
    jobs_url: str = ""
