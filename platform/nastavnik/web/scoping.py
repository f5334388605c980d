# SPDX-License-Identifier: MIT
"""One request, one way: the address names the scope, the cookie the person, and the scope stays open to the end.

``/o/<tenant>/…`` opens one tenant, ``/department/…`` the district's figures, ``/partner/<partner>/…`` what one partner may
read, ``/account/…`` and public pages open the identity scope only inside services. ``<partner>`` is an ИНН. A stranger to a
tenant or a partner gets 404, as for one that does not exist; a member without the right gets 403; somebody who is not signed
in is sent to sign in and comes back.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

from flask import Flask, current_app, g, redirect, request, url_for
from werkzeug.exceptions import NotFound as HttpNotFound
from werkzeug.wrappers import Response

from nastavnik.foundation.database import open_scope
from nastavnik.foundation.errors import Forbidden
from nastavnik.foundation.scope import Actor, DepartmentScope, PartnerScope, Scope, TenantScope
from nastavnik.hookspecs import Pages
from nastavnik.plugins import Plugins

from .access import Access, access_of
from .theme import here

PREFIXES = {
    "tenant": "/o/<tenant>",
    "department": "/department",
    "partner": "/partner/<partner>",
    "account": "/account",
    "public": "",
}
SESSION_COOKIE = "nastavnik_session"
SIGN_IN = "accounts.sign_in"
FIRST_PAGE = "desk.now"


class PlaceOf(Protocol):
    """Somewhere a signed-in person has a role."""

    @property
    def kind(self) -> str: ...
    @property
    def slug(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def roles(self) -> frozenset[str]: ...


class Person(Protocol):
    """A signed-in person, as the accounts room knows them."""

    @property
    def account_id(self) -> UUID: ...
    @property
    def short_name(self) -> str: ...
    @property
    def places(self) -> Sequence[PlaceOf]: ...


class Organisation(Protocol):
    """The facts of a tenant that the frame of a page shows."""

    @property
    def id(self) -> UUID: ...
    @property
    def slug(self) -> str: ...
    @property
    def display_name(self) -> str: ...
    @property
    def emblem(self) -> str: ...
    @property
    def place(self) -> str: ...


class PartnerParty(Protocol):
    """The facts of a partner organisation that the frame of its portal shows."""

    @property
    def id(self) -> UUID: ...
    @property
    def inn(self) -> str: ...
    @property
    def short_name(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Identity:
    """What the shell asks of the rooms; the application hands it over, so that ``web`` imports no room."""

    authenticate: Callable[[str], Person | None]
    find_tenant: Callable[[str], Organisation | None]
    enabled_plugins: Callable[[], frozenset[str]]
    find_partner: Callable[[str], PartnerParty | None]
    participant_roles: frozenset[str] = frozenset()
    """Roles of those who do not work for an organisation: they open pages that name a right of theirs, no others."""


@dataclass(frozen=True, slots=True)
class Mount:
    """Where a blueprint hangs and whose it is."""

    plugin: str
    scope: str


def mount_pages(app: Flask, plugins: Plugins) -> None:
    """Hang every plugin's blueprints under the prefix of their scope."""
    mounts: dict[str, Mount] = {}
    for name, contributed in plugins.ask_all("pages"):
        for pages in contributed:
            _mount(app, mounts, name, pages)
    app.extensions["nastavnik.mounts"] = mounts


def _mount(app: Flask, mounts: dict[str, Mount], plugin: str, pages: Pages) -> None:
    prefix = plugin if pages.prefix is None else pages.prefix
    below = f"/{prefix}" if prefix else ""
    app.register_blueprint(pages.blueprint, url_prefix=PREFIXES[pages.scope] + below or None)
    mounts[pages.blueprint.name] = Mount(plugin, pages.scope)


def install(app: Flask, plugins: Plugins, identity: Identity) -> None:
    """Put the way of a request in front of every view."""
    app.extensions["nastavnik.plugins"] = plugins
    app.extensions["nastavnik.identity"] = identity
    app.url_value_preprocessor(_take_place)
    app.url_defaults(_give_place)
    app.before_request(_open)
    app.teardown_request(_close)


def plugins_of_app() -> Plugins:
    """The plugins of the application that serves this request."""
    plugins: Plugins = current_app.extensions["nastavnik.plugins"]
    return plugins


def person() -> Person | None:
    """Who is signed in, if anybody."""
    found: Person | None = g.get("person")
    return found


def organisation() -> Organisation | None:
    """The organisation whose pages are open, if any."""
    found: Organisation | None = g.get("organisation")
    return found


def partner() -> PartnerParty | None:
    """The partner organisation whose portal is open, if any."""
    found: PartnerParty | None = g.get("partner")
    return found


def enabled() -> frozenset[str]:
    """Plugins that answer in this request: the tenant's own, or all of them outside a tenant."""
    found: frozenset[str] = g.enabled
    return found


def confined() -> bool:
    """Whether the person takes part in mentoring here and does not work for the organisation."""
    return bool(g.get("confined"))


