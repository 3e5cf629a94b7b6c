import { proxyActivities } from '@temporalio/workflow'
import { members, root, text } from '../input.ts'
import type * as activities from './activities.ts'
import type { Patient } from './activities.ts'

// Nothing here knows of encryption: the worker's codec sees every payload on its way in and out.
const { findDiagnosis, writeLetter } = proxyActivities<typeof activities>({
  startToCloseTimeout: '10s',
})

export interface EncryptionResult {
  readonly letter: string
}

export async function encryption(input: unknown): Promise<EncryptionResult> {
  const patient = readInput(input)
  const diagnosis = await findDiagnosis(patient)
  return { letter: await writeLetter(patient, diagnosis) }
}

export function readInput(input: unknown): Patient {
  const { patient_id: patientId, name } = members(root(input), ['patient_id', 'name'])
  return {
    patientId: text(patientId, { minLength: 1, maxLength: 100 }),
    name: text(name, { minLength: 1, maxLength: 100 }),
  }
}
