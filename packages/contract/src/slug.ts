/**
 * Turns a name into the slug its ids share: lower case, each run of other characters than a-z, 0-9
 * and `-` one `-`, none at the ends. Empty when the name has no letter or digit.
 */
export function slugify(name: string): string {
  return name
    .trim()
    .toLowerCase()
    .replaceAll(/[^a-z0-9-]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
}

/** The workflow id of a slug's n-th claim. */
export function workflowIdOf(slug: string, counter: number | string): string {
  return `${slug}-r${counter}`
}

/** Bounds of the counters, as the original keeps them. */
export const slugLimits = { unusedTtlDays: 30, maxSlugs: 10_000 } as const
