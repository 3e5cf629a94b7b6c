/** Version of this package, as a worker announces it. */
export const version = '0.2.0'
