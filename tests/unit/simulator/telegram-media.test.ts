// Photos, documents and albums, byte for byte in both directions.
import { InputFile, InputMediaBuilder } from 'grammy'
import { describe, expect, it } from 'vitest'
import { pngOf, refusal, type Scene, withAlice } from './telegram-support.ts'

const everyByte = Buffer.from([...Array(256).keys(), 13, 10, 45, 45, 13, 10])

async function download({ api, telegram }: Scene, fileId: string): Promise<Buffer> {
  const { file_path } = await api.getFile(fileId)
  const answer = await fetch(`${telegram.apiRoot}/file/bot${telegram.bot.token}/${file_path}`)
  return Buffer.from(await answer.arrayBuffer())
}

describe('a document', () => {
  it('arrives with its name, whatever the name, and every byte', async () => {
    const scene = await withAlice()
    const name = 'Übersicht; Q3 "final" отчёт.csv'
    await scene.api.sendDocument(scene.chat, new InputFile(everyByte, name), {
      caption: '*Report*',
      parse_mode: 'Markdown',
    })
    const seen = await scene.alice.waitsFor('Report')
    expect(seen.files).toMatchObject([{ kind: 'document', name, mediaType: 'text/csv', bytes: everyByte.length }])
    expect(scene.telegram.fileBytes(seen.files[0]?.id ?? '')).toEqual(everyByte)
    expect(seen.entities).toMatchObject([{ type: 'bold' }])
  })

  it('has a name and no path', async () => {
    const { api, chat } = await withAlice()
    const sent = await api.sendDocument(chat, new InputFile(everyByte, '../../etc/a.txt'))
    expect(sent.document.file_name).toBe('a.txt')
  })

  it('of a person can be fetched by the bot, byte for byte', async () => {
    const scene = await withAlice()
    const [sent] = await scene.alice.sends({ document: { bytes: everyByte, name: 'a.pdf' }, caption: '/read' })
    expect(sent?.message.document).toMatchObject({ file_name: 'a.pdf', mime_type: 'application/pdf', file_size: 262 })
    expect(sent?.message.caption_entities).toMatchObject([{ type: 'bot_command' }])
    expect(await download(scene, sent?.message.document?.file_id ?? '')).toEqual(everyByte)
  })

  it('can be sent again by its id without uploading it', async () => {
    const { api, chat } = await withAlice()
    const first = await api.sendDocument(chat, new InputFile(everyByte, 'a.bin'))
    const second = await api.sendDocument(chat, first.document.file_id)
    expect(second.document).toEqual(first.document)
  })
})

describe('a photo', () => {
  it('arrives with its size', async () => {
    const { api, chat, alice, telegram } = await withAlice()
    const png = pngOf(640, 480)
    const sent = await api.sendPhoto(chat, new InputFile(png, 'chart.png'), { caption: 'Revenue' })
    expect(sent.photo).toMatchObject([{ width: 640, height: 480, file_size: png.length }])
    const seen = await alice.waitsFor('Revenue')
    expect(telegram.fileBytes(seen.files[0]?.id ?? '')).toEqual(png)
  })

  it.each([
    ['IMAGE_PROCESS_FAILED', Buffer.from('this is no picture at all, only text')],
    ['PHOTO_INVALID_DIMENSIONS', pngOf(9000, 2000)],
    ['PHOTO_INVALID_DIMENSIONS', pngOf(2100, 100)],
    [
      'file of size 10485761 bytes is too big for a photo; the maximum size is 10485760 bytes',
      Buffer.concat([pngOf(10, 10), Buffer.alloc(10_485_761 - pngOf(10, 10).length)]),
    ],
    ['file must be non-empty', Buffer.alloc(0)],
  ])('is refused with "%s"', async (description, bytes) => {
    const { api, chat } = await withAlice()
    const sending = api.sendPhoto(chat, new InputFile(bytes, 'chart.png'))
    expect((await refusal(sending)).description).toBe(`Bad Request: ${description}`)
  })

  it('is refused by an id that is none, by the id of a document, and by an address outside', async () => {
    const { api, chat } = await withAlice()
    const { document } = await api.sendDocument(chat, new InputFile(everyByte, 'a.bin'))
    expect((await refusal(api.sendPhoto(chat, 'nonsense'))).description).toBe(
      'Bad Request: wrong file identifier/HTTP URL specified',
    )
    expect((await refusal(api.sendPhoto(chat, document.file_id))).description).toBe(
      "Bad Request: can't use file of type Document as Photo",
    )
    expect((await refusal(api.sendPhoto(chat, 'https://a.example/x.png'))).description).toBe(
      'Bad Request: failed to get HTTP URL content',
    )
  })

  it('has a caption of at most 1024 characters, which can be edited', async () => {
    const { api, chat, alice } = await withAlice()
    const photo = () => new InputFile(pngOf(10, 10), 'a.png')
    expect((await refusal(api.sendPhoto(chat, photo(), { caption: 'x'.repeat(1025) }))).description).toBe(
      'Bad Request: message caption is too long',
    )
    const { message_id } = await api.sendPhoto(chat, photo(), { caption: 'x'.repeat(1024) })
    await api.editMessageCaption(chat, message_id, { caption: 'short' })
    expect(alice.sees().at(-1)?.text).toBe('short')
    expect((await refusal(api.editMessageText(chat, message_id, 'x'))).description).toBe(
      'Bad Request: there is no text in the message to edit',
    )
  })

  it('can be replaced by another or by a document', async () => {
    const { api, chat, alice } = await withAlice()
    const { message_id } = await api.sendPhoto(chat, new InputFile(pngOf(10, 10), 'a.png'), { caption: 'old' })
    await api.editMessageMedia(chat, message_id, InputMediaBuilder.photo(new InputFile(pngOf(20, 30), 'b.png')))
    expect(alice.sees().at(-1)?.message.photo).toMatchObject([{ width: 20, height: 30 }])
    expect(alice.sees().at(-1)?.text).toBe('')
    const report = InputMediaBuilder.document(new InputFile(everyByte, 'c.txt'), { caption: 'new' })
    await api.editMessageMedia(chat, message_id, report)
    expect(alice.sees().at(-1)).toMatchObject({ text: 'new', files: [{ kind: 'document', name: 'c.txt' }] })
  })
})

