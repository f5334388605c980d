# SPDX-License-Identifier: MIT
"""What is asked of a file before it becomes a template, the organisation's or the district's."""

from __future__ import annotations

from nastavnik.agreements.documents.templates import TemplateCheck, check_template
from nastavnik.foundation.errors import Refused
from nastavnik.foundation.i18n import gettext as _

LONGEST_TITLE = 200
LONGEST_NOTE = 500


class UnusableTemplate(Refused):
    """The file was read, but no agreement can be made of it. ``check`` holds every sentence."""

    def __init__(self, check: TemplateCheck) -> None:
        super().__init__(" ".join(check.faults), field="file")
        self.check = check


def usable(title: str, data: bytes) -> TemplateCheck:
    """What was found in a file that can serve as a template. Raises ``Refused``."""
    if not title.strip():
        raise Refused(_("Name the template: it is chosen by its name."), field="title")
    check = check_template(data)
    if not check.usable:
        raise UnusableTemplate(check)
    return check
