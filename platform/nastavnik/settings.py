# SPDX-License-Identifier: MIT
"""What an installation decides. Every value is read from the environment; the README lists them."""

from __future__ import annotations

from datetime import timedelta
from functools import lru_cache
from pathlib import Path

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Settings of one installation, from environment variables ``NASTAVNIK_*`` and the two usual URLs."""

    model_config = SettingsConfigDict(env_prefix="NASTAVNIK_", extra="ignore")

    database_url: str = Field(validation_alias="DATABASE_URL")
    """Where the application connects, as the role nastavnik_app."""
    owner_database_url: str = ""
    """Where migrations connect, as the role nastavnik_owner."""
    redis_url: str = Field(validation_alias="REDIS_URL")
    secret_key: SecretStr
    data_dir: Path = Path("data")
    base_url: str = "http://127.0.0.1:8000"
    """The address at which people open the product; letters link to it."""
    secure_cookies: bool = True
    trusted_proxies: int = 0
    """How many reverse proxies stand in front; their X-Forwarded headers are believed."""

    district_name: str = "Кстовский муниципальный округ"
    department_name: str = "Департамент образования"
    department_full_name: str = "Департамент образования администрации Кстовского муниципального округа"
    support_hours: str = "пн–пт, 8:00–17:00"
    demonstration: bool = False
    """Fictional data are shown as such, and letters stay on the mailbox page."""

    plugins: str = ""
    """Names of the plugins this installation allows, separated by commas; empty means all that are installed."""

    seal_key: str = ""
    """File of the key with which documents are sealed (PEM, RSA); empty means one of the installation's own."""
    seal_certificate: str = ""
    """File of its certificate, PEM, with those above it."""
    signature_roots: str = ""
    """Folder of root certificates and lists of revoked ones; empty means ``roots`` in the data folder."""

    session_idle_minutes: int = 30
    session_longest_hours: int = 12
    lockout_failures: int = 5
    lockout_minutes: int = 15
    address_failures: int = 5
    """Failed sign-ins from one address within the lock-out window, whatever the account; those who have signed in
    from there before are still let in."""

    requests_per_minute: int = 600
    """Requests of one address to one organisation's pages in a minute, per serving process; 0 means no limit."""

    mail_host: str = ""
    mail_port: int = 587
    mail_user: str = ""
    mail_password: SecretStr = SecretStr("")
    mail_security: str = "starttls"
    mail_sender: str = "Наставник <noreply@localhost>"

    log_level: str = "INFO"
    log_json: bool = True

    @field_validator("database_url", "owner_database_url")
    @classmethod
    def _name_the_driver(cls, url: str) -> str:
        for prefix in ("postgresql://", "postgres://"):
            if url.startswith(prefix):
                return "postgresql+psycopg://" + url.removeprefix(prefix)
        return url

    @property
    def session_idle(self) -> timedelta:
        """How long a signed-in person may do nothing."""
        return timedelta(minutes=self.session_idle_minutes)

    @property
    def session_longest(self) -> timedelta:
        """How long a sign-in lasts at most."""
        return timedelta(hours=self.session_longest_hours)

    @property
    def lockout_window(self) -> timedelta:
        """The window in which failures are counted, and the length of the lock."""
        return timedelta(minutes=self.lockout_minutes)

    @property
    def allowed_plugins(self) -> frozenset[str] | None:
        """The allow-list of plugins, or ``None`` when there is none."""
        names = frozenset(name.strip() for name in self.plugins.split(",") if name.strip())
        return names or None

    @property
    def roots_dir(self) -> Path:
        """Where the operator puts root certificates, certificates of authorities and lists of revoked ones."""
        return Path(self.signature_roots) if self.signature_roots else self.data_dir / "roots"

    @property
    def files_dir(self) -> Path:
        """Where stored files lie."""
        return self.data_dir / "files"


@lru_cache(maxsize=1)
def read_settings() -> Settings:
    """Read the environment once; a missing value stops the start with its name."""
    return Settings()
