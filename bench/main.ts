import { randomBytes } from 'node:crypto'
import { displayPath } from '../scripts/paths.ts'
import { startOrphanGuard } from '../scripts/process/orphan-guard.ts'
import { runMain } from '../scripts/run-main.ts'
import type { Bench, GoContext, Measure, Need } from './bench.ts'
import { measures } from './measures.ts'
import { helpOf, readOptions, type Options } from './options.ts'
import { renderTable, writeJson, type Outcome } from './report.ts'
import { openGivenStand, openOwnStand } from './stand/stand.ts'

await runMain(async (stop) => {
  const startedAt = new Date()
  const names = measures.map(({ name }) => name)
  const options = readOptions(process.argv.slice(2), names, startedAt)
  if (options.isHelp) {
    process.stdout.write(helpOf(measures))
    return 0
  }
  const guard = startOrphanGuard()
  const outcomes: Outcome[] = []
  try {
    for (const measure of measures) {
      if (options.only.length > 0 && !options.only.includes(measure.name)) continue
      outcomes.push(await outcomeOf(measure, { options, guard, stop }))
      stop.throwIfAborted()
    }
  } finally {
    guard.close()
  }
  writeJson(options, outcomes, startedAt)
  process.stdout.write(`\n${renderTable(outcomes)}\n\nwritten to ${displayPath(options.json)}\n`)
  return outcomes.some((outcome) => 'fault' in outcome) ? 1 : 0
})

async function outcomeOf(measure: Measure, context: GoContext): Promise<Outcome> {
  const { name } = measure
  const leftOut = missing(measure, context.options)
  if (leftOut) return { name, seconds: 0, leftOut }
  process.stderr.write(`${name}: ${measure.title} …\n`)
  const startedMs = performance.now()
  const seconds = () => (performance.now() - startedMs) / 1000
  try {
    const rows = await measure.run(benchFor(measure, context))
    return { name, seconds: seconds(), rows }
  } catch (error) {
    context.stop.throwIfAborted()
    const fault = error instanceof Error ? (error.stack ?? error.message) : String(error)
    process.stderr.write(`${name}: ${fault}\n`)
    return { name, seconds: seconds(), fault }
  }
}

/** Why a measure cannot be taken of the service given, or nothing. */
function missing({ needs }: Measure, options: Options): string | undefined {
  const lacks: Readonly<Record<Need, boolean>> = {
    'our routes': options.routes !== 'ours',
    'own processes': options.url !== undefined,
    Temporal: options.url !== undefined && options.direct === undefined,
  }
  const need = needs.find((one) => lacks[one])
  return need && `it needs ${need}`
}

function benchFor({ name }: Measure, context: GoContext): Bench {
  const { options } = context
  return {
    options,
    goId: randomBytes(3).toString('hex'),
    size: ({ quick, full }) => (options.isQuick ? quick : full),
    open: (standOptions) =>
      options.url === undefined
        ? openOwnStand(context, name, standOptions)
        : openGivenStand(context, options.url),
  }
}
