import packageJson from '../package.json' with { type: 'json' }

/** Version of the gateway, as its package has it. */
export const { version } = packageJson
