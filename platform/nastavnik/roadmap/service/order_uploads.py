# SPDX-License-Identifier: MIT
"""An order on its way from a file to a draft: at once, or as a long job when the file takes its time."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from time import monotonic
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from nastavnik.foundation import files, jobs
from nastavnik.foundation.change import Change, change
from nastavnik.foundation.database import now, session
from nastavnik.foundation.errors import Refused
from nastavnik.foundation.i18n import gettext as _
from nastavnik.foundation.i18n import ngettext
from nastavnik.foundation.scope import current_actor, current_tenant_id, require
from nastavnik.roadmap.models import RoadmapImport
from nastavnik.roadmap.order_document import OrderReading, UnreadableDocument, read_order
from nastavnik.tenants import service as tenants

from .addresses import import_path

READ_ORDER = "roadmap.read_order"
PATIENCE = 1.5
"""Seconds that a person waits for a reading before it goes on without them: a 500-item PDF takes about five."""
_BETWEEN_REPORTS = 0.5


@dataclass(frozen=True, slots=True)
class Received:
    """What became of an upload: a draft, or the job that reads it. ``again``: the file had been uploaded before."""

    work: RoadmapImport | jobs.Job
    again: bool = False


class _Stopped(BaseException):
    """Leaves the reader at once: it takes any ``Exception`` for a sign of a damaged file."""


def receive_order(data: bytes, file_name: str) -> Received:
    """Read an uploaded order, or start a job that does when it takes longer than ``PATIENCE``.

    The same file again leads to the draft or the job that is open already. A file that cannot be read leaves nothing
    behind: raises ``Refused`` with a sentence for the field ``file``.
    """
    require("roadmap.adopt")
    digest = sha256(data).hexdigest()
    if found := _open_draft(digest) or _open_job(digest):
        return Received(found, again=True)
    until = monotonic() + PATIENCE

    def hurry(done: int, total: int) -> None:
        if monotonic() > until and done < total:
            raise _Stopped

    try:
        return Received(_keep_new(data, file_name, _read(data, file_name, hurry)))
    except _Stopped:
        return Received(_hand_over(data, file_name, digest))


def start_import(data: bytes, file_name: str) -> RoadmapImport:
    """Read an order however long it takes, and keep it with what was understood.

    Raises ``Refused`` with a sentence for the field ``file``; such a file leaves nothing behind.
    """
    require("roadmap.adopt")
    return _keep_new(data, file_name, _read(data, file_name, None))


def readings_under_way() -> Sequence[jobs.Job]:
    """The person's own orders that the worker is reading."""
    require("roadmap.adopt")
    return [job for job in jobs.recent_jobs() if job.kind == READ_ORDER and job.open]


def read_in_job(progress: jobs.Progress) -> jobs.Outcome:
    """The function of the job. Run again after a worker's death it finds what the first run has kept."""
    file = files.get_file(UUID(progress.params["file"]))
    row = session().scalar(select(RoadmapImport).where(RoadmapImport.file_id == file.id))
    if row is None:
        try:
            data = files.read_file(file)
            reading = _read(data, file.name, _Report(progress))
        except _Stopped as stop:
            if isinstance(stop.__cause__, jobs.Cancelled):
                _forget(file)
            raise stop.__cause__ or stop from None
        except Refused:
            _forget(file)
            raise
        with change() as tx:
            row = _add(tx, file, reading, UUID(progress.params["account"]))
    return jobs.Outcome(_counted(row), url=import_path(row.id))


class _Report:
    """Passes on how far the reading is, not more often than a page asks."""

    def __init__(self, progress: jobs.Progress) -> None:
        self._progress, self._next = progress, 0.0

    def __call__(self, done: int, total: int) -> None:
        if monotonic() < self._next and done < total:
            return
        self._next = monotonic() + _BETWEEN_REPORTS
        try:
            self._progress(done, total, _("Reading the order"))
        except Exception as error:
            raise _Stopped from error


