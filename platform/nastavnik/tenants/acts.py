# SPDX-License-Identifier: MIT
"""Entries of the journal in words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from datetime import date, datetime
from typing import Any

from nastavnik.foundation.audit import AuditEntry
from nastavnik.foundation.dates import format_date, format_datetime
from nastavnik.foundation.i18n import Text
from nastavnik.foundation.i18n import gettext as _
from nastavnik.foundation.i18n import lazy_gettext as _l
from nastavnik.plugins import Plugins

from .service import EMBLEMS, KINDS

OWN_ACTS: Mapping[str, Text] = {
    "tenants.added": _l("An organisation was added"),
    "tenants.edited": _l("The card of the organisation was changed"),
    "tenants.director_named": _l("The director was entered"),
    "tenants.plugin_switched": _l("A plugin was switched on or off"),
    "file.stored": _l("A file was stored"),
    "file.destroyed": _l("A file was destroyed"),
    "file.removed": _l("A file was removed"),
    "job.started": _l("A long job was started"),
    "job.done": _l("A long job was finished"),
    "job.failed": _l("A long job did not work out"),
    "job.cancelled": _l("A long job was stopped"),
    "system.events_retried": _l("Undelivered events were sent again"),
    "system.letters_retried": _l("Unsent letters were sent again"),
}
"""Acts of this room and of the foundation, which is no plugin."""

OWN_NAMES: Mapping[str, Text] = {
    "tenants": _l("organisation of the district"),
    "tenant_profiles": _l("head of the organisation"),
    "plugin": _l("plugin"),
    "files": _l("file"),
    "jobs": _l("long job"),
    "director_surname": _l("surname"),
    "director_name": _l("name"),
    "director_patronymic": _l("patronymic"),
    "director_post": _l("post"),
    "enabled": _l("on"),
    "kind": _l("kind"),
    "size": _l("bytes"),
    "sha256": _l("checksum"),
    "name": _l("name"),
    "media_type": _l("type"),
    "title": _l("title"),
    "state": _l("state"),
    "label": _l("marked as"),
    "due": _l("deadline"),
    "reason": _l("reason"),
    "basis": _l("basis"),
    "fields": _l("fields"),
    **{f"kind={kind}": words for kind, words in KINDS.items()},
    **{f"emblem={emblem}": words for emblem, words in EMBLEMS.items()},
}
"""Names of what this room and the foundation record, and of values that several rooms have."""

_IDENTIFIER = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d(?:$|T)")
_DAY_LENGTH = len("2024-10-31")


class JournalWords:
    """The words every plugin gives to what it records, and how an entry reads in them.

    ``people`` are names by account: an identifier that stands for somebody else says nothing to a reader and is left out.
    """

    def __init__(self, plugins: Plugins, people: Mapping[str, str] | None = None) -> None:
        self._words: dict[str, Text] = dict(OWN_NAMES)
        for _name, answer in plugins.ask_all("audit_words"):
            self._words.update(answer)
        self._people = people or {}

    def act(self, code: str) -> str:
        """What was done."""
        return str(self._words.get(code, code))

    def actor(self, entry: AuditEntry) -> str:
        """Who acted: a person's name, or what the platform did by itself."""
        match entry.actor_kind:
            case "person":
                return entry.actor_name
            case "command":
                return _("The system, by command")
            case _:
                return _("The system")

    def subject(self, entry: AuditEntry) -> str:
        """What it was done to: its kind, and the person if it is one of the organisation's people."""
        kind = str(self._words.get(entry.subject_type, entry.subject_type))
        person = self._people.get(entry.subject_id) or self._account_of(entry)
        if entry.subject_type == "plugin":
            return f"{kind} {entry.subject_id}"
        return ", ".join(filter(None, (kind, person)))

    def values(self, values: Mapping[str, Any] | None) -> str:
        """«роль: куратор; должность: методист», or nothing."""
        pairs = ((name, self._value(name, value)) for name, value in (values or {}).items())
        return "; ".join(f"{self._words.get(name, name)}: {value}" for name, value in pairs if value)

    def was(self, entry: AuditEntry) -> str:
        """What was there before and is not any more."""
        return self.values(_differing(entry.before, entry.after))

    def became(self, entry: AuditEntry) -> str:
        """What has come in its place."""
        return self.values(_differing(entry.after, entry.before))

    def _account_of(self, entry: AuditEntry) -> str:
        account = (entry.after or {}).get("account") or (entry.before or {}).get("account") or ""
        return self._people.get(str(account), "")

    def _value(self, name: str, value: Any) -> str:
        match value:
            case None | "":
                return "—"
            case bool():
                return _("yes") if value else _("no")
            case list():
                return ", ".join(self._value(name, one) for one in value) or "—"
            case dict():
                return self.values(value)
            case str():
                return self._text(name, value)
            case _:
                return str(value)

    def _text(self, name: str, value: str) -> str:
        known = self._words.get(f"{name}={value}")
        if known is not None:
            return str(known)
        if value in self._people:
            return self._people[value]
        if _IDENTIFIER.fullmatch(value):
            return ""
        if _MOMENT.match(value):
            with suppress(ValueError):
                if len(value) == _DAY_LENGTH:
                    return format_date(date.fromisoformat(value))
                return format_datetime(datetime.fromisoformat(value))
        return value


def _differing(one: Mapping[str, Any] | None, other: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
    """What the other does not have, or all of it when there is no other."""
    if not one or not other:
        return one
    return {name: value for name, value in one.items() if name not in other or other[name] != value}
