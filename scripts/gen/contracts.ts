import { contractNames, contractSchema } from '../../apps/server/src/http/contract-schemas.ts'

/** The files of docs/contracts, by name. */
export function contractFiles(): readonly (readonly [name: string, text: string])[] {
  return contractNames.map((name) => [
    `${name}.json`,
    `${JSON.stringify(contractSchema(name), null, 2)}\n`,
  ])
}
