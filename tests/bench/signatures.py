# SPDX-License-Identifier: MIT
"""Checking one GOST signature in Python and by OpenSSL, and the seal beside pyHanko alone."""

from __future__ import annotations

import statistics
from datetime import UTC, datetime
from io import BytesIO

import typst
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from nastavnik.agreements.signatures import engine
from nastavnik.agreements.signatures.checking import check
from nastavnik.agreements.signatures.openssl import OpensslVerifier
from nastavnik.agreements.signatures.pure import PureVerifier
from nastavnik.agreements.signatures.seal import check_seal, seal
from nastavnik.agreements.signatures.sealing_key import make_seal_key
from nastavnik.testing import signatures as made

from .figures import ratio, say, side_by_side, timed

ROUNDS = 7
MOMENT = datetime(2026, 12, 1, tzinfo=UTC)


def measure() -> None:
    """Without the engine only Python is measured."""
    document = bytes(typst.compile(b"#lorem(3000)", format="pdf", pdf_standards=["a-2b"]))
    key = made.shared_signer("gost256")
    signature = made.sign(document, key)

    def checked(*verifiers: OpensslVerifier | PureVerifier) -> float:
        return timed(lambda: check(document, signature, roots=[key.root], moment=MOMENT, verifiers=verifiers))

    work = {"python": lambda: checked(PureVerifier())}
    if engine.present():
        work["openssl"] = lambda: checked(OpensslVerifier())
    measured = side_by_side(work, rounds=ROUNDS)
    for name, times in measured.items():
        say(f"check_gost_signature.{name}", 1000 * statistics.median(times), "ms")
    if "openssl" in measured:
        say("check_gost_signature.python_to_openssl", ratio(measured["python"], measured["openssl"]))
    _seals(document)


def _seals(document: bytes) -> None:
    own = make_seal_key("bench")
    sealed = seal(document, reason="bench", location="", by=own)

    def alone() -> None:
        for one in PdfFileReader(BytesIO(sealed)).embedded_signatures:
            validate_pdf_signature(
                one, ValidationContext(trust_roots=[one.signer_cert], allow_fetching=False)
            )

    measured = side_by_side(
        {
            "seal": lambda: timed(lambda: seal(document, reason="bench", location="", by=own)),
            "check": lambda: timed(lambda: check_seal(sealed, own=own.certificate)),
            "pyhanko": lambda: timed(alone),
        },
        rounds=ROUNDS,
    )
    say("seal_pdf", 1000 * statistics.median(measured["seal"]), "ms")
    say("check_seal", 1000 * statistics.median(measured["check"]), "ms")
    say("check_seal.to_pyhanko_alone", ratio(measured["check"], measured["pyhanko"]))
