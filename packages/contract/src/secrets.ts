import { Type } from 'typebox'

/** A name of a secret of the namespace; its value never leaves the server. */
export const SecretName = Type.String({ pattern: '^[a-z0-9][a-z0-9._-]{0,127}$' })
