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
  return asObject(flag, await readJson(flag, source))
}

function asObject(flag: string, value: unknown): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new UsageError(`${flag} has to be a JSON object`)
  return value as Record<string, unknown>
}

/** What a flag of commands that store something takes. */
export const fileFlag = {
  type: 'string',
  alias: 'f',
  valueHint: 'path',
  description: 'YAML or JSON; - for standard input',
} as const

/**
 * Reads an object from a file of YAML or JSON, or from standard input.
 *
 * @throws UsageError when no file is named, it cannot be read, or is no object.
 */
export async function readObjectFile(
  flag: string,
  path: string | undefined,
): Promise<Record<string, unknown>> {
  const content = await readFileOrInput(flag, named(flag, path))
  const { parseDocument } = await import('yaml')
  const document = parseDocument(content)
  const [error] = document.errors
  const unreadable = (why: string) => new UsageError(`${flag} is neither YAML nor JSON`, { why })
  if (error) throw unreadable(error.message)
  try {
    return asObject(flag, document.toJS())
  } catch (fault) {
    // Aliases that mean nothing, or too much.
    throw fault instanceof ReferenceError ? unreadable(fault.message) : fault
  }
}

/** @throws UsageError when a flag that names a file is missing */
export function named(flag: string, path: string | undefined): string {
  if (path !== undefined) return path
  throw new UsageError(`${flag} is missing`, {
    remedy: 'Name a file of YAML or JSON; - is standard input',
  })
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
