import { serveThread } from '../../platform/threads/serve.ts'
import { createEvaluator } from './evaluator.ts'
import type { Answers, Request } from './messages.ts'

serveThread((progress) => {
  const answers = createEvaluator(progress) satisfies {
    [Kind in Request['kind']]: (request: Extract<Request, { kind: Kind }>) => Answers[Kind]
  }
  return (request: Request) => answers[request.kind](request as never)
})
