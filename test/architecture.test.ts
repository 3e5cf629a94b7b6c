import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { expect, test } from 'vitest'

/**
 * Who may import whom. The first rule whose `files` match a file holds for it; an import is allowed
 * when one of its patterns matches. A new arrow is a decision: it is added here, with its reason, and
 * ARCHITECTURE.md says it too.
 */
const server = 'apps/server/src'
/** Of others: no folder of this repository, and none of Temporal's. */
const packages = /^(?!@temporal-registry\/|@temporalio\/|apps\/|packages\/)/
const contract = /^@temporal-registry\/contract\//
const client = /^@temporal-registry\/sdk\/client$/
/** How Temporal is connected to is read alike by the gateway and by users' workers. */
const connection = /^@temporal-registry\/sdk\/connection$/

const rules: readonly { files: RegExp; may: readonly RegExp[]; because: string }[] = [
  {
    files: /^packages\/contract\//,
    may: [/^packages\/contract\//, /^typebox/],
    because: 'the contract is everywhere, even in the sandbox: it has no I/O and one dependency',
  },
  {
    files: /^packages\/sdk\/src\/client\//,
    may: [/^packages\/sdk\/src\/(client\/|backoff|version)/, contract],
    because: 'the client runs in browsers',
  },
  {
    files: /^packages\/sdk\/src\/codec\//,
    may: [/^packages\/sdk\/src\/codec\//, contract, /^@temporalio\/(common|proto)$/, /^node:/],
    because: "encrypting needs Temporal's messages, and no native runtime",
  },
  {
    files:
      /^packages\/sdk\/src\/typed\/(workflow|messages|activity|failing|payload-converter)\.ts$/,
    may: [/^packages\/sdk\/src\/typed\//, /^@temporalio\/(common|workflow)$/],
    because:
      'this side of typed payloads runs in a worker and its sandbox, and has nothing of Node',
  },
  {
    files: /^packages\/sdk\/src\/typed\//,
    may: [
      /^packages\/sdk\/src\/typed\/(?!workflow|messages|activity|failing|payload-converter)/,
      /^zod(\/v4\/core)?$/,
    ],
    because:
      'codecs and definitions are shared by worker, sandbox and browser: zod and nothing else',
  },
  {
    files: /^packages\/sdk\//,
    may: [/^packages\/sdk\//, contract, /^@temporalio\/worker$/, /^node:/],
    because: 'the SDK gives its users nothing they did not ask for',
  },
  {
    files: /^packages\/cli\//,
    may: [/^packages\/cli\//, contract, /^@temporal-registry\/sdk\/(client|codec)$/, packages],
    because: 'the CLI is a client like any other',
  },
  {
    files: /^apps\/console\/src\/ui\//,
    may: [/^apps\/console\/src\/ui\//, packages],
    because: 'what is drawn here knows nothing of the product, so that every page can use it',
  },
  {
    files: /^apps\/console\/src\/pages\//,
    may: [/^apps\/console\/src\/(?!pages|routes|main)/, contract, client, packages],
    because: 'a page stands by itself: what two pages share is a component',
  },
  {
    files: /^apps\/console\//,
    may: [/^apps\/console\/src\//, contract, client, packages],
    because: 'the console is a client of the public API and nothing more',
  },
  {
    files: /^apps\/patterns\//,
    may: [/^apps\/patterns\//, contract, /^@temporal-registry\/sdk\//, /^@temporalio\//, packages],
    because: 'the cookbook is our first outside user: it has the public SDK and nothing more',
  },
  {
    files:
      /^apps\/server\/src\/(registry|schedules|retention|task-factory|monitors|deliveries)\/workflow\//,
    may: [
      /^apps\/server\/src\/(registry|schedules|retention|task-factory|monitors|deliveries)\/workflow\//,
      contract,
      /^@temporalio\/(workflow|common)$/,
      /^(fflate|@noble\/hashes\/.*)$/,
    ],
    because: "workflow code is a sandbox: pure code of its own domain, and Temporal's workflow API",
  },
  {
    files: /^apps\/server\/src\/workflows\.ts$/,
    may: [/\/workflow\//],
    because: 'the sandbox has one door',
  },
  {
    files: /^apps\/server\/src\/(main|gateway|namespace|app|worker|version|database-upkeep)\.ts$/,
    may: [
      /^apps\/server\//,
      contract,
      /^@temporalio\/worker$/,
      /^@temporal-registry\/sdk\/codec$/,
      packages,
    ],
    because: 'these join the parts',
  },
  {
    files: /^apps\/server\/src\/config\//,
    may: [
      /^apps\/server\/src\/config\//,
      contract,
      connection,
      /^@temporal-registry\/sdk\/codec$/,
      packages,
    ],
    because: 'configuration knows nothing of what it configures, but whether keys can be used',
  },
  {
    files: /^apps\/server\/src\/json-schema\//,
    may: [/^apps\/server\/src\/json-schema\//, packages],
    because: 'checking schemas knows no domain and does no I/O',
  },
  {
    files: /^apps\/server\/src\/expressions\//,
    may: [/^apps\/server\/src\/(expressions|platform)\//, contract, packages],
    because: 'what evaluates expressions knows no domain: who asks says which variables there are',
  },
  {
    files: /^apps\/server\/src\/platform\//,
    may: [
      /^apps\/server\/src\/(platform|config)\//,
      contract,
      connection,
      /^@temporalio\//,
      /^@temporal-registry\/sdk\/codec$/,
      packages,
    ],
    because: 'the platform knows no domain',
  },
  {
    files: /^apps\/server\/src\/http\//,
    may: [
      /^apps\/server\/src\/(http|platform|config)\//,
      contract,
      /^@temporal-registry\/sdk\/codec$/,
      packages,
    ],
    because: 'HTTP knows no domain and no Temporal, but the codec that it serves',
  },
  {
    files: /^apps\/server\/src\/admin\//,
    may: [
      /^apps\/server\/src\/(admin|http)\//,
      /^apps\/server\/src\/(schedules\/schedules|runs\/runs)\.ts$/,
      contract,
      packages,
    ],
    because: 'it shows what of ours is in Temporal, as those who put it there say',
  },
  {
    files: /^apps\/server\/src\/monitors\/(sharing-)?routes\.ts$/,
    may: [/^apps\/server\/src\/(monitors|http)\//, contract, packages],
    because: 'routes call their domain and nothing else',
  },
  {
    files: /^apps\/server\/src\/monitors\/monitor-room\.ts$/,
    may: [
      /^apps\/server\/src\/(monitors|platform)\//,
      /^apps\/server\/src\/(schedules|expressions)\/[a-z-]+\.ts$/,
      /^apps\/server\/src\/task-factory\/(task-factory|timetable\/timetable)\.ts$/,
      contract,
      packages,
    ],
    because: 'it joins the rooms of monitors with the doors of the other domains',
  },
  {
    files: /^apps\/server\/src\/monitors\/(?!probes\/)/,
    may: [
      /^apps\/server\/src\/(monitors|platform)\//,
      /^apps\/server\/src\/(schedules\/schedules|expressions\/expressions)\.ts$/,
      /^apps\/server\/src\/task-factory\/(audit\/store|tables|runs\/activity-runs|workflow\/messages)\.ts$/,
      /^apps\/server\/src\/task-factory\/triggers\/(decide|flow-store)\.ts$/,
      contract,
      /^@temporalio\/(common|activity)$/,
      packages,
    ],
    because:
      'a look goes the path of all runs; what a probe finds is held against what is remembered',
  },
  {
    files: /^apps\/server\/src\/[a-z-]+\/(routes|listing)\.ts$/,
    may: [
      /^apps\/server\/src\/(http|registry|dispatch|runs|search-attributes|orphans|schedules|deliveries)\//,
      contract,
      packages,
    ],
    because: 'routes call their domain and nothing else',
  },
  {
    files: /^apps\/server\/src\/monitors\/probes\//,
    may: [
      /^apps\/server\/src\/(monitors\/probes|platform|config)\//,
      /^apps\/server\/src\/(expressions\/expressions|task-factory\/secrets\/secrets)\.ts$/,
      contract,
      packages,
    ],
    because: 'a probe looks once: it knows no store, no schedule and no monitor',
  },
  {
    files: /^apps\/server\/src\/task-factory\/task-factory\.ts$/,
    may: [
      /^apps\/server\/src\/(task-factory|http|platform|config)\//,
      /^apps\/server\/src\/(registry|dispatch|schedules|expressions|json-schema)\/[a-z-]+\.ts$/,
      contract,
      packages,
    ],
    because: 'it joins the rooms of the task factory with the doors of the other domains',
  },
  {
    files: /^apps\/server\/src\/task-factory\/([a-z-]+\/)+routes\.ts$/,
    may: [/^apps\/server\/src\/(task-factory|http)\//, contract, packages],
    because: 'routes call their room and nothing else',
  },
  {
    files: /^apps\/server\/src\/task-factory\/timetable\//,
    may: [
      /^apps\/server\/src\/(task-factory|platform)\//,
      /^apps\/server\/src\/schedules\/schedules\.ts$/,
      contract,
      packages,
    ],
    because:
      'a definition on a clock is a Temporal schedule, which the schedules keep at their door',
  },
  {
    files: /^apps\/server\/src\/task-factory\/audit\//,
    may: [/^apps\/server\/src\/(task-factory\/audit|platform)\//, contract, packages],
    because: 'every room writes to the audit log, and it knows none of them',
  },
  {
    files: /^apps\/server\/src\/task-factory\/events\//,
    may: [
      /^apps\/server\/src\/(task-factory\/events|platform)\//,
      /^apps\/server\/src\/task-factory\/audit\/store\.ts$/,
      /^apps\/server\/src\/expressions\/expressions\.ts$/,
      /^apps\/server\/src\/http\/(json-body|date-time)\.ts$/,
      contract,
      packages,
    ],
    because: 'events are taken in whatever comes of them; what they say is read as any body is',
  },
  {
    files: /^apps\/server\/src\/task-factory\/secrets\//,
    may: [
      /^apps\/server\/src\/(task-factory\/secrets|platform|config)\//,
      /^apps\/server\/src\/task-factory\/audit\/store\.ts$/,
      /^@temporal-registry\/sdk\/codec$/,
      contract,
      packages,
    ],
    because: 'secrets are kept, whoever needs them; their keys are read as those of payloads are',
  },
  {
    files: /^apps\/server\/src\/task-factory\/definitions\//,
    may: [
      /^apps\/server\/src\/(task-factory\/definitions|platform)\//,
      /^apps\/server\/src\/task-factory\/audit\/store\.ts$/,
      contract,
      packages,
    ],
    because: 'a definition is checked by what task-factory.ts gives it: it asks no domain itself',
  },
  {
    files: /^apps\/server\/src\/task-factory\/(trigger-path|tables|figures)\.ts$/,
    may: [
      /^apps\/server\/src\/(task-factory|platform)\//,
      /^apps\/server\/src\/(registry|dispatch|expressions)\/[a-z-]+\.ts$/,
      contract,
      packages,
    ],
    because: 'they join deciding, beginning and running, which share transactions',
  },
  {
    files: /^apps\/server\/src\/task-factory\/(human-tasks\/|workflow-failures\.ts)/,
    may: [
      /^apps\/server\/src\/(task-factory|platform)\//,
      /^apps\/server\/src\/http\/html-page\.ts$/,
      contract,
      /^@temporalio\/common$/,
      packages,
    ],
    because: 'what people decide moves tasks of runs, and knows no other domain',
  },
  {
    files: /^apps\/server\/src\/task-factory\/(triggers|runs)\//,
    may: [
      /^apps\/server\/src\/(task-factory|platform)\//,
      /^apps\/server\/src\/expressions\/expressions\.ts$/,
      /^apps\/server\/src\/(registry\/registry|dispatch\/dispatch|runs\/runs)\.ts$/,
      contract,
      /^@temporalio\/(common|activity)$/,
      packages,
    ],
    because: 'a run starts registered workflows, and asks the other domains at their doors',
  },
  {
    files: /^apps\/server\/src\/registry\//,
    may: [
      /^apps\/server\/src\/(registry|json-schema|platform|config)\//,
      /^apps\/server\/src\/search-attributes\/search-attributes\.ts$/,
      contract,
      /^@temporalio\/(client|common)/,
      packages,
    ],
    because: 'the registry stands by itself, and makes the search attributes that types declare',
  },
  {
    files: /^apps\/server\/src\/search-attributes\//,
    may: [/^apps\/server\/src\/(search-attributes|platform)\//, contract, packages],
    because: "search attributes are the namespace's, whoever declares them",
  },
  {
    files: /^apps\/server\/src\/runs\//,
    may: [/^apps\/server\/src\/(runs|platform)\//, contract, packages],
    because: "runs are Temporal's, whether or not the registry began them",
  },
  {
    files: /^apps\/server\/src\/dispatch\//,
    may: [
      /^apps\/server\/src\/(dispatch|platform)\//,
      /^apps\/server\/src\/registry\/registry\.ts$/,
      /^apps\/server\/src\/runs\/runs\.ts$/,
      contract,
      /^@temporalio\/common/,
      packages,
    ],
    because: 'dispatch resolves by the registry and asks about runs, each through its door',
  },
  {
    files: /^apps\/server\/src\/deliveries\/delivery-room\.ts$/,
    may: [
      /^apps\/server\/src\/(deliveries|platform|config|http)\//,
      /^apps\/server\/src\/expressions\/expressions\.ts$/,
      /^apps\/server\/src\/task-factory\/secrets\/secrets\.ts$/,
      contract,
      packages,
    ],
    because: 'it joins the parts of deliveries',
  },
  {
    files: /^apps\/server\/src\/deliveries\//,
    may: [
      /^apps\/server\/src\/(deliveries|platform|config)\//,
      /^apps\/server\/src\/expressions\/expressions\.ts$/,
      /^apps\/server\/src\/task-factory\/(secrets\/secrets|audit\/store)\.ts$/,
      contract,
      /^@temporalio\/(common|activity)$/,
      packages,
    ],
    because:
      'a message is sent whatever it is about: secrets and the audit log are asked at their doors, and nobody else is known',
  },
  {
    files: /^apps\/server\/src\/orphans\//,
    may: [
      /^apps\/server\/src\/(orphans|platform)\//,
      /^apps\/server\/src\/registry\/registry\.ts$/,
      /^apps\/server\/src\/runs\/runs\.ts$/,
      contract,
      packages,
    ],
    because: "orphans hold Temporal's open runs against the registry, each through its door",
  },
  {
    files: /^apps\/server\/src\/retention\//,
    may: [
      /^apps\/server\/src\/(retention|platform|config)\//,
      /^apps\/server\/src\/schedules\/schedules\.ts$/,
      packages,
    ],
    because: 'retention deletes rows by their age, whatever they are, when its schedule says so',
  },
  {
    files: /^apps\/server\/src\/schedules\//,
    may: [
      /^apps\/server\/src\/(schedules|platform)\//,
      /^apps\/server\/src\/registry\/registry\.ts$/,
      /^apps\/server\/src\/dispatch\/dispatch\.ts$/,
      contract,
      /^@temporalio\/common/,
      packages,
    ],
    because:
      'a schedule is a start at other times: it asks dispatch and the registry at their doors',
  },
]

/** Files git tracks or would track, as they are in the work tree. */
const tree = execFileSync('git', ['ls-files', '-co', '--exclude-standard'], { encoding: 'utf8' })
  .split('\n')
  .filter((file) => file !== '' && existsSync(file))

const files = tree.filter(
  (file) =>
    /^(packages|apps)\/[a-z]+\/(src|bin)\/.*\.(tsx?|mjs)$/.test(file) &&
    !/\.test\.tsx?$/.test(file),
)

function importsOf(file: string): string[] {
  const text = readFileSync(file, 'utf8')
  const runtime = text.matchAll(
    /^(?:import|export)\s(?!type\s)(?:[^'"]*?\sfrom\s)?['"]([^'"]+)['"]/gm,
  )
  return [...runtime].map(([, target = '']) =>
    target.startsWith('.') ? normalize(join(dirname(file), target)) : target,
  )
}

test('every import follows the rules of who may know whom', () => {
  const leaks = files.flatMap((file) => {
    const rule = rules.find((candidate) => candidate.files.test(file))
    if (!rule) return [`${file} stands in no room: add a rule for it`]
    return importsOf(file)
      .filter((target) => !rule.may.some((pattern) => pattern.test(target)))
      .map((target) => `${file} imports ${target}, but ${rule.because}`)
  })

  expect(leaks).toEqual([])
})

test('only the platform speaks to Temporal about connections, and no module holds a client', () => {
  const offenders = files.filter(
    (file) =>
      file.startsWith(server) &&
      !file.startsWith(`${server}/platform/temporal`) &&
      /new (Client|Connection)\(|Connection\.(connect|lazy)\(/.test(readFileSync(file, 'utf8')),
  )

  expect(offenders).toEqual([])
})

test('only stores and the platform speak to the database', () => {
  const offenders = files.filter(
    (file) =>
      !file.startsWith(`${server}/platform/database/`) &&
      // Users' databases, which are not ours.
      file !== `${server}/platform/outbound/sql-query.ts` &&
      !/[/-]store\.ts$/.test(file) &&
      importsOf(file).some((target) => /^(kysely|pg|@electric-sql\/pglite)$/.test(target)),
  )

  expect(offenders).toEqual([])
})

test('no file is a drawer for anything', () => {
  const drawers = files.filter((file) =>
    /\/(utils?|helpers?|common|lib|types|manager)\.tsx?$/.test(file),
  )

  expect(drawers).toEqual([])
})

test('no file names a package registry', () => {
  const hosts = new RegExp(
    ['registry\\.npmjs', 'pypi\\.org', 'proxy\\.golang', 'files\\.pythonhosted'].join('|'),
  )
  const naming = tree.filter(
    (file) =>
      /\.(tsx?|mjs|json|md|ya?ml|toml|txt|mod|sum|py|go)$/.test(file) &&
      hosts.test(readFileSync(file, 'utf8')),
  )

  expect(naming).toEqual([])
})
