import { existsSync, globSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { findOnPath } from '../process/search-path.ts'
import { SetupError } from '../setup-error.ts'

const variable = 'TEST_POSTGRES_BIN'

/** Where packages of Debian and of Homebrew put what they leave out of the path. */
const packaged = [
  '/usr/lib/postgresql/*/bin',
  '/opt/homebrew/opt/postgresql@*/bin',
  '/usr/local/opt/postgresql@*/bin',
]

/** The folder with PostgreSQL's `initdb` and `postgres`; of several versions the newest. */
export function findPostgres(env: NodeJS.ProcessEnv = process.env): string | undefined {
  const given = env[variable]
  if (given && !isPostgres(given)) {
    throw new SetupError(`${variable} is ${given}, and there is no initdb in it.`)
  }
  const onPath = findOnPath('initdb')
  const candidates = [given, onPath && dirname(onPath), ...packaged.flatMap(newestFirst)]
  return candidates.find((folder): folder is string => Boolean(folder && isPostgres(folder)))
}

/** @throws SetupError that says the one command to run. */
export function requirePostgres(): string {
  const found = findPostgres()
  if (found) return found
  throw new SetupError('The tests need PostgreSQL.', {
    why: 'Whatever is stored is tested on PostgreSQL as well as on the embedded database.',
    remedies: [
      'apt-get install postgresql (or brew install postgresql@17); no server of it need run',
      `or set ${variable} to the folder with initdb and postgres`,
      'or set DATABASE_URL to a server where databases may be made: the tests make their own, and drop them',
    ],
  })
}

function newestFirst(pattern: string): string[] {
  return globSync(pattern).toSorted((a, b) => versionIn(b) - versionIn(a))
}

const versionIn = (path: string) => Number(/\d+/.exec(path)?.[0] ?? 0)

const isPostgres = (folder: string) =>
  existsSync(join(folder, 'initdb')) && existsSync(join(folder, 'postgres'))
