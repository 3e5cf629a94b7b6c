import { randomUUID } from 'node:crypto'
import pg from 'pg'
import type { TestProject } from 'vitest/node'
import { migrate, migrationsFolder, readMigrations } from '../src/platform/database/migrations.ts'
import { createTestPostgres } from './postgres-server.ts'

declare module 'vitest' {
  interface ProvidedContext {
    databaseEngine: 'pglite' | 'postgresql'
    /** Where databases may be made, and the one they are made like. */
    postgres: { readonly url: string; readonly template: string }
  }
}

/** One PostgreSQL for all stores of a run: the user's where there is one, else one of our own. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const template = `registry_test_${randomUUID().replaceAll('-', '')}`
  const given = process.env['DATABASE_URL']
  const own = given ? undefined : await createTestPostgres()
  await own?.start()
  const url = given ?? own?.url() ?? ''
  await inDatabase(url, (client) => client.query(`create database ${template}`))
  const pool = new pg.Pool({ connectionString: withDatabase(url, template) })
  const client = await pool.connect()
  await migrate(client, readMigrations(migrationsFolder))
  client.release()
  await pool.end()
  project.provide('postgres', { url, template })
  return async () => {
    if (own) await own[Symbol.asyncDispose]()
    else await inDatabase(url, (one) => one.query(`drop database ${template}`))
  }
}

/** Does something with a connection of its own. */
export async function inDatabase<T>(
  connectionString: string,
  work: (client: pg.Client) => Promise<T>,
): Promise<T> {
  const client = new pg.Client({ connectionString })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

/** The same server and account, another database. */
export function withDatabase(url: string, database: string): string {
  const other = new URL(url)
  other.pathname = `/${database}`
  return other.href
}
