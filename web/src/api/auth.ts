import { client } from './client'
import { announce, forgetToken, keepToken } from './token'
import type { PasswordChange, ProfilePatch, Registration, Session, Token, User } from './types'

export async function register(registration: Registration): Promise<User> {
  return (await client.post<User>('/auth/register', registration)).data
}

/** Logs in. The server sets the refresh token as a cookie that scripts can't read. */
export async function logIn(username: string, password: string): Promise<void> {
  const params = { transport: 'cookie' }
  keepToken((await client.post<Token>('/auth/login', { username, password }, { params })).data)
  announce('signed-in')
}

/** Clears the local state of the session. Works offline too. */
export function forgetSession(): void {
  forgetToken()
  announce('signed-out')
}

/** Ends the session that the cookie identifies. */
export async function endThisSession(): Promise<void> {
  await client.post('/auth/logout')
}

export async function readMe(): Promise<User> {
  return (await client.get<User>('/auth/me')).data
}

export async function changeProfile(patch: ProfilePatch): Promise<User> {
  return (await client.patch<User>('/auth/me', patch)).data
}

export async function changePassword(change: PasswordChange): Promise<void> {
  await client.put('/auth/me/password', change)
}

export async function deleteAccount(password: string): Promise<void> {
  await client.delete('/auth/me', { data: { password } })
  forgetSession()
}

export async function listSessions(): Promise<Session[]> {
  return (await client.get<Session[]>('/auth/sessions')).data
}

/** Ends another session. The server requires the password if the login is not recent. */
export async function endSession(id: string, password?: string): Promise<void> {
  await client.delete(`/auth/sessions/${id}`, confirmedBy(password))
}

export async function endOtherSessions(password?: string): Promise<void> {
  await client.delete('/auth/sessions', confirmedBy(password))
}

function confirmedBy(password?: string) {
  return password === undefined ? {} : { data: { password } }
}

export async function exportAll(): Promise<Blob> {
  return (await client.get<Blob>('/auth/export', { responseType: 'blob' })).data
}
