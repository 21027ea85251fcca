import axios, { type AxiosError, type AxiosResponse, type InternalAxiosRequestConfig } from 'axios'

import { apiBase } from '../base'
import { problemOf, statusOf } from './problem'
import { refresh, SignedOut } from './refresh'
import { accessToken } from './token'

export const baseURL = import.meta.env.VITE_API_BASE_URL ?? apiBase

/** The one way to the API. It alone knows tokens: it adds them, and gets a new one when one has expired. */
export const client = axios.create({ baseURL, withCredentials: true, timeout: 15_000 })

/** These work without a token, or give one. */
const WITHOUT_TOKEN = ['/auth/login', '/auth/register', '/auth/refresh', '/auth/logout']

type Attempt = InternalAxiosRequestConfig & { retried?: boolean }

let onSignedOut: () => void = () => undefined

/** Who is told when the session turns out to be over. */
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
  // A token that came while this request was under way will do.
  if (attempt.headers.get('Authorization') === bearer()) await renew()
  return client.request(attempt)
})

/** Gets a new token; when there can be none, says so to all. */
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

/** Not every 401 is about the token: a wrong password has one too. */
function wantsToken(error: AxiosError, attempt: Attempt): boolean {
  if (statusOf(error) !== 401 || WITHOUT_TOKEN.some((path) => attempt.url?.startsWith(path))) return false
  return problemOf(error)?.code.startsWith('token-') ?? false
}
