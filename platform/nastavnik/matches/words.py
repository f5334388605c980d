# SPDX-License-Identifier: MIT
"""States, reasons and answers of pairs in words (domain 6)."""

from __future__ import annotations

from collections.abc import Mapping

from nastavnik.foundation.i18n import Text
from nastavnik.foundation.i18n import lazy_pgettext as _p

STATES: Mapping[str, Text] = {
    "proposed": _p("pair", "Waits for answers"),
    "agreed": _p("pair", "Waits for the order"),
    "active": _p("pair", "Works"),
    "paused": _p("pair", "Paused"),
    "completed": _p("pair", "Completed"),
    "ended": _p("pair", "Ended early"),
    "declined": _p("pair", "Declined"),
}
OPEN_STATES = ("proposed", "agreed", "active", "paused")
WORKING_STATES = ("active", "paused")
FIXED_STATES = ("active", "paused", "completed", "ended")
"""States that a pair enters by an order."""
END_REASONS: Mapping[str, Text] = {
    "no_contact": _p("end of a pair", "No contact"),
    "conflict": _p("end of a pair", "Conflict"),
    "moved": _p("end of a pair", "Moved away or graduated"),
    "goal_reached": _p("end of a pair", "The goal was reached early"),
    "consent_withdrawn": _p("end of a pair", "The consent was withdrawn"),
    "other": _p("end of a pair", "Another reason"),
}
OUTCOMES: Mapping[str, Text] = {
    "reached": _p("goal", "Reached"),
    "partly": _p("goal", "Reached in part"),
    "not_reached": _p("goal", "Not reached"),
}
EXITS: Mapping[str, Text] = {
    "continue": _p("exit", "Wants to go on"),
    "become_mentor": _p("exit", "Becomes a mentor"),
    "leave": _p("exit", "Leaves"),
}
ROLES: Mapping[str, Text] = {
    "mentor": _p("pair", "Mentor"),
    "mentee": _p("pair", "Mentee"),
    "guardian": _p("pair", "Legal representative"),
}
ANSWERS: Mapping[str, Text] = {
    "asked": _p("answer", "Not answered yet"),
    "yes": _p("answer", "Agrees"),
    "no": _p("answer", "Does not agree"),
}
WAYS: Mapping[str, Text] = {
    "link": _p("way of an answer", "by a personal link"),
    "account": _p("way of an answer", "in the system"),
    "on_behalf": _p("way of an answer", "entered by the coordinator"),
}
EVENTS: Mapping[str, Text] = {
    "proposed": _p("history of a pair", "The pair was proposed"),
    "agreed": _p("history of a pair", "Everybody has agreed"),
    "declined": _p("history of a pair", "The pair was declined"),
    "activated": _p("history of a pair", "Fixed by the order"),
    "paused": _p("history of a pair", "Paused"),
    "resumed": _p("history of a pair", "Goes on"),
    "ended": _p("history of a pair", "Ended early"),
    "completed": _p("history of a pair", "Completed"),
    "member_joined": _p("history of a pair", "A mentee joined"),
    "member_left": _p("history of a pair", "A mentee left"),
    "replaced": _p("history of a pair", "Another mentor takes over"),
    "lapsed": _p("history of a pair", "Something has lapsed"),
    "restored": _p("history of a pair", "What had lapsed was put right"),
}
KINDS_OF_STATE: Mapping[str, str] = {
    "proposed": "waiting",
    "agreed": "question",
    "active": "work",
    "paused": "none",
    "completed": "done",
    "ended": "cancelled",
    "declined": "cancelled",
}
"""How a state is painted."""
ORDER_STATES: Mapping[str, Text] = {"draft": _p("order", "Draft"), "signed": _p("order", "Signed")}


def word(words: Mapping[str, Text], code: str) -> str:
    """A code in words; an unknown one as it is."""
    return str(words.get(code, code))
