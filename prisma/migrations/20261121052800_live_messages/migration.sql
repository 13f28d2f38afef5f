-- The answer to a job takes the place of the message that showed how far it was: that message's plan is the job's id.
ALTER TABLE "outbox" ADD COLUMN "live" UUID;

CREATE INDEX outbox_live_idx ON outbox (live) WHERE live IS NOT NULL;

-- What people look for: the jobs of their organisation, newest first.
CREATE INDEX "job_org_created_at_idx" ON "job"("org", "created_at");
