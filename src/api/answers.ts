// How the API answers: JSON, and of what went wrong a code, a sentence and a reference.
import { z } from 'zod'
import { type ErrorCode, errorCodes } from '../domain/errors.ts'
import type { RouteAnswer } from '../ports/route.ts'

export const errorBody = z.object({
  error: z.object({
    code: z.enum([...errorCodes, 'unauthorized']),
    message: z.string(),
    nextStep: z.string().optional(),
    reference: z.string().optional().describe('stands in the log and the audit too'),
  }),
})

type ApiError = { code: ErrorCode | 'unauthorized'; message: string; nextStep?: string; reference: string | undefined }

export function jsonAnswer(status: number, body: unknown, headers: Record<string, string> = {}): RouteAnswer {
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
    body: `${JSON.stringify(body)}\n`,
  }
}

export function errorAnswer(status: number, error: ApiError): RouteAnswer {
  return jsonAnswer(status, { error })
}
