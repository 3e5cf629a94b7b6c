import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Pattern } from '../../../apps/patterns/src/pattern.ts'
import { repoRoot } from '../../paths.ts'
import {
  gatewayUrl,
  resultCall,
  startCall,
  startWithCall,
  stepCall,
  takesMessages,
  type Call,
} from './calls.ts'
import { inputTable } from './input-table.ts'

const source = 'apps/patterns/src'

/** The text of `docs/patterns/<folder>.md`. */
export function patternPage(folder: string, pattern: Pattern): string {
  return `${[
    `# ${pattern.title}`,
    pattern.description,
    facts(folder, pattern),
    '## When',
    list(pattern.when),
    '## When not',
    list(pattern.when_not),
    '## Input',
    inputTable(pattern.input_schema) || 'None.',
    ...messages(pattern),
    '## Run it',
    runIntro(pattern),
    ...pattern.examples.flatMap(({ name, input }) => [
      `### ${name}`,
      forms([startCall({ pattern, input })]),
    ]),
    ...walkthrough(folder, pattern),
    "## What to look at in Temporal's UI",
    `<http://127.0.0.1:8233>, where \`npm start\` has put it.`,
    list(pattern.look_at),
    '## The code',
    `\`${source}/${folder}/workflow.ts\`${activitiesOf(folder)}:`,
    fenced('ts', read(`${folder}/workflow.ts`).trimEnd()),
    ...parts(pattern),
    '## Read more',
    list(pattern.links.map(({ title, url }) => `[${title}](${url})`)),
    `<sub>Written by \`npm run gen\` from the files of \`${source}/${folder}\`.</sub>`,
  ].join('\n\n')}\n`
}

function facts(folder: string, { workflow_type, version, labels }: Pattern): string {
  const files = [
    ...['workflow.ts', 'signature.ts', 'activities.ts'],
    ...['pattern.ts', 'workflow.temporal.test.ts'],
  ]
  const links = files
    .filter((file) => existsSync(join(repoRoot, source, folder, file)))
    .map((file) => `[${file}](../../${source}/${folder}/${file})`)
  return `| | |
|---|---|
| workflow type | \`${workflow_type}\`, version ${version} |
| topic | [${labels['topic']}](README.md#${labels['topic']}) |
| files | ${links.join(', ')} |`
}

function messages({ signals = [], queries = [], updates = [] }: Pattern): string[] {
  const all = [
    ...signals.map((message) => ({ kind: 'signal', ...message })),
    ...queries.map((message) => ({ kind: 'query', ...message })),
    ...updates.map((message) => ({ kind: 'update', ...message })),
  ]
  if (all.length === 0) return []
  return [
    '## Messages',
    ...all.flatMap(({ kind, name, description, schema = {} }) => [
      `**${kind} \`${name}\`**: ${description}`,
      ...[inputTable(schema)].filter(Boolean),
    ]),
  ]
}

function runIntro(pattern: Pattern): string {
  const start =
    '`npm start` brings up all that is needed. Each form does the same; in a console or another client the type is' +
    ` \`${pattern.workflow_type}\`, and TypeScript begins with:`
  const answer = takesMessages(pattern)
    ? 'A start answers at once; `npx temporal-registry run result <workflow id> --wait 10` tells how the run ended.'
    : 'A start waits up to ten seconds for the end, and else answers that the run goes on.'
  return [start, fenced('ts', clientText), answer].join('\n\n')
}

const clientText = `import { createClient } from '@temporal-registry/sdk/client'

const registry = createClient({ url: '${gatewayUrl}' })`

function walkthrough(folder: string, pattern: Pattern): string[] {
  if (!pattern.walkthrough) return []
  const { example, begins_with, steps } = pattern.walkthrough
  const input = pattern.examples.find(({ name }) => name === example)?.input
  const id = `try-${folder}`
  const begin = { pattern, input, id }
  const calls = [
    begins_with ? startWithCall(begin, begins_with) : startCall(begin),
    ...steps.map((step) => stepCall(id, step)),
    resultCall(id),
  ]
  return ['### Step by step', `On one run, of the example «${example}»:`, forms(calls)]
}

/** The command line in sight; the rest folded away, for a page that is read more often than copied. */
function forms(calls: readonly Call[]): string {
  const blocks = (form: keyof Call) => calls.map((call) => call[form]).join('\n')
  return [
    fenced('sh', blocks('cli')),
    '<details><summary>with curl, or in TypeScript</summary>',
    fenced('sh', blocks('curl')),
    fenced('ts', blocks('ts')),
    '</details>',
  ].join('\n\n')
}

function parts({ parts: all = [] }: Pattern): string[] {
  if (all.length === 0) return []
  return [
    '## Its parts',
    'Workflow types of their own, which the registry lists with the label `kind=pattern-part`.',
    ...all.flatMap(({ workflow_type, description, input_schema }) => [
      `**\`${workflow_type}\`**: ${description}`,
      ...[inputTable(input_schema)].filter(Boolean),
    ]),
  ]
}

function activitiesOf(folder: string): string {
  const file = `${source}/${folder}/activities.ts`
  if (!existsSync(join(repoRoot, file))) return ''
  return `, whose activities are in [\`activities.ts\`](../../${file})`
}

const list = (lines: readonly string[]) => lines.map((line) => `- ${line}`).join('\n')

const fenced = (language: string, text: string) => `\`\`\`${language}\n${text}\n\`\`\``

function read(file: string): string {
  return readFileSync(join(repoRoot, source, file), 'utf8')
}
