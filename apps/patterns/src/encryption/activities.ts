import { ApplicationFailure } from '@temporalio/common'

export interface Patient {
  readonly patientId: string
  readonly name: string
}

/** An imitated register. Patients whose id begins with `lost` are not in it. */
export async function findDiagnosis({ patientId, name }: Patient): Promise<string> {
  if (patientId.startsWith('lost'))
    throw ApplicationFailure.nonRetryable(`${name} has no record`, 'record-missing', { name })
  return 'a cold'
}

/** What it returns leaves the worker encrypted, as everything that this worker writes. */
export async function writeLetter({ name }: Patient, diagnosis: string): Promise<string> {
  return `Dear ${name}, you have ${diagnosis}.`
}
