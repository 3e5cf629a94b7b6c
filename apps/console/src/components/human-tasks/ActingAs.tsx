import { Button, Popover, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { humanTasksKey } from '../../queries/keys.ts'
import { useActing } from '../../session/acting.ts'
import { useGateway } from '../../session/gateway.tsx'

/** Says who decides, and lets those choose who may act for others. */
export function ActingAs() {
  const { session, namespace } = useGateway()
  const { name, actor, actAs } = useActing()
  const queryClient = useQueryClient()
  const [isOpen, setIsOpen] = useState(false)
  const [typed, setTyped] = useState(actor ?? '')
  if (!actAs) {
    return (
      <span className="muted small">
        You are <strong>{name}</strong>
      </span>
    )
  }

  function choose(next: string) {
    actAs?.(next)
    setTyped(next)
    setIsOpen(false)
    void queryClient.invalidateQueries({ queryKey: humanTasksKey(namespace) })
  }

  return (
    <Popover opened={isOpen} onChange={setIsOpen} width={300} position="bottom-end" trapFocus>
      <Popover.Target>
        <Button onClick={() => setIsOpen((was) => !was)} aria-haspopup="dialog">
          {actor === undefined ? `You are ${name}` : `Acting for ${actor}`}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label="Who decides">
        <form
          className="stack"
          onSubmit={(event) => {
            event.preventDefault()
            choose(typed.trim())
          }}
        >
          <TextInput
            label="Act for"
            description={
              session.token_needed
                ? 'Your token has the scope admin: what you do here is done in the name of this person, with their rights.'
                : 'This gateway asks for no token, so it takes your word for who you are.'
            }
            placeholder={session.caller?.name ?? ''}
            maxLength={128}
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
            data-autofocus
          />
          <p className="small muted">
            Sent as the header <code>X-Actor</code> with what you do to human tasks, and kept in
            this browser tab.
          </p>
          <div className="row" style={{ justifyContent: 'flex-end' }}>
            {actor === undefined ? null : (
              <Button variant="subtle" onClick={() => choose('')}>
                Be {session.caller?.name}
              </Button>
            )}
            <Button type="submit" variant="filled">
              Use
            </Button>
          </div>
        </form>
      </Popover.Dropdown>
    </Popover>
  )
}
