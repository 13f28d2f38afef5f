# Runs one job and ends. As process 1 of its container it reads code and files from stdin, runs them in a child and writes
# frames to stdout: a letter, a length, a payload. Whoever reads them trusts none.
import base64, ctypes, fcntl, gc, json, os, resource, select, signal, stat, struct, sys, time

PROTOCOL = 1
GRACE_S = 0.05
JOB, WORK, OUT, TMP = '/job', '/job/work', '/job/out', '/job/tmp'
libc = ctypes.CDLL(None, use_errno=True)


def hide():
    # Without this, code in the child could open our stdout through /proc and write frames of its own.
    libc.prctl(4, 0, 0, 0, 0)


def send(kind, payload):
    view = memoryview(kind + struct.pack('>I', len(payload)) + payload)
    while view:
        view = view[os.write(1, view):]


def send_json(kind, value):
    send(kind, json.dumps(value).encode())


def read_exactly(count):
    parts = bytearray()
    while len(parts) < count:
        chunk = os.read(0, min(count - len(parts), 1 << 20))
        if not chunk:
            sys.exit(0)
        parts += chunk
    return bytes(parts)


def prepare_folders():
    for path in (WORK, OUT, TMP, '/job/mpl'):
        os.makedirs(path, exist_ok=True)
    fonts = os.environ.get('BELLHOP_FONTS', '')
    for name in os.listdir(fonts) if os.path.isdir(fonts) else []:
        with open(os.path.join(fonts, name), 'rb') as source, open(os.path.join('/job/mpl', name), 'wb') as target:
            target.write(source.read())
    os.chdir(WORK)


def warm_up():
    loaded = []
    for name in os.environ.get('BELLHOP_WARM', '').split(','):
        try:
            if name:
                __import__(name)
                loaded.append(name)
        except Exception:
            pass
    if 'matplotlib.pyplot' in loaded:
        from matplotlib import pyplot
        pyplot.rcParams['figure.figsize'] = (8, 4.5)
        pyplot.rcParams['savefig.dpi'] = 120
    draw_something()
    gc.collect()
    gc.freeze()
    return loaded


def draw_something():
    """Much is loaded, found and cached with the first picture only, and the first frame that is drawn."""
    if 'matplotlib.pyplot' not in sys.modules:
        return
    import io
    pyplot = sys.modules['matplotlib.pyplot']
    figure, axes = pyplot.subplots(figsize=(2, 1))
    if 'pandas' in sys.modules:
        sys.modules['pandas'].DataFrame({'a': [0, 1]}).plot(ax=axes, title='a')
    else:
        axes.plot([0, 1], label='a')
        axes.legend()
    figure.savefig(io.BytesIO(), format='png', bbox_inches='tight')
    pyplot.close('all')


def load_play():
    play, figure = load('play'), load('figure')
    figure.remember_what_artists_forget()
    return lambda code: play.play(code, OUT, figure.read_figure)


