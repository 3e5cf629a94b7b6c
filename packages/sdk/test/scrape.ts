/** What a page for Prometheus says, by name and labels as they are written there. */
export type Samples = ReadonlyMap<string, number>

export async function scrape(url: string): Promise<Samples> {
  const page = await (await fetch(url)).text()
  const lines = page.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
  return new Map(
    lines.map((line) => {
      const at = line.lastIndexOf(' ')
      return [line.slice(0, at), Number(line.slice(at + 1))]
    }),
  )
}

/** The one sample of a name that has all these labels. */
export function sampleOf(
  samples: Samples,
  name: string,
  labels: Readonly<Record<string, string>> = {},
): number | undefined {
  const wanted = Object.entries(labels).map(([label, value]) => `${label}="${value}"`)
  const found = [...samples].filter(
    ([series]) =>
      (series === name || series.startsWith(`${name}{`)) &&
      wanted.every((label) => series.includes(label)),
  )
  if (found.length > 1) throw new Error(`${name} is ambiguous: ${found.map(String).join(', ')}`)
  return found[0]?.[1]
}
