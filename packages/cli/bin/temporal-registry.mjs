#!/usr/bin/env node
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { constants } from 'node:os'
import { fileURLToPath } from 'node:url'

// Published, there is a build that any Node runs. In the repository there are the sources, which need one
// that reads TypeScript: the repository's own, where the machine's is older.
const built = new URL('../dist/main.js', import.meta.url)
const source = new URL('../src/main.ts', import.meta.url)
const ownNode = new URL('../../../node_modules/.bin/node', import.meta.url)

if (existsSync(built)) await import(built.href)
else if (process.features.typescript) await import(source.href)
else if (existsSync(ownNode)) runWith(fileURLToPath(ownNode))
else {
  process.stderr.write(
    'temporal-registry runs from its sources here, and needs Node 24 for that.\n',
  )
  process.exit(1)
}

/** @param {string} node */
function runWith(node) {
  const args = [fileURLToPath(source), ...process.argv.slice(2)]
  const child = spawn(node, args, { stdio: 'inherit' })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      // A terminal has told the child already: it belongs to the same foreground group.
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal)
    })
  }
  child.on('exit', (code, signal) => process.exit(code ?? 128 + constants.signals[signal]))
}
