import type { Format } from 'ajv'
import { fastFormats, fullFormats } from 'ajv-formats/dist/formats.js'

/**
 * The formats that are checked; others are notes to the reader. Each takes linear time. The
 * full `email`, `uri` and `uri-reference` would not, and `url` has no linear form.
 */
export const formats: Readonly<Record<string, Format>> = {
  date: fullFormats.date,
  time: fullFormats.time,
  'date-time': fullFormats['date-time'],
  'iso-time': fullFormats['iso-time'],
  'iso-date-time': fullFormats['iso-date-time'],
  duration: fullFormats.duration,
  email: fastFormats.email,
  hostname: fullFormats.hostname,
  ipv4: fullFormats.ipv4,
  ipv6: fullFormats.ipv6,
  uri: fastFormats.uri,
  'uri-reference': fastFormats['uri-reference'],
  'uri-template': fullFormats['uri-template'],
  // Ajv's would also take one that begins with `urn:uuid:`.
  uuid: /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i,
  regex: fullFormats.regex,
  'json-pointer': fullFormats['json-pointer'],
  'json-pointer-uri-fragment': fullFormats['json-pointer-uri-fragment'],
  'relative-json-pointer': fullFormats['relative-json-pointer'],
  byte: fullFormats.byte,
  int32: fullFormats.int32,
  int64: fullFormats.int64,
}
