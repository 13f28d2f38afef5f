// Waits for work no longer than so long. This is on the way of every event, so there is one promise and one timer, and no race of several.

/** What the work comes to, or, once its time is up, what `otherwise` gives or throws; what it still brings after that is nobody's. */
export function inTime<T>(work: Promise<T>, ms: number, otherwise: () => T): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      try {
        resolve(otherwise())
      } catch (error) {
        reject(error)
      }
    }, ms)
    work.then(
      (outcome) => {
        clearTimeout(timer)
        resolve(outcome)
      },
      (error: unknown) => {
        clearTimeout(timer)
        reject(error)
      },
    )
  })
}
