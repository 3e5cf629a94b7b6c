import { gatewayUrl } from '../../base.ts'
import { Button, PasswordInput } from '@mantine/core'
import { useDocumentTitle } from '@mantine/hooks'
import { useState } from 'react'
import { isApiError } from '@temporal-registry/sdk/client'
import type { Refusal } from '../../session/gateway.tsx'
import { problemText } from '../../problem-text.ts'
import { ProblemNotice } from '../ProblemNotice.tsx'
import styles from './LogIn.module.css'

/** Stands in place of every page until the gateway is there and knows who asks. */
export function LogIn({ error, needsToken, logIn, again }: Refusal) {
  useDocumentTitle('Sign in · temporal-registry')
  const [token, setToken] = useState('')
  const isRefused = isApiError(error, 'unauthorized')
  return (
    <main className={styles['page']}>
      <div className={styles['card']}>
        <img src={`${gatewayUrl}/console/icon.svg`} width={36} height={36} alt="" />
        <h1>temporal-registry</h1>
        {error && !isRefused ? <ProblemNotice error={error} onAgain={again} /> : null}
        {needsToken ? (
          <form
            className="stack"
            onSubmit={(event) => {
              event.preventDefault()
              logIn(token.trim())
            }}
          >
            <p className="muted">
              This gateway asks for a token. It is kept in this browser tab and sent to nobody else.
            </p>
            <PasswordInput
              label="Token"
              description="One of auth.token or auth.tokens in the gateway’s configuration"
              value={token}
              onChange={(event) => setToken(event.currentTarget.value)}
              error={isRefused ? problemText(error).detail : undefined}
              autoComplete="current-password"
              data-autofocus
            />
            <Button type="submit" variant="filled" size="sm" disabled={token.trim() === ''}>
              Sign in
            </Button>
          </form>
        ) : null}
      </div>
    </main>
  )
}
