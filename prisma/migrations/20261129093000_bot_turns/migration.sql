-- Each turn of a person looks for programs to count anew, and there are hardly ever any.
CREATE INDEX listening_bots_idx ON listening (conversation) WHERE turns > 0;
