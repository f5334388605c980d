# SPDX-License-Identifier: MIT
"""One machine without servers: PostgreSQL and Valkey from wheels, and the supervisor behind ``make run``.

Nothing here is used where a real PostgreSQL and a real Redis are: production starts the same web and worker
processes by docker-compose or systemd.
"""
