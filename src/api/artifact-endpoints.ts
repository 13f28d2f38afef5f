// What is kept, over the API: what there is, one of them, and the bytes of its files, as they were made.
import { z } from 'zod'
import { artifactKinds, artifactParts } from '../domain/artifact.ts'
import type { Artifact, Artifacts } from '../ports/artifacts.ts'
import { jsonAnswer } from './answers.ts'
import { defineEndpoint, type Endpoint } from './endpoint.ts'
import type { Look } from './look.ts'

type Parts = { artifacts: Pick<Artifacts, 'list' | 'find' | 'read'>; look: Look }

const artifact = z.object({
  id: z.string(),
  lineage: z.string().describe('what its versions share'),
  version: z.number().int(),
  kind: z.enum(artifactKinds),
  title: z.string(),
  tool: z.string(),
  madeBy: z.string(),
  madeAt: z.iso.datetime(),
  bytes: z.number().int(),
  isShared: z.boolean().describe('everybody of the org can see it'),
})
const file = z.object({
  place: z.number().int(),
  part: z.enum(artifactParts),
  name: z.string(),
  title: z.string(),
  mediaType: z.string(),
  bytes: z.number().int(),
})

export function artifactEndpoints({ artifacts, look }: Parts): Endpoint[] {
  const tool = 'command:artifacts'
  return [
    defineEndpoint({
      ...{ method: 'GET', path: '/api/v1/artifacts', id: 'listArtifacts' },
      summary: 'What is kept and the key may see, the newest first',
      query: z.object({ limit: z.coerce.number().int().min(1).max(200).default(50) }),
      gives: { 200: { description: 'The artifacts', schema: z.object({ artifacts: z.array(artifact) }) } },
      async handle({ visitor, query: { limit } }) {
        const { caller } = visitor
        const found = await look(visitor, { tool }, () => artifacts.list({ caller, incoming: null }, limit))
        return jsonAnswer(200, { artifacts: found.map(show) })
      },
    }),
    defineEndpoint({
      ...{ method: 'GET', path: '/api/v1/artifacts/:id', id: 'getArtifact' },
      summary: 'One artifact and its files',
      gives: { 200: { description: 'The artifact', schema: artifact.extend({ files: z.array(file) }) } },
      async handle({ visitor, params: { id = '' } }) {
        const { caller } = visitor
        const found = await look(visitor, { tool, input: { id } }, () => artifacts.find({ caller, incoming: null }, id))
        return jsonAnswer(200, { ...show(found), files: found.files })
      },
    }),
    defineEndpoint({
      ...{ method: 'GET', path: '/api/v1/artifacts/:id/files/:place', id: 'getArtifactFile' },
      summary: 'The bytes of one of its files',
      gives: { 200: { description: 'As it was made', mediaType: 'application/octet-stream' } },
      async handle({ visitor, params: { id = '', place = '' } }) {
        const { caller } = visitor
        const content = await look(visitor, { tool, input: { id } }, async (org) => {
          const found = await artifacts.find({ caller, incoming: null }, id)
          const at = /^\d{1,3}$/.test(place) ? Number(place) : -1
          return (await artifacts.read(org, found.id, at)).content
        })
        // Whatever it is, a browser that comes here by accident only saves it.
        const headers = { 'content-type': 'application/octet-stream', 'content-disposition': 'attachment' }
        return {
          status: 200,
          headers: { ...headers, 'content-security-policy': "default-src 'none'; sandbox" },
          body: content,
        }
      },
    }),
  ]
}

function show({
  id,
  lineage,
  version,
  kind,
  title,
  tool,
  maker,
  at,
  bytes,
  isShared,
}: Artifact): z.output<typeof artifact> {
  return { id, lineage, version, kind, title, tool, madeBy: maker, madeAt: at.toISOString(), bytes, isShared }
}
