// A process that may write no more than some kilobytes to a file, as on a full disk: says what putting more came to.
import { createFolderStore } from '../../src/artifacts/create-folder-store.ts'

const [folder = '', key = ''] = process.argv.slice(2)
// By default the signal that comes with it would end the process.
process.on('SIGXFSZ', () => undefined)
const store = createFolderStore(folder)
await store.put(key, Buffer.alloc(5_000)).then(
  () => console.log('kept'),
  (error) => console.log(error.message),
)
await store.put(key, Buffer.alloc(50_000_000)).then(
  () => console.log('kept'),
  (error) => console.log(error.code, error.message, error.nextStep),
)
