// A server that has been in use writes its log into files it had before. A new one makes and empties each of them when it comes to it,
// and whoever commits meanwhile waits for that, every two seconds under load. With its usual settings PostgreSQL would give most of them away again.
import { superuser } from '../../scripts/services.ts'

const files = 60

/** Goes through the files of the log once, so that they are there, with the settings of `docker-compose.yml`; false where the server is not ours. */
export async function wearIn(): Promise<boolean> {
  const { TEST_DATABASE_CONTAINER: database } = process.env
  if (!database) return false
  const settings =
    "alter system set min_wal_size = '1GB';\nalter system set max_wal_size = '4GB';\nselect pg_reload_conf();\n"
  // A file with nothing in it is not left.
  const next = "select pg_logical_emit_message(true, 'bench', 'next');\nselect pg_switch_wal();\n"
  await superuser(database, `${settings}${next.repeat(files)}checkpoint;\n`)
  return true
}
