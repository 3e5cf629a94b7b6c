import { Writable } from 'node:stream'
import { expect, test } from 'vitest'
import { createOutput } from './output.ts'

/** A stream that remembers, as a terminal of a width or as a file. */
function createStream(columns?: number) {
  const chunks: string[] = []
  const stream = new Writable({
    write(chunk, _encoding, done) {
      chunks.push(String(chunk))
      done()
    },
  })
  const like = Object.assign(stream, {
    isTTY: columns !== undefined,
    columns,
    getColorDepth: () => 8,
  })
  return { stream: like as unknown as NodeJS.WriteStream, text: () => chunks.join('') }
}

function outputTo(columns?: number, isJson = false) {
  const [stdout, stderr] = [createStream(columns), createStream(columns)]
  const out = createOutput(isJson, { stdout: stdout.stream, stderr: stderr.stream })
  return { out, stdout: stdout.text, stderr: stderr.text }
}

test('text from elsewhere cannot steer the terminal', () => {
  const { out, stdout, stderr } = outputTo()

  out.line('a\u001b[2Jb\u009b31m')
  out.facts([['name', 'x\u0007\r']])
  out.table([{ title: 'A' }], [['\u001b]0;title\u0007']])
  out.json({ text: '\u009b\u007f' })
  out.failure({ what: '\u001b[0m', why: ['\u001b'], remedy: '', json: {} })

  // oxlint-disable-next-line no-control-regex -- control characters are what it is about
  expect(stdout() + stderr()).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/)
  expect(JSON.parse(stdout().split('\n').slice(-4).join('\n'))).toEqual({ text: '\u009b\u007f' })
})

test('a table is cut to the terminal, and only there', () => {
  const row = [['x'.repeat(100)]]
  const columns = [{ title: 'A', shrinks: true }]
  const [terminal, file] = [outputTo(40), outputTo()]

  terminal.out.table(columns, row)
  file.out.table(columns, row)

  expect(terminal.stdout()).toContain(`${'x'.repeat(39)}…\n`)
  expect(file.stdout()).toContain(`${'x'.repeat(100)}\n`)
})

test('values of several lines are indented, absent ones left out', () => {
  const { out, stdout } = outputTo()

  out.facts([
    ['id', 'w'],
    ['nothing', undefined],
    ['text', 'one\ntwo'],
  ])

  expect(stdout()).toBe('id       w\ntext     one\n         two\n')
})

test('a failure is what, why and what to do, or one line of JSON', () => {
  const failure = { what: 'It broke', why: ['a', '', 'b'], remedy: 'Mend it', json: { code: 'x' } }
  const [people, machines] = [outputTo(), outputTo(undefined, true)]

  people.out.failure(failure)
  machines.out.failure(failure)
  machines.out.note('not told')

  expect(people.stderr()).toBe('✗ It broke\n  a\n  b\n  → Mend it\n')
  expect(machines.stderr()).toBe('{"error":{"code":"x"}}\n')
})
