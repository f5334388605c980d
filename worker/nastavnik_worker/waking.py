# SPDX-License-Identifier: MIT
"""Waking the worker after a commit, from a process that serves people.

A thread sends the message, so a broker that does not answer costs the person's request nothing at all. Calls that come
while a message is on its way share it, and a key in the broker lets all processes share one until a worker begins.
A wake-up that is lost is made up for by the worker's own sweep.
"""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable

from celery import Celery
from kombu.exceptions import KombuError
from redis import RedisError

from nastavnik.settings import Settings

from .configuration import DELIVER, sender

PAUSE_AFTER_FAILURE = 5.0
UNSENT = (OSError, KombuError, RedisError)
_CALLED = "nastavnik.worker.called"
_CALL_LASTS = 3000
_MESSAGE_LASTS = 60
_log = logging.getLogger(__name__)


def waker(settings: Settings) -> Callable[[], None]:
    """A function that wakes the worker: it returns at once and never raises."""
    return _Waker(settings).wake


class _Waker:
    """One thread per process; a process that was forked starts its own."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = threading.Lock()
        self._wanted = threading.Event()
        self._process = 0

    def wake(self) -> None:
        if self._process != os.getpid():
            self._start()
        self._wanted.set()

    def _start(self) -> None:
        with self._lock:
            if self._process != os.getpid():
                self._wanted = threading.Event()
                threading.Thread(
                    target=self._run, args=(self._wanted,), name="nastavnik-waker", daemon=True
                ).start()
                self._process = os.getpid()

    def _run(self, wanted: threading.Event) -> None:
        celery = Celery("nastavnik", set_as_current=False)
        celery.conf.update(sender(self._settings))
        while True:
            wanted.wait()
            wanted.clear()
            try:
                call_worker(celery)
            except UNSENT as error:
                _log.warning("the worker was not woken: %s", type(error).__name__)
                threading.Event().wait(PAUSE_AFTER_FAILURE)


def call_worker(celery: Celery) -> None:
    """Send one wake-up, unless one is on its way that no worker has taken up yet."""
    with celery.producer_or_acquire() as producer:
        if producer.channel.client.set(_CALLED, b"1", nx=True, px=_CALL_LASTS):
            celery.send_task(DELIVER, producer=producer, expires=_MESSAGE_LASTS, retry=False)


def call_heard(celery: Celery) -> None:
    """Say that a worker has begun: a commit from now on sends a wake-up of its own."""
    try:
        with celery.connection_or_acquire() as connection:
            connection.default_channel.client.delete(_CALLED)
    except UNSENT as error:
        _log.warning("the broker is away: %s", type(error).__name__)
