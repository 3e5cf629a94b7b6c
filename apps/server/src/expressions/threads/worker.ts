import { parentPort, workerData } from 'node:worker_threads'

import { createEvaluator } from './evaluator.ts'
import { readyMessage, type Answer, type Request } from './messages.ts'

// What fails is answered with its sentence: the engines' traces would cost more than the rest.
Error.stackTraceLimit = 0

const evaluator = createEvaluator(workerData as Int32Array)

parentPort?.on('message', (request: Request) => {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread is no window
  parentPort?.postMessage(answerTo(request))
})
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread is no window
parentPort?.postMessage(readyMessage)

function answerTo(request: Request): Answer {
  try {
    switch (request.kind) {
      case 'check':
        return { value: evaluator.check(request) }
      case 'evaluate':
        return { value: evaluator.evaluate(request) }
    }
  } catch (error) {
    return { fault: error instanceof Error ? error.message : String(error) }
  }
}
