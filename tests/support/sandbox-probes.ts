// What hostile code looks for: each probe tells what it reached, and is to have reached nothing.
import { expect } from 'vitest'
import type { Attack } from './sandbox-attacks.ts'

const prelude = `
import os, sys, socket, ctypes, subprocess, json
libc = ctypes.CDLL(None, use_errno=True)
reached = []
masked = True
def attempt(name, act):
    try:
        value = act()
    except BaseException:
        return
    reached.append(f'{name}: {value!r}'[:200])
attempt('control', lambda: 1)
`
const tell = `
print(json.dumps(reached))
`

/** Reaches nothing but the control, which shows that reaching would be told. */
function probe(name: string, body: string): Attack {
  return {
    name,
    code: prelude + body + tell,
    wallMs: 15_000,
    sees(run) {
      expect(run).toMatchObject({ outcome: 'done', stderr: '' })
      expect(JSON.parse(run.stdout)).toEqual(['control: 1'])
    },
  }
}

export function networkAttack(port: number): Attack {
  return probe(
    'reach a network, a metadata address, a name server or the host',
    `
def tcp(host, port, family=socket.AF_INET):
    with socket.socket(family) as one:
        one.settimeout(1)
        one.connect((host, port))
        return 'connected'
for host in ('127.0.0.1', '172.17.0.1', '169.254.169.254', '1.1.1.1', '10.0.0.1', '192.168.0.1', '0.0.0.0'):
    for port in (${port}, 80, 2375):
        attempt(f'{host}:{port}', lambda: tcp(host, port))
attempt('ipv6', lambda: tcp('::1', ${port}, socket.AF_INET6))
attempt('udp', lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'x', ('8.8.8.8', 53)))
attempt('name', lambda: socket.getaddrinfo('example.com', 80))
attempt('host name', lambda: socket.gethostbyname('host.docker.internal'))
for family in (16, 17, 38, 40, 44, 21, 31):
    attempt(f'family {family}', lambda: socket.socket(family, socket.SOCK_RAW))
attempt('raw', lambda: socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP))
for path in ('/var/run/docker.sock', '/run/docker.sock', '/run/containerd/containerd.sock', '/run/dbus/system_bus_socket'):
    def unix():
        with socket.socket(socket.AF_UNIX) as one:
            one.connect(path)
    attempt(path, unix)
others = [line.split(':')[0].strip() for line in open('/proc/net/dev').readlines()[2:]]
if others != ['lo']:
    reached.append(f'interfaces {others}')
`,
  )
}

