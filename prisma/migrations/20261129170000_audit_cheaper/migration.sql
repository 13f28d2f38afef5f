-- Sealing, which each entry goes through once, writes number, hash and mark of an entry that has none, and that much needs no function.
-- After the update, since a trigger before it locks each row, with a record of its own in the log; whoever is refused has changed nothing either way.
DROP TRIGGER keep_audit ON audit_entry;
CREATE TRIGGER keep_audit AFTER DELETE OR UPDATE OF id, org_id, at, person_id, account, place, act, digest, allowed, reason, approval_id, result,
    correlation, who_salt, who_erased, detail_salt, detail_erased ON audit_entry FOR EACH ROW EXECUTE FUNCTION keep_audit();
CREATE TRIGGER keep_audit_sealed AFTER UPDATE ON audit_entry FOR EACH ROW WHEN (OLD.seq IS NOT NULL) EXECUTE FUNCTION keep_audit();

-- A sealed entry is written once more, with a third added to it, and then kept as it is: a page that is filled this far has room for all of its
-- entries again. Between two pages each takes a lock of its own, and the log holds it whole.
ALTER TABLE audit_entry SET (fillfactor = 60);

-- The detectors read the newest refusals in the order of the key; where this index had another, all entries of the last minutes were read along the key.
DROP INDEX audit_entry_refused_idx;
CREATE INDEX audit_entry_refused_idx ON audit_entry (org_id, at, id) WHERE NOT allowed;
