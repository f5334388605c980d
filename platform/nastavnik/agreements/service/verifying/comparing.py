# SPDX-License-Identifier: MIT
"""Whether a file in somebody's hands is the very file that was signed. Nothing of it is kept."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Literal

from nastavnik.agreements.documents.marks import CheckedLine
from nastavnik.foundation.errors import Refused
from nastavnik.foundation.files import LARGEST, MEGABYTE
from nastavnik.foundation.i18n import gettext as _

from .looking import CheckedAgreement

Verdict = Literal["same", "older", "result", "signature", "checked", "different"]


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a comparison. ``sentence`` says it; ``checks`` are the lines of a signature that was checked anew."""

    verdict: Verdict
    sentence: str
    sha256: str
    checks: tuple[CheckedLine, ...] = ()

    @property
    def good(self) -> bool:
        """Whether the file belongs to the agreement as it stands."""
        return self.verdict not in ("older", "different") and not any(
            line.status == "broken" for line in self.checks
        )


def compare(found: CheckedAgreement, data: bytes) -> Answer:
    """Tell what a file is to this agreement. Raises ``Refused`` (field ``file``) for an empty file and one too large."""
    if not data:
        raise Refused(_("The file is empty. Choose another one."), field="file")
    if len(data) > LARGEST:
        raise Refused(
            _("The file is larger than %(size)s MB: this is not the agreement.", size=LARGEST // MEGABYTE),
            field="file",
        )
    digest = hashlib.sha256(data).hexdigest()
    if digest == found.edition.sha256:
        return Answer(
            "same",
            _(
                "This is the very file that is signed, edition %(number)s, byte for byte.",
                number=found.edition.number,
            ),
            digest,
        )
    if found.result_sha256 and digest == found.result_sha256:
        return Answer(
            "result", _("This is the copy with marks and the signing sheet, byte for byte."), digest
        )
    older = next((one for one in found.editions if one.sha256 == digest), None)
    if older is not None:
        return Answer(
            "older",
            _(
                "This is edition %(number)s of the text. It is not in force: edition %(current)s is.",
                number=older.number,
                current=found.edition.number,
            ),
            digest,
        )
    signed = next((one for one in found.marks if one.file_sha256 == digest and one.way == "qualified"), None)
    if signed is not None:
        return Answer("signature", _("This is a signature kept with this agreement."), digest, signed.checks)
    return Answer(
        "different",
        _("The file does not match: it is another document, or at least one byte was changed after signing."),
        digest,
    )
