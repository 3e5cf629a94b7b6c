import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

export class InstallFailure extends Error {}

/** @param {string} root */
export async function ensureDependencies(root) {
  if (isInstalled(root)) return
  const release = await takeInstallLock(root)
  try {
    if (isInstalled(root)) return
    await install(root)
    writeFileSync(markerPath(root), lockHash(root))
  } finally {
    release()
  }
}

/**
 * The marker is ours; without it, npm's own record of what it installed decides, so that an
 * `npm install` or `npm ci` done by hand is not done again.
 */
function isInstalled(root) {
  if (!ownNodeRuns(root)) return false
  if (readText(markerPath(root)) === lockHash(root)) return true
  if (!installedAsLocked(root)) return false
  writeFileSync(markerPath(root), lockHash(root))
  return true
}

function installedAsLocked(root) {
  const record = readText(join(root, 'node_modules', '.package-lock.json'))
  if (record === undefined) return false
  const installed = JSON.parse(record).packages
  const locked = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages
  const isAsLocked = ([path, entry]) => {
    const found = installed[path]
    if (found === undefined) return Boolean(entry.optional)
    return found.version === entry.version && found.integrity === entry.integrity
  }
  return Object.entries(locked)
    .filter(([path]) => path !== '')
    .every(isAsLocked)
}

async function install(root) {
  const startedAt = Date.now()
  const seconds = () => Math.round((Date.now() - startedAt) / 1000)
  const isTty = process.stdout.isTTY
  const draw = () => process.stdout.write(`\r  … installing dependencies  ${seconds()} s`)
  if (isTty) draw()
  else process.stdout.write('  … installing dependencies (npm ci)\n')
  const ticker = isTty ? setInterval(draw, 1000) : undefined

  const { code, output } = await npmCi(root)
  clearInterval(ticker)
  if (isTty) process.stdout.write('\r\u001B[2K')
  if (code !== 0) {
    throw new InstallFailure(
      `${firstLines(output)}\n\nThe dependencies could not be installed: npm ci ended with ${code}, ` +
        `for the reason above.\n${remedyFor(output)}`,
    )
  }
  if (!ownNodeRuns(root)) {
    throw new InstallFailure(
      'npm installed the dependencies but not the Node 24 among them, which comes by an install ' +
        'script.\nIf `npm config get ignore-scripts` says true: npm ci --ignore-scripts=false',
    )
  }
  process.stdout.write(`  ✓ dependencies installed  ${seconds()} s\n`)
}

async function npmCi(root) {
  // NODE_ENV=production would leave out Node 24 itself.
  const args = ['ci', '--include=dev', '--loglevel=error', '--no-fund', '--no-audit']
  const cli = process.env.npm_execpath ?? ''
  const [command, head] = basename(cli) === 'npm-cli.js' ? [process.execPath, [cli]] : ['npm', []]
  const child = spawn(command, [...head, ...args], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
  process.once('SIGINT', () => child.kill('SIGINT'))
  process.once('SIGTERM', () => child.kill('SIGTERM'))
  let output = ''
  child.stdout.on('data', (chunk) => (output += chunk))
  child.stderr.on('data', (chunk) => (output += chunk))
  return await new Promise((resolve) => {
    child.on('error', (error) => resolve({ code: 127, output: `npm: ${error.message}` }))
    child.on('close', (code, signal) => resolve({ code: code ?? signal, output }))
  })
}

function remedyFor(output) {
  return output.includes('EUSAGE')
    ? 'package.json and package-lock.json disagree: run npm install and commit what it changes.'
    : 'It needs the network once. Then run the same command again.'
}

/** npm adds the usage of every flag to some of its errors. */
function firstLines(output, count = 15) {
  const lines = output.trim().split('\n')
  const rest = lines.length - count
  return rest > 0 ? [...lines.slice(0, count), `… ${rest} more lines`].join('\n') : lines.join('\n')
}

/** Keeps `npm start` and `npm test` in a fresh clone from installing over each other. */
async function takeInstallLock(root) {
  const path = join(tmpdir(), `temporal-registry-install-${hash(root).slice(0, 12)}.lock`)
  for (let announced = false; ;) {
    try {
      writeFileSync(path, String(process.pid), { flag: 'wx' })
      return () => rmSync(path, { force: true })
    } catch (error) {
      if (error.code !== 'EEXIST') throw error
    }
    const holder = Number(readText(path))
    if (holder > 0 && !isAlive(holder)) rmSync(path, { force: true })
    else if (!announced) {
      announced = true
      process.stdout.write(`  … waiting for another install here (pid ${holder})\n`)
    }
    await delay(250)
  }
}

function isAlive(pid) {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return error.code === 'EPERM'
  }
}

function ownNodeRuns(root) {
  return spawnSync(join(root, 'node_modules', '.bin', 'node'), ['--version']).status === 0
}

function lockHash(root) {
  return hash(readFileSync(join(root, 'package-lock.json')))
}

function hash(content) {
  return createHash('sha256').update(content).digest('hex')
}

function markerPath(root) {
  return join(root, 'node_modules', '.temporal-registry-lock')
}

function readText(path) {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}
