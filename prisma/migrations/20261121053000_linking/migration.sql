-- CreateTable
CREATE TABLE "link" (
    "id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "org_id" UUID NOT NULL,
    "token_hash" TEXT NOT NULL,
    "state_hash" TEXT,
    "browser_hash" TEXT,
    "state" TEXT NOT NULL DEFAULT 'asked',
    "reason" TEXT,
    "person_id" UUID,
    "asker" TEXT NOT NULL,
    "asker_name" TEXT NOT NULL,
    "asker_workspace" TEXT NOT NULL,
    "other" TEXT,
    "other_name" TEXT,
    "other_workspace" TEXT,
    "sealed" TEXT,
    "payload" TEXT,
    "version" INTEGER NOT NULL DEFAULT 0,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "link_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "provider_grant" (
    "account" TEXT NOT NULL,
    "provider" TEXT NOT NULL,
    "sealed" TEXT NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "provider_grant_pkey" PRIMARY KEY ("account")
);

-- CreateIndex
CREATE UNIQUE INDEX "link_token_hash_key" ON "link"("token_hash");

-- CreateIndex
CREATE UNIQUE INDEX "link_state_hash_key" ON "link"("state_hash");

-- CreateIndex
CREATE INDEX "link_asker_created_at_idx" ON "link"("asker", "created_at");

-- CreateIndex
CREATE INDEX "link_other_created_at_idx" ON "link"("other", "created_at");

-- AddForeignKey
ALTER TABLE "provider_grant" ADD CONSTRAINT "provider_grant_account_fkey" FOREIGN KEY ("account") REFERENCES "account"("key") ON DELETE CASCADE ON UPDATE CASCADE;

-- One question at a time: whoever asks again lets go of what was asked before.
CREATE UNIQUE INDEX link_open_asker_idx ON link (asker) WHERE state IN ('asked', 'taken', 'shown');

GRANT SELECT, INSERT, UPDATE, DELETE ON link, provider_grant TO bellhop_platform;
