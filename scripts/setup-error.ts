import { styleText } from 'node:util'

/** A fault that the person at the terminal can mend: what happened, why, what to do. */
export class SetupError extends Error {
  readonly why: string
  readonly remedies: readonly string[]

  constructor(
    what: string,
    { why = '', remedies = [] }: { why?: string; remedies?: string[] } = {},
  ) {
    super(what)
    this.why = why
    this.remedies = remedies
  }
}

export function renderSetupError(error: SetupError): string {
  const red = (text: string) => styleText('red', text, { stream: process.stderr })
  return [
    `${red('✗')} ${error.message}`,
    ...error.why
      .split('\n')
      .filter(Boolean)
      .map((line) => `  ${line}`),
    ...error.remedies.map((remedy) => `  → ${remedy}`),
  ].join('\n')
}
