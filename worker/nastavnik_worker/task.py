# SPDX-License-Identifier: MIT
"""Tasks of one tenant: the message carries the scope in its headers, and the worker reopens it.

Arguments are identifiers and names, never data: what they mean is read from the database when the task runs.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from celery import Task

from nastavnik.foundation.database import open_scope
from nastavnik.foundation.errors import ScopeMissing
from nastavnik.foundation.scope import WORKER, TenantScope, tenant_scope

HEADER = "nastavnik_tenant"
_LONGEST_NAME = 100


class TenantTask(Task):  # type: ignore[type-arg]
    """Base of tasks that run inside one tenant. Sending one outside a tenant's scope raises ``ScopeMissing``."""

    abstract = True

    def apply_async(
        self,
        args: tuple[Any, ...] | None = None,
        kwargs: dict[str, Any] | None = None,
        *rest: Any,
        **options: Any,
    ) -> Any:
        """Send the task for the open tenant; call it after the commit."""
        scope = tenant_scope()
        for value in (*(args or ()), *(kwargs or {}).values()):
            _refuse_data(value)
        options["headers"] = {
            **(options.get("headers") or {}),
            HEADER: {"id": str(scope.tenant_id), "slug": scope.slug},
        }
        return super().apply_async(args, kwargs, *rest, **options)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Run in the scope that the message names."""
        with open_scope(carried_scope(self.request)):
            return super().__call__(*args, **kwargs)


def carried_scope(request: Any) -> TenantScope:
    """The scope in a message's headers, acted in by the worker; ``ScopeMissing`` when there is none."""
    carried = request.get(HEADER) or (request.headers or {}).get(HEADER)
    if not carried:
        raise ScopeMissing("the message names no tenant")
    return TenantScope(UUID(carried["id"]), carried["slug"], actor=WORKER)


def _refuse_data(value: object) -> None:
    if isinstance(value, str) and len(value) <= _LONGEST_NAME and not any(map(str.isspace, value)):
        return
    raise TypeError(
        f"a task takes identifiers and names, not {type(value).__name__}: read the rest when it runs"
    )
