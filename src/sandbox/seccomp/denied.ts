// For bubblewrap, which takes a compiled filter and no names: what must not get through, by its number on each processor.
export type Processor = {
  /** AUDIT_ARCH. */
  arch: number
  clone: number
  socket: number
  denied: number[]
}

/** clone3 hides its flags from any filter; without it the C library falls back to clone. The number is the same everywhere. */
export const clone3 = 435
/** What came later nobody has looked at. */
export const newestKnown = 462

/** io_uring, new mounts, pidfd_getfd, memfd_secret: numbered alike on every processor. */
const deniedEverywhere = [425, 426, 427, 428, 429, 430, 431, 432, 433, 438, 442, 447]

/** In this order: ptrace, process_vm_readv and writev, kcmp, keyctl, add_key, request_key, bpf, userfaultfd, perf_event_open,
 * mount, umount2, pivot_root, chroot, unshare, setns, init_module, finit_module, delete_module, kexec_load, kexec_file_load,
 * reboot, swapon, swapoff, settimeofday, clock_settime, adjtimex, clock_adjtime, name_to_handle_at, open_by_handle_at, quotactl,
 * acct, syslog, lookup_dcookie, vhangup, sethostname, setdomainname, personality, fanotify_init, mq_open, msgget, semget, shmget,
 * migrate_pages, move_pages, set_mempolicy, mbind; then what only x86 has: iopl, ioperm, modify_ldt, uselib, ustat, sysfs. */
const processors: Record<string, Processor> = {
  x64: {
    arch: 0xc000003e,
    clone: 56,
    socket: 41,
    denied: [
      ...[101, 310, 311, 312, 250, 248, 249, 321, 323, 298, 165, 166, 155, 161, 272, 308, 175, 313, 176, 246, 320],
      ...[169, 167, 168, 164, 227, 159, 305, 303, 304, 179, 163, 103, 212, 153, 170, 171, 135, 300, 240, 68, 64, 29],
      ...[256, 279, 238, 237, 172, 173, 154, 134, 136, 139],
    ],
  },
  arm64: {
    arch: 0xc00000b7,
    clone: 220,
    socket: 198,
    denied: [
      ...[117, 270, 271, 272, 219, 217, 218, 280, 282, 241, 40, 39, 41, 51, 97, 268, 105, 273, 106, 104, 294],
      ...[142, 224, 225, 170, 112, 171, 266, 264, 265, 60, 89, 116, 18, 58, 161, 162, 92, 262, 180, 186, 190, 194],
      ...[238, 239, 237, 235],
    ],
  },
}

export function findProcessor(name: string): Processor | undefined {
  const found = processors[name]
  return found && { ...found, denied: [...found.denied, ...deniedEverywhere] }
}
