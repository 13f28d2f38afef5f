-- Who works on a lane holds a lock of its session: no row is written for it, and it ends with whoever holds it.
DROP FUNCTION waiting_events;
DROP TABLE "lane";

-- Lanes whose first event failed, until it is tried again.
CREATE TABLE "resting_lane" (
    "lane" TEXT COLLATE "C" NOT NULL,
    "until" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "resting_lane_pkey" PRIMARY KEY ("lane")
);
GRANT SELECT, INSERT, UPDATE, DELETE ON resting_lane TO bellhop_platform;

-- Lets go of lanes, and takes those that have work and nobody working on them, those that waited longest first, each with its first event. Along the index, which stops
-- when there are enough: the planner takes a backlog for a few rows, and would read and sort all of it for each look. Past lanes that others hold
-- it goes on reading. Whoever held a lane a moment ago may have settled its first event meanwhile: each is looked at once more under its lock.
CREATE FUNCTION take_lanes(since bigint, freed text[], in_hand text[], most int) RETURNS SETOF inbox
LANGUAGE plpgsql SET enable_sort = off SET enable_seqscan = off SET enable_bitmapscan = off AS $$
DECLARE
  passed text[] := in_hand;
  waiting record;
  events bigint;
  taken int := 0;
BEGIN
  PERFORM pg_advisory_unlock(hashtextextended(f, 0)) FROM unnest(freed) f;
  LOOP
    events := 0;
    FOR waiting IN
      SELECT w.lane, min(w.id) AS first, count(*) AS events FROM (
        SELECT i.id, i.lane FROM inbox i WHERE i.state = 'new' AND i.id >= since AND i.lane NOT IN (SELECT unnest(passed))
          AND NOT EXISTS (SELECT FROM resting_lane r WHERE r.lane = i.lane AND r.until > now()) ORDER BY i.id LIMIT most * 2) w
      GROUP BY w.lane ORDER BY first
    LOOP
      EXIT WHEN taken = most;
      events := events + waiting.events;
      IF NOT pg_try_advisory_lock(hashtextextended(waiting.lane, 0)) THEN
        passed := passed || waiting.lane;
        CONTINUE;
      END IF;
      RETURN QUERY SELECT * FROM inbox i WHERE i.id = waiting.first AND i.state = 'new';
      IF FOUND THEN
        passed := passed || waiting.lane;
        taken := taken + 1;
      ELSE
        PERFORM pg_advisory_unlock(hashtextextended(waiting.lane, 0));
        events := most * 2;
      END IF;
    END LOOP;
    EXIT WHEN taken = most OR events < most * 2;
  END LOOP;
END $$;
