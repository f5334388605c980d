# SPDX-License-Identifier: MIT
"""What a text was filled with, kept beside it: a draft opens again as it was filled in, and a renewal starts from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from nastavnik.agreements.documents.facts import ListedMentor, PlannedEvent, Terms


@dataclass(frozen=True, slots=True)
class Filled:
    """Everything of a draft that has no column of its own in the agreement."""

    place: str = ""
    terms: Terms = field(default_factory=Terms)
    mentors: Sequence[ListedMentor] = ()
    events: Sequence[PlannedEvent] = ()

    def as_json(self) -> dict[str, Any]:
        """Plain values for the JSON column."""
        return {
            "place": self.place,
            "terms": {
                name: list(value) if isinstance(value, tuple) else value
                for name, value in asdict(self.terms).items()
            },
            "mentors": [asdict(one) for one in self.mentors],
            "events": [asdict(one) for one in self.events],
        }

    @classmethod
    def of_json(cls, value: Mapping[str, Any]) -> Filled:
        """What ``as_json`` made; an edition that was filled with nothing gives the usual terms."""
        terms: dict[str, Any] = {
            name: tuple(one) if isinstance(one, list) else one
            for name, one in (value.get("terms") or {}).items()
        }
        return cls(
            place=str(value.get("place") or ""),
            terms=Terms(**terms),
            mentors=tuple(ListedMentor(**one) for one in value.get("mentors") or ()),
            events=tuple(PlannedEvent(**one) for one in value.get("events") or ()),
        )
