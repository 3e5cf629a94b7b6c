import type { TestGateway } from './gateway.ts'

/** An answer as a test looks at it. */
export interface Posted {
  readonly status: number
  readonly headers: Headers
  // oxlint-disable-next-line no-explicit-any -- looked into member by member; the test gateway checks its shape
  readonly body: any
}

/** Sends a body to a gateway, past the client and what it knows. */
export async function post(
  { url }: Pick<TestGateway, 'url'>,
  path: string,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<Posted> {
  const response = await fetch(url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })
  return { status: response.status, headers: response.headers, body: await response.json() }
}
