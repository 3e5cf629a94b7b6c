// Started by orphan-guard.ts with a pipe as its input: «+<group>» to watch, «-<group>» to forget.
import { createInterface } from 'node:readline'
import { setTimeout as delay } from 'node:timers/promises'
import { isGroupAlive, killGroup } from './process-group.ts'

const patienceMs = 10_000
const groups = new Set<number>()

for await (const line of createInterface({ input: process.stdin })) {
  const group = Number(line.slice(1))
  if (line.startsWith('+')) groups.add(group)
  else groups.delete(group)
}

for (const group of groups) killGroup(group, 'SIGTERM')
const deadline = Date.now() + patienceMs
while ([...groups].some(isGroupAlive) && Date.now() < deadline) await delay(100)
for (const group of groups) killGroup(group, 'SIGKILL')
