-- When a schedule is due is said by next_at alone, so that a paused one can be run once. The clock also stops what can never run again.
GRANT UPDATE (state, last_outcome) ON schedule TO bellhop_platform;
DROP INDEX schedule_due_idx;
CREATE INDEX schedule_due_idx ON schedule (next_at) WHERE next_at IS NOT NULL;
