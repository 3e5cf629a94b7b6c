import type { Pattern } from '../pattern.ts'

export const mtls: Pattern = {
  title: 'Mutual TLS',
  workflow_type: 'cookbook.mtls.v1',
  version: '1.0.0',
  description:
    'Tells how the worker is connected to Temporal: in the clear, by TLS or by mutual TLS, with which certificate, and for how long that is good.',
  labels: { kind: 'pattern', topic: 'security' },
  input_schema: {
    type: 'object',
    additionalProperties: false,
    properties: {
      warn_days: {
        title: 'Days before the end',
        description: 'With fewer days left, the certificate is to be renewed soon.',
        type: 'integer',
        minimum: 0,
        maximum: 3_650,
        default: 30,
      },
    },
  },
  output_schema: {
    type: 'object',
    required: ['connection', 'verdict'],
    properties: {
      connection: {
        type: 'object',
        required: ['address', 'namespace', 'tls', 'api_key', 'server_version'],
        properties: {
          address: { type: 'string' },
          namespace: { type: 'string' },
          tls: { enum: ['none', 'server', 'mutual'] },
          api_key: { type: 'boolean' },
          server_version: { type: 'string' },
          certificate: {
            type: 'object',
            required: ['subject', 'issuer', 'fingerprint', 'expires_at', 'days_left'],
            properties: {
              subject: { type: 'string' },
              issuer: { type: 'string' },
              fingerprint: { type: 'string' },
              expires_at: { type: 'string', format: 'date-time' },
              days_left: { type: 'integer' },
            },
          },
        },
      },
      renew_soon: { type: 'boolean' },
      verdict: { type: 'string' },
    },
  },
  examples: [
    { name: 'How is this worker connected?', input: {} },
    { name: 'Warn a year ahead', input: { warn_days: 365 } },
  ],
  when: [
    'Temporal can be reached by more than its own workers, and must know each of them.',
    'A namespace of Temporal Cloud asks for certificates.',
    'Somebody asks which certificate production uses, and when it ends.',
  ],
  when_not: [
    'Payloads must be hidden from Temporal itself: TLS ends at the server. Encrypt them with a codec.',
    'A mesh or proxy beside the worker speaks mutual TLS for it: leave it to that.',
    'Nobody renews certificates: an API key of Temporal Cloud is less work.',
  ],
  look_at: [
    'The result: `tls` is `mutual` only where the worker showed a certificate; on a development server it is `none`.',
    '**reportConnection**: its result has subject, issuer and end of the certificate, and no secret.',
    "The worker's log: the line *connected to Temporal* says the same when it starts; a certificate that cannot be used ends it before it connects, with the reason.",
  ],
  links: [
    {
      title: 'mTLS with Temporal Cloud',
      url: 'https://docs.temporal.io/cloud/certificates',
    },
    {
      title: 'Environment configuration',
      url: 'https://docs.temporal.io/develop/environment-configuration',
    },
  ],
}
