import { join } from 'node:path'
import { cachedBuild, readInputs } from '../process/cached-build.ts'
import { goBuild } from '../process/go-build.ts'
import { temporalModuleDir } from '../temporal/cli-version.ts'

/**
 * The program that renders the chart: from the cache, else built within seconds. It takes the chart's folder
 * and values in JSON, and writes the manifests.
 *
 * @throws SetupError where there is no Go
 */
export async function findChartRenderer(stop: AbortSignal): Promise<string> {
  const isSource = (file: string) => /^(go\.(mod|sum)|render-chart\/.*\.go)$/.test(file)
  const inputs = await readInputs(temporalModuleDir, isSource)
  const options = { name: 'render-chart', inputs, setDetail: () => {}, stop }
  const dir = await cachedBuild(options, (target) =>
    goBuild({
      what: "The chart's renderer",
      dir: temporalModuleDir,
      args: ['-trimpath', './render-chart'],
      target: join(target, 'render-chart'),
      stop,
    }),
  )
  return join(dir, 'render-chart')
}
