-- What an org has decided about who may do what where: one document, with a number that grows with every change.
CREATE TABLE "policy" (
    "org_id" UUID NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 0,
    "body" TEXT NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "policy_pkey" PRIMARY KEY ("org_id")
);

-- Roles that people have besides their own. What was passed on falls with what it was passed on from.
CREATE TABLE "role_grant" (
    "id" UUID NOT NULL,
    "org_id" UUID NOT NULL,
    "person_id" UUID NOT NULL,
    "role" TEXT NOT NULL,
    "until" TIMESTAMPTZ(3),
    "can_pass" BOOLEAN NOT NULL DEFAULT false,
    "given_by" UUID,
    "via" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "role_grant_pkey" PRIMARY KEY ("id")
);

-- Calls of the last while, for limits: one row for each person and limit.
CREATE TABLE "call_window" (
    "key" TEXT NOT NULL,
    "slot" BIGINT NOT NULL,
    "counts" INTEGER[],
    "taken" INTEGER NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "call_window_pkey" PRIMARY KEY ("key")
);

-- What was spent on a day (UTC), by a person or by everybody of an org ('').
CREATE TABLE "spending" (
    "org" UUID NOT NULL,
    "day" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "who" TEXT NOT NULL,
    "amount" DOUBLE PRECISION NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "spending_pkey" PRIMARY KEY ("org","day","kind","who")
);

-- CreateIndex
CREATE INDEX "role_grant_org_id_person_id_idx" ON "role_grant"("org_id", "person_id");

-- CreateIndex
CREATE INDEX "role_grant_via_idx" ON "role_grant"("via");

-- CreateIndex
CREATE INDEX "call_window_created_at_idx" ON "call_window"("created_at");

-- CreateIndex
CREATE INDEX "spending_created_at_idx" ON "spending"("created_at");

-- AddForeignKey
ALTER TABLE "role_grant" ADD CONSTRAINT "role_grant_via_fkey" FOREIGN KEY ("via") REFERENCES "role_grant"("id") ON DELETE CASCADE ON UPDATE CASCADE;

GRANT SELECT, INSERT, UPDATE, DELETE ON call_window, spending TO bellhop_platform;
GRANT SELECT, INSERT, UPDATE, DELETE ON policy, role_grant TO bellhop_tenant;

ALTER TABLE policy ENABLE ROW LEVEL SECURITY;
ALTER TABLE policy FORCE ROW LEVEL SECURITY;
CREATE POLICY own_org ON policy TO bellhop_tenant USING (org_id = (SELECT current_org())) WITH CHECK (org_id = (SELECT current_org()));

ALTER TABLE role_grant ENABLE ROW LEVEL SECURITY;
ALTER TABLE role_grant FORCE ROW LEVEL SECURITY;
CREATE POLICY own_org ON role_grant TO bellhop_tenant USING (org_id = (SELECT current_org())) WITH CHECK (org_id = (SELECT current_org()));
