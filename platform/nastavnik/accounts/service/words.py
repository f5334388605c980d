# SPDX-License-Identifier: MIT
"""Roles and states in words."""

from __future__ import annotations

from nastavnik.foundation.i18n import Text
from nastavnik.foundation.i18n import lazy_gettext as _l

ROLES: dict[str, Text] = {
    "director": _l("Director"),
    "coordinator": _l("Coordinator"),
    "executor": _l("Executor"),
    "mentor": _l("Mentor"),
    "mentee": _l("Mentee"),
    "psychologist": _l("Psychologist"),
    "data_officer": _l("Responsible for personal data"),
    "department_officer": _l("Department officer"),
    "system_admin": _l("System administrator"),
    "partner_signatory": _l("Signs for the partner"),
    "partner_contact": _l("Contact person of the partner"),
}
ROLE_DUTIES: dict[str, Text] = {
    "director": _l("approves the roadmap, decides on exceptions, reads the journal of acts"),
    "coordinator": _l("runs the roadmap and mentoring from day to day"),
    "executor": _l("closes the measures assigned to them and attaches evidence"),
    "mentor": _l("sees own meetings, tells how they went; of the mentee only what the work needs"),
    "mentee": _l("sees own meetings and tells how they went"),
    "psychologist": _l("talks with mentors and mentees, keeps notes that nobody else reads"),
    "data_officer": _l("answers demands about personal data and destroys them with an act"),
}
STATES: dict[str, Text] = {
    "invited": _l("Invited, no password yet"),
    "active": _l("Signs in"),
    "blocked": _l("Access is closed"),
}


def role_name(role: str) -> str:
    """A role with a capital letter; an unknown one as it is."""
    return str(ROLES.get(role, role))


def account_state(state: str) -> str:
    """What an account is in, in words."""
    return str(STATES.get(state, state))
