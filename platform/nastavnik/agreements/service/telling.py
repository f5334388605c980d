# SPDX-License-Identifier: MIT
"""Letters and notices about an agreement. A letter leads behind a sign-in: a scanner that opens its link does nothing."""

from __future__ import annotations

from collections.abc import Iterable

from nastavnik.accounts import service as accounts
from nastavnik.agreements.models import Agreement, AgreementSignatory
from nastavnik.agreements.states import OUR
from nastavnik.foundation.i18n import DEFAULT_LANGUAGE, using_language
from nastavnik.foundation.i18n import gettext as _
from nastavnik.foundation.notifications import notify
from nastavnik.foundation.scope import current_actor, tenant_scope
from nastavnik.partners import service as partners

from .people import mailboxes


def our_path(agreement: Agreement) -> str:
    """The page of the agreement in the organisation."""
    return f"/o/{tenant_scope().slug}/agreements/{agreement.id}"


def partner_path(agreement: Agreement) -> str:
    """The page of the agreement on the partner's portal."""
    return f"/partner/{partners.organisation(agreement.partner_id).inn}/agreements/{agreement.id}"


def write_to(agreement: Agreement, signatories: Iterable[AgreementSignatory], subject: str, text: str) -> int:
    """Write to signatories in the open change, each with the way to their own page; how many letters were queued."""
    boxes, written = mailboxes(agreement), 0
    for one in signatories:
        box = boxes.get(one.account_id) if one.account_id else None
        if box is None or one.delegated_to_id is not None:
            continue
        path = our_path(agreement) if one.side == OUR else partner_path(agreement)
        accounts.write_letter(box.email, box.name, subject, text, path=path)
        notify(box.account_id, "agreement", subject, detail=agreement.title, url=path)
        written += 1
    return written


def tell_author(agreement: Agreement, title: str) -> None:
    """A notice to whoever drafted the agreement, unless it is the one who acts."""
    author = agreement.drafted_by
    if author is not None and author != current_actor().account_id:
        with using_language(DEFAULT_LANGUAGE):
            notify(author, "agreement", title, detail=agreement.title, url=our_path(agreement))


def named(agreement: Agreement) -> str:
    """«Соглашение № 7»."""
    return _("Agreement No. %(number)s", number=agreement.number) if agreement.number else agreement.title
