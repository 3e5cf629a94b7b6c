/** Texts that are so already, as most are. */
const plain = /^[!-@[-~]+(?: [!-@[-~]+)*$/

/** A text without what does not count: case, blanks, and the way in which a character is written. */
export function normalised(text: string): string {
  if (plain.test(text)) return text
  return text.normalize('NFKC').toLowerCase().replaceAll(/\s+/g, ' ').trim()
}
