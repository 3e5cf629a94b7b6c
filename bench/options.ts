import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { SetupError } from '../scripts/setup-error.ts'
import { repoRoot } from '../scripts/paths.ts'

export const routeSets = ['ours', 'original'] as const

export interface Options {
  readonly isHelp: boolean
  readonly isQuick: boolean
  /** Names of the measures to take; all when empty. */
  readonly only: readonly string[]
  /** A service that runs already, instead of one started here. */
  readonly url: string | undefined
  /** Temporal behind that service. */
  readonly direct: string | undefined
  readonly token: string | undefined
  readonly routes: (typeof routeSets)[number]
  readonly json: string
  /** Open runs that the console lists, where it is not what the size says. */
  readonly runs: number | undefined
  /** Folder for CPU profiles of the gateways. */
  readonly profileDir: string | undefined
}

export const resultsDir = join(repoRoot, 'bench', 'results')

export const helpOf = (measures: readonly { name: string; title: string }[]) => `\
Usage: npm run bench -- [options]

Measures the gateway as real processes beside a Temporal server, all started here, and says what it
stands beside. Missing a mark is no failure; a figure that could not be had is.

  --only a,b         only these measures
  --quick            small sizes: seconds a measure, figures worth little
  --url URL          measure the service at URL instead of starting one
  --direct HOST:PORT Temporal behind that service, for what is compared with it
  --routes SET       which routes that service has: ours (default) or original
  --json FILE        where the figures go (default bench/results/<time>.json)
  --runs NUMBER      open runs that the console lists (default 500 with --quick, else 5000;
                     100000 take some ten minutes to be started)
  --profile DIR      write a CPU profile of every gateway there, and of what is done in the console
  --help

TEMPORAL_REGISTRY_TOKEN is sent to the service at URL.

Measures:
${measures.map(({ name, title }) => `  ${name.padEnd(19)}${title}`).join('\n')}
`

/** @throws SetupError with a sentence about the argument that cannot be used. */
export function readOptions(args: readonly string[], names: readonly string[], now: Date): Options {
  const values = parse(args)
  const only = (values.only ?? []).flatMap((list) => list.split(',')).filter(Boolean)
  const unknown = only.find((name) => !names.includes(name))
  if (unknown) throw new SetupError(`There is no measure «${unknown}», only ${names.join(', ')}.`)
  const routes = routeSets.find((set) => set === (values.routes ?? 'ours'))
  if (!routes) throw new SetupError(`--routes is one of ${routeSets.join(', ')}.`)
  if (!values.url && (values.direct || routes === 'original')) {
    throw new SetupError('--direct and --routes describe the service at --url, which is missing.')
  }
  if (values.url && URL.parse(values.url)?.protocol !== 'http:') {
    throw new SetupError(`--url is «${values.url}»; an http:// URL is meant.`)
  }
  const runs = values.runs === undefined ? undefined : Number(values.runs)
  if (runs !== undefined && !(Number.isInteger(runs) && runs > 0)) {
    throw new SetupError(`--runs is «${values.runs}»; a whole number above 0 is meant.`)
  }
  return {
    isHelp: values.help ?? false,
    isQuick: values.quick ?? false,
    only,
    url: values.url,
    direct: values.direct,
    token: values.url === undefined ? undefined : process.env['TEMPORAL_REGISTRY_TOKEN'],
    routes,
    json: values.json ?? join(resultsDir, `${now.toISOString().replaceAll(':', '-')}.json`),
    runs,
    profileDir: values.profile,
  }
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        help: { type: 'boolean', short: 'h' },
        quick: { type: 'boolean' },
        only: { type: 'string', multiple: true },
        url: { type: 'string' },
        direct: { type: 'string' },
        routes: { type: 'string' },
        json: { type: 'string' },
        runs: { type: 'string' },
        profile: { type: 'string' },
      },
    }).values
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new SetupError(why, { remedies: ['npm run bench -- --help'] })
  }
}
