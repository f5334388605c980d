# SPDX-License-Identifier: MIT
"""The register of consents: everybody who takes part, what lacks, what ends soon, who comes of age.

The database judges, counts, narrows and orders (``judging.py``); only the people of the wanted page are loaded, and how
they stand is said by the gate's own rule. Seven queries however many people there are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from nastavnik.consents.words import PURPOSES
from nastavnik.foundation.database import session
from nastavnik.foundation.dates import today
from nastavnik.foundation.scope import require
from nastavnik.people import service as people
from nastavnik.people.service import Listing, MenteeFilter, MentorFilter, PageOfRows

from .forms import VIEW
from .judging import CONDITIONS, asked_of_standing, judging
from .states import SOON, PersonStanding, Standing, standings

SHOWN = ("lacking", "ending", "turning", "clearance", "withdrawn", "scan")
"""What the register may be narrowed to: consent lacks; consent or clearance ends within thirty days; 14 or 18 within
thirty days; clearance lacks; consent withdrawn; no scan."""
WHOLE = Listing(size=0)
ROLES = ("mentor", "mentee")
_OF_ROLE = {"": "true", "mentor": "mentor", "mentee": "mentee"}
_ORDERS = {
    "name": "sort_key, id",
    "-name": "sort_key desc, id desc",
    "ends": "ends_on, sort_key, id",
    "-ends": "ends_on desc nulls last, sort_key, id",
}


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
    known = wanted.purpose if wanted.purpose in PURPOSES else "participation"
    words = wanted.text.lower().replace("ё", "е").split()
    given = judging(today(), known) | {f"word{index}": word for index, word in enumerate(words)}
    ours = _OF_ROLE.get(wanted.role, "false")
    named = [f"strpos(find_key, :word{index}) > 0" for index in range(len(words))]
    kept = " and ".join([ours, CONDITIONS.get(wanted.shown, "true"), *named])
    columns = {**{name: f"{ours} and {condition}" for name, condition in CONDITIONS.items()}, "total": ours}
    counted = ", ".join(
        f"count(*) filter (where {which}) as {name}" for name, which in {**columns, "kept": kept}.items()
    )
    totals = f"select {counted} from standing"  # noqa: S608 - made of constants
    numbers = session().execute(asked_of_standing(totals), given).one()._asdict()
    found, total = numbers.pop("kept"), numbers.pop("total")
    size = wanted.listing.size or max(found, 1)
    pages = max(1, -(-found // size))
    page = min(max(wanted.listing.page, 1), pages)
    order = _ORDERS.get(wanted.listing.order, _ORDERS["name"])
    some = f"select id, mentor, mentee from standing where {kept} order by {order} limit :most offset :past"  # noqa: S608 - made of constants
    rows = session().execute(asked_of_standing(some), given | {"most": size, "past": (page - 1) * size})
    roles = {row.id: tuple(role for role in ROLES if getattr(row, role)) for row in rows}
    return Register(PageOfRows(_lines_of(roles, known), found, page, pages), numbers, total)


def _lines_of(roles: Mapping[UUID, tuple[str, ...]], purpose: str) -> list[ConsentLine]:
    """Lines of these people, in their order."""
    persons = people.persons_by_id(roles)
    mentors = frozenset(one for one, those in roles.items() if "mentor" in those)
    stand = standings(list(persons.values()), today(), mentors=mentors, purposes=(purpose,))
    return [ConsentLine(persons[one], those, stand[one], purpose) for one, those in roles.items()]


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
    known = purpose if purpose in PURPOSES else "participation"
    found = standings(list(roles), today(), mentors=mentors, purposes=(known,))
    lines = [ConsentLine(person, tuple(those), found[person.id], known) for person, those in roles.items()]
    return sorted(lines, key=lambda line: (line.person.sort_key, line.person.id))
