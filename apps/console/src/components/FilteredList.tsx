import { Button } from '@mantine/core'
import type { ReactNode } from 'react'
import { countText } from '../count-text.ts'
import { nextOf, type PagedQuery } from '../query.ts'
import { Empty } from '../ui/Empty.tsx'
import { FilterBar } from './FilterBar.tsx'
import { ListStates } from './ListStates.tsx'

interface FilteredListProps<F extends object> {
  /** One of what is listed: `run`. */
  readonly noun: string
  /** Default: with an s. */
  readonly plural?: string
  readonly query: PagedQuery
  /** Rows that are read. */
  readonly count: number
  /** All that match, where the gateway counts them. */
  readonly total?: number | undefined
  /** What the list is narrowed by, every name of it; undefined where it is not. */
  readonly filter: F
  readonly onFilter: (changes: F) => void
  readonly filters: ReactNode
  /** What stands here while nothing is narrowed and there is nothing, with what to do next. */
  readonly empty: ReactNode
  /** The rows; `onEnd` reads the next page. */
  readonly children: (onEnd: (() => void) | undefined) => ReactNode
}

/** A list that its address narrows and that is read page by page, in the four states of every list. */
export function FilteredList<F extends object>(props: FilteredListProps<F>) {
  const { noun, plural = `${noun}s`, query, count, total, filter, onFilter, children } = props
  const isFiltered = Object.values(filter).some((value) => value !== undefined)
  const counted = `${countText(total ?? count, noun, plural)}${total === undefined && query.hasNextPage ? '+' : ''}`

  function clear(): void {
    // Every name that it has, without a value.
    onFilter(Object.fromEntries(Object.keys(filter).map((name) => [name, undefined])) as F)
  }

  return (
    <>
      <FilterBar count={query.isSuccess ? counted : ''}>
        {props.filters}
        {isFiltered ? (
          <Button variant="subtle" onClick={clear}>
            Clear
          </Button>
        ) : null}
      </FilterBar>
      <ListStates
        label={plural}
        query={query}
        count={count}
        empty={
          isFiltered ? (
            <Empty title={`No ${noun} matches`}>Search for less, or clear the filters.</Empty>
          ) : (
            props.empty
          )
        }
      >
        {children(nextOf(query))}
      </ListStates>
    </>
  )
}
