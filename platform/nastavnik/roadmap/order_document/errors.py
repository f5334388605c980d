# SPDX-License-Identifier: MIT
"""Why a document cannot be read, in one sentence for the person who uploaded it."""

from __future__ import annotations

from nastavnik.foundation.i18n import gettext, gettext_noop

_SENTENCES = {
    "unknown_type": gettext_noop(
        "This is not a document that can be read as an order. Save it as DOCX, ODT, XLSX, PDF or text with tabs."
    ),
    "old_format": gettext_noop(
        "This is a document of an old format. Save it as DOCX or XLSX and upload it again."
    ),
    "empty": gettext_noop("The file is empty."),
    "too_large": gettext_noop(
        "The file is larger than %(limit)s MB. Upload the order without scans and pictures."
    ),
    "encrypted": gettext_noop(
        "The file is protected with a password. Remove the password and upload it again."
    ),
    "broken": gettext_noop(
        "The file is damaged and cannot be read. Open it in an editor, save it anew and upload it again."
    ),
    "bomb": gettext_noop("The file unpacks into far too much data. It was not read for safety."),
    "too_long": gettext_noop("The document is too long for an order. Upload the order alone."),
    "scan": gettext_noop(
        "The file holds pictures of pages and no text. Upload the document itself or recognise the text first."
    ),
    "no_text": gettext_noop("There is no text in the document."),
    "no_table": gettext_noop(
        "There is no table of measures in the document: no heading with a measure and a deadline or a responsible"
        " person was found."
    ),
}


class UnreadableDocument(Exception):
    """The bytes cannot be read as an order.

    ``code`` is for programs: ``unknown_type``, ``old_format``, ``empty``, ``too_large``, ``encrypted``,
    ``broken``, ``bomb``, ``too_long``, ``scan``, ``no_text`` or ``no_table``. ``str()`` gives a sentence for
    the person in the language that is spoken now.
    """

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code = code
        self._values = values

    @property
    def message(self) -> str:
        """The sentence for the person."""
        return gettext(_SENTENCES[self.code], **self._values)

    def __str__(self) -> str:
        return self.message
