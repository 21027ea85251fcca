interface ImportMetaEnv {
  /** Base URL of the API, if it has another origin than the page: `https://api.example.org/api/v1`. */
  readonly VITE_API_BASE_URL?: string
}
