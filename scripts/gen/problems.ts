import { endpoints } from '@temporal-registry/contract/endpoints'
import { commonProblems, type Endpoint } from '@temporal-registry/contract/endpoint'
import { isProblemCode, problems, type ProblemCode } from '@temporal-registry/contract/problem'

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
  if (operations.length === 0) return 'the HTTP layer, before an operation is reached'
  return operations
    .map(({ method, path }) => `\`${method} ${path.replaceAll(/:([a-z_]+)/g, '{$1}')}\``)
    .join(', ')
}
