# SPDX-License-Identifier: MIT
"""Who does the mathematics of a signature: the verifiers of the installation, asked in their order.

Plugins give them by the hook ``signature_verifiers``; the platform's own are ``openssl`` and ``pure``. A verifier that is
not available here, or that could not come to an answer, is passed over.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from nastavnik.hookspecs import CannotVerify, SignatureQuestion, SignatureVerifier
from nastavnik.plugins import Plugins

from .openssl import OpensslVerifier
from .pure import PureVerifier

_log = logging.getLogger(__name__)
BUILT_IN: tuple[SignatureVerifier, ...] = (OpensslVerifier(), PureVerifier())
_installed: tuple[SignatureVerifier, ...] = BUILT_IN


def use_verifiers_of(plugins: Plugins) -> None:
    """Ask the verifiers of these plugins from now on: a stranger's first, then the platform's own, which always stay."""
    global _installed
    given = [one for _name, several in plugins.ask_all("signature_verifiers") for one in several]
    _installed = (*(one for one in given if one not in BUILT_IN), *BUILT_IN)


def installed() -> tuple[SignatureVerifier, ...]:
    """The verifiers of this process."""
    return _installed


@dataclass(frozen=True, slots=True)
class Answer:
    """``right`` is ``None`` when nobody could say; then ``reason`` is the last one's code."""

    right: bool | None
    backend: str = ""
    reason: str = "unsupported"


def ask(question: SignatureQuestion, verifiers: Sequence[SignatureVerifier] | None = None) -> Answer:
    """Let the first verifier that can do the mathematics."""
    reason = "unsupported"
    for verifier in _installed if verifiers is None else verifiers:
        if question.algorithm not in verifier.algorithms or not verifier.available():
            continue
        try:
            return Answer(verifier.verify(question), verifier.name)
        except CannotVerify as error:
            _log.warning("verifier %s could not verify: %s", verifier.name, error)
            reason = error.code
    return Answer(None, reason=reason)
