import vue from '@vitejs/plugin-vue'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { defineConfig, type Plugin } from 'vite'

/** Where the API is while developing; requests to /api are passed on, so that page and API have one origin. */
const api = process.env.TASKLANE_URL ?? 'http://127.0.0.1:8000'

export default defineConfig({
  plugins: [vue({ features: { optionsAPI: false } }), compress()],
  define: { __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: 'false' },
  // The header Host stays as it is: by it the server knows the origin of the page.
  server: { proxy: { '/api': { target: api, changeOrigin: false } } },
  // The content security policy allows no data: URLs.
  build: { outDir: 'dist/app', emptyOutDir: true, assetsInlineLimit: 0, modulePreload: { polyfill: false } },
})

/** Puts each text file beside itself once more, compressed: the server sends it as it is. */
function compress(): Plugin {
  return {
    name: 'compress',
    apply: 'build',
    async writeBundle({ dir = '' }) {
      const names = await readdir(dir, { recursive: true })
      for (const name of names.filter((name) => /\.(js|css|svg|html)$/.test(name))) {
        const path = join(dir, name)
        await writeFile(`${path}.gz`, gzipSync(await readFile(path), { level: 9 }))
      }
    },
  }
}
