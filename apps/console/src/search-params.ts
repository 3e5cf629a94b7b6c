/** Addresses hold plain texts, as everywhere on the web: `?status=ready`, never JSON. */
export function parseSearch(text: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(text))
}

export function stringifySearch(search: Record<string, unknown>): string {
  const params = new URLSearchParams()
  for (const [name, value] of Object.entries(search)) {
    if (typeof value === 'string' && value !== '') params.set(name, value)
  }
  const text = params.toString()
  return text === '' ? '' : `?${text}`
}

type Texts<N extends string> = { [K in N]?: string | undefined }

/** Reads the parameters of a page that are any text, and forgets the others. */
export function texts<const N extends string>(...names: readonly N[]) {
  return (raw: Record<string, unknown>): Texts<N> => {
    const known = names.filter((name) => typeof raw[name] === 'string' && raw[name] !== '')
    // Of the names asked for, and texts, as the line above says.
    return Object.fromEntries(known.map((name) => [name, raw[name]])) as Texts<N>
  }
}

/** Reads a parameter that is one of a few words; another word counts as none. */
export function oneOfTexts<const N extends string, const W extends string>(
  name: N,
  words: readonly W[],
) {
  return (raw: Record<string, unknown>): { [K in N]?: W | undefined } => {
    const word = words.find((one) => one === raw[name])
    // The one member it can have.
    return (word === undefined ? {} : { [name]: word }) as { [K in N]?: W | undefined }
  }
}
