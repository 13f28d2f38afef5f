/** One after the other, and what fails for one keeps no other; the first failure is thrown at the end. True when one of them has more to do. */
export async function forEach<T>(items: readonly T[], work: (item: T) => Promise<boolean>): Promise<boolean> {
  const failures: unknown[] = []
  let isMore = false
  for (const item of items)
    try {
      isMore = (await work(item)) || isMore
    } catch (error) {
      failures.push(error)
    }
  if (failures.length > 0) throw failures[0]
  return isMore
}
