import { LineCounter, parseDocument } from 'yaml'

/** Text that is not YAML; the message says where and in what way, and quotes nothing: it may be a token. */
export class YamlError extends Error {}

/** @throws YamlError */
export function parseYaml(text: string): unknown {
  const lineCounter = new LineCounter()
  const document = parseDocument(text, { lineCounter, prettyErrors: false })
  const [error] = document.errors
  if (error) {
    const { line, col } = lineCounter.linePos(error.pos[0])
    const fault = error.code.toLowerCase().replaceAll('_', ' ')
    throw new YamlError(`${fault} at line ${line}, column ${col}`)
  }
  try {
    return document.toJS()
  } catch {
    throw new YamlError('an alias in it cannot be resolved')
  }
}
