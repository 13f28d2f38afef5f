-- Keys with which programs act for the person who made them. Only a hash of what opens them is here.
CREATE TABLE "api_key" (
    "id" UUID NOT NULL,
    "org_id" UUID NOT NULL,
    "person_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "prefix" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "scopes" TEXT[],
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "revoked_at" TIMESTAMPTZ(3),
    "used_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "api_key_pkey" PRIMARY KEY ("id")
);

CREATE UNIQUE INDEX "api_key_prefix_key" ON "api_key"("prefix");

CREATE INDEX "api_key_org_id_created_at_idx" ON "api_key"("org_id", "created_at");

ALTER TABLE "api_key" ADD CONSTRAINT "api_key_org_id_fkey" FOREIGN KEY ("org_id") REFERENCES "org"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE "api_key" ADD CONSTRAINT "api_key_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE api_key ENABLE ROW LEVEL SECURITY;
ALTER TABLE api_key FORCE ROW LEVEL SECURITY;
CREATE POLICY own_org ON api_key TO bellhop_tenant USING (org_id = (SELECT current_org())) WITH CHECK (org_id = (SELECT current_org()));
GRANT SELECT, INSERT, DELETE, UPDATE (person_id, revoked_at) ON api_key TO bellhop_tenant;

-- Whoever calls has only a key, so its org is found by the key; and all that the door may note is that it was used.
CREATE POLICY at_the_door ON api_key FOR SELECT TO bellhop_platform USING (true);
CREATE POLICY noted_use ON api_key FOR UPDATE TO bellhop_platform USING (true) WITH CHECK (true);
GRANT SELECT, UPDATE (used_at) ON api_key TO bellhop_platform;

-- What a program asked for is found by the conversation it is, from the answers to what waits.
CREATE INDEX outbox_api_idx ON outbox (conversation, id) WHERE platform = 'api';
CREATE INDEX job_api_idx ON job (conversation) WHERE starts_with(conversation, 'api:');
