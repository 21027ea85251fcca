// readme.mjs README.md URL: runs the commands of the README's tour and compares their output.
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { deepStrictEqual } from 'node:assert'

const [file, url] = process.argv.slice(2)
const DEFAULT_URL = /http:\/\/(localhost|127\.0\.0\.1):8000/g
const MARK = '--- next command ---'

const block = /```console\n([\s\S]*?)```/.exec(readFileSync(file, 'utf8'))?.[1]
if (!block) throw new Error('The README has no tour')
const steps = block
  .split(/^\$ /m)
  .slice(1)
  .map((text) => {
    const [command, ...shown] = text.trimEnd().split('\n')
    return { command: command.replace(DEFAULT_URL, url), shown: shown.join('\n') }
  })

const script = steps.map(({ command }) => `${command}\necho\necho '${MARK}'`).join('\n')
const output = execFileSync('bash', ['-euo', 'pipefail', '-c', script], { encoding: 'utf8' })
const responses = output.split(MARK)

/** Replaces each time and request id with whether it is null, because the values differ in each run. */
function comparable(text) {
  if (text === '') return text
  return JSON.parse(text, (name, value) =>
    name.endsWith('_at') || name === 'request_id' ? value === null : value,
  )
}

let calls = 0
steps.forEach(({ command, shown }, number) => {
  deepStrictEqual(comparable(responses[number].trim()), comparable(shown.trim()), command)
  if (command.includes('curl')) calls += 1
})
if (calls === 0) throw new Error('The tour of the README contains no curl command')
console.log(`${calls} calls return what the README shows`)
