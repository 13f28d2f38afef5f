# Runs the code of a job in the child: as a notebook cell would, with three functions to hand things out.
import ast, io, json, linecache, os, sys, traceback, types, warnings

SHOWN_ROWS, SHOWN_COLUMNS, SHOWN_CELL = 50, 20, 200
LONGEST_FIGURE = 50_000


class Outbox:
    """A folder of files and a list of them; what counts is what is found there when the code has ended."""

    def __init__(self, folder):
        self.folder = folder
        self.count = 0

    def add(self, kind, title, ending, content, **more):
        self.count += 1
        name = str(self.count)
        with open(os.path.join(self.folder, name), 'wb') as file:
            file.write(content)
        entry = {'kind': kind, 'title': str(title)[:200], 'ending': ending, 'file': name}
        entry.update(more)
        with open(os.path.join(self.folder, 'manifest'), 'a') as file:
            file.write(json.dumps(entry) + '\n')


def functions(outbox, read_figure):
    def save_plot(name='plot', figure=None):
        """Hands out the current figure, or the one given, as a picture."""
        from matplotlib import pyplot
        if figure is None and not pyplot.get_fignums():
            raise ValueError('save_plot found no figure: draw one first')
        drawn = figure if figure is not None else pyplot.gcf()
        drawn = getattr(drawn, 'figure', drawn)
        content = io.BytesIO()
        drawn.savefig(content, format='png', bbox_inches='tight')
        outbox.add('plot', name, 'png', content.getvalue(), **shown_in(drawn, read_figure))
        pyplot.close(drawn)

    def save_table(table, name='table'):
        """Hands out a DataFrame, or what makes one, as a table and as CSV."""
        import pandas
        frame = table.to_frame() if isinstance(table, pandas.Series) else pandas.DataFrame(table)
        plain = isinstance(frame.index, pandas.RangeIndex) and frame.index.name is None
        full = frame if plain else frame.reset_index(names=None)
        beginning = full.iloc[:SHOWN_ROWS, :SHOWN_COLUMNS]
        shown = {
            'columns': [str(column)[:SHOWN_CELL] for column in beginning.columns],
            'rows': [[cell(value) for value in row] for row in beginning.itertuples(index=False, name=None)],
            'totalRows': len(full),
            'totalColumns': len(full.columns),
        }
        outbox.add('table', name, 'csv', full.to_csv(index=False).encode(), table=shown)

    def save_file(path, name=None):
        """Hands out a file from the working folder."""
        with open(path, 'rb') as file:
            content = file.read()
        base = os.path.basename(os.fspath(path))
        outbox.add('file', name or base, os.path.splitext(base)[1].lstrip('.').lower(), content)

    return {'save_plot': save_plot, 'save_table': save_table, 'save_file': save_file}


def shown_in(figure, read_figure):
    """A picture without its figures is still a picture."""
    try:
        found = read_figure(figure)
        return {'figure': found} if found and len(json.dumps(found)) < LONGEST_FIGURE else {}
    except Exception:
        return {}


def cell(value):
    if isinstance(value, float):
        return format(value, '.6g')
    return str(value)[:SHOWN_CELL]


def show(value, tools):
    kind = type(value).__name__
    if value is None or holds_artists(value):
        return
    if kind in ('DataFrame', 'Series') and type(value).__module__.startswith('pandas'):
        tools['save_table'](value)
        return
    print(repr(value))


def holds_artists(value, depth=2):
    """What drawing functions return: lists, and lists of lists, of things that stand in a figure already."""
    if type(value).__module__.startswith('matplotlib'):
        return True
    if depth == 0 or type(value).__name__ not in ('list', 'tuple', 'ndarray', 'dict'):
        return False
    items = list(value.values()) if isinstance(value, dict) else list(getattr(value, 'flat', value))
    return any(holds_artists(item, depth - 1) for item in items[:50])


def run(code, tools):
    tree = ast.parse(code, 'code.py')
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    module = types.ModuleType('__main__')
    module.__dict__.update({**at_hand(), **tools})
    sys.modules['__main__'] = module
    exec(compile(tree, 'code.py', 'exec'), module.__dict__)
    if last:
        show(eval(compile(ast.Expression(last.value), 'code.py', 'eval'), module.__dict__), tools)


def at_hand():
    """What is loaded already goes by its usual name without an import."""
    usual = {'np': 'numpy', 'pd': 'pandas', 'plt': 'matplotlib.pyplot'}
    return {short: sys.modules[name] for short, name in usual.items() if name in sys.modules}


def exit_code(ending):
    if ending.code is None:
        return 0
    if isinstance(ending.code, int):
        return ending.code & 255
    print(ending.code, file=sys.stderr)
    return 1


def own_traceback():
    """The code's own lines, not ours around it."""
    kind, error, trace = sys.exc_info()
    while trace and trace.tb_frame.f_code.co_filename != 'code.py':
        trace = trace.tb_next
    traceback.print_exception(kind, error.with_traceback(trace), trace)


def capture_figures(tools):
    pyplot = sys.modules.get('matplotlib.pyplot')
    for number in pyplot.get_fignums() if pyplot else []:
        figure = pyplot.figure(number)
        if figure.axes or figure.texts:
            label = figure.get_label() or next((axes.get_title() for axes in figure.axes if axes.get_title()), '')
            tools['save_plot'](label or 'plot', figure)


def play(code, folder, read_figure):
    warnings.filterwarnings('ignore', message='.*non-interactive.*')
    sys.argv = ['code.py']
    # What was printed before the end counts, also when the end is violent.
    sys.stdout.reconfigure(line_buffering=True)
    sys.path.insert(0, os.getcwd())
    linecache.cache['code.py'] = (len(code), None, [line + '\n' for line in code.split('\n')], 'code.py')
    tools = functions(Outbox(folder), read_figure)
    ended = 0
    try:
        run(code, tools)
    except SystemExit as ending:
        ended = exit_code(ending)
    except BaseException:
        own_traceback()
        ended = 1
    try:
        capture_figures(tools)
    except BaseException:
        own_traceback()
        ended = ended or 1
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except BaseException:
            pass
    return ended
