#!/bin/sh
# SPDX-License-Identifier: MIT
# Run once by the postgres image on an empty volume: roles, their passwords, the database and its doors.
set -eu
: "${OWNER_PASSWORD:?}" "${APP_PASSWORD:?}"
sql="${NASTAVNIK_SQL:-/nastavnik}"
psql --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres --file "$sql/roles.sql"
psql --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres \
    --set owner="$OWNER_PASSWORD" --set app="$APP_PASSWORD" <<'SQL'
alter role nastavnik_owner password :'owner';
alter role nastavnik_app password :'app';
create database nastavnik owner nastavnik_owner template template0 encoding 'UTF8'
    locale 'C.UTF-8' locale_provider builtin builtin_locale 'C.UTF-8';
SQL
psql --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname nastavnik --file "$sql/database.sql"
