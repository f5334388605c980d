# SPDX-License-Identifier: MIT
"""``nastavnik tenants sync``: it shows what would change, writes when told to, and twice is as once."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Protocol

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import func, select

from nastavnik.foundation.audit import AuditEntry, DistrictAuditEntry
from nastavnik.foundation.database import open_scope
from nastavnik.foundation.scope import TenantScope
from nastavnik.settings import Settings
from nastavnik.tenants import commands, service
from nastavnik.tenants.models import Tenant, TenantPlugin, TenantProfile
from nastavnik.testing.worlds import ROOMS, in_system

pytestmark = pytest.mark.usefixtures("empty_database")
DECLARED = set(ROOMS) - {"agreements"}
"""Rooms that are on in every shipped organisation."""


class Run(Protocol):
    """Calls the command with arguments, and with what is typed at its question."""

    def __call__(self, *arguments: str, typed: str = "") -> Result: ...


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The product's own declarations, to be changed."""
    copy = tmp_path / "tenants"
    shutil.copytree(service.FOLDER, copy)
    return copy


@pytest.fixture
def run(settings: Settings, monkeypatch: pytest.MonkeyPatch, folder: Path) -> Run:
    """Call the command on the copy."""
    monkeypatch.setattr(commands, "read_settings", lambda: settings)

    def call(*arguments: str, typed: str = "") -> Result:
        command = ["sync", "--dir", str(folder), *arguments]
        return CliRunner().invoke(commands.tenants_commands, command, input=typed)

    return call


def count(table: type) -> int:
    with in_system() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def change_file(folder: Path, slug: str, old: str, new: str) -> None:
    path = folder / slug / "tenant.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_a_dry_run_shows_and_writes_nothing(run: Run) -> None:
    result = run("--dry-run")
    assert result.exit_code == 0
    assert "center: new" in result.output
    assert "inn: '' -> '5250000108'" in result.output
    assert "plugin roadmap: '' -> True" in result.output
    assert count(Tenant) == 0


def test_no_is_no(run: Run) -> None:
    result = run(typed="n\n")
    assert result.exit_code == 1
    assert count(Tenant) == 0


def test_the_shipped_district_is_written_once(run: Run) -> None:
    assert run("--yes").output.endswith("written: 5\n")
    assert (count(Tenant), count(TenantProfile)) == (5, 5)
    entries = count(AuditEntry), count(DistrictAuditEntry)
    again = run("--yes")
    assert again.output == "nothing to do: every organisation is as declared\n"
    assert (count(AuditEntry), count(DistrictAuditEntry)) == entries
    center = service.find_tenant("center")
    assert center is not None
    with open_scope(TenantScope(center.id, "center")) as opened:
        assert service.director().name.short == "Эталонов\N{NO-BREAK SPACE}В.Н."
        assert sorted(opened.scalars(select(TenantPlugin.name)).all()) == sorted(DECLARED)
        assert opened.scalars(select(AuditEntry.actor_kind).distinct()).all() == ["command"]


def test_only_what_differs_is_shown_and_written(run: Run, folder: Path) -> None:
    run("--yes")
    change_file(folder, "center", 'phone = "+7 (000) 000-00-01"', 'phone = "+7 (000) 000-00-99"')
    shown = run("--dry-run").output
    assert shown == "center: changes\n  phone: '+7 (000) 000-00-01' -> '+7 (000) 000-00-99'\n"
    before = count(DistrictAuditEntry)
    assert run(typed="y\n").output.endswith("written: 1\n")
    assert count(DistrictAuditEntry) == before + 1
    found = service.find_tenant("center")
    assert found is not None
    assert found.phone == "+7 (000) 000-00-99"


def test_what_is_not_declared_is_left_alone(run: Run) -> None:
    run("--yes")
    center = service.find_tenant("center")
    assert center is not None
    with open_scope(TenantScope(center.id, "center")):
        service.set_plugin("chess", enabled=True)
    assert "nothing to do" in run("--yes").output
    with open_scope(TenantScope(center.id, "center")) as opened:
        enabled = opened.scalars(select(TenantPlugin.name).where(TenantPlugin.enabled)).all()
    assert sorted(enabled) == sorted(["chess", *DECLARED])


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('inn = "5250000108"', 'inn = "5250000109"', "registration.inn"),
        ('ogrn = "1025200000100"', 'ogrn = "1025200000101"', "registration.ogrn"),
        ('kpp = "525001001"', 'kpp = "52500100"', "registration.kpp"),
        ('kind = "supplementary"', 'kind = "bakery"', "must be one of"),
        ('emblem = "star"', 'emblem = "crown"', "must be one of"),
        ('emblem = "star"', 'emblem = "star"\ncolour = "red"', "colour"),
        ('file = "order-26.txt"', 'file = "nowhere.txt"', "no such file: nowhere.txt"),
        ('file = "order-26.txt"', 'file = "../secret.txt"', "same folder"),
        ("etalonov@demo.example", "etalonov@school.ru", "ends in .example"),
        ('role = "director"', 'role = "owner"', "role"),
        ("[names]", "[names", "tenant.toml"),
    ],
)
def test_a_faulty_file_is_named_and_nothing_is_written(
    run: Run, folder: Path, old: str, new: str, words: str
) -> None:
    change_file(folder, "center", old, new)
    result = run("--yes")
    assert result.exit_code == 1
    assert words in result.output
    assert "center/tenant.toml" in result.output
    assert count(Tenant) == 0


def test_every_fault_of_every_file_is_named_at_once(run: Run, folder: Path) -> None:
    change_file(folder, "center", 'kind = "supplementary"', 'kind = "bakery"')
    change_file(folder, "vysota", 'kind = "supplementary"', 'kind = "mill"')
    output = run("--yes").output
    assert "center/tenant.toml" in output
    assert "vysota/tenant.toml" in output


def test_a_folder_with_a_name_that_is_no_address_is_refused(run: Run, folder: Path) -> None:
    (folder / "center").rename(folder / "Центр")
    result = run("--yes")
    assert result.exit_code == 1
    assert "Центр" in result.output


def test_an_empty_folder_is_said_to_be_so(settings: Settings, tmp_path: Path) -> None:
    with pytest.raises(service.BadDeclaration, match=r"no tenant\.toml"):
        service.read_declarations(tmp_path)


def test_the_list_says_who_is_there(run: Run, settings: Settings) -> None:
    run("--yes")
    result = CliRunner().invoke(commands.tenants_commands, ["list"])
    assert [line.split("\t")[0] for line in result.output.splitlines()] == [
        "ankudinovskaya",
        "center",
        "obrazcovskaya",
        "tekhnikum",
        "vysota",
    ]
