-- Who works on a lane is forgotten when the server falls: so is what they were about to write, and nobody wants to know it then. Fences go on growing.
ALTER TABLE "lane" SET UNLOGGED;

-- An event ends on the page where it began: nothing of what it said is logged again.
ALTER TABLE inbox SET (fillfactor = 50);
