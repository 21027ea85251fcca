import { isAxiosError } from 'axios'

import type { Problem } from './types'

/** Returns the problem document (RFC 9457) of a failed request, if the response contains one. */
export function problemOf(error: unknown): Problem | undefined {
  const body: unknown = isAxiosError(error) ? error.response?.data : undefined
  return isProblem(body) ? body : undefined
}

export function statusOf(error: unknown): number | undefined {
  return isAxiosError(error) ? error.response?.status : undefined
}

/** Returns whether a retry may succeed: there was no response, or the failure is temporary. */
export function isTemporary(error: unknown): boolean {
  if (!isAxiosError(error) || error.code === 'ERR_CANCELED') return false
  const status = error.response?.status
  return status === undefined || status === 429 || status === 502 || status === 503 || status === 504
}

/** Returns an error message for the user, as one sentence. */
export function messageOf(error: unknown): string {
  const problem = problemOf(error)
  if (problem) return problem.detail
  if (isAxiosError(error) && !error.response) return 'Can’t reach the server'
  return 'Something went wrong'
}

/** Returns the first error of each body member, by name. */
export function fieldErrorsOf(error: unknown): Record<string, string> {
  const faults: Record<string, string> = {}
  for (const { loc, msg } of problemOf(error)?.errors ?? []) {
    const member = loc[1]
    if (loc[0] === 'body' && typeof member === 'string') faults[member] ??= sentence(msg)
  }
  return faults
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

function isProblem(body: unknown): body is Problem {
  return typeof body === 'object' && body !== null && 'detail' in body && typeof body.detail === 'string'
}
