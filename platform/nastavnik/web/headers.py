# SPDX-License-Identifier: MIT
"""What every response tells the browser not to do, and the code by which a request is found in the log.

No page carries a script or a style of its own, so the policy admits only files that a template has marked with the
nonce of this response. Stored files are served with a policy of their own, which is left as it is.
"""

from __future__ import annotations

import secrets

import structlog
from flask import Flask, Response, g, request

_PERMISSIONS = ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer",
        "browsing-topics",
        "camera",
        "display-capture",
        "geolocation",
        "gyroscope",
        "microphone",
        "payment",
        "usb",
    )
)
_HSTS = "max-age=31536000; includeSubDomains"
_CODE_GROUPS = 3


def csp_nonce() -> str:
    """The nonce of this response; templates write it on every script and style sheet."""
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(16)
    nonce: str = g.csp_nonce
    return nonce


def request_code() -> str:
    """The code of this request, «482-177-301»: digits alone, so that it can be read out on the telephone."""
    if "request_code" not in g:
        g.request_code = "-".join(f"{secrets.randbelow(1000):03}" for _ in range(_CODE_GROUPS))
    code: str = g.request_code
    return code


def _policy(response: Response) -> str:
    if response.mimetype != "text/html":
        return "default-src 'none'; frame-ancestors 'none'"
    nonce = f"'nonce-{csp_nonce()}'"
    directives = [
        "default-src 'none'",
        f"script-src {nonce}",
        f"style-src {nonce}",
        # Bootstrap draws ticks and arrows as data: pictures inside its style sheet.
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ]
    if request.is_secure:
        directives.append("upgrade-insecure-requests")
    return "; ".join(directives)


def _protect(response: Response) -> Response:
    headers = response.headers
    headers.setdefault("Content-Security-Policy", _policy(response))
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("X-Frame-Options", "DENY")
    headers.setdefault("Referrer-Policy", "same-origin")
    headers.setdefault("Permissions-Policy", _PERMISSIONS)
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
    headers.setdefault("X-Request-Id", request_code())
    if request.is_secure:
        headers.setdefault("Strict-Transport-Security", _HSTS)
    if response.mimetype == "text/html":
        # A shared computer must not show the page of the one who has left.
        headers.setdefault("Cache-Control", "no-store")
    return response


def _name_in_log() -> None:
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request=request_code())


def install(app: Flask) -> None:
    """Put the headers on every response and the code on every line of the log; give templates ``csp_nonce()``."""
    app.jinja_env.globals["csp_nonce"] = csp_nonce
    app.before_request(_name_in_log)
    app.after_request(_protect)
