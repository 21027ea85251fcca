import { createHmac } from 'node:crypto'

import type { Page } from 'playwright-core'
import { inject } from 'vitest'

const secretKey = inject('secretKey')

/** Makes the server reject the page's token, by replacing it in transit with a token that expired a minute ago. */
export async function ageToken(page: Page): Promise<void> {
  let first: string | undefined
  await page.route('**/api/v1/**', async (route) => {
    const headers = route.request().headers()
    const token = headers.authorization
    first ??= token
    if (token === undefined || token !== first) await route.continue()
    else await route.continue({ headers: { ...headers, authorization: expired(token) } })
  })
}

/** Returns the same token with earlier times, so that it expired a minute ago. */
function expired(authorization: string): string {
  const [header, payload] = authorization.replace('Bearer ', '').split('.')
  const claims = JSON.parse(Buffer.from(payload ?? '', 'base64url').toString()) as Record<string, number>
  const earlier = Math.floor(Date.now() / 1000) - 60
  const lifetime = (claims.exp ?? 0) - (claims.iat ?? 0)
  const old = { ...claims, iat: earlier - lifetime, exp: earlier }
  const signed = `${header}.${Buffer.from(JSON.stringify(old)).toString('base64url')}`
  return `Bearer ${signed}.${createHmac('sha256', secretKey).update(signed).digest('base64url')}`
}
