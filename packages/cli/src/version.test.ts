import { expect, test } from 'vitest'
import packageJson from '../package.json' with { type: 'json' }
import { version } from './version.ts'

test("the version shown is the package's", () => {
  expect(version).toBe(packageJson.version)
})
