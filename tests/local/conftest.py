# SPDX-License-Identifier: MIT
"""A PostgreSQL of its own for those who try what happens to a whole server."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping

import pytest

from nastavnik.local.postgres import EmbeddedPostgres


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedPostgres]:
    """A running server without a database of ours; shared by the tests of a file."""
    running = EmbeddedPostgres(tmp_path_factory.mktemp("server") / "postgres", durable=False)
    running.start()
    yield running
    running.destroy()


@pytest.fixture
def psql_environment(server: EmbeddedPostgres) -> Mapping[str, str]:
    """What psql, pg_dump and pg_restore of the same server need to reach it."""
    return {
        "PATH": f"{server.programmes}:{os.defpath}:/usr/bin:/bin",
        "PGHOST": str(server.sockets),
        "PGUSER": "postgres",
        "PGPASSWORD": server.passwords["postgres"],
        "LC_ALL": "C.UTF-8",
    }
