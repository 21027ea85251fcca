/** Short names for the generated types. */
import type { components } from './schema'

type Schemas = components['schemas']

export type Task = Schemas['Task']
export type NewTask = Schemas['NewTask']
export type TaskPatch = Omit<Schemas['TaskPatch'], 'is_completed'>
export type Status = Schemas['Status']
export type Priority = Schemas['Priority']
export type Summary = Schemas['TaskSummary']
export type Change = Schemas['Change']
export type Changes = Schemas['Changes']
export type Problem = Schemas['Problem']
export type User = Schemas['User']
export type Registration = Schemas['Registration']
export type ProfilePatch = Schemas['ProfilePatch']
export type PasswordChange = Schemas['PasswordChange']
export type Session = Schemas['Session']
export type Token = Schemas['Token']
export type ServerInfo = Schemas['Server']
export type Language = Schemas['Language']
