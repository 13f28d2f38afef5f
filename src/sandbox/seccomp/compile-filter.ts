// A seccomp filter as the kernel takes it: classic BPF over the number, the processor and the first argument of a call.
import { clone3, newestKnown, type Processor } from './denied.ts'
import { families, newNamespaces } from './rules.ts'

const load = 0x20
const jumpIfEqual = 0x15
const jumpIfGreater = 0x25
const jumpIfAtLeast = 0x35
const jumpIfAny = 0x45
const answer = 0x06

const numberAt = 0
const archAt = 4
const firstArgumentAt = 16

const allow = 0x7fff0000
const kill = 0x80000000
const noPermission = 0x00050001
const noSuchCall = 0x00050026
/** Calls of the other ABI of x86 have this bit. */
const otherAbi = 0x40000000

type Line = [code: number, yes: number, no: number, value: number]

export function compileFilter({ arch, clone, socket, denied }: Processor): Buffer {
  const refuseIf = (code: number, value: number, how: number): Line[] => [
    [code, 0, 1, value],
    [answer, 0, 0, how],
  ]
  const lines: Line[] = [
    [load, 0, 0, archAt],
    [jumpIfEqual, 1, 0, arch],
    [answer, 0, 0, kill],
    [load, 0, 0, numberAt],
    ...refuseIf(jumpIfAtLeast, otherAbi, noPermission),
    ...refuseIf(jumpIfGreater, newestKnown, noSuchCall),
    ...refuseIf(jumpIfEqual, clone3, noSuchCall),
    ...denied.flatMap((number) => refuseIf(jumpIfEqual, number, noPermission)),
    [jumpIfEqual, 0, 4, clone],
    [load, 0, 0, firstArgumentAt],
    ...refuseIf(jumpIfAny, newNamespaces, noPermission),
    [answer, 0, 0, allow],
    [jumpIfEqual, 0, families.length * 2 + 2, socket],
    [load, 0, 0, firstArgumentAt],
    ...families.flatMap((family) => refuseIf(jumpIfEqual, family, allow)),
    [answer, 0, 0, noPermission],
    [answer, 0, 0, allow],
  ]
  return Buffer.concat(lines.map(toBytes))
}

function toBytes([code, yes, no, value]: Line): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeUInt16LE(code, 0)
  bytes.writeUInt8(yes, 2)
  bytes.writeUInt8(no, 3)
  bytes.writeUInt32LE(value, 4)
  return bytes
}
