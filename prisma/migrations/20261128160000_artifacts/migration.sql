-- What was made is kept with what made it. The table stood empty until now.
-- DropIndex
DROP INDEX "artifact_org_id_name_version_key";

-- AlterTable
ALTER TABLE "artifact" DROP COLUMN "bytes",
DROP COLUMN "created_by",
DROP COLUMN "location",
DROP COLUMN "media_type",
DROP COLUMN "name",
DROP COLUMN "sha256",
ADD COLUMN     "account" TEXT NOT NULL,
ADD COLUMN     "channel" TEXT NOT NULL,
ADD COLUMN     "input" TEXT NOT NULL,
ADD COLUMN     "is_shared" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "lineage" UUID NOT NULL,
ADD COLUMN     "link_round" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "maker" TEXT NOT NULL,
ADD COLUMN     "person_id" UUID,
ADD COLUMN     "state" TEXT NOT NULL DEFAULT 'uploading',
ADD COLUMN     "title" TEXT NOT NULL,
ADD COLUMN     "tool" TEXT NOT NULL,
ALTER COLUMN "version" DROP DEFAULT;

-- CreateTable
CREATE TABLE "artifact_file" (
    "artifact_id" UUID NOT NULL,
    "place" INTEGER NOT NULL,
    "org_id" UUID NOT NULL,
    "part" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "media_type" TEXT NOT NULL,
    "bytes" INTEGER NOT NULL,
    "sha256" TEXT NOT NULL,
    "content" BYTEA,

    CONSTRAINT "artifact_file_pkey" PRIMARY KEY ("artifact_id","place")
);

-- CreateIndex
CREATE INDEX "artifact_org_id_created_at_idx" ON "artifact"("org_id", "created_at");

-- CreateIndex
CREATE UNIQUE INDEX "artifact_org_id_lineage_version_key" ON "artifact"("org_id", "lineage", "version");

-- AddForeignKey
ALTER TABLE "artifact_file" ADD CONSTRAINT "artifact_file_artifact_id_fkey" FOREIGN KEY ("artifact_id") REFERENCES "artifact"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What is new or gone is looked for in every org; whose it is and what is in it the platform does not see.
CREATE INDEX artifact_unsettled_idx ON artifact (created_at) WHERE state <> 'kept';
CREATE POLICY unsettled ON artifact FOR SELECT TO bellhop_platform USING (state <> 'kept');
GRANT SELECT (id, org_id, state, created_at) ON artifact TO bellhop_platform;

ALTER TABLE artifact_file ENABLE ROW LEVEL SECURITY;
ALTER TABLE artifact_file FORCE ROW LEVEL SECURITY;
CREATE POLICY own_org ON artifact_file TO bellhop_tenant USING (org_id = (SELECT current_org())) WITH CHECK (org_id = (SELECT current_org()));
GRANT SELECT, INSERT, UPDATE, DELETE ON artifact_file TO bellhop_tenant;
