import { Tabs } from '@mantine/core'
import {
  cliSnippet,
  curlSnippet,
  typescriptSnippet,
  type SnippetFacts,
} from '../../start-snippets.ts'
import { CodeBlock } from '../../ui/CodeBlock.tsx'
import { Panel } from '../../ui/Panel.tsx'

const ways = [
  { value: 'curl', label: 'curl', write: curlSnippet },
  { value: 'cli', label: 'CLI', write: cliSnippet },
  { value: 'typescript', label: 'TypeScript', write: typescriptSnippet },
] as const

/** The start that stands in the form, to do again from elsewhere. */
export function StartSnippets({ facts }: { facts: SnippetFacts }) {
  return (
    <Panel title="The same from elsewhere">
      <Tabs defaultValue="curl" keepMounted={false}>
        <Tabs.List mb="sm">
          {ways.map(({ value, label }) => (
            <Tabs.Tab key={value} value={value}>
              {label}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {ways.map(({ value, label, write }) => (
          <Tabs.Panel key={value} value={value}>
            <CodeBlock text={write(facts)} what={`the start for ${label}`} maxHeight={260} />
          </Tabs.Panel>
        ))}
      </Tabs>
    </Panel>
  )
}
