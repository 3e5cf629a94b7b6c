import { expect, test } from 'vitest'
import { afterLook, freshMemory, type EdgeRules, type Memory, type Verdict } from './edges.ts'

const usual: EdgeRules = {
  memory: 'track_state',
  isBaseline: false,
  forLooks: 1,
  forSeconds: 0,
  cooldownSeconds: 0,
  reminderSeconds: undefined,
  failuresToError: 3,
}

/** Looks a minute apart, written as verdict and state: `Fa Ta Fb`; `!` fails, `(Ta)` is muted, `~a` stays by `until`. */
function series(text: string, rules: Partial<EdgeRules>) {
  let memory: Memory = freshMemory
  const told: string[] = []
  const healths: string[] = []
  for (const [at, word] of text.split(' ').entries()) {
    const isMuted = word.startsWith('(')
    const bare = word.replaceAll(/[()]/g, '')
    const verdict: Verdict = bare === '!' ? 'failed' : verdictOf(bare)
    const now = new Date(Date.UTC(2026, 0, 1) + at * 60_000)
    const step = afterLook(memory, verdict, { ...usual, ...rules }, { now, isMuted })
    memory = step.memory
    for (const { edge, isMuted: isSilent } of step.edges) {
      told.push(isSilent ? `${at + 1} (${edge})` : `${at + 1} ${edge}`)
    }
    healths.push(step.health)
    if (step.isCompleted) {
      told.push('completed')
      break
    }
  }
  return { told: told.join(', '), healths: healths.join(' ') }
}

function verdictOf(word: string): Verdict {
  return { holds: word[0] === 'T', hasEnded: word[0] === 'F', hash: word.slice(1) }
}

const given = 'Fa Fa Tb Tb Fa Tc'

test.each<[what: string, looks: string, rules: Partial<EdgeRules>, told: string]>([
  ['once tells the first, and has done its work', given, { memory: 'once' }, '3 rising, completed'],
  ['always tells each look', given, { memory: 'always' }, '3 rising, 4 holding, 6 rising'],
  ['track_state tells what is new', given, { memory: 'track_state' }, '3 rising, 6 rising'],
  ['rising and recovery', given, { on: ['rising', 'recovery'] }, '3 rising, 5 recovery, 6 rising'],
  ['two checks in a row', given, { forLooks: 2 }, '4 rising'],
  [
    'two checks in a row, always',
    'Ta Ta Ta',
    { forLooks: 2, memory: 'always' },
    '2 rising, 3 holding',
  ],
  ['for a time', 'Ta Ta Ta Ta', { forSeconds: 120 }, '3 rising'],
  ['for a time that was interrupted', 'Ta Ta Fa Ta Ta Ta', { forSeconds: 120 }, '6 rising'],
  ['another state while it holds', 'Ta Tb Tb Ta', {}, '1 rising, 2 changed, 4 changed'],
  ['it holds at once', 'Ta Ta', {}, '1 rising'],
  ['a first look that is only remembered', 'Ta Ta Fa Ta', { isBaseline: true }, '4 rising'],
  ['a remembered state, and another', 'Ta Tb', { isBaseline: true }, '2 changed'],
  ['a baseline of what does not hold', 'Fa Tb', { isBaseline: true }, '2 rising'],
  [
    'hysteresis: it ends only as until says',
    'Ta ~a ~a Ta Fa Ta',
    { on: ['rising', 'recovery'] },
    '1 rising, 5 recovery, 6 rising',
  ],
  [
    'a cooldown keeps back what goes',
    'Ta Fa Ta Fa Ta',
    { cooldownSeconds: 200 },
    '1 rising, 5 rising',
  ],
  ['and tells what stays', 'Ta Tb Tb Tb Tb', { cooldownSeconds: 180 }, '1 rising, 4 changed'],
  [
    'a recovery needs no cooldown',
    'Ta Fa',
    { cooldownSeconds: 600, on: ['rising', 'recovery'] },
    '1 rising, 2 recovery',
  ],
  [
    'what was never told does not recover',
    'Ta Fa Ta Fa',
    { cooldownSeconds: 600, on: ['rising', 'recovery'] },
    '1 rising, 2 recovery',
  ],
  ['a reminder', 'Ta Ta Ta Ta Ta', { reminderSeconds: 120 }, '1 rising, 3 reminder, 5 reminder'],
  [
    'a change also reminds',
    'Ta Ta Tb Tb Tb',
    { reminderSeconds: 120 },
    '1 rising, 3 changed, 5 reminder',
  ],
  ['failures between looks change nothing', 'Fa Ta ! ! Ta Tb', {}, '2 rising, 6 changed'],
  ['failures do not interrupt', 'Ta ! Ta', { forLooks: 2 }, '3 rising'],
  ['three failures are told once', '! ! ! ! !', {}, '3 erroring'],
  ['and that it works again', '! ! ! Fa ! ! !', {}, '3 erroring, 4 restored, 7 erroring'],
  ['two are not', '! ! Fa ! !', {}, ''],
  [
    'silenced, it is written down once, and told afterwards',
    '(Ta) (Ta) Ta Ta',
    {},
    '1 (rising), 3 rising',
  ],
  [
    'silenced until it is over: nobody hears of it',
    '(Ta) (Fa) Fa',
    { on: ['rising', 'recovery'] },
    '1 (rising)',
  ],
  [
    'silenced, once is not done',
    '(Ta) Ta Ta',
    { memory: 'once' },
    '1 (rising), 2 rising, completed',
  ],
  ['silenced failures are told afterwards', '(!) (!) (!) (!) !', {}, '3 (erroring), 5 erroring'],
  ['only changes', 'Ta Tb Fa Ta', { on: ['changed'] }, '2 changed'],
])('%s', (_what, looks, rules, told) => {
  expect(series(looks, rules).told).toBe(told)
})

test('health says whether looks succeed, and whether the condition holds', () => {
  const { healths } = series('! Fa Ta ! Ta Fa ! ! ! Fa', {})

  expect(healths).toBe('unknown ok firing firing firing ok ok ok erroring ok')
})
