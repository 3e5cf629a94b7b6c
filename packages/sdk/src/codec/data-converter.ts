import { fileURLToPath } from 'node:url'
import type { DataConverter } from '@temporalio/common'
import { createEncryptionCodec, type EncryptionOptions } from './encryption-codec.ts'
import type { KeyRing } from './key-ring.ts'

/** The sources in the repository, the build where it is installed. */
const failureConverter = import.meta.url.endsWith('.ts')
  ? './failure-converter.ts'
  : './failure-converter.js'

/**
 * Everything that a Temporal client or worker needs to encrypt what it writes, messages and stacks of
 * failures included. Search attributes, headers, ids, names and reasons stay readable: Temporal uses them.
 *
 * A worker made of a bundle needs `failureConverterPath` when the bundle is made, too.
 *
 * @example
 * const worker = await Worker.create({
 *   taskQueue: 'invoices',
 *   workflowsPath,
 *   dataConverter: encryptedDataConverter(readKeyRing()),
 * })
 */
export function encryptedDataConverter(
  keyRing: KeyRing,
  options: EncryptionOptions = {},
): Required<Pick<DataConverter, 'payloadCodecs' | 'failureConverterPath'>> {
  return { payloadCodecs: [createEncryptionCodec(keyRing, options)], failureConverterPath }
}

/** Path of the failure converter, for `bundleWorkflowCode`. */
export const failureConverterPath = fileURLToPath(new URL(failureConverter, import.meta.url))
