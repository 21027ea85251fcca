/** An event of a stream (WHATWG HTML §9.2). */
export interface ServerEvent {
  id: string
  event: string
  data: string
}

/**
 * Returns a parser that splits a chunked stream into events and ignores comments. An id without an event yields an
 * event without a name, because earlier server versions send such an id at the start of a stream.
 */
export function eventParser(): (chunk: string) => ServerEvent[] {
  let rest = ''
  let lastId = ''
  return (chunk) => {
    const blocks = (rest + chunk.replaceAll('\r\n', '\n')).split('\n\n')
    rest = blocks.pop() ?? ''
    return blocks.flatMap((block) => {
      const fields = read(block)
      const id = fields.id
      if (id !== undefined) lastId = id
      if (id === undefined && fields.data === undefined) return []
      return [{ id: lastId, event: fields.event ?? '', data: fields.data ?? '' }]
    })
  }
}

interface Fields {
  id?: string
  event?: string
  data?: string
}

function read(block: string): Fields {
  const fields: Fields = {}
  for (const line of block.split('\n')) {
    const [name, value] = split(line)
    if (name === 'data') fields.data = fields.data === undefined ? value : `${fields.data}\n${value}`
    else if (name === 'id' || name === 'event') fields[name] = value
  }
  return fields
}

function split(line: string): [string, string] {
  const colon = line.indexOf(':')
  if (colon < 0) return [line, '']
  const value = line.slice(colon + 1)
  return [line.slice(0, colon), value.startsWith(' ') ? value.slice(1) : value]
}
