-- SPDX-License-Identifier: MIT
-- Doors of a new Nastavnik database. Run as a superuser inside that database, after roles.sql; idempotent.
-- The database itself is made by:
--   create database nastavnik owner nastavnik_owner template template0 encoding 'UTF8'
--       locale 'C.UTF-8' locale_provider builtin builtin_locale 'C.UTF-8';

do $doors$
begin
    execute format('revoke all on database %I from public', current_database());
    execute format('grant connect on database %I to nastavnik_app', current_database());
end
$doors$;

revoke all on schema public from public;
grant usage on schema public
    to nastavnik_app, nastavnik_tenant, nastavnik_department, nastavnik_partner, nastavnik_identity, nastavnik_system;
