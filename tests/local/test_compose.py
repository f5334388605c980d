# SPDX-License-Identifier: MIT
"""docker-compose.yml speaks of settings, roles and files that exist, and keeps no secret."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from alembic import command
from sqlalchemy import NullPool, create_engine, make_url, text
from sqlalchemy.exc import ProgrammingError

from nastavnik.agreements.signatures import engine as openssl_engine
from nastavnik.database_commands import alembic_config
from nastavnik.foundation.database import refuse_privileged_role
from nastavnik.local.postgres import EmbeddedPostgres
from nastavnik.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docker-compose.yml").read_text("utf-8")
SERVICES: dict[str, dict[str, Any]] = yaml.safe_load(TEXT)["services"]


def test_services_and_their_order() -> None:
    assert set(SERVICES) == {"postgres", "redis", "migrate", "web", "worker", "beat"}
    assert SERVICES["migrate"]["command"] == ["nastavnik", "db", "upgrade"]
    for name in ("web", "worker", "beat"):
        assert SERVICES[name]["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}
    for name in ("postgres", "redis", "web", "worker"):
        assert SERVICES[name]["healthcheck"]["test"]


def test_every_setting_named_is_a_setting() -> None:
    known = {
        str(field.validation_alias or f"NASTAVNIK_{name}").upper()
        for name, field in Settings.model_fields.items()
    }
    for name in ("migrate", "web", "worker", "beat"):
        assert set(SERVICES[name]["environment"]) <= known


def test_no_secret_is_written_down() -> None:
    secrets = re.findall(r"(?:PASSWORD|SECRET_KEY): \"(.*)\"", TEXT)
    assert secrets
    assert all(value.startswith("${") for value in secrets)
    assert re.findall(r"://\w+:(?!\$\{)[^@/\s]*@", TEXT) == []


def test_only_the_migration_connects_as_the_owner() -> None:
    roles = (ROOT / "migrations" / "roles.sql").read_text("utf-8")
    for name in ("web", "worker", "beat"):
        assert "nastavnik_owner" not in str(SERVICES[name]["environment"])
        assert "nastavnik_app:" in SERVICES[name]["environment"]["DATABASE_URL"]
    assert "create role nastavnik_owner" in roles
    assert "create role nastavnik_app" in roles


def test_mounted_files_exist() -> None:
    for volume in SERVICES["postgres"]["volumes"]:
        source = volume.split(":")[0]
        if source.startswith("./"):
            assert (ROOT / source).is_file(), source


def test_the_init_script_makes_a_server_that_the_migration_and_the_site_can_use(
    server: EmbeddedPostgres, psql_environment: Mapping[str, str]
) -> None:
    (script,) = (
        volume.split(":")[0]
        for volume in SERVICES["postgres"]["volumes"]
        if volume.split(":")[1].startswith("/docker-entrypoint-initdb.d/")
    )
    environment = {
        **psql_environment,
        "POSTGRES_USER": "postgres",
        "OWNER_PASSWORD": "the owner's 'own'",
        "APP_PASSWORD": 'the site\'s "own"',
        "NASTAVNIK_SQL": str(ROOT / "migrations"),
    }
    done = subprocess.run(
        ["sh", str(ROOT / script)], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    owner = signed_in(server, "nastavnik_owner", environment["OWNER_PASSWORD"])
    command.upgrade(alembic_config(owner), "head")
    site = create_engine(signed_in(server, "nastavnik_app", environment["APP_PASSWORD"]), poolclass=NullPool)
    with site.connect() as connection:
        refuse_privileged_role(connection)
        with pytest.raises(ProgrammingError, match="permission denied"):
            connection.execute(text("select * from tenants"))


def test_the_init_script_does_not_start_without_passwords(psql_environment: Mapping[str, str]) -> None:
    done = subprocess.run(
        ["sh", str(ROOT / "migrations" / "initdb.sh")],
        env={**psql_environment, "POSTGRES_USER": "postgres"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode != 0
    assert "OWNER_PASSWORD" in done.stderr


def signed_in(server: EmbeddedPostgres, user: str, password: str) -> str:
    return (
        make_url(server.url(user, "nastavnik")).set(password=password).render_as_string(hide_password=False)
    )


def test_every_command_names_a_programme_that_the_image_has() -> None:
    dockerfile = (ROOT / "Dockerfile").read_text("utf-8")
    (start,) = re.findall(r"^CMD (\[.*\])$", dockerfile, re.MULTILINE)
    commands = [json.loads(start), *(one["command"] for one in SERVICES.values() if "command" in one)]
    for words in commands:
        if words[0] != "redis-server":
            assert (Path(sys.executable).parent / words[0]).exists(), words
    module, _, name = commands[0][-1].partition(":")
    source = (ROOT / "platform" / f"{module.replace('.', '/')}.py").read_text("utf-8")
    assert f"{name} = create_app()" in source


def test_the_health_check_asks_what_the_site_answers() -> None:
    check = SERVICES["web"]["healthcheck"]["test"]
    assert "/healthz" in check[-1]
    compile(check[-1], "healthcheck", "exec")


def test_the_image_copies_what_there_is_and_runs_as_nobody_special() -> None:
    dockerfile = (ROOT / "Dockerfile").read_text("utf-8")
    for line in re.findall(r"^COPY (?!--from)(.+)$", dockerfile, re.MULTILINE):
        for source in line.split()[:-1]:
            assert (ROOT / source).exists(), source
    assert dockerfile.index("USER nastavnik") < dockerfile.index("CMD ")


def test_the_image_has_the_engine_that_checks_of_signatures_prefer() -> None:
    engine = re.search(r"``(lib[\w-]+)``", openssl_engine.__doc__ or "")
    assert engine
    assert f" {engine[1]} " in (ROOT / "Dockerfile").read_text("utf-8")
