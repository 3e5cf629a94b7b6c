import type { Catalogue } from './catalogue.ts'
import type { CatalogueChanges } from './messages.ts'

/**
 * What changed after a revision. A reader too far behind, or of another catalogue, gets everything.
 *
 * It is one answer, however much changed: all of the catalogue fits into a payload (see the size
 * guard), and so does any part of it.
 */
export function changesSince(catalogue: Catalogue, since: number): CatalogueChanges {
  const full = since < catalogue.removalsFrom || since > catalogue.revision || since === 0
  const from = full ? 0 : since
  const specs = [...catalogue.specs.values()].filter((entry) => entry.revision > from)
  const workers = [...catalogue.workers.values()]
  const removals = full ? [] : catalogue.removals.filter((removal) => removal.revision > from)
  const hashes = specs.flatMap((entry) => [entry.input_schema_hash, entry.output_schema_hash])
  return {
    revision: catalogue.revision,
    full,
    specs,
    workers: workers.filter((worker) => worker.revision > from),
    leases: Object.fromEntries(
      workers
        .filter((worker) => worker.revision <= from && worker.lease_revision > from)
        .map((worker) => [worker.worker_id, worker.last_seen_ms]),
    ),
    removed_types: namesOf(removals, 'type', catalogue.specs),
    removed_workers: namesOf(removals, 'worker', catalogue.workers),
    schemas: Object.fromEntries(
      hashes.map((hash) => [hash, catalogue.schemas.get(hash)?.schema ?? {}]),
    ),
    service: catalogue.service,
    refused_signals: catalogue.refusedSignals,
    state_bytes: catalogue.size.bytes(),
  }
}

/** Names removed and not there again. */
function namesOf(
  removals: Catalogue['removals'],
  kind: 'type' | 'worker',
  present: ReadonlyMap<string, unknown>,
): string[] {
  const names = removals.filter((removal) => removal.kind === kind).map(({ name }) => name)
  return [...new Set(names)].filter((name) => !present.has(name))
}
