# SPDX-License-Identifier: MIT
"""How a person wants to see the pages: theme, and the version for the visually impaired.

The choice is a cookie and nothing else, read by the server so that a page never blinks. One form (``/preferences``)
changes it, with scripts and without; the version follows ГОСТ Р 52872-2019 and приказ Рособрнадзора № 1493: size,
colours, spacing, pictures, and back to the usual version in one press.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import astuple, dataclass, fields, replace
from typing import ClassVar

from flask import Blueprint, Flask, jsonify, redirect, request
from markupsafe import Markup
from werkzeug.exceptions import Forbidden
from werkzeug.wrappers import Response

from .access import access

COOKIE = "nastavnik_look"
COOKIE_AGE = 365 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Look:
    """One person's choice: each field holds one of the words ``CHOICES`` lists for it, the first by default."""

    theme: str = "auto"
    vi: str = "off"
    size: str = "150"
    scheme: str = "bw"
    space: str = "normal"
    images: str = "on"
    panel: str = "open"

    CHOICES: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "theme": ("auto", "light", "dark"),
        "vi": ("off", "on"),
        "size": ("150", "100", "200"),
        "scheme": ("bw", "wb", "blue", "beige", "brown"),
        "space": ("normal", "wide"),
        "images": ("on", "off"),
        "panel": ("open", "folded"),
    }

    @classmethod
    def read(cls, text: str) -> Look:
        """Read what ``written`` wrote; whatever is unknown or missing takes its default."""
        words = dict(zip((f.name for f in fields(cls)), text.split("."), strict=False))
        return cls(**{name: word for name, word in words.items() if word in cls.CHOICES[name]})

    @property
    def written(self) -> str:
        """The value of the cookie."""
        return ".".join(astuple(self))

    @property
    def panel_shown(self) -> bool:
        """Whether the panel of the version for the visually impaired stands on the page."""
        return self.vi == "on" and self.panel == "open"

    def attributes(self) -> dict[str, str]:
        """Attributes of ``<html>`` that the style sheet reads."""
        found = {"data-n-theme": self.theme}
        if self.theme != "auto":
            found["data-bs-theme"] = self.theme
        if self.vi == "on":
            found |= {"data-vi": "", "data-vi-size": self.size, "data-vi-scheme": self.scheme}
            if self.space == "wide":
                found["data-vi-space"] = "wide"
            if self.images == "off":
                found["data-vi-img"] = "off"
        return found

    def __html__(self) -> str:
        """The attributes as they are written into the opening tag."""
        return Markup(" ").join(
            Markup('{}="{}"').format(name, value) for name, value in self.attributes().items()
        )

    def choices(self) -> dict[str, str]:
        """Names and values of the panel's radio buttons that are on."""
        return {f"vi-{name}": getattr(self, name) for name in ("size", "scheme", "space", "images")}

    def changed(self, form: Mapping[str, str]) -> Look:
        """The look after a form was sent: a theme, or what was done with the panel (``do``)."""
        if form.get("theme") in self.CHOICES["theme"]:
            return replace(self, theme=form["theme"])
        match form.get("do"):
            case "vi" if self.vi == "off":
                return replace(self, vi="on", panel="open")
            case "vi":
                return replace(self, panel="folded" if self.panel == "open" else "open")
            case "apply":
                chosen = {name: form.get(f"vi-{name}", "") for name in ("size", "scheme", "space", "images")}
                known = {name: word for name, word in chosen.items() if word in self.CHOICES[name]}
                return replace(self, vi="on", **known)
            case "reset":
                return Look(theme=self.theme, vi="on")
            case "off":
                return replace(self, vi="off")
        return self


def look() -> Look:
    """How the person of this request wants to see the pages."""
    return Look.read(request.cookies.get(COOKIE, ""))


def local_path(target: str) -> str:
    """``target`` when it is a path of this site, otherwise the first page: no form sends people elsewhere."""
    inside = target.startswith("/") and not target.startswith("//")
    return target if inside and "\\" not in target and target.isprintable() else "/"


def here() -> str:
    """The path and query of the page that is being shown, to come back to."""
    return request.full_path if request.query_string else request.path


blueprint = Blueprint("look", __name__)


@blueprint.post("/preferences")
@access(public=True)
def save() -> Response:
    """Keep a choice. A script gets the new attributes as JSON, a plain form is sent back to its page.

    No secret guards this form, so that pages without a session may have it; another site's form is refused.
    """
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        raise Forbidden
    chosen = look().changed(request.form)
    response: Response
    if request.accept_mimetypes.best == "application/json":
        response = jsonify(
            theme=chosen.theme,
            attributes=chosen.attributes(),
            choices=chosen.choices(),
            panel=chosen.panel_shown,
        )
    else:
        response = redirect(local_path(request.form.get("next", "/")), 303)
    response.set_cookie(
        COOKIE, chosen.written, max_age=COOKIE_AGE, httponly=True, samesite="Lax", secure=request.is_secure
    )
    return response


def install(app: Flask) -> None:
    """Mount ``/preferences`` and give templates ``look()`` and ``here()``."""
    app.jinja_env.globals["look"] = look
    app.jinja_env.globals["here"] = here
    app.register_blueprint(blueprint)
