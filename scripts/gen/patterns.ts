import { toFolder, type Pattern } from '../../apps/patterns/src/pattern.ts'
import * as patterns from '../../apps/patterns/src/patterns.ts'
import { patternPage } from './patterns/page.ts'

// Sorted: the members of a module come in another order from each of the programs that load it.
const all: readonly Pattern[] = Object.values(patterns).toSorted((a, b) =>
  `${a.labels['topic']} ${a.title}` < `${b.labels['topic']} ${b.title}` ? -1 : 1,
)

/** The texts of docs/patterns by file name: a page a pattern, and the index. */
export function patternPages(): ReadonlyMap<string, string> {
  const pages = all.map((pattern) => {
    const folder = toFolder(pattern)
    return [`${folder}.md`, patternPage(folder, pattern)] as const
  })
  return new Map([['README.md', indexPage()], ...pages])
}

function indexPage(): string {
  const topics = Map.groupBy(all, ({ labels }) => labels['topic'] ?? '')
  return `# The cookbook

${all.length} patterns of Temporal in TypeScript. Each is registered by the worker in \`apps/patterns\`, which \`npm start\`
runs; has a test against a real server and a recorded history that is replayed; and starts from anywhere, by HTTP, the
command line or the typed client. Its page says when to use it and when not, how to run it, and shows its code.

\`\`\`sh
npx temporal-registry workflow list --label kind=pattern
\`\`\`

${[...topics].map(([topic, members]) => section(topic, members)).join('\n')}
Adding one: «a pattern» in [CONTRIBUTING.md](../../CONTRIBUTING.md). These pages are written by \`npm run gen\` from the
patterns' own files.
`
}

function section(topic: string, members: readonly Pattern[]): string {
  const rows = members.map(
    (pattern) => `| [${pattern.title}](${toFolder(pattern)}.md) | ${pattern.description} |`,
  )
  return `## ${topic.replace(/^./, (first) => first.toUpperCase())}\n\n| pattern | |\n|---|---|\n${rows.join('\n')}\n`
}
