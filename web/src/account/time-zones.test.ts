import { expect, it } from 'vitest'

import { localTimeZone, timeZones } from './time-zones'

it('the list has each time zone once, in order, and the current one', () => {
  const zones = timeZones('Mars/Olympus_Mons')
  expect(zones).toEqual([...new Set(zones)].sort())
  expect(zones).toEqual(expect.arrayContaining(['Europe/Berlin', 'UTC', 'Mars/Olympus_Mons']))
  expect(timeZones('UTC').filter((zone) => zone === 'UTC')).toEqual(['UTC'])
})

it('the time zone of the device is in the list', () => {
  expect(timeZones('UTC')).toContain(localTimeZone())
})
