-- CreateTable
CREATE TABLE "announcement" (
    "id" UUID NOT NULL,
    "org_id" UUID NOT NULL,
    "person_id" UUID,
    "author" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'draft',
    "places" TEXT NOT NULL,
    "reply_to" TEXT NOT NULL,
    "correlation" TEXT NOT NULL,
    "due_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "settled_at" TIMESTAMPTZ(3),

    CONSTRAINT "announcement_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "announcement_org_id_created_at_idx" ON "announcement"("org_id", "created_at");

-- AddForeignKey
ALTER TABLE "announcement" ADD CONSTRAINT "announcement_org_id_fkey" FOREIGN KEY ("org_id") REFERENCES "org"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE announcement ENABLE ROW LEVEL SECURITY;
ALTER TABLE announcement FORCE ROW LEVEL SECURITY;
CREATE POLICY own_org ON announcement TO bellhop_tenant USING (org_id = (SELECT current_org())) WITH CHECK (org_id = (SELECT current_org()));
GRANT SELECT, INSERT, UPDATE, DELETE ON announcement TO bellhop_tenant;

-- Which orgs have something under way; nothing of what it says.
CREATE POLICY under_way ON announcement FOR SELECT TO bellhop_platform USING (state IN ('due', 'sending'));
GRANT SELECT (id, org_id, state) ON announcement TO bellhop_platform;
CREATE INDEX announcement_under_way_idx ON announcement (created_at) WHERE state IN ('due', 'sending');
