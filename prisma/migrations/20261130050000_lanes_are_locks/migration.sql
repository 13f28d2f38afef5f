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

-- Lets go of lanes, and takes those that have work and nobody working on them, those that waited longest first, each with its first event. Along the
-- index, which stops when there are enough: the planner takes a backlog for a few rows, and would read and sort all of it for each look. Past lanes
-- that others hold it goes on reading. Whoever held a lane a moment ago may have settled its first event meanwhile, or let it rest: each is looked at
-- once more under its lock, and where that is no more to be taken, the lane is to be let go of again.
CREATE FUNCTION take_lanes(since bigint, freed text[], in_hand text[], most int)
RETURNS TABLE (id bigint, key text, platform text, workspace text, lane text, is_control boolean, content_type text, attempt int, received_at timestamptz, is_free boolean)
LANGUAGE plpgsql SET enable_sort = off SET enable_seqscan = off SET enable_bitmapscan = off AS $$
#variable_conflict use_column
DECLARE
  -- Lanes to pass over: those of this stretch are few enough to be compared one by one.
  passed text[] := in_hand;
  lately text[];
  waiting record;
  seen int;
  stretch CONSTANT int := 500;
  firsts bigint[] := '{}';
  taken int := 0;
BEGIN
  PERFORM pg_advisory_unlock(hashtextextended(f, 0)) FROM unnest(freed) f;
  LOOP
    lately := '{}';
    seen := 0;
    FOR waiting IN
      SELECT i.id, i.lane FROM inbox i WHERE i.state = 'new' AND i.id >= since AND i.lane NOT IN (SELECT unnest(passed))
        AND NOT EXISTS (SELECT FROM resting_lane r WHERE r.lane = i.lane AND r.until > now()) ORDER BY i.id LIMIT stretch
    LOOP
      EXIT WHEN taken = most;
      seen := seen + 1;
      since := waiting.id + 1;
      CONTINUE WHEN waiting.lane = ANY (lately);
      lately := lately || waiting.lane;
      IF pg_try_advisory_lock(hashtextextended(waiting.lane, 0)) THEN
        firsts := firsts || waiting.id;
        taken := taken + 1;
      END IF;
    END LOOP;
    EXIT WHEN taken = most OR seen < stretch;
    passed := passed || lately;
  END LOOP;
  RETURN QUERY SELECT i.id, i.key, i.platform, i.workspace, i.lane, i.is_control, i.content_type, i.attempt, i.received_at::timestamptz,
      i.state = 'new' AND NOT EXISTS (SELECT FROM resting_lane r WHERE r.lane = i.lane AND r.until > now())
    FROM inbox i WHERE i.id = ANY (firsts);
END $$;
