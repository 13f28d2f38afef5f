-- What was said in it lately keeps a conversation: nobody need write down besides when that was.
ALTER TABLE "conversation" DROP COLUMN "seen_at";

-- Who of these spoke there before. Along the index: a plan that is kept from when there were few would read all of them, for each of the pairs.
CREATE FUNCTION spoke_before(conversations text[], accounts text[]) RETURNS TABLE (conversation text, account text)
LANGUAGE plpgsql STABLE SET enable_seqscan = off SET enable_bitmapscan = off AS $$
BEGIN
  RETURN QUERY SELECT w.* FROM unnest(conversations, accounts) AS w (conversation, account)
    WHERE (SELECT true FROM listening l WHERE l.conversation = w.conversation AND l.account = w.account);
END $$;
