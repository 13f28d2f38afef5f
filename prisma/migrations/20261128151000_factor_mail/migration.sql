-- Codes of the second factor by mail: who gets them where, and the one that counts now.
-- AlterTable
ALTER TABLE "second_factor" ALTER COLUMN "sealed" DROP NOT NULL;

-- CreateTable
CREATE TABLE "factor_mail" (
    "org_id" UUID NOT NULL,
    "person_id" UUID NOT NULL,
    "sealed_address" TEXT,
    "sealed_pending" TEXT,
    "sealed_code" TEXT,
    "is_proof" BOOLEAN NOT NULL DEFAULT false,
    "code_until" TIMESTAMPTZ(3),
    "sent_by" TEXT,
    "sent_at" TIMESTAMPTZ(3),
    "window_at" TIMESTAMPTZ(3),
    "window_count" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "factor_mail_pkey" PRIMARY KEY ("org_id","person_id")
);

-- AddForeignKey
ALTER TABLE "factor_mail" ADD CONSTRAINT "factor_mail_org_id_person_id_fkey" FOREIGN KEY ("org_id", "person_id") REFERENCES "second_factor"("org_id", "person_id") ON DELETE CASCADE ON UPDATE CASCADE;

GRANT SELECT, INSERT, UPDATE, DELETE ON factor_mail TO bellhop_tenant;
ALTER TABLE factor_mail ENABLE ROW LEVEL SECURITY;
ALTER TABLE factor_mail FORCE ROW LEVEL SECURITY;
CREATE POLICY own_org ON factor_mail TO bellhop_tenant USING (org_id = (SELECT current_org())) WITH CHECK (org_id = (SELECT current_org()));
