-- What people have done again and again. Each run is a job that commits with the moment the row is due next.
-- CreateTable
CREATE TABLE "schedule" (
    "id" UUID NOT NULL,
    "org_id" UUID NOT NULL,
    "person_id" UUID NOT NULL,
    "account" TEXT NOT NULL,
    "owner" TEXT NOT NULL,
    "channel" TEXT NOT NULL,
    "place" TEXT NOT NULL,
    "line" TEXT NOT NULL,
    "tool" TEXT NOT NULL,
    "cron" TEXT NOT NULL,
    "time_zone" TEXT NOT NULL,
    "words" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'active',
    "next_at" TIMESTAMPTZ(3),
    "last_at" TIMESTAMPTZ(3),
    "last_outcome" TEXT,
    "failures" INTEGER NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "schedule_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "schedule_org_id_created_at_idx" ON "schedule"("org_id", "created_at");

-- AddForeignKey
ALTER TABLE "schedule" ADD CONSTRAINT "schedule_org_id_fkey" FOREIGN KEY ("org_id") REFERENCES "org"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE schedule ENABLE ROW LEVEL SECURITY;
ALTER TABLE schedule FORCE ROW LEVEL SECURITY;
CREATE POLICY own_org ON schedule TO bellhop_tenant USING (org_id = (SELECT current_org())) WITH CHECK (org_id = (SELECT current_org()));
GRANT SELECT, INSERT, UPDATE, DELETE ON schedule TO bellhop_tenant;

-- What is due is due in every org: the clock sees all rows, and moves nothing but when they are due.
CREATE POLICY due ON schedule FOR SELECT TO bellhop_platform USING (true);
CREATE POLICY moved_on ON schedule FOR UPDATE TO bellhop_platform USING (true) WITH CHECK (true);
GRANT SELECT, UPDATE (next_at, last_at) ON schedule TO bellhop_platform;
CREATE INDEX schedule_due_idx ON schedule (next_at) WHERE state = 'active';
