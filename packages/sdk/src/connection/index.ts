export { daysLeft, type CertificateFacts } from './certificate.ts'
export { explainRefusal } from './explain.ts'
export {
  describeConnection,
  loadConnection,
  readConnection,
  type ConnectOptions,
  type LoadedConnection,
  type TlsOptions,
} from './load-connection.ts'
export { ConnectionError, type ConnectionSettings, type PemSource } from './settings.ts'
