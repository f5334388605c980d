# SPDX-License-Identifier: MIT
"""What a reader narrows the roadmap to. It lives in the address, so it can be kept, sent and returned to."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any
from urllib.parse import parse_qsl, urlencode

from flask import url_for

from nastavnik.foundation.i18n import LazyText
from nastavnik.foundation.i18n import gettext as _
from nastavnik.foundation.i18n import lazy_gettext as _l
from nastavnik.roadmap.service.board import Board, BoardRow, kind_in_filter

STATES: Mapping[str, LazyText] = {
    "overdue": _l("Overdue"),
    "soon": _l("Due soon"),
    "work": _l("In work"),
    "planned": _l("Planned"),
    "done": _l("Done"),
    "none": _l("Not required"),
}
NOBODY = "nobody"
"""The choice of measures for which nobody with an account answers."""
_LONGEST = 200
_NUMBER = re.compile(r"\d+(\.\d+)+")
"""What reads as a measure's number: dates within titles, such as 25.12.2019, must not answer to it."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A choice of measures; empty fields choose nothing."""

    state: str = ""
    q: str = ""
    section: str = ""
    who: str = ""
    bare: str = ""
    sort: str = ""

    @classmethod
    def of(cls, args: Mapping[str, Any]) -> Choice:
        """The choice that an address makes."""
        known = {one.name: str(args.get(one.name, "")).strip()[:_LONGEST] for one in fields(cls)}
        known["state"] = known["state"] if known["state"] in STATES else ""
        known["sort"] = "due" if known["sort"] == "due" else ""
        return cls(**known)

    @classmethod
    def kept_in(cls, query: str) -> Choice:
        """The choice of a page that was left, as its form has brought it."""
        return cls.of(dict(parse_qsl(query)))

    @property
    def empty(self) -> bool:
        """Whether every measure is chosen."""
        return not (self.state or self.q or self.section or self.who or self.bare)

    @property
    def address(self) -> str:
        """The page of the roadmap with this choice."""
        return url_for("roadmap.index", **self.filled)

    @property
    def filled(self) -> dict[str, Any]:
        """The fields that say something."""
        return {one.name: value for one in fields(self) if (value := getattr(self, one.name))}

    @property
    def query(self) -> str:
        """The choice as the query of an address."""
        return urlencode(self.filled)

    def among(self, rows: Sequence[BoardRow]) -> list[BoardRow]:
        """Chosen rows apart from the state, so that each state can be counted."""
        said = _plain(self.q).strip()
        if _NUMBER.fullmatch(said) and any(row.item.number.startswith(said) for row in rows):
            return [row for row in rows if self._fits(row) and row.item.number.startswith(said)]
        return [row for row in rows if self._fits(row) and _has(row, said.split())]

    def in_state(self, rows: Sequence[BoardRow]) -> list[BoardRow]:
        """Rows of the chosen state, in the chosen order."""
        chosen = [row for row in rows if not self.state or kind_in_filter(row.state) == self.state]
        if self.sort:
            chosen.sort(key=lambda row: (not row.state.open, row.due is None, row.due))
        return chosen

    def sentence(self, board: Board) -> str:
        """The choice in words, for the page on which nothing was found."""
        section = next((one for one in board.sections if str(one.id) == self.section), None)
        who = next((one.name for one in board.people() if one.key == self.who), self.who)
        said = [
            str(STATES[self.state]) if self.state else "",
            _("words «%(words)s»", words=self.q) if self.q else "",
            _("section %(number)s", number=section.number or section.title) if section else "",
            _("nobody with an account") if self.who == NOBODY else who,
            _("without evidence") if self.bare else "",
        ]
        return ", ".join(filter(None, said))

    def _fits(self, row: BoardRow) -> bool:
        if self.section and self.section != str(row.item.section_id):
            return False
        if self.who == NOBODY:
            if not row.required or any(person.account_id for person in row.people):
                return False
        elif self.who and all(person.key != self.who for person in row.people):
            return False
        return not (self.bare and (row.evidence or not row.required))


def _has(row: BoardRow, words: Sequence[str]) -> bool:
    if not words:
        return True
    text = _plain(f"{row.item.number} {row.item.title} {row.item.result}")
    return all(word in text for word in words)


def _plain(text: str) -> str:
    return text.casefold().replace("ё", "е").replace("\N{NO-BREAK SPACE}", " ")
