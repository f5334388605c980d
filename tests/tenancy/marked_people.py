# SPDX-License-Identifier: MIT
"""People of an organisation whose surnames stand nowhere else, and whatever an answer shows, as text to look for them in."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterable, Mapping
from html import unescape
from itertools import product
from uuid import UUID

import pypdfium2
from sqlalchemy import Engine, text
from werkzeug.test import TestResponse

PREFIX = "Метка"
"""What every marked surname begins with: looked for, it finds all of them, and is no surname itself."""
_LETTERS = "бвгджзклмнпрстф"
_TEXTS = text("""
    select c.table_name, array_agg(c.column_name || ':' || c.udt_name) as columns
    from information_schema.columns c
    join pg_tables t on t.schemaname = c.table_schema and t.tablename = c.table_name
    where c.table_schema = 'public' and c.udt_name in ('text', 'jsonb') and c.is_generated = 'NEVER'
      and c.table_name in (select table_name from information_schema.columns
                           where table_schema = 'public' and column_name = 'tenant_id')
    group by 1
""")
_PDF, _ZIP = b"%PDF", b"PK\x03\x04"


def mark_people(superuser: Engine, tenant: UUID) -> dict[str, str]:
    """Give every family of the organisation a surname of its own, wherever its rows hold the former one.

    Returns the marks by the former surname. «Ёлкина» and «Ёлкина (мать)» are one family.
    """
    with superuser.begin() as connection:
        surnames = connection.scalars(
            text("select distinct surname from people where tenant_id = :tenant"), {"tenant": tenant}
        ).all()
        families = sorted({one.partition(" (")[0] for one in surnames}, key=len, reverse=True)
        endings = ("".join(one) for one in product(_LETTERS, repeat=2))
        marks = {family: f"{PREFIX}{ending}щ" for family, ending in zip(families, endings, strict=False)}
        # The journal keeps names as they were, and its triggers let nobody change it: here it is a copy that is changed.
        connection.execute(text("set local session_replication_role = replica"))
        for table, columns in connection.execute(_TEXTS).all():
            for column, kind in (one.split(":") for one in columns):
                for family, mark in marks.items():
                    connection.execute(
                        text(
                            f"update {table} set {column} = replace({column}::text, :family, :mark)::{kind}"
                            f" where tenant_id = :tenant and {column}::text like '%' || :family || '%'"
                        ),
                        {"tenant": tenant, "family": family, "mark": mark},
                    )
    return marks


def shown_in(response: TestResponse) -> str:
    """Everything that an answer says, in small letters: a page, an export, a calendar, JSON, a paper, an address to go to."""
    said = [*response.headers.to_wsgi_list(), ("", _as_text(response.data))]
    return "\n".join(value for _name, value in said).lower()


def marks_in(said: str, marks: Iterable[str]) -> set[str]:
    """Those marks that a text holds."""
    return {mark for mark in marks if mark.lower() in said}


def _as_text(data: bytes) -> str:
    if data.startswith(_PDF):
        try:
            return "\n".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(data))
        except pypdfium2.PdfiumError:
            return data.decode("utf-8", errors="replace")
    if data.startswith(_ZIP):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return "\n".join(_as_text(archive.read(name)) for name in archive.namelist())
    words = data.decode("utf-8", errors="replace")
    if words[:1] in ("{", "["):
        words = json.dumps(json.loads(words), ensure_ascii=False)
    # Lines of a calendar are folded in the middle of words.
    return re.sub(r"\r\n ", "", unescape(words))


def owners_of(superuser: Engine, digests: Iterable[str]) -> Mapping[str, str]:
    """The surname of the person behind each secret of a personal link, by the secret's digest."""
    asked = text(
        "select token_hash, surname from personal_links join people"
        " on people.id = personal_links.person_id where token_hash = any(:digests)"
    )
    with superuser.connect() as connection:
        return {row.token_hash: row.surname for row in connection.execute(asked, {"digests": list(digests)})}
