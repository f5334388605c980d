# SPDX-License-Identifier: MIT
"""Error pages: what happened, what is with the data, what to do, and the code for the administrator.

They are drawn from ``Site`` and the request alone, past every context processor, so that they come up without a
database, a session or a menu. A script that asked for JSON gets the same words as JSON.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask import Flask, Response, current_app, jsonify, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import (
    BadRequest,
    HTTPException,
    InternalServerError,
    RequestEntityTooLarge,
    TooManyRequests,
)

from nastavnik.foundation.errors import Forbidden, NotFound, Refused
from nastavnik.foundation.i18n import Text, ngettext
from nastavnik.foundation.i18n import gettext as _
from nastavnik.foundation.i18n import lazy_gettext as _l
from nastavnik.foundation.typography import bytes_size

from .headers import request_code

logger = logging.getLogger(__name__)

MINUTE = 60


@dataclass(frozen=True, slots=True)
class ErrorPage:
    """One error in words. ``tone`` «late» is for what is our fault: only then the administrator's code is shown."""

    title: Text
    sentences: Sequence[Text]
    icon: str = "info-circle"
    tone: str = ""

    @property
    def ours(self) -> bool:
        """Whether the fault is the system's."""
        return self.tone == "late"


PAGES: Mapping[int, ErrorPage] = {
    400: ErrorPage(
        _l("The request could not be understood"),
        [
            _l("The address or the form came damaged."),
            _l("Go back, reload the page and try again."),
        ],
        "alert-triangle",
        "soon",
    ),
    401: ErrorPage(_l("Sign in first"), [_l("This page is open to those who have signed in.")], "lock"),
    403: ErrorPage(
        _l("You have no right to do this"),
        [_l("The director of your organisation gives rights.")],
        "lock",
    ),
    404: ErrorPage(
        _l("There is no such page"),
        [
            _l(
                "The address has a mistake in it, the record was deleted, or it belongs to another organisation."
            ),
        ],
        "search",
    ),
    405: ErrorPage(
        _l("This page does not open like that"),
        [_l("It answers a form. Go back and press the button of the form.")],
        "info-circle",
    ),
    409: ErrorPage(
        _l("While you were editing, the record changed"),
        [_l("Your text was not written over it. Go back, reload the page and compare.")],
        "refresh",
        "soon",
    ),
    410: ErrorPage(
        _l("This link does not work any more"),
        [_l("It was used already or its time has run out. Ask for a new one.")],
        "clock",
    ),
    413: ErrorPage(
        _l("The file is too large"),
        [_l("Save the scan with 200 dots per inch or divide it into parts.")],
        "file-alert",
        "soon",
    ),
    422: ErrorPage(
        _l("Not saved"),
        [_l("Something in the form does not fit. Go back and check what was typed.")],
        "alert-triangle",
        "soon",
    ),
    429: ErrorPage(
        _l("Too many attempts in a row"),
        [_l("Wait a little and repeat.")],
        "hourglass",
        "soon",
    ),
    500: ErrorPage(
        _l("The page did not open because of an error in the system"),
        [_l("Your data are safe."), _l("Try once more.")],
        "alert-circle",
        "late",
    ),
    503: ErrorPage(
        _l("The system is not available for the moment"),
        [_l("Your data are safe."), _l("Usually it takes a few minutes. Reload the page a little later.")],
        "alert-circle",
        "late",
    ),
}
"""Pages by status. A status that is not listed takes the page of its hundred."""


def error_response(status: int, page: ErrorPage | None = None) -> Response:
    """The error page of a status, in the words of ``page`` when they are more exact."""
    shown = page or PAGES.get(status) or PAGES[500 if status >= InternalServerError.code else BadRequest.code]
    code = request_code() if shown.ours else ""
    if request.accept_mimetypes.best == "application/json":
        words: dict[str, Any] = {"error": str(shown.title), "detail": " ".join(map(str, shown.sentences))}
        answer = jsonify(words | ({"code": code} if code else {}))
        answer.status_code = status
        return answer
    template = current_app.jinja_env.get_template("errors/error.html")
    return Response(
        template.render(page=shown, status=status, code=code), status=status, mimetype="text/html"
    )


def _http(error: HTTPException) -> ResponseReturnValue:
    if error.response is not None:
        return error
    status = error.code or InternalServerError.code
    response = error_response(status, _exact_page(error))
    for name, value in error.get_headers():
        if name not in ("Content-Type", "Content-Length"):
            response.headers.setdefault(name, value)
    return response


def _exact_page(error: HTTPException) -> ErrorPage | None:
    if isinstance(error, CSRFError):
        return replace(
            PAGES[400],
            title=_("The form is out of date"),
            sentences=[
                _("The page stood open for longer than a sign-in lasts."),
                _("Reload it and send the form again."),
            ],
        )
    if isinstance(error, TooManyRequests):
        return _too_many(error)
    limit = current_app.config.get("MAX_CONTENT_LENGTH")
    if isinstance(error, RequestEntityTooLarge) and limit:
        return replace(
            PAGES[413],
            sentences=[
                _("At most %(limit)s can be sent at once.", limit=bytes_size(limit)),
                *PAGES[413].sentences,
            ],
        )
    return None


def _too_many(error: TooManyRequests) -> ErrorPage | None:
    seconds = error.retry_after
    if not isinstance(seconds, int) or seconds <= 0:
        return None
    minutes = -(-seconds // MINUTE)
    return replace(
        PAGES[429],
        sentences=[ngettext("Repeat in %(num)s minute.", "Repeat in %(num)s minutes.", minutes)],
    )


def _not_found(error: NotFound) -> Response:
    return error_response(404)


def _forbidden(error: Forbidden) -> Response:
    return error_response(403, _who_can(error.right))


def _who_can(code: str) -> ErrorPage | None:
    """The page that says who has the right, when the plugins can tell."""
    from .shell_context import role_name

    plugins = current_app.extensions.get("nastavnik.plugins")
    right = plugins.rights.get(code) if plugins is not None else None
    if right is None:
        return None
    roles = ", ".join(role_name(role) for role in sorted(right.roles))
    return replace(
        PAGES[403],
        sentences=[
            _("The right is called «%(right)s».", right=right.title),
            _("It belongs to: %(roles)s.", roles=roles),
        ],
    )


def _refused(error: Refused) -> Response:
    return error_response(422, replace(PAGES[422], sentences=[error.message]))


def _defect(error: Exception) -> Response:
    logger.error("request failed", exc_info=error, extra={"endpoint": request.endpoint})
    return error_response(500)


def install(app: Flask) -> None:
    """Answer every error with a page. In debugging a defect still opens the debugger."""
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(NotFound, _not_found)
    app.register_error_handler(Forbidden, _forbidden)
    app.register_error_handler(Refused, _refused)
    app.register_error_handler(Exception, _defect)
