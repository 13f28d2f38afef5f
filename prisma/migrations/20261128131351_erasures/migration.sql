-- CreateTable
CREATE TABLE "erasure" (
    "id" UUID NOT NULL,
    "org_id" UUID NOT NULL,
    "person_id" UUID,
    "asked_by" UUID,
    "reply_to" TEXT,
    "leave_names" BOOLEAN NOT NULL DEFAULT false,
    "state" TEXT NOT NULL DEFAULT 'asked',
    "traces" TEXT,
    "counts" TEXT NOT NULL DEFAULT '{}',
    "correlation" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "gone_at" TIMESTAMPTZ(3),
    "settled_at" TIMESTAMPTZ(3),

    CONSTRAINT "erasure_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "erasure_org_id_created_at_idx" ON "erasure"("org_id", "created_at");

-- CreateIndex
CREATE INDEX "erasure_person_id_idx" ON "erasure"("person_id");

GRANT SELECT, INSERT, UPDATE ON erasure TO bellhop_platform;
-- One person is taken out once at a time.
CREATE UNIQUE INDEX erasure_open_idx ON erasure (org_id, person_id) WHERE state <> 'done';

-- Erasing reaches what nothing else changes.
GRANT DELETE ON approval_answer, web_session TO bellhop_tenant;
GRANT UPDATE (name) ON api_key TO bellhop_tenant;
