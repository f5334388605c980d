# SPDX-License-Identifier: MIT
"""How Celery is set up. PostgreSQL is the truth; a message is only a wake-up, so losing one loses nothing."""

from __future__ import annotations

from typing import Any

from nastavnik.settings import Settings

DELIVER = "nastavnik.outbox.deliver"
"""Names of tasks stay in queues and in other people's monitoring: they are for ever."""

LONGEST_TASK = 3600
_SILENCE_BEFORE_REDELIVERY = 600


def common(settings: Settings) -> dict[str, Any]:
    """What the worker, the clock and those who only send agree on."""
    return {
        "broker_url": settings.redis_url,
        "broker_connection_retry": True,
        "broker_connection_retry_on_startup": True,
        "broker_connection_max_retries": None,
        "task_serializer": "json",
        "accept_content": ["json"],
        "task_ignore_result": True,
        "task_default_queue": "nastavnik",
        "timezone": "Europe/Moscow",
        "enable_utc": True,
    }


def sender(settings: Settings) -> dict[str, Any]:
    """For a process that sends and must not wait: one attempt, short timeouts, one connection."""
    return {
        **common(settings),
        "broker_pool_limit": 1,
        "broker_connection_timeout": 1,
        "task_publish_retry": False,
        "broker_transport_options": {"socket_timeout": 1, "socket_connect_timeout": 1, "max_connections": 4},
    }


def worker(settings: Settings) -> dict[str, Any]:
    """For the worker and the clock.

    A task is acknowledged when it is done, and one that a dead worker had taken comes back after ten minutes of
    silence; kombu looks for such tasks every five seconds. Every task bears being run twice.
    """
    return {
        **common(settings),
        "task_acks_late": True,
        "task_reject_on_worker_lost": True,
        "task_time_limit": LONGEST_TASK,
        "worker_prefetch_multiplier": 1,
        "worker_concurrency": 3,
        "worker_hijack_root_logger": False,
        "worker_cancel_long_running_tasks_on_connection_loss": False,
        "broker_transport_options": {
            "visibility_timeout": _SILENCE_BEFORE_REDELIVERY,
            "unacked_restore_interval": 5,
            "unacked_restore_throttle": 1,
            "socket_connect_timeout": 5,
            "socket_keepalive": True,
        },
        "beat_max_loop_interval": 1,
        "redbeat_redis_url": settings.redis_url.replace("redis+socket://", "unix://", 1),
        "redbeat_lock_timeout": 30,
    }
