# SPDX-License-Identifier: MIT
"""A spreadsheet of people on its way: uploaded, its columns agreed on, tried, and brought in by the worker."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from io import BytesIO
from uuid import UUID

import xlsxwriter
from sqlalchemy import select

from nastavnik.foundation import files, jobs
from nastavnik.foundation.change import change
from nastavnik.foundation.database import session
from nastavnik.foundation.errors import NotFound, Refused
from nastavnik.foundation.i18n import gettext as _
from nastavnik.foundation.i18n import ngettext
from nastavnik.foundation.jobs import Outcome, Progress
from nastavnik.foundation.scope import current_actor, current_tenant_id, require
from nastavnik.people.importing import (
    TARGETS,
    Table,
    UnreadableTable,
    fingerprint,
    guess_mapping,
    known_fields,
    read_table,
)
from nastavnik.people.models import PeopleImport
from nastavnik.people.words import KINDS

from .import_rows import IMPORT, Rejected, Report, run_import

JOB = "people.import"
OPEN_STATES = ("mapping", "checked")
_CSV = "text/csv; charset=utf-8"
_KIND = "kind"
"""Key of the mapping under which it is kept who these people are where the rows do not say."""


def receive(data: bytes, file_name: str, target: str) -> PeopleImport:
    """Keep an uploaded spreadsheet and guess its columns; the mapping chosen for the same headings before comes first.

    Raises ``Refused`` with a sentence for the field ``file``; such a file leaves nothing behind.
    """
    require(IMPORT)
    if target not in TARGETS:
        raise Refused(_("Choose the register from the list."), field="target")
    table = read_table(data)
    print_of_headings = fingerprint(table.headings, target)
    kind = files.detect(data)
    with change() as tx:
        file = files.store(data, file_name, kind.media_type if kind else _CSV)
        before = _last_mapping(print_of_headings)
        row = tx.add(
            PeopleImport(
                file_id=file.id,
                file_name=file.name,
                target=target,
                fingerprint=print_of_headings,
                mapping=before or guess_mapping(table.headings, target),
                started_by=current_actor().account_id,
            )
        )
        tx.record("people.import_begun", subject=row, after={"target": target, "rows": len(table.rows)})
    return row


def get_import(import_id: UUID) -> PeopleImport:
    """One import of the open organisation; ``NotFound`` for anybody else's."""
    require(IMPORT)
    row = session().get(PeopleImport, (current_tenant_id(), import_id), populate_existing=True)
    if row is None:
        raise NotFound("no such import")
    return row


def recent_imports(*, most: int = 20) -> Sequence[PeopleImport]:
    """Imports of the organisation, the newest first; those thrown away are left out."""
    require(IMPORT)
    return (
        session()
        .scalars(
            select(PeopleImport)
            .where(PeopleImport.state != "dropped")
            .order_by(PeopleImport.created_at.desc())
            .limit(most)
        )
        .all()
    )


def table_of(row: PeopleImport) -> Table:
    """The rows of an import's file."""
    if row.file_id is None:
        raise NotFound("the file of the import is gone")
    return read_table(files.read_file(files.get_file(row.file_id)))


def columns_of(row: PeopleImport) -> dict[str, str]:
    """Column number (text, from «0») -> field."""
    return {index: field for index, field in row.mapping.items() if index != _KIND}


def kind_of(row: PeopleImport) -> str:
    """Who the people of the file are where its rows do not say; empty when nothing was chosen."""
    return str(row.mapping.get(_KIND, ""))


def set_mapping(import_id: UUID, columns: Mapping[str, str], *, kind: str = "") -> PeopleImport:
    """Say what each column holds; the same headings get it next time."""
    chosen = {index: field for index, field in columns.items() if field}
    with change() as tx:
        row = _open(tx.session.get(PeopleImport, (current_tenant_id(), import_id), with_for_update=True))
        known = known_fields(row.target)
        for index, field in chosen.items():
            if field not in known:
                raise Refused(_("Choose the field from the list."), field=f"column_{index}")
        twice = next((field for field in chosen.values() if list(chosen.values()).count(field) > 1), None)
        if twice is not None:
            raise Refused(
                _("Two columns are taken for “%(field)s”. Leave one of them.", field=str(known[twice])),
                field=f"column_{[index for index, field in chosen.items() if field == twice][1]}",
            )
        if not {"full_name", "surname"} & set(chosen.values()):
            raise Refused(_("Say which column holds the name."), field="columns")
        if kind and kind not in KINDS:
            raise Refused(_("Choose from the list who this is."), field="kind")
        row.mapping = {**chosen, **({_KIND: kind} if kind else {})}
        row.state = "mapping"
        tx.record("people.import_mapped", subject=row, after={"columns": len(chosen)})
    return row


