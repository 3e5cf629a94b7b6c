export {
  createEncryptionCodec,
  isEncrypted,
  type EncryptionCodec,
  type EncryptionOptions,
} from './encryption-codec.ts'
export { EncryptionError, type EncryptionFault } from './encryption-error.ts'
export {
  createKeyRing,
  generateKey,
  KeyRingError,
  parseKeys,
  type EncryptionKey,
  type KeyRing,
} from './key-ring.ts'
export { readKeyRing, type KeyRingSource } from './config.ts'
export { encryptedDataConverter, failureConverterPath } from './data-converter.ts'
export {
  createCodecHandler,
  crossOriginHeaders,
  type CodecHandler,
  type CodecHandlerOptions,
} from './codec-handler.ts'
export { startCodecServer, type CodecServer, type CodecServerOptions } from './codec-server.ts'
export { transcodeJson, undecryptable, type Transcoding } from './transcode.ts'
