# SPDX-License-Identifier: MIT
"""Built files come as the build has compressed them and may be kept for ever: a new build has new names."""

from __future__ import annotations

import pytest
from flask import Flask

from nastavnik.web import assets

pytestmark = pytest.mark.skipif(not assets.MANIFEST.exists(), reason="the front end is not built")


@pytest.fixture
def served() -> Flask:
    app = Flask("an application of nothing else")
    assets.serve(app)
    return app


@pytest.mark.parametrize("way", ["br", "gzip"])
def test_a_style_sheet_is_sent_as_it_was_compressed(served: Flask, way: str) -> None:
    name = assets.Assets().file("app.css")
    response = served.test_client().get(f"/static/{name}", headers={"Accept-Encoding": way}, buffered=True)
    ending = {"br": ".br", "gzip": ".gz"}[way]
    assert response.headers["Content-Encoding"] == way
    assert response.data == (assets.DIST.parent / f"{name}{ending}").read_bytes()


def test_it_is_kept_for_ever_and_by_this_site_alone(served: Flask) -> None:
    headers = served.test_client().get(f"/static/{assets.Assets().file('app.js')}", buffered=True).headers
    assert "immutable" in headers["Cache-Control"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "Access-Control-Allow-Origin" not in headers


def test_what_was_not_built_is_not_there(served: Flask) -> None:
    assert served.test_client().get("/static/dist/none.css").status_code == 404
