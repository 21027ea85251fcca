import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { expect } from 'vitest'

import { freePort, startServer } from './server'

export interface MailingServer {
  url: string
  /** Waits for a mail to this address whose link leads to this page, and returns the link. Each link is returned once. */
  link: (address: string, page: string) => Promise<string>
  stop: () => Promise<void>
}

interface ReceivedMail {
  to: string[]
  text: string
}

/** Starts a server that sends its mails to an SMTP server. */
export async function startMailingServer(settings: Record<string, string> = {}): Promise<MailingServer> {
  const smtp = await startSmtpServer()
  const port = await freePort()
  const url = `http://localhost:${port}`
  const mail = {
    MAIL_URL: `smtp://127.0.0.1:${smtp.port}`,
    MAIL_FROM: 'Tasklane <tasks@example.org>',
    PUBLIC_URL: url,
  }
  const server = await startServer({ ...mail, ...settings }, port)

  /** Removes the mail with the link. */
  function take(address: string, page: string): string | undefined {
    const pattern = new RegExp(`${url}/${page}#token=[0-9A-Za-z_]+`)
    const index = smtp.mails.findIndex(({ to, text }) => to.includes(address) && pattern.test(text))
    if (index < 0) return undefined
    const [taken] = smtp.mails.splice(index, 1)
    return taken && pattern.exec(taken.text)?.[0]
  }

  return {
    url,
    async link(address, page) {
      let link: string | undefined
      await expect
        .poll(
          () => {
            link = take(address, page)
            return link
          },
          { timeout: 60_000 },
        )
        .toBeDefined()
      return link ?? ''
    },
    async stop() {
      await server.stop()
      smtp.stop()
    },
  }
}

/** Starts the SMTP server of the tests in adapters-mail. */
async function startSmtpServer(): Promise<{ port: number; mails: ReceivedMail[]; stop: () => void }> {
  const python = process.env.SMTP_PYTHON
  if (!python)
    throw new Error(
      'SMTP_PYTHON must name a Python with the packages of adapters-mail/tests/requirements.txt',
    )
  const program = join(import.meta.dirname, '../../../adapters-mail/tests/smtp_server.py')
  const smtp = spawn(python, [program], { stdio: ['pipe', 'pipe', 'inherit'] })
  const mails: ReceivedMail[] = []
  const port = new Promise<number>((resolve, reject) => {
    smtp.once('exit', () => {
      reject(new Error('The SMTP server ended'))
    })
    createInterface(smtp.stdout).on('line', (line) => {
      const event = JSON.parse(line) as { event: string; port: number } & ReceivedMail
      if (event.event === 'started') resolve(event.port)
      if (event.event === 'accepted') mails.push(event)
    })
  })
  const options = {
    encryption: 'none',
    certificate: null,
    key: null,
    login: null,
    mechanisms: [],
    smtputf8: false,
    faults: {},
  }
  smtp.stdin.write(`${JSON.stringify({ start: options })}\n`)
  // The server ends when its input ends.
  return { port: await port, mails, stop: () => smtp.stdin.end() }
}
