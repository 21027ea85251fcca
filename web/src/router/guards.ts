import type { RouteLocationNormalized, RouteLocationRaw } from 'vue-router'

import { storeLinkToken } from '../account/link-token'
import { useAuthStore } from '../stores/auth.store'

/** Waits until the session is restored. Returns `true`, or the page to open instead. */
export async function guard(to: RouteLocationNormalized): Promise<RouteLocationRaw | true> {
  // A link that the user opens in this tab may change only the fragment, which loads no new page.
  if (storeLinkToken(to.hash)) return { path: to.path, query: to.query, replace: true }
  const auth = useAuthStore()
  await auth.resume()
  const isSignedIn = auth.user !== undefined
  if (to.meta.access === 'everybody') return true
  if (to.meta.access === 'guests') return isSignedIn ? destination(to.query.next) : true
  return isSignedIn || { path: '/login', query: to.fullPath === '/tasks' ? {} : { next: to.fullPath } }
}

/** Returns the page requested before the login, but never a page of another site. */
export function destination(next: unknown): string {
  const isPath = typeof next === 'string' && /^\/(?![/\\])/.test(next)
  return isPath ? next : '/tasks'
}
