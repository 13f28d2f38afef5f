-- A thumb on a reply is feedback that can be taken back.
ALTER TABLE "feedback" ADD COLUMN     "is_taken_back" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "reply" TEXT;

CREATE UNIQUE INDEX "feedback_org_id_account_reply_about_key" ON "feedback"("org_id", "account", "reply", "about");

-- Which reply a message is of.
CREATE INDEX outbox_sent_idx ON outbox (platform_id) WHERE state = 'sent' AND platform_id IS NOT NULL;
