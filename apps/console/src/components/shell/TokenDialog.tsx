import { Button, Modal, PasswordInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { isApiError } from '@temporal-registry/sdk/client'
import { useState } from 'react'
import { problemText } from '../../problem-text.ts'
import type { Revocation } from '../../session/gateway.tsx'
import { ProblemNotice } from '../ProblemNotice.tsx'

/** Asks for another token in the middle of the work, over the page with all that is written there. */
export function TokenDialog({ renew, logOut }: Revocation) {
  const [token, setToken] = useState('')
  const renewing = useMutation({ mutationFn: () => renew(token.trim()) })
  const isRefused = isApiError(renewing.error, 'unauthorized')
  return (
    <Modal
      opened
      onClose={() => {}}
      withCloseButton={false}
      closeOnEscape={false}
      closeOnClickOutside={false}
      title="Your token is not known any more"
    >
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault()
          renewing.mutate()
        }}
      >
        <p>
          It was taken out of the gateway’s configuration. What you were writing is kept: with
          another token you go on where you are.
        </p>
        {renewing.error && !isRefused ? <ProblemNotice error={renewing.error} /> : null}
        <PasswordInput
          label="Token"
          value={token}
          onChange={(event) => setToken(event.currentTarget.value)}
          error={isRefused ? problemText(renewing.error).detail : undefined}
          autoComplete="current-password"
          data-autofocus
        />
        <div className="row" style={{ justifyContent: 'flex-end' }}>
          <Button onClick={logOut}>Sign out</Button>
          <Button
            type="submit"
            variant="filled"
            loading={renewing.isPending}
            disabled={token.trim() === ''}
          >
            Go on
          </Button>
        </div>
      </form>
    </Modal>
  )
}