export const probes: Attack[] = [
  probe(
    'read secrets of the host, of the runner or of the kernel',
    `
for path in ('/etc/shadow', '/etc/gshadow', '/proc/kcore', '/proc/1/mem', '/proc/1/environ', '/proc/1/maps', '/proc/keys',
             '/dev/mem', '/dev/kmsg', '/dev/sda', '/dev/vda', '/dev/kvm', '/root/.ssh/id_rsa', '/proc/1/root/etc/shadow'):
    attempt(path, lambda: open(path, 'rb').read(64)[0])
for path in ('/proc/cmdline', '/proc/kallsyms', '/proc/modules', '/proc/timer_list', '/proc/sched_debug'):
    attempt(path, lambda: [open(path, 'rb').read(64)[0]][0 if masked else 1])
for path in ('/sys/class', '/sys/fs/cgroup', '/sys/kernel', '/sys/firmware', '/proc/1/fd', '/proc/1/map_files', '/root'):
    attempt(path, lambda: os.listdir(path)[0])
kept = {name for name in os.environ if any(word in name for word in ('TOKEN', 'SECRET', 'KEY', 'PASSWORD', 'URL'))}
if kept:
    reached.append(f'environment {kept}')
`,
  ),
  probe(
    'write anywhere but its own folder, or make devices',
    `
import stat
for folder in ('/', '/etc', '/usr', '/usr/bin', '/opt', '/opt/bellhop', '/tmp', '/var/tmp', '/run', '/home', '/dev/shm', '/dev/mqueue',
               '/dev', '/proc', '/sys', '/root', '/bin', '/lib'):
    attempt(folder, lambda: os.write(os.open(folder + '/x', os.O_WRONLY | os.O_CREAT), b'x'))
for path in ('/proc/sys/kernel/hostname', '/proc/sys/kernel/core_pattern', '/proc/sysrq-trigger', '/proc/1/oom_score_adj',
             '/proc/self/uid_map', '/sys/kernel/uevent_helper', '/opt/bellhop/runner.py'):
    attempt(path, lambda: os.write(os.open(path, os.O_WRONLY), b'1'))
attempt('mknod', lambda: os.mknod('disk', 0o600 | stat.S_IFBLK, os.makedev(8, 0)))
attempt('chroot', lambda: os.chroot('/job'))
attempt('link', lambda: os.link('/etc/passwd', 'passwd'))
attempt('remount', lambda: subprocess.run(['mount', '-o', 'remount,rw', '/'], check=True, capture_output=True))
`,
  ),
  probe(
    'gain rights',
    `
attempt('setuid', lambda: os.setuid(0))
attempt('setgid', lambda: os.setgid(0))
attempt('setgroups', lambda: os.setgroups([0]))
for command in (['su', '-c', 'id'], ['sudo', '-n', 'id'], ['unshare', '-Ur', 'id'], ['unshare', '-n', 'true'], ['nsenter', '-t', '1', '-a', 'true'],
                ['mount', '-t', 'tmpfs', 'x', '/job/work'], ['chroot', '/', 'id'], ['dmesg'], ['newgrp', 'root']):
    attempt(' '.join(command), lambda: subprocess.run(command, check=True, capture_output=True, timeout=5, stdin=subprocess.DEVNULL).stdout)
found = subprocess.run(['find', '/', '-xdev', '-perm', '/6000', '-type', 'f'], capture_output=True, text=True).stdout.split()
if found and masked:
    reached.append(f'setuid programs {found}')
state = dict(line.split(':', 1) for line in open('/proc/self/status') if ':' in line)
for name in ('CapInh', 'CapPrm', 'CapEff', 'CapBnd', 'CapAmb'):
    if int(state[name], 16) and not (name == 'CapBnd' and state['NoNewPrivs'].strip() == '1'):
        reached.append(f'{name} {state[name].strip()}')
if state['NoNewPrivs'].strip() != '1' or state['Seccomp'].strip() != '2' or '0' in state['Uid'].split():
    reached.append(f'{state["NoNewPrivs"]} {state["Seccomp"]} {state["Uid"]}')
`,
  ),
  probe(
    'call into the kernel where it is thin',
    `
import errno, platform
calls = dict(io_uring_setup=425, io_uring_enter=426, ptrace=101, keyctl=250, add_key=248, request_key=249, bpf=321, userfaultfd=323,
    perf_event_open=298, mount=165, umount2=166, pivot_root=155, setns=308, init_module=175, finit_module=313, delete_module=176,
    kexec_load=246, kexec_file_load=320, reboot=169, swapon=167, swapoff=168, settimeofday=164, clock_settime=227, adjtimex=159,
    name_to_handle_at=303, open_by_handle_at=304, process_vm_readv=310, process_vm_writev=311, quotactl=179, acct=163, iopl=172,
    ioperm=173, modify_ldt=154, mq_open=240, fanotify_init=300, fsopen=430, fsmount=432, move_mount=429, open_tree=428,
    mount_setattr=442, memfd_secret=447, syslog=103, lookup_dcookie=212, kcmp=312, vhangup=153, sethostname=170, uselib=134,
    shmget=29, msgget=68, semget=64, pidfd_getfd=438, chroot=161, migrate_pages=256, move_pages=279, set_mempolicy=238)
if platform.machine() == 'x86_64':
    for name, number in calls.items():
        ctypes.set_errno(0)
        answer = libc.syscall(number, 0, 0, 0, 0, 0, 0)
        if answer != -1 or ctypes.get_errno() not in (errno.EPERM, errno.ENOSYS):
            reached.append(f'{name} {answer} {errno.errorcode.get(ctypes.get_errno())}')
    for name, flag in dict(user=0x10000000, mount=0x20000, net=0x40000000, pid=0x20000000, ipc=0x8000000).items():
        for way, number in dict(unshare=272, clone=56).items():
            if libc.syscall(number, flag | (17 if way == 'clone' else 0), 0, 0, 0, 0) != -1:
                reached.append(f'{way} {name}')
    # The same numbers on the other ABI of this processor must not slip through.
    child = os.fork()
    if child == 0:
        os._exit(0 if libc.syscall(0x40000000 + 272, 0x10000000, 0, 0) == -1 else 77)
    if os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 77:
        reached.append('x32')
`,
  ),
  probe(
    'forge frames, or read those of the runner',
    `
frame = b'X' + len(b'{"exit":0}').to_bytes(4, 'big') + b'{"exit":0}'
for pid in ('1', str(os.getppid())):
    for fd in range(0, 12):
        attempt(f'/proc/{pid}/fd/{fd}', lambda: os.write(os.open(f'/proc/{pid}/fd/{fd}', os.O_WRONLY), frame))
attempt('attach', lambda: open(f'/proc/{os.getppid()}/mem', 'rb+').read(1))
for fd in range(3, 64):
    attempt(f'inherited {fd}', lambda: os.fstat(fd))
`,
  ),
]
