import { client } from './client'
import type { ServerInfo } from './types'

export async function readServer(): Promise<ServerInfo> {
  return (await client.get<ServerInfo>('/server')).data
}

/** Requests an e-mail with a link to set a new password. The response does not show whether the account exists. */
export async function requestPasswordReset(username: string): Promise<void> {
  await client.post('/auth/password/forgot', { username })
}

export async function resetPassword(token: string, newPassword: string): Promise<void> {
  await client.post('/auth/password/reset', { token, new_password: newPassword })
}

export async function verifyEmail(token: string): Promise<void> {
  await client.post('/auth/email/verify', { token })
}

export async function undoEmailChange(token: string): Promise<void> {
  await client.post('/auth/email/undo', { token })
}

export async function resendVerification(): Promise<void> {
  await client.post('/auth/email/resend')
}

export async function cancelEmailChange(): Promise<void> {
  await client.delete('/auth/me/pending-email')
}
