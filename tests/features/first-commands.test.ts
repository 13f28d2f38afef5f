// The first things people say to Bellhop, on each platform.
import { expect, it } from 'vitest'
import { describeOnEveryPlatform } from '../support/on-every-platform.ts'

describeOnEveryPlatform('the first commands', ({ platform, olivia, max }) => {
  it('answer ping with pong and the text', async () => {
    await olivia().commands('ping good *morning*')
    expect(await olivia().reads(/pong/)).toContain('good')
  })

  it('tell an owner who they are and what they may do', async () => {
    await olivia().commands('whoami')
    const answer = await olivia().reads(/Role/)
    expect(answer).toMatch(/owner/)
    expect(answer).toMatch(/admin/)
  })

  it('show an owner the admin commands in help, and nobody else', async () => {
    await olivia().commands('help')
    expect(await olivia().reads(/ping/)).toMatch(/admin/)
    await max().commands('help')
    expect(await max().reads(/ping/)).not.toMatch(/admin/)
  })

  it('refuse an admin command to whoever is no admin, with the reason', async () => {
    await max().commands('admin audit')
    expect(await max().reads(/role admin|do not know you/)).not.toMatch(/pong/)
  })

  it('guess what a slip of the finger meant', async () => {
    await olivia().commands('pingg')
    const typed = platform === 'slack' ? '/bellhop ' : '/'
    expect(await olivia().reads(/Did you mean.*ping/)).toMatch(new RegExp(`mean .?${typed}ping.*Say .?${typed}help`))
  })

  it.each(['ping', 'admin users', 'py'])('explain themselves to whoever asks %s for --help', async (name) => {
    await olivia().commands(`${name} --help`)
    const typed = `${platform === 'slack' ? '/bellhop ' : '/'}${name}`
    expect(await olivia().reads(new RegExp(`${typed} .*(Arguments|Subcommands)`, 's'))).not.toMatch(/reference/)
  })

  it('show everything to whoever says nothing but --help', async () => {
    await olivia().commands('--help')
    await olivia().reads(/Getting started.*Errands/s)
  })

  it('say hello with what works at once, before there are any figures', async () => {
    await olivia().commands('start')
    await olivia().reads(/Try .*chart bar Jan=10 Feb=12.* or /)
  })

  it('explain arguments that are wrong', async () => {
    await olivia().commands('admin audit --limit many')
    await olivia().reads(/limit/)
  })

  it('show an owner what was refused', async () => {
    await max().commands('admin health')
    await max().reads(/role admin|do not know you/)
    await olivia().commands('admin audit --refused')
    await olivia().reads(/refused: needs admin/)
  })

  it('show an owner that everything answers', async () => {
    await olivia().commands('admin health')
    const shown = await olivia().reads(/Everything I depend on answers/)
    expect(shown).toMatch(/PostgreSQL|embedded/)
    // The question itself is no event that waits.
    expect(shown).toMatch(/Events waiting\D*0\b/)
  })
})
