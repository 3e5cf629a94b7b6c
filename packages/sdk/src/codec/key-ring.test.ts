import { inspect } from 'node:util'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readKeyRing } from './config.ts'
import { createKeyRing, generateKey, KeyRingError, parseKeys } from './key-ring.ts'

const one = generateKey('one')
const two = generateKey('two')
const faultsOf = (work: () => unknown) => {
  try {
    work()
  } catch (error) {
    if (error instanceof KeyRingError) return error.faults
    throw error
  }
  return []
}

test('the first key writes unless another is named', () => {
  expect(createKeyRing([one, two])).toMatchObject({ activeKeyId: 'one', keyIds: ['one', 'two'] })
  expect(createKeyRing([one, two], 'two').activeKeyId).toBe('two')
})

test('a ring whose active key is «none» only reads', () => {
  expect(createKeyRing([one], 'none').activeKeyId).toBeUndefined()
})

test('a generated key is 32 bytes, and its id begins with the day', () => {
  const { id, key } = generateKey()

  expect(Buffer.from(key, 'base64')).toHaveLength(32)
  expect(id).toMatch(/^\d{4}-\d\d-\d\d-[0-9a-f]{6}$/)
  expect(createKeyRing([{ id, key }]).keyIds).toEqual([id])
})

test.each([
  ['no keys', [], '', ['there is no key']],
  [
    'a short key',
    [{ id: 'k', key: 'c2hvcnQ=' }],
    '',
    ['the key «k» is 5 bytes long and has to be 32'],
  ],
  ['what is no base64', [{ id: 'k', key: `${one.key}!` }], '', ['the key «k» is not base64']],
  ['an id twice', [one, one], '', ['the key id «one» is there twice']],
  ['an active key that is none', [one], 'two', ['the active key «two» is none of the keys']],
  ['the id «none»', [{ ...one, id: 'none' }], '', ['key 1: «none» cannot be the id of a key']],
  [
    'a key in place of an id',
    [{ id: one.key, key: 'k' }],
    '',
    ['key 1: its id has to be 1 to 64 letters, digits, dots, dashes and underscores'],
  ],
])('%s is refused in a sentence', (_what, keys, activeKey, faults) => {
  expect(faultsOf(() => createKeyRing(keys, activeKey))).toEqual(faults)
})

test('keys are read from lines or between commas, and comments passed over', () => {
  const text = `# the new one first\n\n one:${one.key} ,two:${two.key}\n`

  expect(parseKeys(text)).toEqual([one, two])
})

test('an entry without an id is named by its place, as it may be a key', () => {
  expect(faultsOf(() => parseKeys(`one:${one.key}\n${two.key}`))).toEqual([
    'entry 2 is not written id:key',
  ])
})

test('keys come from the environment or a file, and a given source wins', () => {
  const folder = mkdtempSync(join(tmpdir(), 'keys-'))
  const keysFile = join(folder, 'keys')
  writeFileSync(keysFile, `two:${two.key}\n`)
  const keys = `one:${one.key}`

  expect(readKeyRing({}, { TEMPORAL_REGISTRY_ENCRYPTION_KEYS: keys }).keyIds).toEqual(['one'])
  expect(readKeyRing({ keysFile }, { TEMPORAL_REGISTRY_ENCRYPTION_KEYS: keys }).keyIds).toEqual([
    'two',
  ])
  expect(faultsOf(() => readKeyRing({ keys, keysFile }, {}))).toEqual([
    'the keys are given twice, as a text and as a file',
  ])
  expect(faultsOf(() => readKeyRing({}, {}))[0]).toMatch(/set TEMPORAL_REGISTRY_ENCRYPTION_KEYS/)
  expect(faultsOf(() => readKeyRing({ keysFile: `${folder}/none` }, {}))[0]).toMatch(/ENOENT/)
  rmSync(folder, { recursive: true })
})

test('neither faults nor a printed ring hold a key', () => {
  const told = [
    ...faultsOf(() => createKeyRing([{ ...one, key: one.key.slice(4) }])),
    ...faultsOf(() => createKeyRing([one], two.key)),
    ...faultsOf(() => parseKeys(two.key)),
    inspect(createKeyRing([one, two]), { depth: 9, showHidden: true }),
  ].join('\n')

  expect(told).not.toContain(one.key.slice(4, 20))
  expect(told).not.toContain(two.key.slice(4, 20))
})
