-- An event ends on the page where it began: nothing of what it said is logged again.
ALTER TABLE inbox SET (fillfactor = 50);
