/** Refusals about encrypted payloads, as `problem.ts` has those of the rest. */
export const encryptionProblems = {
  'payload-undecryptable': {
    status: 422,
    title: 'A payload is encrypted and cannot be read',
    remedy:
      'Have the operator add the key named in `key_id` to temporal.encryption, where it may stay as a key that only reads; see docs/encryption.md.',
  },
  'encryption-not-configured': {
    status: 404,
    title: 'The gateway has no keys to encrypt or decrypt with',
    remedy: 'Have the operator set temporal.encryption; see docs/encryption.md.',
  },
} as const
