-- The databases and their roles, made once by the image of PostgreSQL, when its volume is empty. The passwords are in its
-- environment; one that is missing leaves its variable unset, and the statement stops with a syntax error.
\set ON_ERROR_STOP on
\getenv airflow_password AIRFLOW_DB_PASSWORD
\getenv loader_password MARTS_DB_PASSWORD
\getenv bi_password BI_DB_PASSWORD
\getenv superset_password SUPERSET_DB_PASSWORD

create role airflow login password :'airflow_password';
create role superset login password :'superset_password';
-- Loads the marts, and owns nothing else.
create role gnbv_loader login password :'loader_password';
-- What people and BI tools may read; the loader grants it the marts, logins are its members. Here, since the loader may
-- make no roles.
create role bi_reader nologin;
create role bi_superset login password :'bi_password' in role bi_reader;

create database airflow owner airflow;
create database superset owner superset;
create database marts owner gnbv_loader;

-- By itself every role could connect everywhere.
revoke connect, temporary on database airflow, superset, marts, postgres, template1 from public;
grant connect on database marts to bi_reader;

\connect marts
revoke all on schema public from public;
