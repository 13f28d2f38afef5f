// Where `npm install` puts an embedded database that was only just made.
export const freshStore = new URL('./generated/fresh-store.tar.gz', import.meta.url)
