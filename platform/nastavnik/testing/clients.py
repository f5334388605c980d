# SPDX-License-Identifier: MIT
"""A client that behaves like a person's browser: it keeps cookies, signs in, and sends the form's secret."""

from __future__ import annotations

from typing import Any

from flask import Flask, session
from flask_wtf.csrf import generate_csrf
from werkzeug.test import TestResponse

from nastavnik.accounts import service as accounts
from nastavnik.web.scoping import SESSION_COOKIE

from .worlds import Someone


class Visitor:
    """One person's browser against the application, without a network."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.client = app.test_client()

    def sign_in(self, person: Someone) -> None:
        """Sign a person in with their password."""
        with self.app.app_context():
            token = accounts.sign_in(person.email, person.password, address="127.0.0.1", agent="test")
        self.client.set_cookie(SESSION_COOKIE, token)

    def sign_out(self) -> None:
        """Forget who was signed in."""
        self.client.delete_cookie(SESSION_COOKIE)

    def get(self, url: str, **options: Any) -> TestResponse:
        """Open a page."""
        return self.client.get(url, **options)

    def post(self, url: str, data: dict[str, Any] | None = None, **options: Any) -> TestResponse:
        """Send a form with its secret."""
        answer = self.client.post(url, data={**(data or {}), "csrf_token": self.secret()}, **options)
        # A long form lies in a temporary file, which nobody else closes.
        answer.request.environ["wsgi.input"].close()
        return answer

    def open(self, url: str, *, method: str = "GET") -> TestResponse:
        """Ask for an address with any method; an empty form is sent where the method has a body."""
        if method == "GET":
            return self.get(url)
        return self.client.open(url, method=method, data={"csrf_token": self.secret()})

    def secret(self) -> str:
        """The secret that forms of this browser carry."""
        with self.app.test_request_context():
            secret: str = generate_csrf()
            kept = session["csrf_token"]
        with self.client.session_transaction() as cookie:
            cookie["csrf_token"] = kept
        return secret
