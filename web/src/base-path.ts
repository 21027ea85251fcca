/** The path below which the app is served, such as `/tasks`. It is empty at the root of the host. */
export const basePath = meta('base-path') ?? ''

/** The path of the v1 routes. */
export const apiBase = meta('api-base') ?? '/api/v1'

function meta(name: string): string | undefined {
  if (typeof document === 'undefined') return undefined
  return document.querySelector<HTMLMetaElement>(`meta[name="${name}"]`)?.content
}
