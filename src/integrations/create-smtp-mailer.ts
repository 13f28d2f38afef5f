// Mail by SMTP. What servers say may hold the address, so only the kind of failure goes on.
import { createTransport } from 'nodemailer'
import type { MailConfig } from '../domain/config.ts'
import { BellhopError } from '../domain/errors.ts'
import type { Mailer } from '../ports/mailer.ts'

/** Until it answers, until it says who it is, and between two words. */
const waits = { dnsTimeout: 5_000, connectionTimeout: 5_000, greetingTimeout: 5_000, socketTimeout: 8_000 }
/** A server that keeps saying something could take for ever. */
const longestMs = 15_000

export function createSmtpMailer({ url, from }: MailConfig): Mailer {
  const address = new URL(url.reveal())
  return {
    async send(mail) {
      const transport = createTransport({ ...optionsFrom(address), ...waits })
      const late = Promise.withResolvers<never>()
      const timer = setTimeout(() => late.reject(unavailable('ETIMEDOUT')), longestMs)
      try {
        await Promise.race([transport.sendMail({ ...mail, from }), late.promise])
      } catch (thrown) {
        throw thrown instanceof BellhopError ? thrown : translate(thrown)
      } finally {
        clearTimeout(timer)
        transport.close()
      }
    },
  }
}

/** Elsewhere than on this machine a password and a code travel by TLS only, unless the address says `?ignoreTLS=true`. */
function optionsFrom({ protocol, hostname, port, username, password, searchParams }: URL) {
  const secure = protocol === 'smtps:'
  const isHere = ['localhost', '127.0.0.1', '[::1]'].includes(hostname)
  const ignoreTLS = searchParams.get('ignoreTLS') === 'true'
  return {
    host: hostname.replace(/^\[|\]$/g, ''),
    port: Number(port || (secure ? 465 : 587)),
    ...{ secure, ignoreTLS, requireTLS: !secure && !isHere && !ignoreTLS },
    ...(username ? { auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) } } : {}),
  }
}

function translate(thrown: unknown): BellhopError {
  const { code = 'unknown', responseCode = 0 } = thrown as { code?: string; responseCode?: number }
  if (code === 'EENVELOPE' && responseCode >= 500)
    return new BellhopError('invalid', 'The mail server takes nothing for that address.')
  return unavailable(responseCode > 0 ? `${code} ${responseCode}` : code)
}

function unavailable(kind: string): BellhopError {
  return new BellhopError('unavailable', 'The mail server did not take it.', {
    cause: new Error(`SMTP failed: ${kind}`),
    nextStep: 'Try again in a minute, or use your app or a recovery code.',
  })
}
