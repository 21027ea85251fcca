// types.js write|check: `write` generates src/api/schema.ts from openapi.json, and `check` fails if the file is stale.
import { readFile, writeFile } from 'node:fs/promises'
import openapiTS, { astToString } from 'openapi-typescript'

const document = new URL('../../openapi.json', import.meta.url)
const target = new URL('../src/api/schema.ts', import.meta.url)

const note = '// Generated from openapi.json by `npm run types`. Do not edit.\n\n'
const fresh = note + astToString(await openapiTS(document))

if (process.argv[2] === 'write') {
  await writeFile(target, fresh)
} else if (fresh !== (await readFile(target, 'utf8').catch(() => ''))) {
  console.error("src/api/schema.ts is stale: run 'npm run types' in web/ and commit the file.")
  process.exit(1)
}