def check(import_id: UUID) -> Report:
    """What the import would do, without doing it."""
    row = _open(get_import(import_id))
    report = run_import(table_of(row), columns_of(row), row.target, kind=kind_of(row), dry_run=True)
    with change() as tx:
        row = tx.session.get_one(PeopleImport, (current_tenant_id(), import_id), with_for_update=True)
        row.state, row.counts = "checked", report.counts()
        tx.record("people.import_checked", subject=row, after=report.counts())
    return report


def launch(import_id: UUID) -> jobs.Job:
    """Let the worker bring the people in; ``Refused`` when nothing could go in."""
    with change() as tx:
        row = _open(tx.session.get(PeopleImport, (current_tenant_id(), import_id), with_for_update=True))
        if row.state != "checked":
            raise Refused(_("Check the rows before they are brought in."))
        if row.counts.get("created", 0) + row.counts.get("updated", 0) == 0:
            raise Refused(_("There is nothing to bring in: every row is there already or has a mistake."))
        row.state = "running"
        tx.record("people.import_launched", subject=row)
        return jobs.start_job(
            JOB, _("People from a spreadsheet"), {"import": str(row.id)}, total=row.counts.get("rows", 0)
        )


def drop(import_id: UUID) -> None:
    """Throw an upload away."""
    with change() as tx:
        row = _open(tx.session.get(PeopleImport, (current_tenant_id(), import_id), with_for_update=True))
        row.state = "dropped"
        tx.record("people.import_dropped", subject=row)


def import_in_job(progress: Progress) -> Outcome:
    """The long job behind ``launch``; run twice, it finds its own rows unchanged."""
    row = get_import(UUID(str(progress.params["import"])))
    table = table_of(row)
    report = run_import(
        table,
        columns_of(row),
        row.target,
        kind=kind_of(row),
        progress=lambda done, total: progress(done, total, _("Rows are brought in")),
    )
    with change() as tx:
        row = tx.session.get_one(PeopleImport, (current_tenant_id(), row.id), with_for_update=True)
        # A second run after a death of the worker sees as unchanged what the first one brought in.
        row.state, row.counts = "done", report.counts()
        if report.rejected:
            row.rejected_file_id = files.store(
                rejected_rows(table, report.rejected), _("rows-with-mistakes.xlsx"), files.XLSX.media_type
            ).id
        tx.record("people.import_done", subject=row, after=report.counts())
    return Outcome(_in_words(report), file_id=row.rejected_file_id)


def rejected_rows(table: Table, rejected: Sequence[Rejected]) -> bytes:
    """A workbook of the rows that did not go in, as they were, with the reason beside each: mend and upload it again."""
    reasons: dict[int, list[str]] = {}
    for one in rejected:
        reasons.setdefault(one.row, []).append(f"{one.column}: {one.message}" if one.column else one.message)
    stream = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(stream, options) as book:
        sheet, bold = book.add_worksheet(), book.add_format({"bold": True, "text_wrap": True})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        sheet.freeze_panes(1, 0)
        for index, heading in enumerate((*table.headings, _("What is wrong"))):
            sheet.set_column(index, index, 24)
            sheet.write_string(0, index, heading, bold)
        sheet.set_column(len(table.headings), len(table.headings), 60)
        bad = [row for row in table.rows if row.number in reasons]
        for line, row in enumerate(bad, start=1):
            for index, cell in enumerate((*row.cells, "\n".join(reasons[row.number]))):
                sheet.write_string(line, index, cell, wrapped)
    return stream.getvalue()


def _open(row: PeopleImport | None) -> PeopleImport:
    require(IMPORT)
    if row is None:
        raise NotFound("no such import")
    if row.state not in OPEN_STATES:
        raise Refused(_("This spreadsheet has been brought in or thrown away already."))
    return row


def _last_mapping(print_of_headings: str) -> dict[str, str] | None:
    row = session().scalar(
        select(PeopleImport)
        .where(PeopleImport.fingerprint == print_of_headings, PeopleImport.state.in_(("running", "done")))
        .order_by(PeopleImport.created_at.desc())
        .limit(1)
    )
    return dict(row.mapping) if row else None


def _in_words(report: Report) -> str:
    counts = report.counts()
    done = _(
        "Added: %(created)s, changed: %(updated)s, as before: %(unchanged)s.",
        created=counts["created"],
        updated=counts["updated"],
        unchanged=counts["unchanged"],
    )
    if not counts["rejected"]:
        return done
    left = ngettext(
        "%(num)s row was not brought in: it is in the file with the reason.",
        "%(num)s rows were not brought in: they are in the file with the reasons.",
        counts["rejected"],
    )
    return f"{done} {left}"


__all__ = [
    "JOB",
    "UnreadableTable",
    "check",
    "columns_of",
    "drop",
    "get_import",
    "import_in_job",
    "kind_of",
    "launch",
    "receive",
    "recent_imports",
    "rejected_rows",
    "set_mapping",
    "table_of",
]
