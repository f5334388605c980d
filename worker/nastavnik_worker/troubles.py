# SPDX-License-Identifier: MIT
"""What to do with an error in work that concerns many tenants, and how to name it without anybody's data."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from nastavnik.foundation.scope import TenantScope

_log = logging.getLogger(__name__)


@contextmanager
def one_tenants_trouble(scope: TenantScope) -> Iterator[None]:
    """Log an error of one tenant and go on with the others. A lost connection is everybody's and goes through."""
    try:
        yield
    except Exception as error:
        if connection_lost(error):
            raise
        _log.error("work for tenant %s failed: %s", scope.tenant_id, described(error))


def connection_lost(error: Exception) -> bool:
    """Whether the database has gone away: nobody's fault, and no attempt is counted for it."""
    return isinstance(error, DBAPIError) and error.connection_invalidated


def described(error: Exception) -> str:
    """The class of an error and where it was raised. Never its message: a message may quote a person's data."""
    frames = traceback.extract_tb(error.__traceback__)
    where = f" at {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__}{where}"
