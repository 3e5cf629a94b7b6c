import { DefaultFailureConverter } from '@temporalio/common'

/**
 * Puts the message and the stack of every failure into a payload, where codecs see them. Temporal's own
 * converter leaves both in plaintext in the history. Named by `encryptedDataConverter`, as the workflow
 * sandbox has to load it too.
 */
export const failureConverter = new DefaultFailureConverter({ encodeCommonAttributes: true })
