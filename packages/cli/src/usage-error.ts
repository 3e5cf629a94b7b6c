/** A command line that cannot be carried out: what is wrong with it, and what to write instead. */
export class UsageError extends Error {
  readonly why: string
  readonly remedy: string

  constructor(what: string, { why = '', remedy = '' }: { why?: string; remedy?: string } = {}) {
    super(what)
    this.name = 'UsageError'
    this.why = why
    this.remedy = remedy
  }
}
