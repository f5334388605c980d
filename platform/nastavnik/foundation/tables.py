# SPDX-License-Identifier: MIT
"""Every table of the foundation, imported in one place for the migrations."""

from .audit import AuditEntry, AuditHead, DistrictAuditEntry, DistrictAuditHead
from .files import StoredFile
from .jobs import Job
from .mail import Letter
from .notifications import Notification
from .outbox import OutboxEvent

__all__ = [
    "AuditEntry",
    "AuditHead",
    "DistrictAuditEntry",
    "DistrictAuditHead",
    "Job",
    "Letter",
    "Notification",
    "OutboxEvent",
    "StoredFile",
]
