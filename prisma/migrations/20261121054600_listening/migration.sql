-- Who addressed Bellhop where: only they are read there without a mention. For other programs it counts their turns since a person's.
CREATE TABLE "listening" (
    "conversation" TEXT NOT NULL,
    "account" TEXT NOT NULL,
    "turns" INTEGER NOT NULL DEFAULT 0,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "listening_pkey" PRIMARY KEY ("conversation","account")
);

CREATE INDEX "listening_at_idx" ON "listening"("at");

GRANT SELECT, INSERT, UPDATE, DELETE ON listening TO bellhop_platform;
