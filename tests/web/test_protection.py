# SPDX-License-Identifier: MIT
"""Headers, error pages and assets: what a browser is told whatever happens."""

from __future__ import annotations

import json
import logging
import re
from pathlib import Path

import pytest
from flask import Flask, Response, abort, jsonify
from werkzeug.exceptions import TooManyRequests

from nastavnik.foundation.errors import Forbidden, NotFound, Refused
from nastavnik.web.access import access
from nastavnik.web.assets import Assets
from nastavnik.web.errors import PAGES


@pytest.fixture
def wrong_app(web_app: Flask) -> Flask:
    """Views that end badly, and a context processor that fails as one does without its database."""
    web_app.testing = False
    web_app.config["MAX_CONTENT_LENGTH"] = 20 * 1024 * 1024

    @web_app.get("/status/<int:status>")
    @access(public=True)
    def status(status: int) -> str:
        abort(status)

    @web_app.get("/raise/<name>")
    @access(public=True)
    def raising(name: str) -> str:
        errors: dict[str, Exception] = {
            "defect": RuntimeError("secret of the house"),
            "missing": NotFound("no such item"),
            "forbidden": Forbidden("roadmap.approve"),
            "refused": Refused("Такой номер уже есть."),
            "often": TooManyRequests(retry_after=90),
        }
        raise errors[name]

    @web_app.get("/data")
    @access(public=True)
    def data() -> Response:
        return jsonify(a=1)

    @web_app.get("/file")
    @access(public=True)
    def file() -> Response:
        return Response("x", mimetype="application/pdf", headers={"Content-Security-Policy": "sandbox"})

    @web_app.post("/form")
    @access(public=True)
    def form() -> str:
        return "taken"

    @web_app.context_processor
    def broken() -> dict[str, object]:
        raise ConnectionError("the database is away")

    return web_app


def test_only_files_with_the_nonce_of_this_response_run(web_app: Flask) -> None:
    client = web_app.test_client()
    first, second = client.get("/nowhere"), client.get("/nowhere")
    policy = first.headers["Content-Security-Policy"]
    nonce = re.search(r"script-src 'nonce-([\w-]+)'", policy)
    assert nonce is not None
    assert "unsafe" not in policy
    assert policy.startswith("default-src 'none'")
    assert nonce[1] not in second.headers["Content-Security-Policy"]
    marked = re.findall(r"<(?:script|link rel=\"stylesheet\")[^>]*>", first.text)
    assert len(marked) == 3
    assert all(f'nonce="{nonce[1]}"' in tag for tag in marked)


def test_headers_of_a_page(web_app: Flask) -> None:
    headers = web_app.test_client().get("/nowhere").headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]
    assert headers["Cache-Control"] == "no-store"
    assert re.fullmatch(r"\d{3}-\d{3}-\d{3}", headers["X-Request-Id"])
    assert "Strict-Transport-Security" not in headers


def test_a_secure_page_stays_secure(web_app: Flask) -> None:
    headers = web_app.test_client().get("/nowhere", base_url="https://example.ru").headers
    assert headers["Strict-Transport-Security"].startswith("max-age=31536000")
    assert "upgrade-insecure-requests" in headers["Content-Security-Policy"]


def test_a_file_keeps_its_own_policy_and_data_have_the_strictest(wrong_app: Flask) -> None:
    client = wrong_app.test_client()
    assert client.get("/file").headers["Content-Security-Policy"] == "sandbox"
    assert (
        client.get("/data").headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'"
    )


@pytest.mark.parametrize("status", sorted(PAGES))
def test_every_error_has_a_page_without_a_database(wrong_app: Flask, status: int) -> None:
    answer = wrong_app.test_client().get(f"/status/{status}")
    assert answer.status_code == status
    assert "<h1" in answer.text
    assert not re.search(
        r"[A-Za-z]{3,} [a-z]{3,}", re.sub(r"<[^>]+>|\{.*?\}", " ", answer.text.split("<main")[1])
    ), "English"
    assert "csrf" not in answer.text
    assert (answer.headers["X-Request-Id"] in answer.text) == (status >= 500)


def test_an_unlisted_status_takes_the_page_of_its_hundred(wrong_app: Flask) -> None:
    answer = wrong_app.test_client().get("/status/418")
    assert answer.status_code == 418
    assert "Запрос не\u00a0понят" in answer.text


def test_a_defect_is_logged_and_shows_a_code_but_no_secret(
    wrong_app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR):
        answer = wrong_app.test_client().get("/raise/defect")
    assert answer.status_code == 500
    assert "Данные целы" in answer.text
    assert answer.headers["X-Request-Id"] in answer.text
    assert "secret" not in answer.text
    assert [record.exc_info[0] for record in caplog.records if record.exc_info] == [RuntimeError]


def test_refusals_of_the_domain(wrong_app: Flask) -> None:
    client = wrong_app.test_client()
    assert client.get("/raise/missing").status_code == 404
    assert client.get("/raise/forbidden").status_code == 403
    refused = client.get("/raise/refused")
    assert (refused.status_code, "Такой номер уже есть." in refused.text) == (422, True)
    often = client.get("/raise/often")
    assert often.status_code == 429
    assert "Повторите через 2" in often.text
    assert often.headers["Retry-After"] == "90"


def test_who_has_the_right_is_said(wrong_app: Flask) -> None:
    from types import SimpleNamespace

    right = SimpleNamespace(title="Утверждение дорожной карты", roles=frozenset({"director"}))
    wrong_app.extensions["nastavnik.plugins"] = SimpleNamespace(rights={"roadmap.approve": right})
    text = wrong_app.test_client().get("/raise/forbidden").text
    assert "«Утверждение дорожной карты»" in text
    assert "директор" in text


def test_a_script_gets_the_same_words_as_json(wrong_app: Flask) -> None:
    answer = wrong_app.test_client().get("/raise/defect", headers={"Accept": "application/json"})
    assert answer.status_code == 500
    assert answer.json is not None
    assert answer.json["code"] == answer.headers["X-Request-Id"]
    assert answer.json["error"].startswith("Страница не")


def test_a_form_without_the_secret_is_refused_in_words(wrong_app: Flask) -> None:
    answer = wrong_app.test_client().post("/form")
    assert answer.status_code == 400
    assert "Форма устарела" in answer.text


def test_too_large_says_the_limit(wrong_app: Flask) -> None:
    text = wrong_app.test_client().get("/status/413").text
    assert "не\u00a0больше 20" in text


def test_names_of_this_build(tmp_path: Path, web_app: Flask) -> None:
    manifest = tmp_path / "manifest.json"
    manifest.write_text(
        json.dumps({"app.css": "app-1a2b.css", "x-ext-y.woff2": "e.woff2", "x.woff2": "f.woff2"})
    )
    built = Assets(manifest)
    with web_app.test_request_context():
        assert built.url("app.css") == "/static/dist/app-1a2b.css"
    assert built.fonts == ["x.woff2"]


def test_without_a_build_names_stand_for_themselves(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    assert Assets(tmp_path / "none.json").file("app.css") == "dist/app.css"
    assert "npm run build" in caplog.text


def test_what_is_built_exists() -> None:
    from nastavnik.web.assets import DIST, MANIFEST

    files = json.loads(MANIFEST.read_text(encoding="utf-8")) if MANIFEST.exists() else {}
    assert all((DIST / name).exists() for name in files.values())
    assert (
        not files
        or {"app.css", "app.js", "charts.js", "theme.js", "icons.svg", "favicon.svg"} <= files.keys()
    )
