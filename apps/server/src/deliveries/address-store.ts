import type { Kysely, Selectable } from 'kysely'
import type { Tables } from '../platform/database/database.ts'
import { writeAudit } from '../task-factory/audit/store.ts'
import type { Change } from './channel-store.ts'
import type { DeliveryTables } from './tables.ts'

type Db = Kysely<DeliveryTables>
type AddressRow = Selectable<DeliveryTables['verified_addresses']>

/** Wrong codes after which a code is worth nothing any more. */
const maxWrongCodes = 5

export type AddressStore = ReturnType<typeof createAddressStore>

/** Addresses of mail in one namespace: those that were verified, and codes that are waited for. */
export function createAddressStore(tables: Tables<DeliveryTables>, namespace: string) {
  const one = (db: Db, address: string) =>
    db
      .selectFrom('verified_addresses')
      .selectAll()
      .where('namespace', '=', namespace)
      .where('address', '=', address)

  async function verifiedOf(addresses: readonly string[]): Promise<ReadonlySet<string>> {
    if (addresses.length === 0) return new Set()
    const rows = await tables.query((db) =>
      db
        .selectFrom('verified_addresses')
        .select('address')
        .where('namespace', '=', namespace)
        .where('address', 'in', addresses)
        .where('verified_at', 'is not', null)
        .execute(),
    )
    return new Set(rows.map(({ address }) => address))
  }

  const change = async (db: Db, address: string, set: Partial<AddressRow>): Promise<void> => {
    await db
      .updateTable('verified_addresses')
      .set(set)
      .where('namespace', '=', namespace)
      .where('address', '=', address)
      .execute()
  }

  return {
    async isVerified(address: string): Promise<boolean> {
      return (await verifiedOf([address])).has(address)
    },

    /** Those of the addresses that were verified. */
    verifiedOf,

    /** A code is waited for from now on, in place of any before. */
    async expect(address: string, code: { hash: string; expiresAt: Date }): Promise<void> {
      const row = { code_hash: code.hash, code_expires_at: code.expiresAt, wrong_codes: 0 }
      await tables.query((db) =>
        db
          .insertInto('verified_addresses')
          .values({ namespace, address, verified_at: null, ...row })
          .onConflict((conflict) => conflict.columns(['namespace', 'address']).doUpdateSet(row))
          .execute(),
      )
    },

    /** Takes a code. @returns whether it was the one that is waited for. */
    verify(
      address: string,
      isRight: (hash: string) => boolean,
      { channel, actor, at }: Change & { readonly channel: string },
    ): Promise<boolean> {
      return tables.transaction(async (trx) => {
        const row = await one(trx, address).forUpdate().executeTakeFirst()
        const isWaited = row?.code_expires_at != null && row.code_expires_at > at
        if (!row?.code_hash || !isWaited || row.wrong_codes >= maxWrongCodes) return false
        if (!isRight(row.code_hash)) {
          await change(trx, address, { wrong_codes: row.wrong_codes + 1 })
          return false
        }
        await change(trx, address, { verified_at: at, code_hash: null, code_expires_at: null })
        const subject = `channel:${channel}`
        const details = { address }
        await writeAudit(trx, { namespace, at, actor, action: 'channel.verify', subject, details })
        return true
      })
    },
  }
}
