import type { Session } from '../api/types'

const BROWSERS: [RegExp, string][] = [
  [/Edg\//, 'Edge'],
  [/OPR\//, 'Opera'],
  [/Firefox\//, 'Firefox'],
  [/Chrom(e|ium)\//, 'Chrome'],
  [/Safari\//, 'Safari'],
  [/^curl\//, 'curl'],
]

const SYSTEMS: [RegExp, string][] = [
  [/iPhone|iPad/, 'iOS'],
  [/Android/, 'Android'],
  [/Windows/, 'Windows'],
  [/Mac OS X/, 'macOS'],
  [/Linux/, 'Linux'],
]

/** Returns a readable device name for a user agent. */
export function deviceOf(userAgent: string | null | undefined): string {
  if (!userAgent) return 'Unknown device'
  const find = (names: [RegExp, string][]) => names.find(([pattern]) => pattern.test(userAgent))?.[1]
  const browser = find(BROWSERS)
  const system = find(SYSTEMS)
  if (!browser && !system) return userAgent.slice(0, 40)
  return [browser, system].filter(Boolean).join(' on ')
}

/** Returns whether the last use of the session came from a different address, browser or system than the login. */
export function wasUsedElsewhere(session: Session): boolean {
  const { ip, user_agent, last_ip, last_user_agent } = session
  if (!last_ip && !last_user_agent) return false
  return last_ip !== ip || deviceOf(last_user_agent) !== deviceOf(user_agent)
}
