# SPDX-License-Identifier: MIT
"""The register of consents: everybody who takes part, what lacks, what ends soon, who comes of age.

The rule of the gate is written once, in Python, so the register asks it of everybody and then keeps the wanted ones:
six queries however many people there are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from nastavnik.consents.words import PURPOSES
from nastavnik.foundation.dates import today
from nastavnik.foundation.scope import require
from nastavnik.people import service as people
from nastavnik.people.service import Listing, MenteeFilter, MentorFilter, PageOfRows

from .forms import VIEW
from .states import SOON, PersonStanding, Standing, standings

SHOWN = ("lacking", "ending", "turning", "clearance", "withdrawn", "scan")
"""What the register may be narrowed to: consent lacks; consent or clearance ends within thirty days; 14 or 18 within
thirty days; clearance lacks; consent withdrawn; no scan."""
WHOLE = Listing(size=0)


@dataclass(frozen=True, slots=True)
class ConsentLine:
    """A person who takes part. ``roles``: mentor, mentee."""

    person: people.Person
    roles: tuple[str, ...]
    standing: PersonStanding
    purpose: str

    @property
    def consent(self) -> Standing:
        """How the person stands with the purpose that is looked at."""
        return self.standing.purposes[self.purpose]

    @property
    def ends_on(self) -> date | None:
        """The nearest day after which consent or clearance does not suffice."""
        return min(filter(None, (self.consent.until, self.standing.clearance.until)), default=None)

    @property
    def coming_end(self) -> date | None:
        """The nearest end of what is in force today; ``None`` when nothing of it has an end."""
        ends = []
        if self.consent.state == "in_force":
            ends.append(self.consent.until)
        if self.standing.clearance.state == "cleared":
            ends.append(self.standing.clearance.until)
        return min(filter(None, ends), default=None)

    def fits(self, shown: str, on: date) -> bool:
        """Whether the line belongs to one of ``SHOWN``."""
        clearance = self.standing.clearance
        return {
            "lacking": self.consent.state != "in_force",
            "ending": self.coming_end is not None and self.coming_end <= on + SOON,
            "turning": self.standing.turns is not None,
            "clearance": clearance.state in ("lacking", "lapsed", "not_cleared"),
            "withdrawn": any(one.withdrawn_on for one in self.consent.consents),
            "scan": any(
                one.way == "paper" and one.file_id is None and one.withdrawn_on is None
                for one in self.consent.consents
            ),
        }.get(shown, True)


@dataclass(frozen=True, slots=True)
class RegisterFilter:
    """What of the register is wanted."""

    text: str = ""
    shown: str = ""
    purpose: str = "participation"
    role: str = ""
    listing: Listing = field(default_factory=Listing)


@dataclass(frozen=True, slots=True)
class Register:
    """A page of the register, and how many lines each narrowing has."""

    page: PageOfRows[ConsentLine]
    counts: Mapping[str, int]
    total: int


def register(wanted: RegisterFilter) -> Register:
    """The wanted page of the register of consents."""
    require(VIEW)
    on = today()
    lines = [line for line in everybody(wanted.purpose) if not wanted.role or wanted.role in line.roles]
    counts = Counter(name for line in lines for name in SHOWN if line.fits(name, on))
    kept = [line for line in lines if line.fits(wanted.shown, on) and _named(line.person, wanted.text)]
    return Register(_page(_in_order(kept, wanted.listing.order), wanted.listing), counts, len(lines))


def everybody(purpose: str = "participation") -> list[ConsentLine]:
    """Everybody who takes part, by name: those who left or have finished are not asked any more."""
    require(VIEW)
    roles: dict[people.Person, list[str]] = {}
    for mentor, person in people.mentors(MentorFilter(listing=WHOLE)).rows:
        if mentor.state != "left":
            roles.setdefault(person, []).append("mentor")
    for mentee, person in people.mentees(MenteeFilter(listing=WHOLE)).rows:
        if mentee.state not in ("completed", "left"):
            roles.setdefault(person, []).append("mentee")
    mentors = frozenset(person.id for person, those in roles.items() if "mentor" in those)
    found = standings(list(roles), today(), mentors=mentors)
    known = purpose if purpose in PURPOSES else "participation"
    lines = [ConsentLine(person, tuple(those), found[person.id], known) for person, those in roles.items()]
    return sorted(lines, key=lambda line: (line.person.sort_key, line.person.id))


def _named(person: people.Person, text: str) -> bool:
    words = text.lower().replace("ё", "е").split()
    return all(word in person.find_key for word in words)


def _in_order(lines: list[ConsentLine], order: str) -> list[ConsentLine]:
    if order.removeprefix("-") == "ends":
        ended = sorted(
            (line for line in lines if line.ends_on),
            key=lambda line: line.ends_on or date.max,
            reverse=order[0] == "-",
        )
        return [*ended, *(line for line in lines if not line.ends_on)]
    return lines[::-1] if order == "-name" else lines


def _page(lines: Sequence[ConsentLine], listing: Listing) -> PageOfRows[ConsentLine]:
    if not listing.size:
        return PageOfRows(lines, len(lines), 1, 1)
    pages = max(1, -(-len(lines) // listing.size))
    page = min(max(listing.page, 1), pages)
    return PageOfRows(lines[(page - 1) * listing.size : page * listing.size], len(lines), page, pages)
