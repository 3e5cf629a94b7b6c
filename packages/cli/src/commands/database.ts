import { noun, verb, type Context } from '../command.ts'
import { exitCodes, type ExitCode } from '../exit-code.ts'
import { requireServerModule } from '../server-module.ts'
import { formatTime } from '../times.ts'

/** What the server's module answers; it is found when it is asked for, as the command alone is a client. */
interface Upkeep {
  keepTables(
    config: string | undefined,
    options: { readonly apply: boolean },
  ): Promise<Report | Fault>
}

interface Report {
  readonly kind: 'report'
  readonly place: string
  readonly applied: readonly { readonly name: string; readonly applied_at: Date }[]
  readonly missing: readonly string[]
  readonly done: readonly string[]
}

interface Fault {
  readonly kind: 'config' | 'refused' | 'away'
  readonly why: string
}

const config = {
  type: 'string',
  alias: 'f',
  valueHint: 'path',
  description:
    "The gateway's configuration file (YAML). Default: the packaged one, steered by the environment",
} as const

const status = verb({
  description:
    "Say which migrations the gateway's database has; ends with 3 when this version wants more",
  flags: { config },
  run: ({ config: path }, context) => keep(path, false, context),
})

const migrate = verb({
  description: "Make the tables of the gateway's database this version's, before its roll-out",
  flags: { config },
  run: ({ config: path }, context) => keep(path, true, context),
})

export const database = noun("The gateway's database, from the machine that can reach it", {
  status,
  migrate,
})

async function keep(
  path: string | undefined,
  apply: boolean,
  { out }: Pick<Context, 'out'>,
): Promise<ExitCode> {
  const { keepTables } = (await import(requireServerModule('database-upkeep').href)) as Upkeep
  const outcome = await keepTables(path, { apply })
  if (outcome.kind !== 'report') {
    const { what, remedy, code } = faults[outcome.kind]
    const json = { code: `database-${outcome.kind}`, detail: outcome.why, remedy }
    out.failure({ what, why: [outcome.why], remedy, json })
    return code
  }
  const { kind: _kind, ...report } = outcome
  if (out.isJson) out.json(report)
  else tell(out, report)
  return report.missing.length === 0 ? exitCodes.ok.code : exitCodes.refused.code
}

function tell(out: Context['out'], { place, applied, missing, done }: Omit<Report, 'kind'>): void {
  out.table(
    [{ title: 'MIGRATION' }, { title: 'APPLIED' }],
    [
      ...applied.map(({ name, applied_at: at }) => [
        name,
        done.includes(name) ? 'now' : formatTime(at.toISOString()),
      ]),
      ...missing.map((name) => [name, 'missing']),
    ],
  )
  const lacks = missing.length === 0 ? 'is up to date' : `lacks ${missing.length}`
  out.note(`${place} ${lacks}`)
}

const faults = {
  config: {
    what: 'The configuration cannot be used',
    remedy: 'docs/configuration.md has every key; the command reads what «serve» reads',
    code: exitCodes.usage.code,
  },
  refused: {
    what: 'The database is not for this version',
    remedy: 'Run the version that made it, or a newer one',
    code: exitCodes.refused.code,
  },
  away: {
    what: 'The database does not answer',
    remedy: 'Check its address and that it runs; then again',
    code: exitCodes.unavailable.code,
  },
} as const
