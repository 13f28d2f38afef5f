-- Each event is written a few times over: what a row costs is mostly its indexes, its checks, and each further version of it.

-- What a sender is about to call stands in one row for all of its calls, not in each of them.
CREATE TABLE "under_way" (
    "lease" TEXT NOT NULL,
    "calls" BIGINT[],

    CONSTRAINT "under_way_pkey" PRIMARY KEY ("lease")
);
GRANT SELECT, INSERT, UPDATE ON under_way TO bellhop_platform;

-- Whoever sends next looks up what became of it.
UPDATE outbox SET state = 'unknown' WHERE state = 'sending';
ALTER TABLE "outbox" DROP COLUMN "fence";
DROP INDEX outbox_open_idx;
CREATE INDEX outbox_open_idx ON outbox (platform, id) WHERE state IN ('waiting', 'unknown');

-- A claim brings the first event of each lane.
ALTER TABLE "lane" ADD COLUMN "head" BIGINT;
DROP INDEX inbox_new_lane_idx;

-- Keys are compared byte by byte: nobody reads them in the order of a language, which takes longer.
ALTER TABLE inbox ALTER COLUMN key TYPE text COLLATE "C", ALTER COLUMN lane TYPE text COLLATE "C";
ALTER TABLE lane ALTER COLUMN lane TYPE text COLLATE "C";
ALTER TABLE outbox ALTER COLUMN conversation TYPE text COLLATE "C", ALTER COLUMN platform TYPE text COLLATE "C";
ALTER TABLE conversation ALTER COLUMN id TYPE text COLLATE "C";
ALTER TABLE message ALTER COLUMN conversation_id TYPE text COLLATE "C";
ALTER TABLE listening ALTER COLUMN conversation TYPE text COLLATE "C", ALTER COLUMN account TYPE text COLLATE "C";

-- These are only ever written for the org of the transaction, which row-level security checks; an org is never deleted.
ALTER TABLE "audit_entry" DROP CONSTRAINT "audit_entry_org_id_fkey";
ALTER TABLE "message" DROP CONSTRAINT "message_org_id_fkey";
ALTER TABLE "conversation" DROP CONSTRAINT "conversation_org_id_fkey";

-- The key is the order in which they are read.
DROP INDEX "audit_entry_org_id_at_idx";
ALTER TABLE "audit_entry" DROP CONSTRAINT "audit_entry_pkey",
ADD CONSTRAINT "audit_entry_pkey" PRIMARY KEY ("org_id", "at", "id");
DROP INDEX "message_org_id_conversation_id_created_at_idx";
ALTER TABLE "message" DROP CONSTRAINT "message_pkey",
ADD CONSTRAINT "message_pkey" PRIMARY KEY ("org_id", "conversation_id", "created_at", "id");

-- An entry without a number has no place in the chain yet.
DROP INDEX "audit_entry_org_id_seq_key";
CREATE UNIQUE INDEX audit_entry_seq_key ON audit_entry (org_id, seq) WHERE seq IS NOT NULL;

-- The first events that wait, of lanes that are free. Along the index, which stops when there are enough: the planner takes a backlog for a few
-- rows, and would read and sort all of it for each claim, the more the longer it is.
CREATE FUNCTION waiting_events(since bigint, in_hand text[], most int) RETURNS TABLE (id bigint, lane text)
LANGUAGE plpgsql STABLE SET enable_sort = off SET enable_seqscan = off SET enable_bitmapscan = off AS $$
BEGIN
  RETURN QUERY SELECT i.id, i.lane FROM inbox i
    WHERE i.state = 'new' AND i.id >= since AND i.lane NOT IN (SELECT unnest(in_hand))
      AND coalesce((SELECT l.until <= now() FROM lane l WHERE l.lane = i.lane), true)
    ORDER BY i.id LIMIT most;
END $$;