def load(name):
    import importlib.util
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), name + '.py')
    spec = importlib.util.spec_from_file_location('bellhop_' + name, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def write_files(files):
    for name, content in files.items():
        path = os.path.join(WORK, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, 'wb') as file:
            file.write(base64.b64decode(content))


def fork_child(play):
    """A child that waits for its code: whoever forks only then lets people wait for the pages it copies."""
    job_read, job_write = os.pipe()
    out_read, out_write = os.pipe()
    err_read, err_write = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            nothing = os.open('/dev/null', os.O_RDWR)
            for fd in (0, 1, 2):
                os.dup2(nothing, fd)
            keep_only(job_read, out_write, err_write)
            draw_something()
            close_fonts()
            keep_only(job_read, out_write, err_write)
            os.dup2(out_write, 1)
            os.dup2(err_write, 2)
            os.close(out_write)
            os.close(err_write)
            os.setsid()
            libc.prctl(4, 1, 0, 0, 0)
            raise_oom_score()
            os.write(1, b'.')
            code = play(read_all(job_read))
        except BaseException:
            import traceback
            traceback.print_exc()
            code = 1
        os._exit(code)
    for fd in (job_read, out_write, err_write):
        os.close(fd)
    # Its time does not run before it is ready.
    os.read(out_read, 1)
    return child, job_write, {out_read: b'O', err_read: b'E'}


def close_fonts():
    """What is drawn with keeps its files open, and code is to inherit none."""
    manager = sys.modules.get('matplotlib.font_manager')
    if manager:
        manager._get_font.cache_clear()
        gc.collect()


def keep_only(*kept):
    for fd in range(3, 1024):
        if fd not in kept:
            try:
                os.close(fd)
            except OSError:
                pass


def read_all(fd):
    with os.fdopen(fd, 'rb') as file:
        return file.read().decode('utf8', 'surrogatepass')


def raise_oom_score():
    # When memory runs out it is the code that goes, so that somebody is left to say so.
    try:
        with open('/proc/self/oom_score_adj', 'w') as file:
            file.write('1000')
    except OSError:
        pass


def watch(child, streams, job):
    """Passes output on until the child has ended, whatever others still hold the pipes; ends it when its time is up."""
    wakeup_read, wakeup_write = os.pipe()
    for fd in (wakeup_read, wakeup_write):
        fcntl.fcntl(fd, fcntl.F_SETFL, os.O_NONBLOCK)
    signal.set_wakeup_fd(wakeup_write, warn_on_full_buffer=False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    open_fds, left, cut = dict(streams), job['outputBytes'], False
    deadline = time.monotonic() + job['wallMs'] / 1000
    status, timed_out, ends_at = None, False, None
    while open_fds or status is None:
        now = time.monotonic()
        if status is None:
            status = reap(child)
            if status is not None:
                ends_at = now + GRACE_S
                if not open_fds:
                    break
        if ends_at is not None and now >= ends_at:
            break
        if now >= deadline and not timed_out:
            timed_out = True
            kill_all()
        until = ends_at if ends_at is not None else (now + 1 if timed_out else deadline)
        ready, _, _ = select.select([*open_fds, wakeup_read], [], [], max(0, until - now))
        for fd in ready:
            if fd == wakeup_read:
                drain(wakeup_read)
                continue
            chunk = os.read(fd, 65536)
            if not chunk:
                os.close(fd)
                del open_fds[fd]
                continue
            if left > 0:
                send(open_fds[fd], chunk[:left])
            cut = cut or len(chunk) > left
            left = max(0, left - len(chunk))
    kill_all()
    return status, timed_out, cut


def drain(fd):
    try:
        while os.read(fd, 512):
            pass
    except BlockingIOError:
        pass


def reap(child):
    found = None
    while True:
        try:
            pid, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return found
        if pid == 0:
            return found
        if pid == child:
            found = os.waitstatus_to_exitcode(status)


def kill_all():
    """As process 1 this reaches everything else in here and never ourselves."""
    if os.getpid() == 1:
        for _ in range(3):
            try:
                os.kill(-1, signal.SIGKILL)
            except ProcessLookupError:
                return


def read_manifest():
    try:
        folder = os.open(OUT, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
        lines = read_file(folder, 'manifest', 4 << 20)
    except (OSError, ValueError):
        return None, []
    entries = []
    for line in lines.split(b'\n'):
        try:
            entry = json.loads(line)
            if isinstance(entry, dict) and isinstance(entry.get('file'), str):
                entries.append(entry)
        except (ValueError, RecursionError):
            continue
    return folder, entries


def read_file(folder, name, most):
    if '/' in name or name in ('', '.', '..'):
        raise ValueError('no name')
    fd = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=folder)
    with os.fdopen(fd, 'rb') as file:
        found = os.fstat(fd)
        if not stat.S_ISREG(found.st_mode):
            raise ValueError('no regular file')
        if found.st_size > most:
            raise ValueError('too large')
        return file.read(most + 1)[:most]


def send_artifacts(job):
    folder, entries = read_manifest()
    left, count = job['artifactBytes'], 0
    for entry in entries:
        title = str(entry.get('title', ''))[:200]
        if count >= job['artifacts']:
            send_json(b'L', {'title': '', 'why': 'many', 'count': len(entries) - count})
            return
        try:
            content = read_file(folder, entry['file'], left)
        except (OSError, ValueError) as error:
            send_json(b'L', {'title': title, 'why': 'large' if 'large' in str(error) else 'unreadable'})
            continue
        left -= len(content)
        count += 1
        head = {'kind': entry.get('kind'), 'title': title, 'ending': str(entry.get('ending', ''))[:16]}
        for name in ('table', 'figure'):
            if isinstance(entry.get(name), dict):
                head[name] = entry[name]
        send(b'A', json.dumps(head).encode() + b'\0' + content)


def main():
    hide()
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    prepare_folders()
    loaded = warm_up()
    child, code_fd, streams = fork_child(load_play())
    send_json(b'R', {'protocol': PROTOCOL, 'loaded': loaded})
    (length,) = struct.unpack('>I', read_exactly(4))
    job = json.loads(read_exactly(length))
    write_files(job.pop('files'))
    started = time.monotonic()
    with os.fdopen(code_fd, 'wb') as file:
        file.write(job.pop('code').encode('utf8', 'surrogatepass'))
    status, timed_out, cut = watch(child, streams, job)
    ran_ms = round((time.monotonic() - started) * 1000)
    send_artifacts(job)
    peak_kb = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    send_json(b'X', {'exit': status, 'timeout': timed_out, 'cut': cut, 'ranMs': ran_ms, 'peakKb': peak_kb})


main()
