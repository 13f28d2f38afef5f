// Sends mail to people.
export type Mail = { to: string; subject: string; text: string }

export type Mailer = {
  /**
   * Resolves once the server took it. Rejects within seconds: with `invalid` where the server takes nothing for that
   * address, with `unavailable` where it cannot be reached or says later. Neither says to whom it was.
   */
  send(mail: Mail): Promise<void>
}
