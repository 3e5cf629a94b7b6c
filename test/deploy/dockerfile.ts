import { execFile, execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readFileSync, statSync } from 'node:fs'
import { basename, dirname, join, matchesGlob } from 'node:path'
import { promisify } from 'node:util'

/** One instruction, without its continuation lines. */
export interface Instruction {
  readonly name: string
  readonly text: string
}

export interface Stage {
  readonly name: string
  readonly base: string
  readonly instructions: readonly Instruction[]
}

/** What a container would be started with; `/` is `root`. */
export interface Image {
  readonly root: string
  readonly workdir: string
  readonly env: Readonly<Record<string, string>>
  readonly user: string
  readonly entrypoint: readonly string[]
  readonly command: readonly string[]
  readonly healthcheck: readonly string[]
}

export function readStages(path: string): readonly Stage[] {
  const text = readFileSync(path, 'utf8')
    .replaceAll(/^\s*#.*\n/gm, '')
    .replaceAll(/\\\n\s*/g, '')
  const stages: { name: string; base: string; instructions: Instruction[] }[] = []
  for (const line of text.split('\n').filter(Boolean)) {
    const [name = '', rest = ''] = line.split(/ +(.*)/s)
    const [, base, stage] = /^(\S+) AS (\S+)$/.exec(rest) ?? []
    if (name === 'FROM') stages.push({ name: stage ?? '', base: base ?? '', instructions: [] })
    else stages.at(-1)?.instructions.push({ name, text: rest })
  }
  return stages
}

/**
 * Does in a folder what a build of the target would do, on the Node of this run in place of the base image's.
 * Knows what our Dockerfile uses, and refuses anything else.
 */
export async function followDockerfile(path: string, target: string, root: string): Promise<Image> {
  const stages = readStages(path)
  const context = contextFiles()
  const others: Others = async (stage) => {
    const other = await followDockerfile(path, stage, join(root, `.stages/${stage}`))
    return other.root
  }
  let image: Image = {
    root,
    workdir: '/',
    env: {},
    user: '',
    entrypoint: [],
    command: [],
    healthcheck: [],
  }
  for (const { instructions } of chainOf(stages, target))
    for (const instruction of instructions)
      image = await follow(instruction, image, { context, others })
  return image
}

/** Makes a stage that files are copied from, and says where it is. */
type Others = (stage: string) => Promise<string>

interface Sources {
  readonly context: readonly string[]
  readonly others: Others
}

/** The stages that a target is made of, the first one first. */
function chainOf(stages: readonly Stage[], target: string): readonly Stage[] {
  const stage = stages.find(({ name }) => name === target)
  return stage ? [...chainOf(stages, stage.base), stage] : []
}

async function follow({ name, text }: Instruction, image: Image, sources: Sources): Promise<Image> {
  const here = join(image.root, image.workdir)
  switch (name) {
    case 'WORKDIR':
      mkdirSync(join(image.root, text), { recursive: true })
      return { ...image, workdir: text }
    case 'COPY':
      await copy(text, here, sources)
      return image
    case 'RUN':
      // What npm has on this machine already it need not fetch again.
      await promisify(execFile)('sh', ['-ec', text], {
        cwd: here,
        env: { ...process.env, npm_config_prefer_offline: 'true' },
      })
      return image
    case 'ENV':
      return { ...image, env: { ...image.env, ...variables(text) } }
    case 'USER':
      return { ...image, user: text }
    case 'ENTRYPOINT':
      return { ...image, entrypoint: JSON.parse(text), command: [] }
    case 'CMD':
      return { ...image, command: JSON.parse(text) }
    case 'HEALTHCHECK':
      return { ...image, healthcheck: JSON.parse(text.slice(text.indexOf('['))) }
    case 'EXPOSE':
      return image
    default:
      throw new Error(`Nobody here follows ${name} ${text}`)
  }
}

/** What the build may see: what git would have, but for what `.dockerignore` names. */
function contextFiles(): readonly string[] {
  const ignored = readFileSync('.dockerignore', 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
  const listed = ['ls-files', '-co', '--exclude-standard', '-z']
  return execFileSync('git', listed, { encoding: 'utf8', maxBuffer: 1e8 })
    .split('\0')
    .filter((file) => file !== '' && existsSync(file))
    .filter((file) => !ignored.some((glob) => isBelow(file, glob)))
}

/** Whether a path, or a folder that it is in, is what a line of `.dockerignore` names. */
function isBelow(path: string, glob: string): boolean {
  if (path === '.') return false
  return matchesGlob(path, glob) || isBelow(dirname(path), glob)
}

async function copy(text: string, here: string, { context, others }: Sources): Promise<void> {
  const [, stage, path = '', destination = ''] = /^--from=(\S+) (\S+) (\S+)$/.exec(text) ?? []
  if (stage !== undefined) {
    cpSync(join(await others(stage), path), join(here, destination), { recursive: true })
    return
  }
  const words = text.split(/ +/)
  const target = join(here, words.at(-1) ?? '')
  for (const source of words.slice(0, -1)) {
    if (statSync(source).isDirectory()) {
      const files = context.filter((file) => file.startsWith(`${source}/`))
      for (const file of files) place(file, join(target, file.slice(source.length)))
    } else if (context.includes(source)) place(source, join(target, basename(source)))
    else throw new Error(`COPY ${text}: ${source} is not in the context`)
  }
}

function place(from: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true })
  cpSync(from, to)
}

function variables(text: string): Record<string, string> {
  return Object.fromEntries(
    text.split(/ +/).map((pair) => {
      const at = pair.indexOf('=')
      return [pair.slice(0, at), pair.slice(at + 1)]
    }),
  )
}
