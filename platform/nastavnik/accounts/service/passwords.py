# SPDX-License-Identifier: MIT
"""Passwords: Argon2id, the same time for known and unknown accounts, and rules a person can follow."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from nastavnik.foundation.errors import Refused
from nastavnik.foundation.i18n import gettext as _
from nastavnik.foundation.i18n import ngettext

SHORTEST = 10
LONGEST = 256
FEWEST_DIFFERENT = 4
AT_ONCE = 2
"""One hash takes 64 MiB and a whole core for a while: more of them at once would starve the pages."""

hasher = PasswordHasher()
_turn = BoundedSemaphore(AT_ONCE)

_COMMON = frozenset(Path(__file__).with_name("common_passwords.txt").read_text("utf-8").split())
_ROWS = ("0123456789", "qwertyuiop", "asdfghjkl", "zxcvbnm", "йцукенгшщзхъ", "фывапролджэ", "ячсмитьбю")


def hash_password(password: str) -> str:
    """The Argon2id hash to keep."""
    with _turn:
        return hasher.hash(password)


def fits(password: str, password_hash: str | None) -> bool:
    """Whether the password fits; without a hash it takes as long and says no."""
    with _turn:
        try:
            hasher.verify(password_hash or _hash_of_nobody(), password[:LONGEST])
        except (VerificationError, InvalidHashError):
            return False
    return password_hash is not None and len(password) <= LONGEST


def outdated(password_hash: str) -> bool:
    """Whether the hash was made with weaker parameters than today's."""
    return hasher.check_needs_rehash(password_hash)


def check_new(password: str, email: str) -> None:
    """Refuse a password that is too short, equals the address or is among the commonest."""
    if len(password) < SHORTEST:
        raise Refused(
            ngettext(
                "A password has at least ten characters, %(num)s has been typed.",
                "A password has at least ten characters, %(num)s have been typed.",
                len(password),
            ),
            field="password",
        )
    if len(password) > LONGEST:
        raise Refused(_("A password has at most %(most)s characters.", most=LONGEST), field="password")
    plain = password.casefold()
    if plain in (email.casefold(), email.casefold().partition("@")[0]):
        raise Refused(_("The password repeats the e-mail address. Choose another one."), field="password")
    if plain in _COMMON or len(set(plain)) < FEWEST_DIFFERENT or _is_a_row(plain):
        raise Refused(
            _("Such a password is guessed among the first. Three words that do not belong together will do."),
            field="password",
        )


def _is_a_row(plain: str) -> bool:
    """Whether the keys lie side by side, in either direction."""
    return any(plain in row * 3 or plain in row[::-1] * 3 for row in _ROWS)


@cache
def _hash_of_nobody() -> str:
    return hasher.hash("nobody has this password")
