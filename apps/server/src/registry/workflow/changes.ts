import type { Catalogue } from './catalogue.ts'
import type { CatalogueChanges, SpecEntry, WorkerEntry } from './messages.ts'

/** Entries in one answer; the rest is asked for from the answer's revision on. */
const maxEntries = 5_000

/** What changed after a revision. A reader too far behind, or of another catalogue, gets everything. */
export function changesSince(catalogue: Catalogue, since: number): CatalogueChanges {
  const full = since < catalogue.removalsFrom || since > catalogue.revision || since === 0
  const from = full ? 0 : since
  const changed = [
    ...[...catalogue.specs.values()].filter((entry) => entry.revision > from),
    ...[...catalogue.workers.values()].filter((worker) => worker.revision > from),
  ].toSorted((a, b) => a.revision - b.revision)
  return answerOf(catalogue, from, full, changed)
}

/** The next page of everything, for a reader that began with `full`. */
function answerOf(
  catalogue: Catalogue,
  from: number,
  full: boolean,
  changed: readonly (SpecEntry | WorkerEntry)[],
): CatalogueChanges {
  const page = changed.slice(0, maxEntries)
  const more = changed.length > page.length
  const specs = page.filter((entry): entry is SpecEntry => 'spec' in entry)
  const workers = page.filter((entry): entry is WorkerEntry => 'worker_id' in entry)
  const hashes = specs.flatMap((entry) => [entry.input_schema_hash, entry.output_schema_hash])
  const removals = catalogue.removals.filter((removal) => removal.revision > from)
  return {
    revision: more ? (page.at(-1)?.revision ?? from) : catalogue.revision,
    full,
    more,
    specs,
    workers,
    leases: more
      ? {}
      : Object.fromEntries(
          [...catalogue.workers.values()]
            .filter((worker) => worker.lease_revision > from)
            .map((worker) => [worker.worker_id, worker.last_seen_ms]),
        ),
    removed_types: full ? [] : namesOf(removals, 'type', catalogue.specs),
    removed_workers: full ? [] : namesOf(removals, 'worker', catalogue.workers),
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
