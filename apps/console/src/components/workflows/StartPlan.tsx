import type { ResponseOf } from '@temporal-registry/contract/endpoint'
import type { validateStart } from '@temporal-registry/contract/dispatch'
import type { ApiError } from '@temporal-registry/sdk/client'
import { problemText } from '../../problem-text.ts'
import { Facts } from '../../ui/Facts.tsx'
import { Mark, Tag } from '../../ui/Mark.tsx'
import { Panel } from '../../ui/Panel.tsx'

interface StartPlanProps {
  readonly plan: ResponseOf<typeof validateStart> | undefined
  readonly refusal: ApiError | undefined
}

/** What would come of the start as it stands; its faults are told at their fields. */
export function StartPlan({ plan, refusal }: StartPlanProps) {
  if (plan) {
    return (
      <Panel title="What will happen" aside={<Mark tone="good">can be started</Mark>}>
        <Facts
          facts={[
            ['Task queue', <Tag key="queue">{plan.task_queue}</Tag>],
            ['Because', plan.route],
            ['Workflow id', plan.workflow_id],
          ]}
        />
      </Panel>
    )
  }
  if (!refusal) return null
  const { title, detail, errors } = problemText(refusal)
  return (
    <Panel title="What will happen" aside={<Mark tone="caution">would be refused</Mark>}>
      <p className="small">{errors.length > 0 ? `${title}.` : detail}</p>
    </Panel>
  )
}
