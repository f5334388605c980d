# SPDX-License-Identifier: MIT
"""The README is true: settings and defaults, the map, the pictures, and the commands of backup and restore."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

from pydantic import SecretStr
from pydantic_core import PydanticUndefined
from sqlalchemy import NullPool, create_engine, text

from nastavnik.foundation import database, files
from nastavnik.foundation.audit import verify
from nastavnik.foundation.database import open_scope
from nastavnik.foundation.scope import TenantScope
from nastavnik.local.postgres import EmbeddedPostgres
from nastavnik.settings import Settings
from nastavnik.testing.database import TestDatabase
from nastavnik.testing.worlds import World, in_tenant

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text("utf-8")
LARGEST_PICTURE = 200 * 1024


def section(title: str) -> str:
    found = re.search(rf"^##+ {title}\n(.*?)(?=^##+ |\Z)", README, re.MULTILINE | re.DOTALL)
    assert found, title
    return found.group(1)


def commands(title: str) -> list[str]:
    """Blocks of commands of a section, in their order."""
    return re.findall(r"```sh\n(.*?)```", section(title), re.DOTALL)


def test_settings_are_those_of_the_code() -> None:
    told = {
        name: default.strip("`")
        for name, default in re.findall(r"^\| `([A-Z_]+)` \| (.+?) \|", section("Settings"), re.MULTILINE)
    }
    assert told == {
        str(field.validation_alias or f"NASTAVNIK_{name}".upper()): _default(field.default)
        for name, field in Settings.model_fields.items()
    }


def _default(value: object) -> str:
    if value is PydanticUndefined:
        return "required"
    if isinstance(value, SecretStr):
        value = value.get_secret_value()
    return str(value).lower() if isinstance(value, bool) else str(value) or "empty"


def test_the_map_shows_what_there_is() -> None:
    for place in re.findall(r"^\| `([a-z/]+/)` \|", section("The map"), re.MULTILINE):
        assert (ROOT / place).is_dir(), place
    rooms = (ROOT / "platform" / "README.md").read_text("utf-8")
    told = set(re.findall(r"^\| `(?:nastavnik/)?([a-z]+)/` \|", rooms, re.MULTILINE))
    there = {path.parent.name for path in (ROOT / "platform" / "nastavnik").glob("*/__init__.py")}
    assert told == there | {"frontend", "decisions", "pictures"}


def test_pictures_are_there_and_small() -> None:
    pictures = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", README)
    assert pictures
    for picture in pictures:
        data = (ROOT / picture).read_bytes()
        assert files.detect(data) is files.PNG
        assert len(data) < LARGEST_PICTURE, picture


def test_verbs_that_are_told_exist() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    for verb in re.findall(r"`?make ([a-z]+)", README):
        assert re.search(rf"^{verb}:", makefile, re.MULTILINE), verb


def test_backup_and_restore_as_they_are_told(
    world: World, empty_database: TestDatabase, server: EmbeddedPostgres,
    psql_environment: Mapping[str, str], tmp_path: Path,
) -> None:  # fmt: skip
    backup, restore = commands("Backup and restore")
    assert [len(block.splitlines()) for block in (backup, restore)] == [3, 3]
    with in_tenant(world.center, world.center.director):
        files.store(b"%PDF-1.7 evidence", "evidence.pdf", files.PDF.media_type)
    place = _deployed(tmp_path)
    source = empty_database.superuser.url
    at_the_source = {
        **psql_environment,
        "PGHOST": str(source.query["host"]),
        "PGPASSWORD": str(source.password),
        "NASTAVNIK_DATA_DIR": str(tmp_path),
    }
    run(
        backup.replace("nastavnik.dump nastavnik", f"nastavnik.dump {empty_database.name}"),
        place,
        at_the_source,
    )
    assert (place / "env.backup").read_bytes() == (place / ".env").read_bytes()

    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    at_the_target = {**psql_environment, "NASTAVNIK_DATA_DIR": str(elsewhere)}
    for _time in range(2):  # into an empty server, and over what is there
        run(restore, place, at_the_target)
    engine = create_engine(server.url("postgres", empty_database.name), poolclass=NullPool)
    with engine.connect() as connection:
        assert connection.scalar(text("select count(*) from tenants")) == 2
    try:
        database.connect(server.url("nastavnik_app", empty_database.name))
        with open_scope(TenantScope(world.center.tenant_id, world.center.slug)) as opened:
            files.use_storage(elsewhere / "files")
            (kept,) = opened.query(files.StoredFile).all()
            assert files.read_file(kept) == b"%PDF-1.7 evidence"
            assert verify(opened) is None
    finally:
        empty_database.connect()


def _deployed(tmp_path: Path) -> Path:
    """A folder of an installation: migrations and the file of settings."""
    # Beside the folder of data, which is packed whole.
    place = tmp_path.with_name(f"{tmp_path.name}-installation")
    shutil.copytree(ROOT / "migrations", place / "migrations")
    (place / ".env").write_text("APP_PASSWORD=…\n", "utf-8")
    return place


def run(block: str, place: Path, environment: Mapping[str, str]) -> None:
    done = subprocess.run(
        ["sh", "-euc", block],
        cwd=place,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
