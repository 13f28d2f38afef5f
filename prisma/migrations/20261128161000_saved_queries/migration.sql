-- Questions to databases of others, kept by name, and which of them brought an import of figures.
-- AlterTable
ALTER TABLE "kpi_import" ADD COLUMN     "query" TEXT;

-- CreateTable
CREATE TABLE "saved_query" (
    "org_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "sql" TEXT NOT NULL,
    "person_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "saved_query_pkey" PRIMARY KEY ("org_id","name")
);

-- AddForeignKey
ALTER TABLE "saved_query" ADD CONSTRAINT "saved_query_org_id_fkey" FOREIGN KEY ("org_id") REFERENCES "org"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE saved_query ENABLE ROW LEVEL SECURITY;
ALTER TABLE saved_query FORCE ROW LEVEL SECURITY;
CREATE POLICY own_org ON saved_query TO bellhop_tenant USING (org_id = (SELECT current_org())) WITH CHECK (org_id = (SELECT current_org()));
GRANT SELECT, INSERT, UPDATE, DELETE ON saved_query TO bellhop_tenant;
