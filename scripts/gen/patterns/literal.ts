const widest = 96

/** A call as our formatter would write it: on one line where it fits, else its last object broken up. */
export function callText(name: string, args: readonly unknown[]): string {
  const line = `${name}(${args.map(inline).join(', ')})`
  if (line.length <= widest) return line
  const last = args.at(-1)
  const head = [name, '(', ...args.slice(0, -1).map((arg) => `${inline(arg)}, `)].join('')
  const isLastTheLong = args.slice(0, -1).every((arg) => typeof arg !== 'object')
  if (isLastTheLong) return `${head}${literal(last, '', head.length)})`
  return `${name}(\n${args.map((arg) => `  ${literal(arg, '  ')},\n`).join('')})`
}

/** JSON as TypeScript, from column `from` of a line that is indented by `indent`. */
function literal(value: unknown, indent: string, from = indent.length): string {
  const line = inline(value)
  if (typeof value !== 'object' || value === null || from + line.length <= widest - 2) return line
  const inner = `${indent}  `
  const parts = Array.isArray(value)
    ? value.map((element: unknown) => literal(element, inner))
    : Object.entries(value).map(([name, member]) => {
        const label = `${key(name)}: `
        return label + literal(member, inner, inner.length + label.length)
      })
  const [open, close] = Array.isArray(value) ? '[]' : '{}'
  return `${open}\n${parts.map((part) => `${inner}${part},\n`).join('')}${indent}${close}`
}

function inline(value: unknown): string {
  if (typeof value === 'string') return quote(value)
  if (typeof value === 'number') return number(value)
  if (Array.isArray(value)) return `[${value.map(inline).join(', ')}]`
  if (typeof value !== 'object' || value === null) return String(value)
  const members = Object.entries(value).map(([name, member]) => `${key(name)}: ${inline(member)}`)
  return members.length === 0 ? '{}' : `{ ${members.join(', ')} }`
}

const key = (name: string) => (/^[a-z_]\w*$/i.test(name) ? name : quote(name))

function quote(text: string): string {
  const json = JSON.stringify(text)
  return json.includes("'") ? json : `'${json.slice(1, -1).replaceAll(String.raw`\"`, '"')}'`
}

function number(value: number): string {
  if (!Number.isInteger(value) || Math.abs(value) < 1_000) return String(value)
  return String(value).replaceAll(/\B(?=(?:\d{3})+$)/g, '_')
}
