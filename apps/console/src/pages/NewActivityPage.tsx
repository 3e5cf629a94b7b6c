import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import type { ActivityDefinitionBody } from '@temporal-registry/contract/activity-definition'
import { useState } from 'react'
import { templates, type ActivityTemplate } from '../activities/templates.ts'
import { DefinitionEditor } from '../components/activities/DefinitionEditor.tsx'
import { TemplateChoice } from '../components/activities/TemplateChoice.tsx'
import { paths } from '../paths.ts'
import { activitiesKey } from '../queries/keys.ts'
import { useGateway } from '../session/gateway.tsx'
import { PageHead } from '../ui/PageHead.tsx'

/** Makes a definition, from a template that is made one's own. */
export function NewActivityPage() {
  const { client, namespace } = useGateway()
  const queryClient = useQueryClient()
  const navigate = useNavigate({ from: '/activities/new' })
  const { template } = useSearch({ from: '/activities/new' })
  const chosen = templates.find(({ slug }) => slug === template) ?? templates[0]
  const [text, setText] = useState(chosen?.yaml ?? '')
  const creating = useMutation({
    mutationFn: (body: ActivityDefinitionBody) => client.activityDefinitions.create(body),
    async onSuccess({ name }) {
      await queryClient.invalidateQueries({ queryKey: activitiesKey(namespace) })
      await navigate(paths.activity(name))
    },
  })

  function choose(next: ActivityTemplate) {
    setText(next.yaml)
    creating.reset()
    void navigate({ search: (old) => ({ ...old, template: next.slug }), replace: true })
  }

  return (
    <>
      <PageHead
        title="New definition"
        above={<Link {...paths.activities()}>Activities</Link>}
        lead="When something happens, what is looked at, and what is made of it. It is checked while you write."
      />
      <DefinitionEditor
        key={chosen?.slug}
        text={text}
        onChange={(next) => {
          setText(next)
          creating.reset()
        }}
        error={creating.error}
        isSaving={creating.isPending}
        onSave={(body) => creating.mutate(body)}
        saveName="Create it"
        onLeave={() => void navigate(paths.activities())}
      >
        <TemplateChoice chosen={chosen?.slug} onChoose={choose} />
      </DefinitionEditor>
    </>
  )
}
