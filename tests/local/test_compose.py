# SPDX-License-Identifier: MIT
"""docker-compose.yml speaks of settings, roles and files that exist, and keeps no secret."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml

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
