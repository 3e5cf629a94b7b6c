import type { Peer } from './row.ts'

/**
 * Figures of the Python original 0.1.7, written down when it was studied on a machine of this kind.
 * They are not measured here: `--url … --routes original` measures an original that runs.
 */
export const original = {
  list: {
    name: 'original',
    value: 9.7,
    recordedIn: 'the study of 0.1.7: the whole list of 1,000 types',
  },
  claimsAt64: {
    name: 'original',
    value: 2,
    recordedIn: 'the study of 0.1.7: 64 callers, with 503s among the answers',
  },
  claimsAtBest: {
    name: 'original, its best',
    value: 117,
    recordedIn: 'the study of 0.1.7: 10 callers, the most it can take',
  },
} as const satisfies Record<string, Peer>
