-- A reply is written twice, and read by its id: what else each of the two writes is what it costs.

-- Hardly any reply is looked for by its plan. Those of before may be.
ALTER TABLE "outbox" ADD COLUMN "is_sought" BOOLEAN NOT NULL DEFAULT true;
DROP INDEX "outbox_plan_step_key";
CREATE UNIQUE INDEX outbox_sought_key ON outbox (plan, step) WHERE is_sought;

-- What became of a reply is written on the page where it stands: where that is full, the row is locked first, and then all of it is written elsewhere.
ALTER TABLE outbox SET (fillfactor = 50);

-- A trigger that comes before locks each row that is updated, and that is logged. This one comes after, for what carries a secret alone.
DROP TRIGGER forget_secret_payload ON outbox;
CREATE OR REPLACE FUNCTION forget_payload() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE outbox SET payload = '{}' WHERE id = NEW.id;
  RETURN NULL;
END $$;
CREATE TRIGGER forget_secret_payload AFTER UPDATE ON outbox
  FOR EACH ROW WHEN (NEW.is_secret AND NEW.state IN ('sent', 'failed') AND NEW.payload <> '{}') EXECUTE FUNCTION forget_payload();

-- Only housekeeping looks for who spoke long ago, once a night.
DROP INDEX "listening_at_idx";
