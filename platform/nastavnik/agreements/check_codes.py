# SPDX-License-Identifier: MIT
"""The code by which anybody checks an agreement: eighty bits of chance, so that guessing leads nowhere.

Letters are Crockford's: without I, L, O and U, which people mistake for digits and for each other.
"""

from __future__ import annotations

import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 16
GROUP = 4
_LOOKALIKES = str.maketrans("OILАВСЕНКМОРТХ", "011ABCEHKM0PTX")


def new_check_code() -> str:
    """A fresh code as it is kept: sixteen letters without dashes."""
    return "".join(secrets.choice(ALPHABET) for _one in range(LENGTH))


def tidy_check_code(typed: str) -> str:
    """What was typed as it is kept: dashes and spaces taken out, look-alikes and Russian letters set right."""
    kept = "".join(char for char in typed.upper() if char.isalnum())
    return kept.translate(_LOOKALIKES)[:64]


def shown_check_code(code: str) -> str:
    """«K7QF-2MPA-9XTD-0W4H», for the eye and for the address."""
    return "-".join(code[at : at + GROUP] for at in range(0, len(code), GROUP))
