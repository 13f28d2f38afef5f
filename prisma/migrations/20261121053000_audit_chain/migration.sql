-- Whatever is personal enters the chain under a salt, so that it can be taken out again without breaking the chain.
ALTER TABLE "audit_entry"
    ADD COLUMN "mac" TEXT,
    ADD COLUMN "who_salt" UUID DEFAULT gen_random_uuid(),
    ADD COLUMN "who_erased" TEXT,
    ADD COLUMN "detail_salt" UUID DEFAULT gen_random_uuid(),
    ADD COLUMN "detail_erased" TEXT;

-- CreateTable
CREATE TABLE "audit_head" (
    "org_id" UUID NOT NULL,
    "seq" BIGINT NOT NULL,
    "hash" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "key" TEXT NOT NULL,
    "signature" TEXT NOT NULL,
    "logged_seq" BIGINT NOT NULL DEFAULT 0,
    "logged_at" TIMESTAMPTZ(3),

    CONSTRAINT "audit_head_pkey" PRIMARY KEY ("org_id")
);

-- CreateTable
CREATE TABLE "audit_alert" (
    "org_id" UUID NOT NULL,
    "detector" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "count" INTEGER NOT NULL,
    "within_ms" BIGINT NOT NULL,
    "correlation" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "told_at" TIMESTAMPTZ(3),

    CONSTRAINT "audit_alert_pkey" PRIMARY KEY ("org_id", "detector", "subject")
);

-- CreateTable
CREATE TABLE "audit_seen_place" (
    "org_id" UUID NOT NULL,
    "who" TEXT NOT NULL,
    "place" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "audit_seen_place_pkey" PRIMARY KEY ("org_id", "who", "place")
);

-- The sealer looks for rows without a number, whatever order they became visible in; most rows have one.
CREATE INDEX audit_entry_unsealed_idx ON audit_entry (org_id, at, id) WHERE seq IS NULL;
CREATE INDEX audit_entry_refused_idx ON audit_entry (org_id, at) WHERE NOT allowed;
CREATE INDEX audit_alert_untold_idx ON audit_alert (org_id) WHERE told_at IS NULL;

DO $$ DECLARE name text; BEGIN
  FOREACH name IN ARRAY ARRAY['audit_head', 'audit_alert', 'audit_seen_place'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY own_org ON %I TO bellhop_tenant USING (org_id = (SELECT current_org())) WITH CHECK (org_id = (SELECT current_org()))', name);
  END LOOP;
END $$;
GRANT SELECT, INSERT, UPDATE ON audit_head TO bellhop_tenant;
GRANT SELECT, INSERT, UPDATE, DELETE ON audit_alert, audit_seen_place TO bellhop_tenant;

-- Nobody writes an entry that is sealed already; the trigger below says what may become of one.
REVOKE INSERT, UPDATE (seq, hash) ON audit_entry FROM bellhop_tenant;
GRANT INSERT (id, org_id, at, person_id, account, place, act, digest, allowed, reason, approval_id, result, correlation) ON audit_entry TO bellhop_tenant;
GRANT UPDATE (seq, hash, mac, person_id, account, who_salt, who_erased, place, digest, reason, result, detail_salt, detail_erased) ON audit_entry TO bellhop_tenant;

-- Which orgs have something to seal, to verify or to be told; nothing of what it says.
GRANT SELECT (org_id, seq, at) ON audit_entry TO bellhop_platform;
GRANT SELECT (org_id) ON audit_head TO bellhop_platform;
GRANT SELECT (org_id, told_at) ON audit_alert TO bellhop_platform;
CREATE POLICY which_orgs ON audit_entry FOR SELECT TO bellhop_platform USING (true);
CREATE POLICY which_orgs ON audit_head FOR SELECT TO bellhop_platform USING (true);
CREATE POLICY which_orgs ON audit_alert FOR SELECT TO bellhop_platform USING (true);

-- An entry gets its number, hash and mark once. After that its personal parts may be emptied, each leaving its tag, and nothing else.
CREATE FUNCTION keep_audit() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE allowed audit_entry%ROWTYPE;
BEGIN
  IF TG_OP = 'UPDATE' THEN
    allowed := OLD;
    IF OLD.seq IS NULL THEN
      allowed.seq := NEW.seq;
      allowed.hash := NEW.hash;
      allowed.mac := NEW.mac;
    ELSE
      IF OLD.who_erased IS NULL AND NEW.who_erased IS NOT NULL THEN
        allowed.who_erased := NEW.who_erased;
        allowed.who_salt := NULL;
        allowed.person_id := NULL;
        allowed.account := NULL;
      END IF;
      IF OLD.detail_erased IS NULL AND NEW.detail_erased IS NOT NULL THEN
        allowed.detail_erased := NEW.detail_erased;
        allowed.detail_salt := NULL;
        allowed.place := NULL;
        allowed.digest := NULL;
        allowed.reason := NULL;
        allowed.result := NULL;
      END IF;
    END IF;
    IF NEW IS NOT DISTINCT FROM allowed THEN RETURN NEW; END IF;
  END IF;
  RAISE EXCEPTION 'permission denied: audit entries are kept as they are' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER keep_audit BEFORE UPDATE OR DELETE ON audit_entry FOR EACH ROW EXECUTE FUNCTION keep_audit();
CREATE TRIGGER keep_audit_whole BEFORE TRUNCATE ON audit_entry FOR EACH STATEMENT EXECUTE FUNCTION keep_audit();
