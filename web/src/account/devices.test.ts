import { describe, expect, it } from 'vitest'

import { wasUsedElsewhere, deviceOf } from './devices'

describe('a device', () => {
  it.each([
    ['Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36', 'Chrome on Linux'],
    ['Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1', 'Safari on iOS'],
    ['Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36 Edg/140.0', 'Edge on Windows'],
    ['curl/8.14.1', 'curl'],
    ['tasks-cli/2', 'tasks-cli/2'],
    [null, 'Unknown device'],
  ])('%s is called %s', (userAgent, name) => {
    expect(deviceOf(userAgent)).toBe(name)
  })
})

it.each([
  [{}, false],
  [{ last_ip: '192.0.2.1', last_user_agent: 'curl/8' }, false],
  [{ last_ip: '192.0.2.1', last_user_agent: 'curl/9' }, false],
  [{ last_ip: '198.51.100.7', last_user_agent: 'curl/8' }, true],
  [{ last_ip: '192.0.2.1', last_user_agent: 'Mozilla/5.0 (X11; Linux) Firefox/140' }, true],
])('a session with the last use %o was used elsewhere: %s', (last, expected) => {
  const times = { created_at: '', last_used_at: '', expires_at: '' }
  const session = { id: '', ...times, current: false, ip: '192.0.2.1', user_agent: 'curl/8', ...last }
  expect(wasUsedElsewhere(session)).toBe(expected)
})
