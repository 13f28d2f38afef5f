-- What Bellhop needs of a PostgreSQL server, run once as its superuser: a database, a login that row-level security binds,
-- the two roles it works in, and pgvector. The password comes in as BELLHOP_DATABASE_PASSWORD.
\set ON_ERROR_STOP on
\getenv password BELLHOP_DATABASE_PASSWORD

CREATE ROLE bellhop_platform NOLOGIN;
CREATE ROLE bellhop_tenant NOLOGIN;
CREATE ROLE bellhop LOGIN PASSWORD :'password' NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS;
GRANT bellhop_platform, bellhop_tenant TO bellhop;

-- Text is compared byte by byte, as in the embedded database: keys are found sooner, and no index depends on the system's words for sorting.
CREATE DATABASE bellhop OWNER bellhop TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C' LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8';
\connect bellhop
CREATE EXTENSION vector;
