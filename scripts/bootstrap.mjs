// Runs on whatever Node the machine has, so everything newer waits behind the version check:
// a syntax error from an old Node would say nothing useful.
const [major, minor] = process.versions.node.split('.').map(Number)

if (major < 20 || (major === 20 && minor < 3)) {
  console.error(
    `temporal-registry needs Node 20.3 or newer to start, and this is ${process.versions.node}: ` +
      'install a current Node from https://nodejs.org (the project then brings its own Node 24).',
  )
  process.exit(1)
}

void import('./bootstrap/launch.mjs').then(({ launch }) => launch(process.argv.slice(2)))
