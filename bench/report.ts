import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { cpus, loadavg, release, totalmem, type } from 'node:os'
import { dirname } from 'node:path'
import { repoRoot } from '../scripts/paths.ts'
import type { Options } from './options.ts'
import { isMet, ratioOf, type Mark, type Row } from './row.ts'

/** What became of a measure. */
export type Outcome = { readonly name: string; readonly seconds: number } & (
  | { readonly rows: readonly Row[] }
  | { readonly leftOut: string }
  | { readonly fault: string }
)

/** The whole of it is on stderr and in the file; a longer one would only widen the table. */
const maxFaultLength = 90

const columns = ['measure', 'what', 'ours', 'beside', 'ratio', 'mark', 'met'] as const

/** The table of all figures, as text of aligned columns. */
export function renderTable(outcomes: readonly Outcome[]): string {
  const lines = [columns, ...outcomes.flatMap(linesOf)]
  const widths = columns.map((_, at) => Math.max(...lines.map((line) => line[at]?.length ?? 0)))
  return lines
    .map((line) =>
      line
        .map((cell, at) => cell.padEnd(widths[at] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

function linesOf(outcome: Outcome): string[][] {
  if ('fault' in outcome)
    return [[outcome.name, `NO FIGURE: ${outcome.fault.slice(0, maxFaultLength).split('\n')[0]} …`]]
  if ('leftOut' in outcome) return [[outcome.name, `left out: ${outcome.leftOut}`]]
  return outcome.rows.map((row) => [
    outcome.name,
    row.what,
    withUnit(row.ours, row.unit),
    row.peer ? `${withUnit(row.peer.value, row.unit)} ${row.peer.name}${recorded(row)}` : '',
    row.peer ? figure(ratioOf(row) ?? Number.NaN) : '',
    row.mark ? markText(row.mark, row.unit) : '',
    { true: 'yes', false: 'NO', undefined: '' }[`${isMet(row)}`],
  ])
}

function recorded({ peer }: Row): string {
  return peer?.recordedIn === undefined ? '' : ' (recorded)'
}

function markText({ of, atLeast, atMost }: Mark, unit: string): string {
  const value = (limit: number) => (of === 'ratio' ? `${figure(limit)}×` : withUnit(limit, unit))
  return atLeast === undefined ? `≤ ${value(atMost ?? Number.NaN)}` : `≥ ${value(atLeast)}`
}

function withUnit(value: number, unit: string): string {
  const space = unit === '' || unit.startsWith('/') ? '' : ' '
  return `${figure(value)}${space}${unit}`
}

/** Three digits that mean something. */
function figure(value: number): string {
  if (!Number.isFinite(value)) return String(value)
  if (Math.abs(value) >= 100) return Math.round(value).toLocaleString('en')
  return String(Number(value.toPrecision(3)))
}

/** Writes everything down: figures, and what they were taken on. */
export function writeJson(options: Options, outcomes: readonly Outcome[], startedAt: Date): void {
  const report = {
    started_at: startedAt.toISOString(),
    commit: commit(),
    machine: {
      system: `${type()} ${release()}`,
      cpus: `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}`,
      memory_gb: Math.round(totalmem() / 2 ** 30),
      load_average: loadavg(),
      node: process.version,
    },
    options: { ...options, token: undefined },
    measures: outcomes,
  }
  mkdirSync(dirname(options.json), { recursive: true })
  writeFileSync(options.json, `${JSON.stringify(report, null, 2)}\n`)
}

function commit(): string {
  try {
    const git = (...args: string[]) =>
      execFileSync('git', args, { cwd: repoRoot, encoding: 'utf8', stdio: 'pipe' })
    const isChanged = git('status', '--porcelain', 'apps', 'packages').trim() !== ''
    return `${git('rev-parse', '--short', 'HEAD').trim()}${isChanged ? ' with changes' : ''}`
  } catch {
    return 'unknown'
  }
}
