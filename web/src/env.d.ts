interface ImportMetaEnv {
  /** Where the API is, if not below the page's own origin: `https://api.example.org/api/v1`. */
  readonly VITE_API_BASE_URL?: string
}
