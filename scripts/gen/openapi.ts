import { endpoints } from '@temporal-registry/contract/endpoints'
import { openApiOf } from '../../apps/server/src/http/openapi.ts'
import { version } from '../../apps/server/src/version.ts'

/** The text of docs/openapi.json. */
export function openApiText(): string {
  return `${JSON.stringify(openApiOf(Object.values(endpoints), version), null, 2)}\n`
}
