# SPDX-License-Identifier: MIT
"""The worker: the Celery application, tenant-aware tasks, the schedule and the outbox dispatcher."""
