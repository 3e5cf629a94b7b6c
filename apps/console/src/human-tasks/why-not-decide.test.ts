import { expect, test } from 'vitest'
import { nextText, whyNotDecide } from './why-not-decide.ts'

const asked = {
  status: 'open',
  claimed_by: null,
  requester: 'bob',
  allow_self_approval: false,
  decisions: [
    {
      actor: 'carol',
      decision: 'approve',
      answer: null,
      comment: null,
      at: '2026-01-01T00:00:00Z',
    },
  ],
} as const satisfies Parameters<typeof whyNotDecide>[0]

test('who requested a task may reject it only, unless it says otherwise', () => {
  const own = whyNotDecide(asked, 'bob')

  expect(own).toEqual({ agree: expect.stringContaining('requested'), reject: undefined })
  expect(whyNotDecide({ ...asked, allow_self_approval: true }, 'bob').agree).toBeUndefined()
})

test('who has decided, or comes while another has it, decides nothing', () => {
  expect(whyNotDecide(asked, 'carol').reject).toMatch(/once/)
  expect(whyNotDecide({ ...asked, claimed_by: 'dan' }, 'erin').agree).toBe('dan has claimed it')
  expect(whyNotDecide({ ...asked, claimed_by: 'erin' }, 'erin').agree).toBeUndefined()
})

test('what an approval does is said before it is given', () => {
  expect(nextText({ quorum: 1, agreed: 0 })).toMatch(/decides it/)
  expect(nextText({ quorum: 2, agreed: 0 })).toMatch(/one more is/)
  expect(nextText({ quorum: 4, agreed: 1 })).toMatch(/2 more are/)
})
