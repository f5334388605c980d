# SPDX-License-Identifier: MIT
"""A person's notices: the same pages in an organisation and in a partner's portal, each within its scope."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from nastavnik.foundation import notifications
from nastavnik.foundation.dates import moment_in_words
from nastavnik.foundation.scope import current_actor

from .access import access
from .theme import local_path

ON_A_PAGE = 30


def add_to(blueprint: Blueprint, layout: str) -> None:
    """Give a blueprint the pages of notices; ``layout`` is the frame they stand in."""

    @blueprint.get("/notifications")
    @access(signed_in=True)
    def notices() -> str:
        """The person's notices here, newest first: all of them, or those that were not opened."""
        return _list(layout)

    @blueprint.post("/notifications/read")
    @access(signed_in=True)
    def read_notices() -> Response:
        """Mark all notices as read."""
        notifications.mark_read(_account())
        return redirect(url_for(".notices"), 303)

    @blueprint.post("/notifications/<uuid:notification_id>/read")
    @access(signed_in=True)
    def read_notice(notification_id: UUID) -> Response:
        """Mark one notice as read without going where it leads."""
        notifications.address_of(_account(), notification_id)
        notifications.mark_read(_account(), notification_id)
        return redirect(local_path(request.form.get("next") or url_for(".notices")), 303)

    @blueprint.get("/notifications/<uuid:notification_id>")
    @access(signed_in=True)
    def open_notice(notification_id: UUID) -> Response:
        """Go where a notice leads."""
        url = notifications.address_of(_account(), notification_id)
        notifications.mark_read(_account(), notification_id)
        return redirect(local_path(url) if url else url_for(".notices"), 303)


def _list(layout: str) -> str:
    unread_only = request.args.get("show") == "unread"
    total, unread = notifications.count(_account()), notifications.unread_count(_account())
    pages = max(1, -(-(unread if unread_only else total) // ON_A_PAGE))
    page = min(max(1, request.args.get("page", 1, type=int)), pages)
    return render_template(
        "desk/notifications.html",
        layout=layout,
        notices=notifications.latest(_account(), most=ON_A_PAGE, page=page, unread=unread_only),
        unread_only=unread_only,
        total=total,
        unread=unread,
        page=page,
        pages=pages,
        moment=moment_in_words,
    )


def _account() -> UUID:
    account = current_actor().account_id
    if account is None:
        abort(404)
    return account
