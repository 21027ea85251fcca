import { describe, expect, it } from 'vitest'

import { dayOf, dueInfo, relativeTime } from './days'

describe('the day', () => {
  it('is the user’s local day', () => {
    expect(dayOf(new Date(2026, 0, 5, 23, 59))).toBe('2026-01-05')
  })
})

describe('a due date', () => {
  it.each([
    ['2026-03-10', 'Today', 'today'],
    ['2026-03-11', 'Tomorrow', 'later'],
    ['2026-03-09', 'Yesterday', 'overdue'],
    ['2026-03-13', 'Friday', 'later'],
    ['2026-03-17', 'Mar 17', 'later'],
    ['2026-02-28', 'Feb 28', 'overdue'],
    ['2027-01-02', 'Jan 2, 2027', 'later'],
  ])('%s is displayed as %s', (day, label, tone) => {
    expect(dueInfo(day, '2026-03-10')).toEqual({ label, tone })
  })

  it('counts days across daylight saving changes', () => {
    expect(dueInfo('2026-03-30', '2026-03-28').label).toBe('Monday')
  })
})

describe('a past time', () => {
  it('uses the largest unit', () => {
    const now = new Date('2026-03-10T12:00:00Z')
    expect(relativeTime('2026-03-10T11:59:40Z', now)).toBe('just now')
    expect(relativeTime('2026-03-10T11:45:00Z', now)).toBe('15 minutes ago')
    expect(relativeTime('2026-03-10T09:00:00Z', now)).toBe('3 hours ago')
    expect(relativeTime('2026-03-09T11:00:00Z', now)).toBe('yesterday')
  })
})
