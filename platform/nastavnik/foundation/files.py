# SPDX-License-Identifier: MIT
"""Files of a tenant: kept by content (SHA-256), known by what is inside them and not by their name.

The bytes lie under ``<data>/files/<tenant>/<two hex digits>/<hash>``: a tenant's folder of its own, so that equal
files of two tenants say nothing about each other.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
import zipfile
from collections.abc import Collection
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

from sqlalchemy import BigInteger, Index, Text, select
from sqlalchemy.orm import Mapped, mapped_column

from .change import change
from .database import TenantModel, session
from .errors import NotFound, Refused
from .i18n import gettext as _
from .scope import current_actor, current_tenant_id

MEGABYTE = 1024 * 1024
LARGEST = 20 * MEGABYTE


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file the platform takes: its name on screen, media type and usual ending."""

    name: str
    media_type: str
    suffix: str


PDF = Kind("PDF", "application/pdf", ".pdf")
DOCX = Kind("DOCX", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", ".docx")
XLSX = Kind("XLSX", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ".xlsx")
ODT = Kind("ODT", "application/vnd.oasis.opendocument.text", ".odt")
ODS = Kind("ODS", "application/vnd.oasis.opendocument.spreadsheet", ".ods")
JPEG = Kind("JPG", "image/jpeg", ".jpg")
PNG = Kind("PNG", "image/png", ".png")
TEXT = Kind("TXT", "text/plain; charset=utf-8", ".txt")
ZIP = Kind("ZIP", "application/zip", ".zip")
EVIDENCE_KINDS = (PDF, DOCX, XLSX, ODT, ODS, JPEG, PNG)

_ZIP_MARKS = (("word/document.xml", DOCX), ("xl/workbook.xml", XLSX))
_ODF_KINDS = {kind.media_type: kind for kind in (ODT, ODS)}


class StoredFile(TenantModel):
    """What is known of a file; the bytes are on disk under their hash."""

    __tablename__ = "files"
    __personal__ = True
    name: Mapped[str] = mapped_column(Text)
    media_type: Mapped[str] = mapped_column(Text)
    size: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[str] = mapped_column(Text)
    added_by: Mapped[UUID | None]

    __table_args__ = (Index("ix_files_sha256", "tenant_id", "sha256"),)


class Storage:
    """Bytes on a disk, by tenant and hash. A file appears whole or not at all."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def path(self, tenant_id: UUID, sha256: str) -> Path:
        """Where these bytes lie, whether or not they do."""
        return self.root / str(tenant_id) / sha256[:2] / sha256

    def put(self, tenant_id: UUID, data: bytes) -> str:
        """Keep the bytes and return their SHA-256 in hex."""
        digest = hashlib.sha256(data).hexdigest()
        target = self.path(tenant_id, digest)
        if target.exists():
            return digest
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=target.parent)
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(data)
                stream.flush()
                os.fsync(stream.fileno())
            Path(temporary).replace(target)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
        return digest

    def remove(self, tenant_id: UUID, sha256: str) -> None:
        """Take the bytes off the disk; nothing happens when they are gone already."""
        self.path(tenant_id, sha256).unlink(missing_ok=True)

    def open(self, tenant_id: UUID, sha256: str) -> BinaryIO:
        """Open the bytes for reading; ``NotFound`` when they are gone."""
        try:
            return self.path(tenant_id, sha256).open("rb")
        except FileNotFoundError:
            raise NotFound(f"file {sha256[:12]} is not in the storage") from None


_storage: Storage | None = None


def use_storage(root: Path) -> None:
    """Say where this process keeps the files."""
    global _storage
    _storage = Storage(root)


def storage() -> Storage:
    """The storage of this process; ``RuntimeError`` before ``use_storage``."""
    if _storage is None:
        raise RuntimeError("no file storage: call use_storage(path) first")
    return _storage


def detect(data: bytes) -> Kind | None:
    """Tell the kind of a file by looking inside; ``None`` when it is none of those known here."""
    if data.startswith(b"%PDF-"):
        return PDF
    if data.startswith(b"\xff\xd8\xff"):
        return JPEG
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if data.startswith(b"PK\x03\x04"):
        return _detect_in_zip(data)
    return None


def _detect_in_zip(data: bytes) -> Kind | None:
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            names = set(archive.namelist())
            for mark, kind in _ZIP_MARKS:
                if mark in names:
                    return kind
            if "mimetype" in names and archive.getinfo("mimetype").file_size < 200:
                return _ODF_KINDS.get(archive.read("mimetype").decode("ascii", "replace").strip())
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError):
        return None
    return None


def check_upload(
    data: bytes, *, field: str = "file", kinds: tuple[Kind, ...] = EVIDENCE_KINDS, largest: int = LARGEST
) -> Kind:
    """Return the kind of an uploaded file; raise ``Refused`` when it is empty, too large, or not of these kinds."""
    if not data:
        raise Refused(_("The file is empty. Choose another one."), field=field)
    if len(data) > largest:
        raise Refused(
            _(
                "The file is larger than %(size)s MB. Save the scan at 200 dots per inch or split it into parts.",
                size=largest // MEGABYTE,
            ),
            field=field,
        )
    kind = detect(data)
    if kind is None or kind not in kinds:
        names = ", ".join(one.name for one in kinds)
        raise Refused(
            _("This is not one of the accepted kinds of files: %(names)s.", names=names), field=field
        )
    return kind


def store(data: bytes, name: str, media_type: str) -> StoredFile:
    """Keep bytes for the open tenant inside a change and return the row that describes them."""
    tenant_id = current_tenant_id()
    digest = storage().put(tenant_id, data)
    with change() as tx:
        file = tx.add(
            StoredFile(
                name=tidy_name(name),
                media_type=media_type,
                size=len(data),
                sha256=digest,
                added_by=current_actor().account_id,
            )
        )
        tx.record("file.stored", subject=file, after={"sha256": digest, "size": len(data)})
    return file


def get_file(file_id: UUID) -> StoredFile:
    """The open tenant's file; ``NotFound`` for anybody else's."""
    file = session().get(StoredFile, (current_tenant_id(), file_id))
    if file is None:
        raise NotFound("no such file")
    return file


def read_file(file: StoredFile) -> bytes:
    """The bytes of a stored file, checked against their hash."""
    with storage().open(file.tenant_id, file.sha256) as stream:
        data = stream.read()
    if hashlib.sha256(data).hexdigest() != file.sha256:
        raise NotFound(f"file {file.sha256[:12]} has changed in the storage")
    return data


def destroy(file_ids: Collection[UUID]) -> list[str]:
    """Take files of the open tenant out inside a change; return the hashes of their bytes for ``sweep`` after the commit."""
    with change() as tx:
        rows = tx.session.scalars(select(StoredFile).where(StoredFile.id.in_(file_ids))).all()
        for row in rows:
            tx.record("file.destroyed", subject=row)
            tx.delete(row)
        tx.flush()
    return sorted({row.sha256 for row in rows})


def sweep(digests: Collection[str]) -> int:
    """Take bytes that no file of the open tenant needs any more off the disk; return how many. May be run twice."""
    tenant_id = current_tenant_id()
    needed = set(session().scalars(select(StoredFile.sha256).where(StoredFile.sha256.in_(digests))))
    orphans = set(digests) - needed
    for digest in orphans:
        storage().remove(tenant_id, digest)
    return len(orphans)


def tidy_name(name: str) -> str:
    """A file name without folders and control characters, at most 150 characters, never empty."""
    bare = name.replace("\\", "/").rsplit("/", 1)[-1]
    clean = "".join(char for char in bare if char.isprintable()).strip(". ")
    stem, dot, suffix = clean.rpartition(".")
    if dot and len(clean) > 150:
        clean = stem[: 150 - len(suffix) - 1] + dot + suffix
    return clean[:150] or "file"
