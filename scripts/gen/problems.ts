import { endpoints } from '@temporal-registry/contract/endpoints'
import { commonProblems, type Endpoint } from '@temporal-registry/contract/endpoint'
import { outboundProblems } from '@temporal-registry/contract/outbound-problems'
import { probeProblems } from '@temporal-registry/contract/probe-problems'
import { isProblemCode, problems, type ProblemCode } from '@temporal-registry/contract/problem'
import { taskFactoryProblems } from '@temporal-registry/contract/task-factory-problems'

/** What can go wrong behind an operation, and is told in what became of it. */
const reasons = { ...outboundProblems, ...probeProblems, ...taskFactoryProblems }
const all: readonly Endpoint[] = Object.values(endpoints)

/** The text of docs/problems.md: a section a code. */
export function problemsPage(): string {
  const codes = Object.keys(problems).filter(isProblemCode)
  return `# Problems

Every refusal is \`application/problem+json\` (RFC 9457) with \`code\`, \`detail\`, \`remedy\`, \`request_id\` and, where
something in the request is at fault, \`errors\`: a list of \`{pointer, detail}\`. A pointer is a JSON pointer into the
body, \`?name\` for a query parameter, \`:name\` for a part of the path, \`header name\` for a header. A running gateway
shows each section at \`/problems/<code>\`. This page is written by \`npm run gen\` from the catalogue in
\`packages/contract/src/problem.ts\`.

${codes.map(section).join('\n')}`
}

function section(code: ProblemCode): string {
  const { status, title, remedy } = problems[code]
  return `## ${code}\n\nHTTP ${status}. ${title}.\n\n**What to do.** ${remedy}\n\n**Answered by** ${answeredBy(code)}.\n`
}

function answeredBy(code: ProblemCode): string {
  const common: readonly ProblemCode[] = commonProblems
  if (common.includes(code)) return 'any operation'
  const operations = all.filter((endpoint) => endpoint.problems.includes(code))
  if (operations.length === 0) {
    return code in reasons
      ? 'no operation: it is the reason that previews, observations, activity runs and deliveries give for a failure'
      : 'the HTTP layer, before an operation is reached'
  }
  return operations
    .map(({ method, path }) => `\`${method} ${path.replaceAll(/:([a-z_]+)/g, '{$1}')}\``)
    .join(', ')
}
