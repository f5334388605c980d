# SPDX-License-Identifier: MIT
"""A bare Flask page of any size with one SELECT: what the same server and database can do at best."""

from __future__ import annotations

import os

from flask import Flask
from sqlalchemy import create_engine, text

application = Flask(__name__)
_engine = create_engine(os.environ["DATABASE_URL"], pool_size=5)


@application.get("/healthz")
def health() -> str:
    """The server is up."""
    return "ok"


@application.get("/<int:size>")
def page(size: int) -> str:
    """So many bytes, after one question to the database."""
    with _engine.connect() as connection:
        connection.execute(text("select count(*) from pg_database")).scalar()
    return "x" * size
