import { parentPort, workerData } from 'node:worker_threads'

import { createEvaluator } from './evaluator.ts'
import { readyMessage, type Answer, type Answers, type Request } from './messages.ts'

// What fails is answered with its sentence: the engines' traces would cost more than the rest.
Error.stackTraceLimit = 0

const evaluator = createEvaluator(workerData as Int32Array)

const answers = evaluator satisfies {
  [Kind in Request['kind']]: (request: Extract<Request, { kind: Kind }>) => Answers[Kind]
}

parentPort?.on('message', (request: Request) => {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread is no window
  parentPort?.postMessage(answerTo(request))
})
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread is no window
parentPort?.postMessage(readyMessage)

function answerTo(request: Request): Answer {
  try {
    return { value: answers[request.kind](request as never) }
  } catch (error) {
    return { fault: error instanceof Error ? error.message : String(error) }
  }
}
