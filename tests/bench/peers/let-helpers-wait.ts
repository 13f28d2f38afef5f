// Loaded ahead of every target: what Bellhop does for itself is done for all.
import { letHelpersWait } from '../../../src/app/let-helpers-wait.ts'

letHelpersWait()
