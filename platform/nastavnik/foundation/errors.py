# SPDX-License-Identifier: MIT
"""Refusals that a person may meet. Everything else is a defect and ends in the log."""


class NotFound(LookupError):
    """Nothing of that kind is visible in this scope. A stranger and a wrong address get the same answer."""


class Forbidden(PermissionError):
    """The person is in the right place but lacks a right.

    ``right`` is the code of the right; the error page says which roles have it.
    """

    def __init__(self, right: str) -> None:
        super().__init__(right)
        self.right = right


class Refused(ValueError):
    """The domain does not allow it.

    ``message`` is a sentence for the person, ``field`` names the form field at fault.
    """

    def __init__(self, message: str, *, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field


class ScopeMissing(RuntimeError):
    """Code asked for data outside any scope. There is no «all» and no default tenant."""


class UnauditedChange(RuntimeError):
    """Rows were written in a change that recorded no audit entry."""


class PrivilegedRole(RuntimeError):
    """The application was pointed at a database role for which row security does not hold."""
