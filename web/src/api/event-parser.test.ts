import { describe, expect, it } from 'vitest'

import { eventParser } from './event-parser'

describe('an event stream', () => {
  it('is parsed in the same way however it is split into chunks', () => {
    const text =
      'id: 7\nevent: task.delete\ndata: {"id":4}\n\n: still here\n\nid: 8\nevent: task.upsert\ndata: {}\n\n'
    const whole = eventParser()(text)
    const parse = eventParser()
    const byLetter = [...text].flatMap((letter) => parse(letter))
    expect(byLetter).toEqual(whole)
    expect(whole).toEqual([
      { id: '7', event: 'task.delete', data: '{"id":4}' },
      { id: '8', event: 'task.upsert', data: '{}' },
    ])
  })

  it('starts with an event that has the resume position', () => {
    const parse = eventParser()
    const start = 'retry: 2237\nid: 7\nevent: ready\ndata: {}\n\n'
    expect(parse(start)).toEqual([{ id: '7', event: 'ready', data: '{}' }])
  })

  it('reports an id without an event, and ignores comments', () => {
    const parse = eventParser()
    expect(parse(':\n\nid: 3\n\n')).toEqual([{ id: '3', event: '', data: '' }])
  })

  it('retains the last id, joins data lines and accepts both line endings', () => {
    const parse = eventParser()
    expect(parse('id:1\r\n\r\ndata: a\r\ndata: b\r\n\r\n')).toEqual([
      { id: '1', event: '', data: '' },
      { id: '1', event: '', data: 'a\nb' },
    ])
  })
})
