# SPDX-License-Identifier: MIT
"""All evidence of the running roadmap as one ZIP file: folders as in the order, and a list of what is inside."""

from __future__ import annotations

import re
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from nastavnik.foundation import files
from nastavnik.foundation.change import change
from nastavnik.foundation.database import session
from nastavnik.foundation.dates import format_date, today
from nastavnik.foundation.errors import NotFound, Refused
from nastavnik.foundation.i18n import gettext as _
from nastavnik.foundation.i18n import ngettext
from nastavnik.foundation.jobs import Job, Outcome, Progress, start_job
from nastavnik.foundation.scope import require
from nastavnik.roadmap.models import RoadmapEvidence, RoadmapItem, RoadmapOccurrence, RoadmapSection

from .looking import get_item, running_roadmap

ARCHIVE = "roadmap.evidence_archive"
LARGEST = 500 * files.MEGABYTE
_LONGEST_FOLDER = 60
_FORBIDDEN = re.compile(r'[\\/:*?"<>|\x00-\x1f]')


@dataclass(frozen=True, slots=True)
class _Entry:
    """One piece of evidence and where it stands."""

    row: RoadmapEvidence
    occurrence: RoadmapOccurrence
    item: RoadmapItem
    section: RoadmapSection
    file: files.StoredFile | None

    @property
    def folder(self) -> str:
        """«5 Мониторинг/5.2 Мониторинг реализации/III кв. 2024»."""
        parts = (
            f"{self.section.number} {self.section.title}",
            f"{self.item.number} {self.item.title}",
            self.occurrence.label or _("no date"),
        )
        return "/".join(_tidy(part) for part in parts)


def start_archive(*, item_id: UUID | None = None, section_id: UUID | None = None) -> Job:
    """Queue the archive of the running edition, of one of its sections or of one measure."""
    require("roadmap.view")
    title = _("Archive of evidence")
    if item_id is not None:
        title = _("Archive of evidence of measure %(number)s", number=get_item(item_id).number)
    elif running_roadmap() is None:
        raise NotFound("no roadmap runs")
    params = {"item": str(item_id or ""), "section": str(section_id or "")}
    return start_job(ARCHIVE, title, params)


def make_archive(progress: Progress) -> Outcome:
    """The job itself. Being run twice it makes the same archive anew."""
    entries = _entries(progress.params.get("item", ""), progress.params.get("section", ""))
    size = sum(entry.file.size for entry in entries if entry.file)
    if not entries:
        raise Refused(_("There is no evidence yet."))
    if size > LARGEST:
        raise Refused(_("All evidence together is larger than 500 MB. Take one section or one measure."))
    with tempfile.TemporaryFile() as stream:
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
            lines = list(_packed(archive, entries, progress))
            archive.writestr(_("List of evidence") + ".csv", "\ufeff" + "\r\n".join(lines))
        stream.seek(0)
        data = stream.read()
    with change() as tx:
        file = files.store(data, f"{_('Evidence')} {today():%d.%m.%Y}.zip", files.ZIP.media_type)
        tx.flush()
    return Outcome(
        ngettext(
            "%(num)s piece of evidence is inside.", "%(num)s pieces of evidence are inside.", len(entries)
        ),
        file_id=file.id,
    )


def _entries(item_id: str, section_id: str) -> Sequence[_Entry]:
    statement = (
        select(RoadmapEvidence, RoadmapOccurrence, RoadmapItem, RoadmapSection, files.StoredFile)
        .join(RoadmapOccurrence, RoadmapOccurrence.id == RoadmapEvidence.occurrence_id)
        .join(RoadmapItem, RoadmapItem.id == RoadmapOccurrence.item_id)
        .join(RoadmapSection, RoadmapSection.id == RoadmapItem.section_id)
        .outerjoin(files.StoredFile, files.StoredFile.id == RoadmapEvidence.file_id)
        .where(RoadmapEvidence.removed_at.is_(None))
        .order_by(RoadmapItem.position, RoadmapOccurrence.position, RoadmapEvidence.created_at)
    )
    if item_id:
        statement = statement.where(RoadmapItem.id == UUID(item_id))
    else:
        roadmap = running_roadmap()
        if roadmap is None:
            return ()
        statement = statement.where(RoadmapItem.roadmap_id == roadmap.id)
    if section_id:
        statement = statement.where(RoadmapItem.section_id == UUID(section_id))
    return [_Entry(*row) for row in session().execute(statement)]


def _packed(archive: zipfile.ZipFile, entries: Sequence[_Entry], progress: Progress) -> Iterator[str]:
    """Lines of the list, while the files go in."""
    yield _line(
        _("Measure"), _("Execution"), _("Evidence"), _("File or link"), _("Attached by"), _("Attached on")
    )
    taken: set[str] = set()
    for place, entry in enumerate(entries, 1):
        where = entry.row.url
        if entry.file is not None:
            where = _free(f"{entry.folder}/{_tidy(entry.file.name, 150)}", taken)
            try:
                archive.writestr(where, files.read_file(entry.file))
            except NotFound:
                where = _("the file is damaged or missing in the storage")
        yield _line(
            f"{entry.item.number} {entry.item.title}",
            entry.occurrence.label,
            entry.row.title,
            where,
            entry.row.added_by_name,
            format_date(entry.row.created_at),
        )
        progress(place, len(entries), _("Packing evidence"))


def _line(*values: str) -> str:
    """A row of a semicolon table; nothing in it can act as a formula."""
    safe = ("'" + value if value[:1] in "=+-@" and value else value for value in values)
    return ";".join('"' + value.replace('"', '""') + '"' for value in safe)


def _free(name: str, taken: set[str]) -> str:
    stem, dot, suffix = name.rpartition(".")
    wanted, place = name, 1
    while wanted.casefold() in taken:
        place += 1
        wanted = f"{stem} ({place}){dot}{suffix}" if dot else f"{name} ({place})"
    taken.add(wanted.casefold())
    return wanted


def _tidy(text: str, most: int = _LONGEST_FOLDER) -> str:
    """A name that every file system takes."""
    clean = " ".join(_FORBIDDEN.sub(" ", text).split()).strip(". ")
    if len(clean) > most:
        stem, dot, suffix = clean.rpartition(".")
        clean = f"{stem[: most - len(suffix) - 1]}.{suffix}" if dot and len(suffix) <= 5 else clean[:most]
    return clean.strip(". ") or "_"
