// Every detector there is, in the order they are listed.
import type { Detector } from './detector.ts'
import { impossibleSpeed } from './impossible-speed.ts'
import { linkFailures } from './link-failures.ts'
import { manyDenials } from './many-denials.ts'
import { newPlace } from './new-place.ts'
import { stolenSession } from './stolen-session.ts'

export const detectors: readonly Detector[] = [manyDenials, newPlace, linkFailures, stolenSession, impossibleSpeed]
