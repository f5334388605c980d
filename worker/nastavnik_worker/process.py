# SPDX-License-Identifier: MIT
"""What a worker process holds: the database, the storage of files, the plugins. Each process makes its own."""

from __future__ import annotations

from functools import cache

from nastavnik import logs
from nastavnik.agreements.signatures.verifiers import use_verifiers_of
from nastavnik.foundation import database, files, outbox
from nastavnik.plugins import Plugins
from nastavnik.settings import read_settings

from .waking import waker


def start() -> None:
    """Connect this process. Raises ``PrivilegedRole`` for a database role that row security would not bind."""
    settings = read_settings()
    logs.configure(settings)
    engine = database.connect(settings.database_url, pool_size=2, max_overflow=2)
    with engine.connect() as connection:
        database.refuse_privileged_role(connection)
    files.use_storage(settings.files_dir)
    outbox.set_waker(waker(settings))
    use_verifiers_of(plugins())


@cache
def plugins() -> Plugins:
    """The plugins of this process, found once."""
    return Plugins.discover(read_settings().allowed_plugins)
