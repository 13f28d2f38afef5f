/** How long people and tests wait for what should come, in real milliseconds, unless told: enough for a machine with much else to do. */
export const usualPatienceMs = 30_000
