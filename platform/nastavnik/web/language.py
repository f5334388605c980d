# SPDX-License-Identifier: MIT
"""The language of a request: Russian, unless the person chose another one (a cookie)."""

from __future__ import annotations

from contextlib import ExitStack

from flask import Flask, g, request

from nastavnik.foundation.i18n import DEFAULT_LANGUAGE, languages, using_language

COOKIE = "nastavnik_language"


def install(app: Flask) -> None:
    """Speak the chosen language from the first line of a request to its last."""
    app.before_request(_open)
    app.teardown_request(_close)


def chosen() -> str:
    """The language of this request's person."""
    wanted = request.cookies.get(COOKIE, DEFAULT_LANGUAGE)
    return wanted if wanted in languages() else DEFAULT_LANGUAGE


def _open() -> None:
    g.language = ExitStack()
    g.language.enter_context(using_language(chosen()))


def _close(error: BaseException | None) -> None:
    opened: ExitStack | None = g.pop("language", None)
    if opened is not None:
        opened.close()
