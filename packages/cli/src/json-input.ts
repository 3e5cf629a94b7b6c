import { readFile } from 'node:fs/promises'
import { text } from 'node:stream/consumers'
import { UsageError } from './usage-error.ts'

/**
 * Reads JSON from a flag: the text itself, `@file`, or `-` for standard input.
 *
 * @throws UsageError when it cannot be read or is no JSON.
 */
export async function readJson(flag: string, source: string): Promise<unknown> {
  const content = await readSource(flag, source)
  try {
    return JSON.parse(content)
  } catch (error) {
    throw new UsageError(`${flag} is no JSON`, {
      why: error instanceof Error ? error.message : '',
      remedy: `${flag} takes JSON, @file or -; a text is written with its quotes: ${flag} '"text"'`,
    })
  }
}

/** The same for a flag that may be absent. */
export async function readOptionalJson(flag: string, source: string | undefined): Promise<unknown> {
  return source === undefined ? undefined : await readJson(flag, source)
}

/** @throws UsageError unless it is a JSON object. */
export async function readJsonObject(
  flag: string,
  source: string,
): Promise<Record<string, unknown>> {
  const value = await readJson(flag, source)
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new UsageError(`${flag} has to be a JSON object`)
  return value as Record<string, unknown>
}

/** The text of a file, or of standard input for `-`. @throws UsageError when it cannot be read */
export async function readFileOrInput(flag: string, path: string): Promise<string> {
  return readSource(flag, path === '-' ? path : `@${path}`)
}

async function readSource(flag: string, source: string): Promise<string> {
  if (source === '-') return await text(process.stdin)
  if (!source.startsWith('@')) return source
  const path = source.slice(1)
  try {
    // A byte order mark is how some editors begin a file, and no part of JSON.
    return (await readFile(path, 'utf8')).replace(/^\uFEFF/, '')
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException
    throw new UsageError(`${flag}: the file ${path} cannot be read`, { why: code })
  }
}

/** @throws UsageError unless it is a JSON list. */
export async function readJsonList(flag: string, source: string): Promise<unknown[]> {
  const value = await readJson(flag, source)
  if (!Array.isArray(value)) throw new UsageError(`${flag} has to be a JSON list`)
  return value
}
