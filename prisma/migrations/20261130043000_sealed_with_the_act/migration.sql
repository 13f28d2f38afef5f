-- An entry may come with its place in the chain. Whoever acts for the org could number it a moment later anyway: what vouches for a place is
-- the mark and the signed end, and those need the audit key.
GRANT INSERT (seq, hash, mac, who_salt, detail_salt) ON audit_entry TO bellhop_tenant;
-- Most come so, and are never written again: a page need not keep room for them.
ALTER TABLE audit_entry RESET (fillfactor);

-- In an order that no other index has: where a plan was made for a small table, what is unsealed was looked for along the primary key, past all
-- that is sealed.
DROP INDEX audit_entry_unsealed_idx;
CREATE INDEX audit_entry_unsealed_idx ON audit_entry (org_id, seq, at, id) WHERE seq IS NULL;

-- How far the detectors have looked. What was sealed before there was this column, they have seen; row-level security is forced on the
-- owner too, so an UPDATE here would find no rows.
ALTER TABLE audit_head ADD COLUMN watched_seq BIGINT NOT NULL DEFAULT 0;
ALTER TABLE audit_head ALTER COLUMN watched_seq DROP DEFAULT, ALTER COLUMN watched_seq TYPE BIGINT USING seq;
ALTER TABLE audit_head ALTER COLUMN watched_seq SET DEFAULT 0;
GRANT SELECT (seq, watched_seq, logged_seq, logged_at) ON audit_head TO bellhop_platform;
-- The end moves with each group of acts: with room beside it no index is touched.
ALTER TABLE audit_head SET (fillfactor = 50);
