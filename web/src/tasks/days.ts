/** Returns the day in the user's time zone, as `YYYY-MM-DD`. */

export function dayOf(date: Date): string {
  const pad = (number: number) => String(number).padStart(2, '0')
  return `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`
}

export function today(): string {
  return dayOf(new Date())
}

export interface Due {
  label: string
  tone: 'overdue' | 'today' | 'later'
}

/** Returns the label and tone of a due date, as displayed on the day `now`. */
export function dueInfo(day: string, now: string): Due {
  const distance = Math.round((Date.parse(day) - Date.parse(now)) / 86_400_000)
  const tone = distance < 0 ? 'overdue' : distance === 0 ? 'today' : 'later'
  return { label: label(day, now, distance), tone }
}

function label(day: string, now: string, distance: number): string {
  if (distance === 0) return 'Today'
  if (distance === 1) return 'Tomorrow'
  if (distance === -1) return 'Yesterday'
  // A day has no time zone, so format it in UTC.
  const options: Intl.DateTimeFormatOptions = { timeZone: 'UTC' }
  const date = new Date(day)
  if (distance > 1 && distance < 7) return date.toLocaleDateString('en', { ...options, weekday: 'long' })
  const isThisYear = day.slice(0, 4) === now.slice(0, 4)
  const year = isThisYear ? {} : ({ year: 'numeric' } as const)
  return date.toLocaleDateString('en', { ...options, day: 'numeric', month: 'short', ...year })
}

/** Formats a past time, such as “2 hours ago”. */
export function relativeTime(moment: string, now: Date): string {
  const seconds = (Date.parse(moment) - now.getTime()) / 1000
  const format = new Intl.RelativeTimeFormat('en', { numeric: 'auto' })
  const units = [
    ['day', 86_400],
    ['hour', 3600],
    ['minute', 60],
  ] as const
  for (const [unit, length] of units) {
    if (Math.abs(seconds) >= length) return format.format(Math.round(seconds / length), unit)
  }
  return 'just now'
}
