import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vite'

/** Where the API is while developing; requests to /api are passed on, so that page and API have one origin. */
const api = process.env.TASKLANE_URL ?? 'http://127.0.0.1:8000'

export default defineConfig({
  plugins: [vue({ features: { optionsAPI: false } })],
  define: { __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: 'false' },
  // The header Host stays as it is: by it the server knows the origin of the page.
  server: { proxy: { '/api': { target: api, changeOrigin: false } } },
  // The content security policy allows no data: URLs.
  build: { assetsInlineLimit: 0, modulePreload: { polyfill: false } },
})
