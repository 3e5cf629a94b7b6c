// Written out: the workflow sandbox has neither `Buffer` nor `atob`.

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
const valueOf = new Map(Array.from(alphabet, (letter, value) => [letter, value]))

export function toBase64(bytes: Uint8Array): string {
  const groups: string[] = []
  for (let at = 0; at < bytes.length; at += 3) {
    const [first = 0, second = 0, third = 0] = bytes.subarray(at, at + 3)
    const bits = (first << 16) | (second << 8) | third
    const letters = [bits >> 18, bits >> 12, bits >> 6, bits].map((six) => alphabet[six & 63])
    const padding = Math.max(0, at + 3 - bytes.length)
    groups.push(letters.slice(0, 4 - padding).join('') + '='.repeat(padding))
  }
  return groups.join('')
}

/** Reads text that has been found to be base64, with its padding. */
export function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0
  const bytes = new Uint8Array((text.length / 4) * 3 - padding)
  for (let at = 0, to = 0; at < text.length; at += 4, to += 3) {
    let bits = 0
    for (const letter of text.slice(at, at + 4)) bits = (bits << 6) | (valueOf.get(letter) ?? 0)
    // What is past the end is dropped by the array.
    bytes.set([bits >> 16, bits >> 8, bits].slice(0, bytes.length - to), to)
  }
  return bytes
}
