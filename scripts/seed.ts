// Puts a small sample org into the database, plainly marked as one: `npm run db:seed`. Running it again changes nothing.
import { placeOf } from '../src/app/begin-store.ts'
import { loadConfig } from '../src/config.ts'
import { dayIn } from '../src/domain/days.ts'
import { refuseWords } from '../src/domain/refuse-words.ts'
import { writeSample } from '../src/kpi/write-sample.ts'
import { openStore } from '../src/store/open-store.ts'
import { sampleOrg, seedSample } from '../src/store/seed-sample.ts'
import { tellFailure } from './tell-failure.ts'

try {
  refuseWords('npm run db:seed', process.argv.slice(2))
  const config = loadConfig()
  const store = await openStore(placeOf(config))
  const isNew = await seedSample(store)
  if (isNew) await store.inOrgSql(sampleOrg, (sql) => writeSample(sql, sampleOrg, null, dayIn('UTC', Date.now())))
  await store.close()
  console.log(
    isNew
      ? 'Added "Sample Company (sample)", with four people, a conversation and its figures.'
      : 'The sample is there already.',
  )
} catch (thrown) {
  tellFailure(thrown)
}
