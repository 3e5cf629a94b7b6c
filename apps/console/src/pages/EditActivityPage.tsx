import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import type { ActivityDefinitionBody } from '@temporal-registry/contract/activity-definition'
import { isApiError, type ReadActivityDefinition } from '@temporal-registry/sdk/client'
import { useState } from 'react'
import { definitionYaml } from '../activities/definition-yaml.ts'
import { ChangedSince } from '../components/activities/ChangedSince.tsx'
import { DefinitionEditor } from '../components/activities/DefinitionEditor.tsx'
import { ListStates } from '../components/ListStates.tsx'
import { paths } from '../paths.ts'
import { definitionQuery } from '../queries/activities.ts'
import { activitiesKey } from '../queries/keys.ts'
import { useGateway } from '../session/gateway.tsx'
import { PageHead } from '../ui/PageHead.tsx'

const address = '/activities/definitions/$definition/edit'

/** Makes the next version of a definition. */
export function EditActivityPage() {
  const { definition: ref } = useParams({ from: address })
  const query = useQuery(definitionQuery(useGateway(), ref))
  const stored = query.data
  return (
    <>
      <PageHead
        title={`Edit ${stored?.name ?? ref}`}
        above={<Link {...paths.activity(ref)}>{stored?.name ?? ref}</Link>}
        lead={
          stored
            ? `Saving makes version ${stored.version + 1}. Runs that have begun go on with theirs.`
            : undefined
        }
      />
      <ListStates label="the definition" query={query} count={stored ? 1 : 0} empty={null}>
        {stored ? <Edit key={stored.id} stored={stored} /> : null}
      </ListStates>
    </>
  )
}

function Edit({ stored }: { stored: ReadActivityDefinition }) {
  const { client, namespace } = useGateway()
  const queryClient = useQueryClient()
  const navigate = useNavigate({ from: address })
  // What the text began with: who saves later than somebody else is shown what that one changed.
  const [base, setBase] = useState(stored)
  const [text, setText] = useState(() => definitionYaml(stored.definition))
  const saving = useMutation({
    mutationFn: (body: ActivityDefinitionBody) =>
      client.activityDefinitions.put(base.id, body, { etag: base.etag }),
    async onError(error) {
      if (!isApiError(error, 'activity-definition-changed')) return
      await queryClient.invalidateQueries({ queryKey: activitiesKey(namespace) })
    },
    async onSuccess({ name }) {
      await queryClient.invalidateQueries({ queryKey: activitiesKey(namespace) })
      await navigate(paths.activity(name))
    },
  })
  const isStale = isApiError(saving.error, 'activity-definition-changed')

  return (
    <DefinitionEditor
      text={text}
      onChange={(next) => {
        setText(next)
        if (!isStale) saving.reset()
      }}
      error={isStale ? undefined : saving.error}
      isSaving={saving.isPending}
      onSave={(body) => saving.mutate(body)}
      saveName={`Save version ${stored.version + 1}`}
      onLeave={() => void navigate(paths.activity(stored.name))}
    >
      {isStale ? (
        <ChangedSince
          base={base}
          now={stored}
          onTakeTheirs={() => {
            setBase(stored)
            setText(definitionYaml(stored.definition))
            saving.reset()
          }}
          onKeepMine={() => {
            setBase(stored)
            saving.reset()
          }}
        />
      ) : null}
    </DefinitionEditor>
  )
}
