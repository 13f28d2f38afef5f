#!/bin/sh
# Makes the passwords and keys of a composed Bellhop on its first start. Whoever brings their own (in .env) keeps them.
set -eu
umask 077

# Written last: where it stands, an earlier start got through to the end.
finished=/secrets/bellhop/env.sh
[ -s "$finished" ] && exit 0

random_word() { od -An -N24 -tx1 /dev/urandom | tr -d ' \n'; }
database=$(random_word)
queue=$(random_word)

cat >/secrets/postgres/env.sh <<EOF
export POSTGRES_PASSWORD=$(random_word)
export BELLHOP_DATABASE_PASSWORD=$database
EOF

# Read by a user of the image's own; nobody else has this volume.
echo "requirepass $queue" >/secrets/valkey/valkey.conf
chmod 644 /secrets/valkey/valkey.conf

cat >"$finished.new" <<EOF
export DATABASE_URL="\${DATABASE_URL:-postgresql://bellhop:$database@postgres:5432/bellhop}"
export REDIS_URL="\${REDIS_URL:-redis://:$queue@valkey:6379}"
export ENCRYPTION_KEYS="\${ENCRYPTION_KEYS:-$(head -c 32 /dev/urandom | base64)}"
EOF
# The user that the image of Bellhop runs as.
chown 1000:1000 "$finished.new" /secrets/bellhop
mv "$finished.new" "$finished"
