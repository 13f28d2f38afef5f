-- Browsers that people signed in with. Only hashes of what they hold are here.
-- CreateTable
CREATE TABLE "web_session" (
    "id" UUID NOT NULL,
    "org_id" UUID NOT NULL,
    "person_id" UUID NOT NULL,
    "account" TEXT NOT NULL,
    "device" TEXT NOT NULL,
    "family_hash" TEXT NOT NULL,
    "access_hash" TEXT NOT NULL,
    "refresh_hash" TEXT NOT NULL,
    "former_hash" TEXT,
    "salt" TEXT,
    "is_seen" BOOLEAN NOT NULL DEFAULT false,
    "renewed_at" TIMESTAMPTZ(3) NOT NULL,
    "ends_at" TIMESTAMPTZ(3) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),
    "reason" TEXT,

    CONSTRAINT "web_session_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "web_session_org_id_person_id_created_at_idx" ON "web_session"("org_id", "person_id", "created_at");

-- AddForeignKey
ALTER TABLE "web_session" ADD CONSTRAINT "web_session_org_id_fkey" FOREIGN KEY ("org_id") REFERENCES "org"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "web_session" ADD CONSTRAINT "web_session_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE web_session ENABLE ROW LEVEL SECURITY;
ALTER TABLE web_session FORCE ROW LEVEL SECURITY;
CREATE POLICY own_org ON web_session TO bellhop_tenant USING (org_id = (SELECT current_org())) WITH CHECK (org_id = (SELECT current_org()));
GRANT SELECT, INSERT, UPDATE ON web_session TO bellhop_tenant;

-- A browser has only its cookies, so its org is found by the session; and what is long over is forgotten for all.
CREATE POLICY at_the_door ON web_session FOR SELECT TO bellhop_platform USING (true);
CREATE POLICY forgotten ON web_session FOR DELETE TO bellhop_platform USING (true);
GRANT SELECT, DELETE ON web_session TO bellhop_platform;

-- Whoever signs in comes from no place of an org: theirs is found by the person.
CREATE POLICY signing_in ON membership FOR SELECT TO bellhop_platform USING (true);
GRANT SELECT (org_id, person_id, created_at) ON membership TO bellhop_platform;
