-- What an approval binds and what runs once it is given: every column here is under its digest but those that say how it ended.
ALTER TABLE "approval"
    ADD COLUMN "account" TEXT NOT NULL DEFAULT '',
    ADD COLUMN "target" TEXT,
    ADD COLUMN "rule" TEXT NOT NULL DEFAULT '{}',
    ADD COLUMN "errand" TEXT NOT NULL DEFAULT '{}',
    ADD COLUMN "cards" TEXT NOT NULL DEFAULT '[]',
    ADD COLUMN "settled_by" UUID,
    ADD COLUMN "reason" TEXT;

-- CreateTable
CREATE TABLE "approval_answer" (
    "approval_id" UUID NOT NULL,
    "org_id" UUID NOT NULL,
    "person_id" UUID NOT NULL,
    "account" TEXT NOT NULL,
    "answer" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "approval_answer_pkey" PRIMARY KEY ("approval_id", "person_id")
);

-- AddForeignKey
ALTER TABLE "approval_answer" ADD CONSTRAINT "approval_answer_approval_id_fkey" FOREIGN KEY ("approval_id") REFERENCES "approval"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE approval_answer ENABLE ROW LEVEL SECURITY;
ALTER TABLE approval_answer FORCE ROW LEVEL SECURITY;
CREATE POLICY own_org ON approval_answer TO bellhop_tenant USING (org_id = (SELECT current_org())) WITH CHECK (org_id = (SELECT current_org()));
GRANT SELECT, INSERT ON approval_answer TO bellhop_tenant;

-- The platform's sweep sees which approvals of any org ran out, and nothing of what they are about.
CREATE INDEX approval_open_idx ON approval (expires_at) WHERE state = 'open';
CREATE POLICY due ON approval FOR SELECT TO bellhop_platform USING (state = 'open');
GRANT SELECT (id, org_id, state, expires_at) ON approval TO bellhop_platform;
