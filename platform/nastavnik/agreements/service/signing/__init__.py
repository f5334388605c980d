# SPDX-License-Identifier: MIT
"""Signing, three ways: by a code under terms of simple signatures, by a detached qualified signature, on paper."""

from .codes import ask_code, sign_by_code
from .paper import record_paper
from .qualified import sign_by_file
from .terms import record_terms, revoke_terms, terms_of

__all__ = [
    "ask_code",
    "record_paper",
    "record_terms",
    "revoke_terms",
    "sign_by_code",
    "sign_by_file",
    "terms_of",
]
