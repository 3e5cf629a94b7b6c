import { join } from 'node:path'
import { defineConfig } from 'vite'

/** The gateway that `npm run dev` asks; `npm start` has one there. */
const gateway = 'http://127.0.0.1:8080'

export default defineConfig(({ command }) => ({
  // Vitest, which runs from the root of the repository, reads this file too.
  root: import.meta.dirname,
  // Built files find each other by where they are: a proxy may put the console under a path of its own.
  base: command === 'build' ? './' : '/console/',
  resolve: {
    alias: {
      // The form library's own test tool, which it exports beside the rest, wants this validator. It is left
      // out of the bundle with the tool, but has to be found first.
      '@rjsf/validator-ajv8': join(import.meta.dirname, 'src/schema/no-validator.ts'),
    },
  },
  build: {
    target: 'es2023',
    // What the budget test and nobody else reads.
    manifest: 'manifest.json',
    // A file that stands in another would need `data:` in the policy for fonts.
    assetsInlineLimit: 0,
    // The budget test counts what matters: the first load, zipped.
    chunkSizeWarningLimit: 1_000,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      onwarn(warning, warn) {
        // Every module of the component kit says where React's servers may run it.
        if (warning.code !== 'MODULE_LEVEL_DIRECTIVE') warn(warning)
      },
    },
  },
  server: {
    proxy: { '^/(?!console/)': { target: gateway, changeOrigin: true } },
  },
}))
