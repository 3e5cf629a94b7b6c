import type { Pattern } from '../pattern.ts'

export const encryption: Pattern = {
  title: 'Encryption',
  workflow_type: 'cookbook.encryption.v1',
  version: '1.0.0',
  description:
    'Looks up a diagnosis and writes a letter about it; a codec on its worker encrypts what it writes, failures too, and the gateway decrypts the answer.',
  labels: { kind: 'pattern', topic: 'payloads' },
  input_schema: {
    type: 'object',
    additionalProperties: false,
    required: ['patient_id', 'name'],
    properties: {
      patient_id: {
        title: 'Patient',
        description: 'One that begins with `lost` has no record, which fails the run.',
        type: 'string',
        minLength: 1,
        maxLength: 100,
      },
      name: { title: 'Name', type: 'string', minLength: 1, maxLength: 100 },
    },
  },
  output_schema: {
    type: 'object',
    required: ['letter'],
    properties: { letter: { type: 'string' } },
  },
  examples: [
    { name: 'A letter', input: { patient_id: 'p-1', name: 'Ada' } },
    {
      name: 'No record: the failure is encrypted, too',
      input: { patient_id: 'lost-1', name: 'Grace' },
    },
  ],
  when: [
    'Payloads hold what whoever can read Temporal must not read: people, money, secrets.',
    'Temporal is run by others, and only your own processes may hold the key.',
  ],
  when_not: [
    'It is to be searched for: search attributes are never encrypted.',
    'A reference would do: what is kept elsewhere and only named in the payload needs no key here.',
    'Nobody will look after the keys: a lost one is lost data.',
  ],
  look_at: [
    '**Event history**: what Temporal Activities are given and return, and how the run ends, is `binary/encrypted` with the `encryption-key-id`.',
    'Only the input is readable here: the gateway of `npm start` reads with the key and does not write with it, as workers without the key serve the same namespace. With an active key it encrypts the input as well.',
    "Set `http://127.0.0.1:8080/codec` as codec endpoint (the glasses at the top), and the UI shows plaintext: it asks the gateway's codec server.",
    'A failed run says *Encoded failure*, and over HTTP what the failure was.',
  ],
  links: [
    {
      title: 'Encryption, rotation and codec server',
      url: 'https://docs.temporal.io/production-deployment/data-encryption',
    },
    {
      title: 'Converters and encryption, TypeScript',
      url: 'https://docs.temporal.io/develop/typescript/converters-and-encryption',
    },
  ],
}