def _read(data: bytes, file_name: str, progress: Any) -> OrderReading:
    try:
        return read_order(data, file_name, organisation=tenants.current_tenant().full_name, progress=progress)
    except UnreadableDocument as refusal:
        raise Refused(str(refusal), field="file") from refusal


def _keep_new(data: bytes, file_name: str, reading: OrderReading) -> RoadmapImport:
    with change() as tx:
        _one_at_a_time(tx)
        if found := _open_draft(sha256(data).hexdigest()):
            return found
        return _add(tx, _stored(tx, data, file_name), reading, current_actor().account_id)


def _hand_over(data: bytes, file_name: str, digest: str) -> jobs.Job:
    with change() as tx:
        _one_at_a_time(tx)
        if found := _open_job(digest):
            return found
        file = _stored(tx, data, file_name)
        params = {"file": str(file.id), "sha256": digest, "account": str(current_actor().account_id)}
        return jobs.start_job(READ_ORDER, _("Reading the order “%(name)s”", name=file.name), params)


def _stored(tx: Change, data: bytes, file_name: str) -> files.StoredFile:
    kind = files.detect(data) or files.TEXT
    file = files.store(data, file_name, kind.media_type)
    tx.flush()
    return file


def _add(tx: Change, file: files.StoredFile, reading: OrderReading, started_by: UUID | None) -> RoadmapImport:
    row = tx.add(
        RoadmapImport(
            file_id=file.id,
            file_name=file.name,
            reading=_kept(reading, tenants.current_tenant().full_name),
            started_by=started_by,
            changed_at=now(),
        )
    )
    tx.flush()
    tx.record("roadmap.import.started", subject=row, after={"items": len(reading.items)})
    return row


def _open_draft(digest: str) -> RoadmapImport | None:
    return session().scalar(
        select(RoadmapImport)
        .join(files.StoredFile, files.StoredFile.id == RoadmapImport.file_id)
        .where(files.StoredFile.sha256 == digest, RoadmapImport.state.in_(("open", "waiting")))
        .order_by(RoadmapImport.created_at)
        .limit(1)
    )


def _open_job(digest: str) -> jobs.Job | None:
    return next((job for job in readings_under_way() if job.params.get("sha256") == digest), None)


def _one_at_a_time(tx: Change) -> None:
    """A button pressed twice sends the file twice at the same time; the second waits here and finds the first."""
    key = f"nastavnik.roadmap.uploads.{current_tenant_id()}"
    tx.session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(key, 0))))


def _forget(file: files.StoredFile) -> None:
    with change() as tx:
        others = tx.session.scalar(
            select(func.count())
            .select_from(files.StoredFile)
            .where(files.StoredFile.sha256 == file.sha256, files.StoredFile.id != file.id)
        )
        tx.record("file.removed", subject=file, before={"sha256": file.sha256})
        tx.delete(file)
    if not others:
        with suppress(FileNotFoundError):
            files.storage().path(file.tenant_id, file.sha256).unlink()


def _counted(row: RoadmapImport) -> str:
    sections, items = len(row.reading["sections"]), len(row.reading["items"])
    return _(
        "Read: %(sections)s, %(items)s.",
        sections=ngettext("%(num)s section", "%(num)s sections", sections),
        items=ngettext("%(num)s measure", "%(num)s measures", items),
    )


def _kept(reading: OrderReading, whose: str) -> dict[str, Any]:
    """The reading as the draft needs it: the contract of ``--json``, and what the page shows beside it."""
    return {
        **reading.as_json(),
        "warnings": [{**remark.as_json(), "severity": remark.severity} for remark in reading.warnings],
        "unplaced": list(reading.unplaced),
        "assignees_text": [item.assignees_text for item in reading.items],
        "signatory_post": reading.order.signatory_post,
        "approved_number": reading.order.approved_number,
        "whose": whose,
    }
