-- SPDX-License-Identifier: MIT
-- The database roles of Nastavnik. Run as a superuser (or as a role that may create roles), once per server;
-- running it again changes nothing. Passwords are set apart from it: a role without one cannot sign in.
--
--   nastavnik_owner  owns the database and its tables; migrations run as this role, nothing else does
--   nastavnik_app    serves people; owns nothing, bypasses nothing, inherits nothing: without `set role` it sees nothing
--   the five group roles are what a request becomes for the length of one transaction
--
-- Needs PostgreSQL 17 or newer.

do $roles$
declare
    wanted text;
begin
    if not exists (select from pg_roles where rolname = 'nastavnik_owner') then
        create role nastavnik_owner login noinherit nosuperuser nocreaterole nocreatedb nobypassrls noreplication;
    end if;
    if not exists (select from pg_roles where rolname = 'nastavnik_app') then
        create role nastavnik_app login noinherit nosuperuser nocreaterole nocreatedb nobypassrls noreplication;
    end if;
    foreach wanted in array array['tenant', 'department', 'partner', 'identity', 'system'] loop
        wanted := 'nastavnik_' || wanted;
        if not exists (select from pg_roles where rolname = wanted) then
            execute format('create role %I nologin noinherit nosuperuser nocreaterole nocreatedb nobypassrls', wanted);
        end if;
        if not exists (
            select from pg_auth_members
            where roleid = wanted::regrole and member = 'nastavnik_app'::regrole and set_option and not inherit_option
        ) then
            execute format('grant %I to nastavnik_app with inherit false, set true', wanted);
        end if;
    end loop;
    if exists (select from pg_roles where rolname ^@ 'nastavnik_' and (rolsuper or rolbypassrls)) then
        raise exception 'a nastavnik role is privileged: row security would not bind it';
    end if;
end
$roles$;
