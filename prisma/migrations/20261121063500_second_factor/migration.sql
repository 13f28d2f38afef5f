-- CreateTable
CREATE TABLE "second_factor" (
    "org_id" UUID NOT NULL,
    "person_id" UUID NOT NULL,
    "sealed" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'begun',
    "last_step" BIGINT,
    "spent_by" TEXT,
    "failures" INTEGER NOT NULL DEFAULT 0,
    "locked_until" TIMESTAMPTZ(3),
    "begun_at" TIMESTAMPTZ(3) NOT NULL,
    "confirmed_at" TIMESTAMPTZ(3),

    CONSTRAINT "second_factor_pkey" PRIMARY KEY ("org_id","person_id")
);

-- CreateTable
CREATE TABLE "recovery_code" (
    "org_id" UUID NOT NULL,
    "person_id" UUID NOT NULL,
    "hash" TEXT NOT NULL,

    CONSTRAINT "recovery_code_pkey" PRIMARY KEY ("org_id","person_id","hash")
);

-- CreateTable
CREATE TABLE "step_up" (
    "org_id" UUID NOT NULL,
    "person_id" UUID NOT NULL,
    "account" TEXT NOT NULL,
    "fresh_until" TIMESTAMPTZ(3),
    "waiting_id" UUID,
    "waiting" TEXT,
    "deed" TEXT,
    "waiting_until" TIMESTAMPTZ(3),

    CONSTRAINT "step_up_pkey" PRIMARY KEY ("org_id","person_id","account")
);

-- AddForeignKey
ALTER TABLE "recovery_code" ADD CONSTRAINT "recovery_code_org_id_person_id_fkey" FOREIGN KEY ("org_id", "person_id") REFERENCES "second_factor"("org_id", "person_id") ON DELETE CASCADE ON UPDATE CASCADE;

GRANT SELECT, INSERT, UPDATE, DELETE ON second_factor, recovery_code, step_up TO bellhop_tenant;
DO $$ DECLARE name text; BEGIN
  FOREACH name IN ARRAY ARRAY['second_factor', 'recovery_code', 'step_up'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY own_org ON %I TO bellhop_tenant USING (org_id = (SELECT current_org())) WITH CHECK (org_id = (SELECT current_org()))', name);
  END LOOP;
END $$;

-- Housekeeping sees of every org what counts no more, and nothing of what it was about.
CREATE POLICY over ON step_up TO bellhop_platform
  USING (coalesce(fresh_until, '-infinity') < now() AND coalesce(waiting_until, '-infinity') < now());
GRANT SELECT (org_id, person_id, account, fresh_until, waiting_until), DELETE ON step_up TO bellhop_platform;

-- What carries a secret keeps it only until it is sent, or never will be, however that came about.
ALTER TABLE "outbox" ADD COLUMN "is_secret" BOOLEAN NOT NULL DEFAULT false;
CREATE FUNCTION forget_payload() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.payload := '{}'; RETURN NEW; END $$;
CREATE TRIGGER forget_secret_payload BEFORE UPDATE ON outbox
  FOR EACH ROW WHEN (NEW.is_secret AND NEW.state IN ('sent', 'failed')) EXECUTE FUNCTION forget_payload();
