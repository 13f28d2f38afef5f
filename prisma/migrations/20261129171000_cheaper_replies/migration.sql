-- A reply is written twice, and read by its id: what else each of the two writes is what it costs.

-- Hardly any reply is looked for by its plan. Those of before may be.
ALTER TABLE "outbox" ADD COLUMN "is_sought" BOOLEAN NOT NULL DEFAULT true;
DROP INDEX "outbox_plan_step_key";
CREATE UNIQUE INDEX outbox_sought_key ON outbox (plan, step) WHERE is_sought;
