// What people type as a code of their second factor: six digits of an app, or a recovery code.

/** The message alone, as people answer when they are asked for a code: letters with their dashes, so that no word is taken for one. */
export function looksLikeCode(text: string): boolean {
  return /^\d{3}[ -]?\d{3}$/.test(text) || /^[0-9a-z]{4}(-[0-9a-z]{4}){3}$/i.test(text)
}
