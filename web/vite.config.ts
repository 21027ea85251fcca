import vue from '@vitejs/plugin-vue'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { defineConfig, type Plugin } from 'vite'

/** The API server during development. Requests to /api are proxied, so the page and the API have the same origin. */
const api = process.env.TASKLANE_URL ?? 'http://127.0.0.1:8000'

export default defineConfig({
  // Files refer to each other with relative paths, because only the page contains the base path.
  base: './',
  plugins: [vue({ features: { optionsAPI: false } }), placeholders(), compress()],
  define: { __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: 'false' },
  // Keep the Host header, because the server compares it with the page's origin.
  server: { proxy: { '/api': { target: api, changeOrigin: false } } },
  // The content security policy allows no data: URLs.
  build: { outDir: 'dist/app', emptyOutDir: true, assetsInlineLimit: 0, modulePreload: { polyfill: false } },
})

/**
 * The page is served at many paths, so it can't use relative URLs for its files. The build inserts a placeholder for
 * the server's path, and the server replaces it at start. The development server, and a build for an API on another
 * host, use `--base` or no path instead.
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
      if (page?.type !== 'asset') throw new Error('The build contains no index.html')
      page.source = fill(String(page.source).replaceAll('="./', '="__BASE_PATH__/'))
    },
  }
}

/** Compresses each text file in advance, except the page, which the server generates when it starts. */
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
