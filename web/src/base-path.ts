/** The path that the server is served below, such as `/tasks`, or empty at the root of its host. */
export const basePath = meta('base-path') ?? ''

/** The path of the v1 routes. */
export const apiBase = meta('api-base') ?? '/api/v1'

function meta(name: string): string | undefined {
  if (typeof document === 'undefined') return undefined
  return document.querySelector<HTMLMetaElement>(`meta[name="${name}"]`)?.content
}
