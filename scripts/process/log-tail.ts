import { readFileSync } from 'node:fs'
import { displayPath } from '../paths.ts'

const lineCount = 20

export function logTail(logFile: string): string {
  const lines = readText(logFile).trimEnd().split('\n').slice(-lineCount)
  if (lines.join('') === '') return `${displayPath(logFile)} is empty`
  return [`last lines of ${displayPath(logFile)}:`, ...lines.map((line) => `│ ${line}`)].join('\n')
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
