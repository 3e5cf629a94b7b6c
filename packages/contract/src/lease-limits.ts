/** Shortest and longest lease a worker may ask for. */
export const leaseLimits = {
  minTtlSeconds: 5,
  maxTtlSeconds: 3_600,
  defaultTtlSeconds: 60,
} as const
