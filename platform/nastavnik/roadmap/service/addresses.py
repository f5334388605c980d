# SPDX-License-Identifier: MIT
"""Addresses of the room's pages for notices and letters, which are written outside a request as well."""

from __future__ import annotations

from uuid import UUID

from nastavnik.foundation.scope import tenant_scope


def home_path() -> str:
    """«Что делать сейчас» of the open organisation."""
    return f"/o/{tenant_scope().slug}/"


def item_path(item_id: UUID) -> str:
    """The page of a measure."""
    return f"{home_path()}roadmap/{item_id}"


def board_path(*, who: UUID) -> str:
    """The page of the roadmap with the measures that an account answers for."""
    return f"{home_path()}roadmap/?who={who}"


def import_path(import_id: UUID) -> str:
    """The page on which an order that was read is checked."""
    return f"{home_path()}roadmap/import/{import_id}"
