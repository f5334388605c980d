# SPDX-License-Identifier: MIT
"""The application, put together. Read ``create_app`` as a table of contents."""

from __future__ import annotations

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from nastavnik_worker.waking import waker

from . import __version__, logs
from .accounts import service as accounts
from .agreements.signatures.verifiers import use_verifiers_of
from .foundation import database, files, i18n, outbox, presentation
from .partners import service as partners
from .plugins import Plugins
from .settings import Settings, read_settings
from .tenants import service as tenants
from .web import access, assets, components, language, limits, links, pages, scoping, shell, shell_context
from .web.received import CleanRequest


def create_app(settings: Settings | None = None, *, plugins: Plugins | None = None) -> Flask:
    """Build the application for these settings; a bad plugin or a privileged database role stops it here."""
    settings = settings or read_settings()
    plugins = plugins or Plugins.discover(settings.allowed_plugins)
    logs.configure(settings)
    app = Flask(__name__, static_folder="web/static", template_folder="web/templates")
    app.request_class = CleanRequest
    _configure(app, settings)
    _connect(settings)
    use_verifiers_of(plugins)

    language.install(app)
    i18n.install_in_jinja(app.jinja_env)
    presentation.register_filters(app.jinja_env)
    components.install(app, _site(settings))

    scoping.install(app, plugins, _identity(plugins))
    scoping.mount_pages(app, plugins)
    pages.install(app, settings)
    shell_context.install(app)
    limits.install(app, settings)
    assets.serve(app)
    access.check_views(app, frozenset(plugins.rights))
    return app


def _configure(app: Flask, settings: Settings) -> None:
    app.config.update(
        SECRET_KEY=settings.secret_key.get_secret_value(),
        SESSION_COOKIE_NAME="nastavnik_form",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.secure_cookies,
        MAX_CONTENT_LENGTH=files.LARGEST + 5 * files.MEGABYTE,
        WTF_CSRF_TIME_LIMIT=None,
        WTF_I18N_ENABLED=False,
    )
    app.extensions["nastavnik.settings"] = settings
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]


def _connect(settings: Settings) -> None:
    """Bind the process to its database and files; the first connection checks the role it serves under."""
    engine = database.connect(settings.database_url)
    with engine.connect() as connection:
        database.refuse_privileged_role(connection)
    engine.dispose()
    files.use_storage(settings.files_dir)
    outbox.set_waker(waker(settings))


def _identity(plugins: Plugins) -> scoping.Identity:
    return scoping.Identity(
        authenticate=accounts.authenticate,
        find_tenant=tenants.find_tenant,
        enabled_plugins=lambda: tenants.enabled_plugins(plugins),
        find_partner=partners.find_partner,
        participant_roles=frozenset(accounts.PARTICIPANT_ROLES),
    )


def _site(settings: Settings) -> shell.Site:
    return shell.Site(
        version=__version__,
        district=settings.district_name,
        department=settings.department_name,
        support=f"{settings.department_full_name}. Приём обращений по работе системы: {settings.support_hours}",
        demonstration=settings.demonstration,
        links=links.FOOTER,
        open_links=links.BESIDE_SIGN_IN,
    )
