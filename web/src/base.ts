/** The path below which the server is reached, such as `/tasks`; empty where it has its host for itself. */
export const basePath = meta('base-path') ?? ''

/** The path of the v1 routes. */
export const apiBase = meta('api-base') ?? '/api/v1'

function meta(name: string): string | undefined {
  if (typeof document === 'undefined') return undefined
  return document.querySelector<HTMLMetaElement>(`meta[name="${name}"]`)?.content
}
