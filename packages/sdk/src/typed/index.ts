export { announcementOf, type TypedAnnouncement } from './announcement.ts'
export { bigInteger, bytes, instant, mapOf, setOf, url } from './codecs.ts'
export {
  addDecimals,
  compareDecimals,
  decimal,
  formatDecimal,
  parseDecimal,
  type Decimal,
} from './decimal.ts'
export {
  defineActivities,
  defineWorkflow,
  type ActivitySignature,
  type ActivitySignatures,
  type AnsweredSignature,
  type SignalSignature,
  type WorkflowSignature,
} from './signature.ts'
export type { Fault } from './faults.ts'
export { ipAddress, parseIpAddress, type IpAddress } from './ip-address.ts'
export {
  fromWire,
  PayloadRefusedError,
  toWire,
  type RichOf,
  type Schema,
  type WireOf,
} from './wire.ts'
