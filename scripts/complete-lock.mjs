import { readFileSync, writeFileSync } from 'node:fs'

/**
 * Adds to package-lock.json the platform packages that a registry mirror without them leaves out:
 * `npm ci` refuses a lock that does not name every optional dependency.
 */
const platform =
  /(android|darwin|freebsd|linux|openharmony|win32)-(arm64|arm|x64|ia32|ppc64|riscv64|s390x)(?:-(gnu|musl))?/

const lock = JSON.parse(readFileSync('package-lock.json', 'utf8'))
const { packages } = lock
let added = 0
for (const [place, { dev, optionalDependencies = {} }] of Object.entries(packages)) {
  for (const [name, version] of Object.entries(optionalDependencies)) {
    const at = `node_modules/${name}`
    const target = platform.exec(name)
    if (packages[at] || packages[`${place}/${at}`] || !target || !/^\d/.test(version)) continue
    const [, os, cpu, libc] = target
    packages[at] = {
      version,
      cpu: [cpu],
      ...(dev ? { dev: true } : {}),
      ...(libc ? { libc: [libc === 'gnu' ? 'glibc' : 'musl'] } : {}),
      optional: true,
      os: [os],
    }
    added++
  }
}
lock.packages = Object.fromEntries(
  Object.entries(packages).toSorted(([a], [b]) => (a < b ? -1 : 1)),
)
writeFileSync('package-lock.json', `${JSON.stringify(lock, null, 2)}\n`)
process.stdout.write(`${added} platform packages added\n`)