def enter(scope: Scope) -> None:
    """Open a scope that stays open until the response has been sent."""
    stack: ExitStack = g.scope_stack
    stack.enter_context(open_scope(scope))


_PLACES = {"tenant": "tenant_slug", "partner": "partner_inn"}
"""Variables of addresses that name the place: views do not take them and links need not give them."""


def _take_place(endpoint: str | None, values: dict[str, Any] | None) -> None:
    for variable, kept in _PLACES.items():
        setattr(g, kept, values.pop(variable, None) if values else None)


def _give_place(endpoint: str, values: dict[str, Any]) -> None:
    for variable, kept in _PLACES.items():
        here_is = g.get(kept)
        if (
            here_is
            and variable not in values
            and current_app.url_map.is_endpoint_expecting(endpoint, variable)
        ):
            values[variable] = here_is


def _open() -> Response | None:
    g.scope_stack = ExitStack()
    g.enabled = frozenset()
    if request.endpoint is None or request.endpoint == "static":
        return None
    identity: Identity = current_app.extensions["nastavnik.identity"]
    demand = access_of(current_app, request.endpoint)
    mounts: Mapping[str, Mount] = current_app.extensions["nastavnik.mounts"]
    mount = mounts.get(request.blueprint or "", Mount("", "public"))
    token = request.cookies.get(SESSION_COOKIE, "")
    g.person = identity.authenticate(token) if token else None
    if g.person is None and not demand.public:
        return _to_sign_in()
    if mount.scope == "tenant":
        return _open_tenant(identity, mount, demand)
    if mount.scope == "partner":
        _open_partner(identity, demand)
        return None
    if mount.scope == "department" and not demand.public:
        _open_department(demand)
    elif demand.right:
        raise HttpNotFound
    return None


def _to_sign_in() -> Response:
    back = here() if request.method == "GET" else request.headers.get("Referer", "")
    answer = redirect(url_for(SIGN_IN, next=back) if request.method == "GET" else url_for(SIGN_IN), 303)
    if request.headers.get("HX-Request"):
        answer = current_app.response_class(status=204)
        answer.headers["HX-Redirect"] = url_for(SIGN_IN)
    return answer


def _open_tenant(identity: Identity, mount: Mount, demand: Access) -> Response | None:
    slug = g.tenant_slug
    roles = _roles("tenant", slug)
    if not roles and not demand.public:
        raise HttpNotFound
    tenant = identity.find_tenant(slug)
    if tenant is None:
        raise HttpNotFound
    g.organisation = tenant
    rights = plugins_of_app().rights_of(roles)
    enter(TenantScope(tenant.id, tenant.slug, actor=_actor(roles, rights)))
    g.enabled = identity.enabled_plugins()
    if mount.plugin and mount.plugin not in g.enabled:
        raise HttpNotFound
    g.confined = bool(roles) and roles <= identity.participant_roles
    if demand.signed_in and g.confined:
        return _to_own_page(rights)
    if demand.right and demand.right not in rights:
        raise Forbidden(demand.right)
    return None


def _to_own_page(rights: frozenset[str]) -> Response:
    """From the organisation's first page to the participant's own one; everything else is for those who work there."""
    if request.endpoint == FIRST_PAGE and request.method == "GET":
        for _plugin, entries in plugins_of_app().ask_enabled(enabled(), "navigation", scope="tenant"):
            for entry in entries:
                if entry.right and entry.right in rights:
                    return redirect(url_for(entry.endpoint), 303)
    raise Forbidden("")


def _open_department(demand: Access) -> None:
    roles = _roles("department", "")
    if not roles:
        raise HttpNotFound
    rights = plugins_of_app().rights_of(roles)
    enter(DepartmentScope(actor=_actor(roles, rights)))
    g.enabled = frozenset(plugins_of_app().all())
    if demand.right and demand.right not in rights:
        raise Forbidden(demand.right)


def _open_partner(identity: Identity, demand: Access) -> None:
    """The portal of one partner. It belongs to no tenant, so every plugin of the installation answers in it."""
    inn = g.partner_inn
    roles = _roles("partner", inn)
    if not roles:
        raise HttpNotFound
    party = identity.find_partner(inn)
    if party is None:
        raise HttpNotFound
    g.partner = party
    rights = plugins_of_app().rights_of(roles)
    enter(PartnerScope(party.id, actor=_actor(roles, rights)))
    g.enabled = frozenset(plugins_of_app().all())
    if demand.right and demand.right not in rights:
        raise Forbidden(demand.right)


def _roles(kind: str, slug: str) -> frozenset[str]:
    found = person()
    if found is None:
        return frozenset()
    return frozenset(
        role for place in found.places if place.kind == kind and place.slug == slug for role in place.roles
    )


def _actor(roles: frozenset[str], rights: frozenset[str]) -> Actor:
    found = person()
    return Actor(
        name=found.short_name if found else "",
        account_id=found.account_id if found else None,
        rights=rights,
        roles=roles,
        address=request.remote_addr,
    )


def _close(error: BaseException | None) -> None:
    stack: ExitStack | None = g.pop("scope_stack", None)
    if stack is not None:
        stack.close()
