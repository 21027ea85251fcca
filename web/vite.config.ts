import vue from '@vitejs/plugin-vue'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { defineConfig, type Plugin } from 'vite'

/** Where the API is while developing; requests to /api are passed on, so that page and API have one origin. */
const api = process.env.TASKLANE_URL ?? 'http://127.0.0.1:8000'

export default defineConfig({
  // Files find each other relative to themselves: below which path they are served, the page alone is told.
  base: './',
  plugins: [vue({ features: { optionsAPI: false } }), placeholders(), compress()],
  define: { __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: 'false' },
  // The header Host stays as it is: by it the server knows the origin of the page.
  server: { proxy: { '/api': { target: api, changeOrigin: false } } },
  // The content security policy allows no data: URLs.
  build: { outDir: 'dist/app', emptyOutDir: true, assetsInlineLimit: 0, modulePreload: { polyfill: false } },
})

/**
 * The page is served at many paths, so it can't name its files relative to itself. Where the path of the server belongs
 * the build leaves a placeholder, which the server replaces when it starts. The development server, and the server of an
 * app that is built for an API elsewhere, replace nothing: there `--base` is the path, or there is none.
 */
function placeholders(): Plugin {
  let base: string | undefined
  const fill = (html: string) =>
    base === undefined ? html : html.replaceAll('__BASE_PATH__', base).replace('__API_BASE__', '/api/v1')
  return {
    name: 'placeholders',
    enforce: 'post',
    configResolved(config) {
      const isFinal = config.command === 'serve' || config.env.VITE_API_BASE_URL !== undefined
      if (isFinal) base = config.base.replace(/^\.?\/$|\/$/, '')
    },
    transformIndexHtml: { order: 'pre', handler: fill },
    generateBundle(_options, bundle) {
      const page = bundle['index.html']
      if (page?.type !== 'asset') throw new Error('The build has no page')
      page.source = fill(String(page.source).replaceAll('="./', '="__BASE_PATH__/'))
    },
  }
}

/** Puts each text file beside itself once more, compressed: the server sends it as it is. The page is made anew when the server starts. */
function compress(): Plugin {
  return {
    name: 'compress',
    apply: 'build',
    async writeBundle({ dir = '' }) {
      const names = await readdir(dir, { recursive: true })
      for (const name of names.filter((name) => /\.(js|css|svg)$/.test(name))) {
        const path = join(dir, name)
        await writeFile(`${path}.gz`, gzipSync(await readFile(path), { level: 9 }))
      }
    },
  }
}
