import axios, { type AxiosError, type AxiosResponse, type InternalAxiosRequestConfig } from 'axios'

import { apiBase } from '../base-path'
import { problemOf, statusOf } from './problem'
import { refresh, SignedOut } from './refresh'
import { accessToken } from './token'

export const baseURL = import.meta.env.VITE_API_BASE_URL ?? apiBase

/** The app's only API client. It adds the access token to requests and refreshes an expired token. */
export const client = axios.create({ baseURL, withCredentials: true, timeout: 15_000 })

/** These routes need no access token, so a 401 from them does not trigger a refresh. */
const WITHOUT_TOKEN = ['/auth/login', '/auth/register', '/auth/refresh', '/auth/logout']

type Attempt = InternalAxiosRequestConfig & { retried?: boolean }

let onSignedOut: () => void = () => undefined

/** Registers a callback for the end of the session. */
export function whenSignedOut(listener: () => void): void {
  onSignedOut = listener
}

client.interceptors.request.use((config) => {
  const token = accessToken()
  if (token !== undefined) config.headers.set('Authorization', `Bearer ${token}`)
  return config
})

client.interceptors.response.use(undefined, async (error: AxiosError): Promise<AxiosResponse> => {
  const attempt = error.config as Attempt | undefined
  if (!attempt || attempt.retried || !wantsToken(error, attempt)) throw error
  attempt.retried = true
  // If a newer token arrived during this request, use it.
  if (attempt.headers.get('Authorization') === bearer()) await renew()
  return client.request(attempt)
})

/** Refreshes the token, and calls the callback if the session has ended. */
export async function renew(): Promise<void> {
  try {
    await refresh(baseURL)
  } catch (error) {
    if (error instanceof SignedOut) onSignedOut()
    throw error
  }
}

function bearer(): string | undefined {
  const token = accessToken()
  return token === undefined ? undefined : `Bearer ${token}`
}

/** Returns whether a 401 means that the token is invalid. The server also returns 401 for a wrong password. */
function wantsToken(error: AxiosError, attempt: Attempt): boolean {
  if (statusOf(error) !== 401 || WITHOUT_TOKEN.some((path) => attempt.url?.startsWith(path))) return false
  return problemOf(error)?.code.startsWith('token-') ?? false
}
