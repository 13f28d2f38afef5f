// Brings the database up to date: `npm run db:migrate`.
import { placeOf } from '../src/app/begin-store.ts'
import { loadConfig } from '../src/config.ts'
import { refuseWords } from '../src/domain/refuse-words.ts'
import { prepareQueueSchema } from '../src/queue/prepare-queue-schema.ts'
import { openStore } from '../src/store/open-store.ts'
import { tellFailure } from './tell-failure.ts'

try {
  refuseWords('npm run db:migrate', process.argv.slice(2))
  const config = loadConfig()
  const store = await openStore(placeOf(config), { prepare: prepareQueueSchema })
  await store.close()
  console.log('The database is up to date.')
} catch (thrown) {
  tellFailure(thrown)
}
