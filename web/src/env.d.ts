interface ImportMetaEnv {
  /** Base URL of the API, if its origin differs from the origin of the page: `https://api.example.org/api/v1`. */
  readonly VITE_API_BASE_URL?: string
}
