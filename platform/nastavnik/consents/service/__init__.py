# SPDX-License-Identifier: MIT
"""The door of the room: what other rooms may ask of consents and clearances."""

from .forms import form_in_force, forms, get_form, versions, wording_in_force, write_form
from .gate import (
    Obstacle,
    clearance_obstacles,
    consent_obstacles,
    gate,
    policy,
    selection_obstacles,
    set_policy,
)
from .giving import (
    GivenConsent,
    SeenClearance,
    clearances_of,
    consents_of,
    give_consent,
    holds,
    record_clearance,
    record_consent,
    withdraw,
)

__all__ = [
    "GivenConsent",
    "Obstacle",
    "SeenClearance",
    "clearance_obstacles",
    "clearances_of",
    "consent_obstacles",
    "consents_of",
    "form_in_force",
    "forms",
    "gate",
    "get_form",
    "give_consent",
    "holds",
    "policy",
    "record_clearance",
    "record_consent",
    "selection_obstacles",
    "set_policy",
    "versions",
    "withdraw",
    "wording_in_force",
    "write_form",
]
