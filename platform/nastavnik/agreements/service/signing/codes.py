# SPDX-License-Identifier: MIT
"""One-time codes: sent to the signatory's own mailbox, bound to the person, the sign-in and the very bytes."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select

from nastavnik.accounts import service as accounts
from nastavnik.accounts.service.secrets import keyed
from nastavnik.agreements.models import (
    Agreement,
    AgreementCode,
    AgreementSignatory,
    AgreementSignature,
    AgreementVersion,
)
from nastavnik.agreements.service.people import mailboxes
from nastavnik.agreements.service.rows import version_of
from nastavnik.agreements.service.telling import named
from nastavnik.agreements.states import SIMPLE
from nastavnik.foundation.change import change
from nastavnik.foundation.database import now, session
from nastavnik.foundation.errors import Refused
from nastavnik.foundation.i18n import DEFAULT_LANGUAGE, ngettext, using_language
from nastavnik.foundation.i18n import gettext as _

from .counting import moment_fields, my_place, put, signer_fields
from .terms import terms_of

LIVES = timedelta(minutes=10)
MOST_ATTEMPTS = 5
MOST_IN_AN_HOUR = 5
DIGITS = 6


def ask_code(agreement_id: UUID, side: str, *, edition: int, session_mark: str) -> None:
    """Send a code to the mailbox of the signatory who asks. It is shown to nobody, and earlier ones serve no more."""
    with change() as tx:
        agreement, mine = my_place(agreement_id, side)
        _refuse_other_edition(agreement, edition)
        if terms_of(mine.account_id) is None:
            raise Refused(
                _("First an agreement on the use of simple electronic signatures is to be concluded.")
            )
        recent = [one for one in _codes(mine) if one.created_at > now() - timedelta(hours=1)]
        if len(recent) >= MOST_IN_AN_HOUR:
            raise Refused(_("Too many codes were asked for. Try again in an hour."))
        box = mailboxes(agreement).get(mine.account_id) if mine.account_id else None
        if box is None or mine.account_id is None:
            raise Refused(_("There is no address to which the code could be sent."))
        version, digits = version_of(agreement), f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"
        code = AgreementCode(
            agreement_id=agreement.id,
            version_id=version.id,
            signatory_id=mine.id,
            account_id=mine.account_id,
            session_mark=session_mark,
            sha256=version.sha256,
            code_hash="",
            expires_at=now() + LIVES,
        )
        tx.add(code)
        tx.flush()
        code.code_hash = _hashed(code, digits)
        with using_language(DEFAULT_LANGUAGE):
            accounts.write_letter(
                box.email,
                box.name,
                _("Code for signing: %(agreement)s", agreement=named(agreement)),
                _(
                    "%(code)s is the code for signing. It holds for ten minutes and serves once. Tell it to nobody:"
                    " whoever asks you for it is not from the organisation.",
                    code=digits,
                ),
            )
        tx.record("agreements.code_sent", subject=agreement, after={"signatory": mine.id})


def sign_by_code(agreement_id: UUID, side: str, typed: str, *, session_mark: str) -> None:
    """Sign by the code of the letter. A wrong one is counted; ``Refused`` says what is wrong with it."""
    digits = "".join(char for char in typed if char.isdecimal())
    with change() as tx:
        agreement, mine = my_place(agreement_id, side)
        terms, version, codes = terms_of(mine.account_id), version_of(agreement), _codes(mine)
        if terms is None:
            raise Refused(
                _("First an agreement on the use of simple electronic signatures is to be concluded.")
            )
        problem = _problem(codes, digits, version, session_mark)
        if problem:
            if codes:
                codes[0].attempts += 1
            tx.record("agreements.code_refused", subject=agreement, after={"signatory": mine.id})
        else:
            codes[0].used_at = now()
            put(
                tx,
                agreement,
                mine,
                AgreementSignature(
                    agreement_id=agreement.id,
                    version_id=version.id,
                    signatory_id=mine.id,
                    way=SIMPLE,
                    session_mark=session_mark,
                    sha256=version.sha256,
                    streebog=version.streebog,
                    terms_id=terms.id,
                    code_id=codes[0].id,
                    **signer_fields(mine),
                    **moment_fields(),
                ),
            )
    if problem:
        raise Refused(problem, field="code")


def _problem(
    codes: Sequence[AgreementCode], digits: str, version: AgreementVersion, session_mark: str
) -> str:
    """What is wrong with a typed code, in words; empty when nothing is."""
    if not codes:
        return _("Ask for a code first.")
    newest = codes[0]
    if newest.attempts >= MOST_ATTEMPTS:
        return _("The code was typed wrongly five times and serves no more. Ask for a new one.")
    known = next((one for one in codes if hmac.compare_digest(one.code_hash, _hashed(one, digits))), None)
    if known is None:
        left = MOST_ATTEMPTS - newest.attempts - 1
        return ngettext(
            "This is not the code of the last letter. %(num)s attempt is left.",
            "This is not the code of the last letter. %(num)s attempts are left.",
            left,
        )
    if known.used_at is not None:
        return _("This code was used already. A code serves once: ask for a new one.")
    if known.session_mark != session_mark:
        return _("This code was asked for in another sign-in. Ask for a new one here.")
    if known.version_id != version.id or known.sha256 != version.sha256:
        return _(
            "The text was changed after this code was asked for. Read the new edition and ask for a new code."
        )
    if known is not newest:
        return _("A newer code was sent. Type the one of the last letter.")
    if known.expires_at < now():
        return _("The ten minutes are over. Ask for a new code.")
    return ""


def _refuse_other_edition(agreement: Agreement, edition: int) -> None:
    if edition != agreement.edition:
        raise Refused(
            _(
                "The text was changed while you were reading: edition %(number)s is there. Read it first.",
                number=agreement.edition,
            )
        )


def _codes(signatory: AgreementSignatory) -> Sequence[AgreementCode]:
    query = select(AgreementCode).where(AgreementCode.signatory_id == signatory.id)
    return (
        session()
        .scalars(
            query.order_by(AgreementCode.created_at.desc(), AgreementCode.id.desc()).execution_options(
                populate_existing=True
            )
        )
        .all()
    )


def _hashed(code: AgreementCode, digits: str) -> str:
    return keyed(
        "agreement-code", f"{code.id}:{code.signatory_id}:{code.sha256}:{code.session_mark}:{digits}"
    )
