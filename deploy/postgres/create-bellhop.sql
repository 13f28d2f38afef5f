-- What Bellhop needs of a PostgreSQL server, run once as its superuser: a database, a login that row-level security binds,
-- the two roles it works in, and pgvector. The password comes in as BELLHOP_DATABASE_PASSWORD.
\set ON_ERROR_STOP on
\getenv password BELLHOP_DATABASE_PASSWORD

CREATE ROLE bellhop_platform NOLOGIN;
CREATE ROLE bellhop_tenant NOLOGIN;
CREATE ROLE bellhop LOGIN PASSWORD :'password' NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS;
GRANT bellhop_platform, bellhop_tenant TO bellhop;

CREATE DATABASE bellhop OWNER bellhop;
\connect bellhop
CREATE EXTENSION vector;