describe('an album', () => {
  it('arrives as messages of one group, each with its own file and caption', async () => {
    const { api, chat, alice, telegram } = await withAlice()
    const sent = await api.sendMediaGroup(chat, [
      InputMediaBuilder.photo(new InputFile(pngOf(10, 10), 'a.png'), { caption: '<b>one</b>', parse_mode: 'HTML' }),
      InputMediaBuilder.photo(new InputFile(pngOf(20, 20), 'b.png')),
    ])
    expect(sent).toHaveLength(2)
    const [first, second] = alice.sees().slice(-2)
    expect(first).toMatchObject({ text: 'one', entities: [{ type: 'bold' }] })
    expect(second?.album).toBe(first?.album)
    expect(telegram.fileBytes(second?.files[0]?.id ?? '')).toEqual(pngOf(20, 20))
  })

  it.each([
    ['there are no messages to send', 0],
    ['too many messages to send as an album', 11],
  ])('is refused with "%s"', async (description, count) => {
    const { api, chat } = await withAlice()
    const media = Array.from({ length: count }, () => InputMediaBuilder.photo(new InputFile(pngOf(9, 9), 'a.png')))
    expect((await refusal(api.sendMediaGroup(chat, media))).description).toBe(`Bad Request: ${description}`)
  })

  it('of a person comes as one update for each file, together in one answer', async () => {
    const { api, alice } = await withAlice()
    const [start] = await api.getUpdates()
    const polling = api.getUpdates({ offset: (start?.update_id ?? 0) + 1, timeout: 50 })
    await alice.sends({ album: [{ photo: pngOf(5, 5) }, { photo: pngOf(6, 6) }], caption: 'two' })
    const messages = (await polling).map(({ message }) => message)
    expect(messages).toMatchObject([{ caption: 'two', photo: [{ width: 5 }] }, { photo: [{ width: 6 }] }])
    expect(messages[0]?.media_group_id).toBe(messages[1]?.media_group_id)
  })
})

describe('a file', () => {
  it('that is unknown or larger than 20 MB cannot be fetched', async () => {
    const { api, alice, telegram } = await withAlice()
    expect((await refusal(api.getFile('nonsense'))).description).toBe('Bad Request: invalid file_id')
    const [big] = await alice.sends({ document: { bytes: Buffer.alloc(20 * 1024 * 1024 + 1), name: 'big.bin' } })
    expect((await refusal(api.getFile(big?.files[0]?.id ?? ''))).description).toBe('Bad Request: file is too big')
    const missing = await fetch(`${telegram.apiRoot}/file/bot${telegram.bot.token}/documents/none`)
    expect(missing.status).toBe(404)
  })
})
