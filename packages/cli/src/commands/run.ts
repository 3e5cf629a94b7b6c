import { noun } from '../command.ts'
import { agent } from './run-agent.ts'
import { cancel, query, reset, signal, terminate, update } from './run-messages.ts'
import { history, list, result, show, watch } from './run-reads.ts'

export const run = noun('Runs: what was started', {
  agent,
  list,
  show,
  result,
  history,
  watch,
  signal,
  query,
  update,
  cancel,
  terminate,
  reset,
})
