export interface Example {
  readonly title: string
  /** Its folder under examples/. */
  readonly folder: string
  readonly needs: { readonly command: string; readonly remedy: string }
  /** The environment variable by which the tests find what was prepared. */
  readonly variable: string
  /** Answers the executable the tests are to use. */
  prepare(dir: string, context: PrepareContext): Promise<string>
}

interface PrepareContext {
  readonly setDetail: (detail: string) => void
  readonly stop: AbortSignal
}
