# SPDX-License-Identifier: MIT
"""From «app.css» to the file of this build: names with hashes, read from the manifest the front-end build leaves."""

from __future__ import annotations

import json
import logging
from pathlib import Path
from wsgiref.headers import Headers

from flask import Flask, url_for
from whitenoise import WhiteNoise

DIST = Path(__file__).parent / "static" / "dist"
MANIFEST = DIST / "manifest.json"

_PROTECTION = {"X-Content-Type-Options": "nosniff", "Cross-Origin-Resource-Policy": "same-origin"}

logger = logging.getLogger(__name__)


class Assets:
    """The built files by their plain names.

    Without a build every name stands for itself: pages render, only unstyled, and the log says what is missing.
    """

    def __init__(self, manifest: Path = MANIFEST) -> None:
        self._files: dict[str, str] = {}
        if manifest.exists():
            self._files = json.loads(manifest.read_text(encoding="utf-8"))
        else:
            logger.warning("front-end bundle is missing: run `npm ci && npm run build` in platform/frontend")

    def file(self, name: str) -> str:
        """The file name of this build, relative to the folder of static files."""
        return f"dist/{self._files.get(name, name)}"

    def url(self, name: str) -> str:
        """The address of a built file; needs a request or an application with SERVER_NAME."""
        return url_for("static", filename=self.file(name))

    @property
    def fonts(self) -> list[str]:
        """Plain names of the fonts a Russian page needs at once; the rest are fetched when a letter asks for them."""
        return sorted(name for name in self._files if name.endswith(".woff2") and "-ext-" not in name)


def install(app: Flask) -> Assets:
    """Give templates ``asset(name)`` and ``asset_fonts``."""
    assets = Assets()
    app.jinja_env.globals["asset"] = assets.url
    app.jinja_env.globals["asset_fonts"] = assets.fonts
    return assets


def _protect(headers: Headers, _path: str, _url: str) -> None:
    for name, value in _PROTECTION.items():
        headers[name] = value


def serve(app: Flask) -> None:
    """Serve the built files past the application, as the build has compressed them: their names change with them."""
    if DIST.exists():
        app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]
            app.wsgi_app,
            root=str(DIST),
            prefix="static/dist/",
            allow_all_origins=False,
            immutable_file_test=lambda _path, _url: True,
            add_headers_function=_protect,
        )
