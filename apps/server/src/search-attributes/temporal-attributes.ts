import { status as Code } from '@grpc/grpc-js'
import {
  searchAttributeTypes,
  type SearchAttributeDeclaration,
} from '@temporal-registry/contract/workflow-spec'
import type {
  ActualAttributeType,
  ActualSearchAttribute,
} from '@temporal-registry/contract/search-attributes'
import { api } from '../platform/proto.ts'
import { grpcStatusOf } from '../platform/temporal-problems.ts'
import type { Temporal } from '../platform/temporal.ts'

type AttributeType = SearchAttributeDeclaration['type']
type Named = Pick<SearchAttributeDeclaration, 'name' | 'type'>

const { IndexedValueType } = api.enums.v1
const deadlineMs = 5_000

const toTemporal: Readonly<Record<AttributeType, number>> = {
  Keyword: IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD,
  KeywordList: IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD_LIST,
  Text: IndexedValueType.INDEXED_VALUE_TYPE_TEXT,
  Int: IndexedValueType.INDEXED_VALUE_TYPE_INT,
  Double: IndexedValueType.INDEXED_VALUE_TYPE_DOUBLE,
  Bool: IndexedValueType.INDEXED_VALUE_TYPE_BOOL,
  Datetime: IndexedValueType.INDEXED_VALUE_TYPE_DATETIME,
}

/** The calls to Temporal about a namespace's search attributes. Their failures rise as they come. */
export interface TemporalAttributes {
  /** Sorted by source, then name. */
  list(): Promise<ActualSearchAttribute[]>
  /**
   * Makes attributes, all or none. A name that exists is passed over in silence, whatever its type: list
   * and compare.
   */
  add(attributes: readonly Named[]): Promise<void>
  remove(names: readonly string[]): Promise<void>
  /** Why Temporal does not take one of these yet, or nothing: what is listed may still be unknown. */
  whyUnusable(names: readonly string[]): Promise<string | undefined>
}

export function createTemporalAttributes({
  connection,
  namespace,
}: Pick<Temporal, 'connection' | 'namespace'>): TemporalAttributes {
  const { operatorService, workflowService } = connection
  const inTime = <T>(call: () => Promise<T>): Promise<T> =>
    connection.withDeadline(Date.now() + deadlineMs, call)

  return {
    async list() {
      const { customAttributes, systemAttributes } = await inTime(() =>
        operatorService.listSearchAttributes({ namespace }),
      )
      return [...read(customAttributes, 'custom'), ...read(systemAttributes, 'system')]
    },
    async add(attributes) {
      const searchAttributes = Object.fromEntries(
        attributes.map(({ name, type }) => [name, toTemporal[type]]),
      )
      await inTime(() => operatorService.addSearchAttributes({ namespace, searchAttributes }))
    },
    async remove(names) {
      const searchAttributes = [...names]
      await inTime(() => operatorService.removeSearchAttributes({ namespace, searchAttributes }))
    },
    async whyUnusable(names) {
      const terms = names.map((name) => `\`${name.replaceAll('`', '``')}\` IS NOT NULL`)
      const query = terms.join(' OR ')
      try {
        await inTime(() => workflowService.countWorkflowExecutions({ namespace, query }))
        return undefined
      } catch (error) {
        const grpc = grpcStatusOf(error)
        if (grpc?.code !== Code.INVALID_ARGUMENT) throw error
        return grpc.details
      }
    },
  }
}

function read(
  types: Readonly<Record<string, number>> | null | undefined,
  source: ActualSearchAttribute['source'],
): ActualSearchAttribute[] {
  return Object.entries(types ?? {})
    .map(([name, type]) => ({ name, type: typeOf(type), source }))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
}

function typeOf(value: number): ActualAttributeType {
  return searchAttributeTypes.find((type) => toTemporal[type] === value) ?? 'Unspecified'
}
