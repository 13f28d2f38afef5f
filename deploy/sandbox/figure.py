# Reads back what a figure of matplotlib shows, as figures: bars, lines, points, slices and boxes. What it does not
# understand it leaves alone; it only ever adds to a picture.
import math, sys

MOST_LABELS, MOST_SERIES, MOST_POINTS, MOST_BOXES = 400, 12, 2_000, 50


def remember_what_artists_forget():
    """A slice knows its angle and a box its lines only: what they were made of is kept with their axes."""
    axes_module = sys.modules.get('matplotlib.axes')
    if axes_module is None:
        return
    keep_argument(axes_module.Axes, 'pie', 'x')
    keep_argument(axes_module.Axes, 'bxp', 'bxpstats')


def keep_argument(owner, method, name):
    original = getattr(owner, method)

    def keeping(self, *args, **kwargs):
        drawn = original(self, *args, **kwargs)
        kept = self.__dict__.setdefault('_bellhop_' + method, [])
        kept.append(args[0] if args else kwargs.get(name))
        return drawn

    keeping.__name__, keeping.__doc__ = original.__name__, original.__doc__
    setattr(owner, method, keeping)


def read_figure(figure):
    """What one plot shows; None where there are several, or it is of another kind."""
    shown = [axes for axes in figure.axes if axes.has_data() and axes.get_label() != '<colorbar>']
    if len(shown) != 1:
        return None
    axes = shown[0]
    if holds_several(axes):
        return None
    for read in (read_boxes, read_pie, read_bars, read_lines, read_points):
        found = read(axes)
        if found:
            titles = {'title': axes.get_title() or figure.get_suptitle(), 'xTitle': axes.get_xlabel(), 'yTitle': axes.get_ylabel()}
            return {**{key: text.strip()[:80] for key, text in titles.items() if text.strip()}, **found}
    return None


def holds_several(axes):
    """To say one kind of what is drawn and not the other would be wrong. Boxes and slices are made of lines and patches."""
    if any(name in axes.__dict__ for name in ('_bellhop_bxp', '_bellhop_pie')):
        return False
    lines = any(is_data_line(line, axes) for line in axes.lines)
    return sum(map(bool, (bars_in(axes), lines, points_in(axes), axes.images))) > 1


def bars_in(axes):
    return [one for one in axes.containers if type(one).__name__ == 'BarContainer' and len(one.patches)]


def points_in(axes):
    return [one for one in axes.collections if type(one).__name__ == 'PathCollection']


def read_boxes(axes):
    stats = [box for boxes in axes.__dict__.get('_bellhop_bxp', []) for box in boxes]
    if not stats or len(stats) > MOST_BOXES:
        return None
    names = ('whislo', 'q1', 'med', 'q3', 'whishi')
    ticks = [tick.get_text() for tick in axes.get_xticklabels()] or []
    rows = []
    for at, box in enumerate(stats):
        label = box.get('label') or (ticks[at] if at < len(ticks) else '') or str(at + 1)
        rows.append([str(label)[:80], *(format(float(box[name]), '.6g') for name in names)])
    return {'kind': 'box', 'columns': ['', 'low', 'quarter', 'median', 'three quarters', 'high'], 'rows': rows}


def read_pie(axes):
    pies = axes.__dict__.get('_bellhop_pie', [])
    slices = [patch for patch in axes.patches if type(patch).__name__ == 'Wedge']
    if len(pies) != 1 or not slices:
        return None
    values = numbers(pies[0])
    labels = [label_of(patch) or str(at + 1) for at, patch in enumerate(slices)]
    if len(values) != len(labels):
        return None
    return plotted('pie', labels, [('', values)])


def read_bars(axes):
    containers = bars_in(axes)
    if not containers:
        return None
    lying = getattr(containers[0], 'orientation', None) == 'horizontal'
    start, length = ('get_y', 'get_height') if lying else ('get_x', 'get_width')
    value = 'get_width' if lying else 'get_height'
    ticks = tick_labels(axes.yaxis if lying else axes.xaxis)
    series, stacked, bottoms = {}, False, 'get_x' if lying else 'get_y'
    for container in containers:
        values = {}
        edges = [(getattr(bar, start)(), getattr(bar, length)()) for bar in container.patches]
        touching = len(edges) > 1 and not ticks and all(
            math.isclose(a + w, b, rel_tol=1e-6, abs_tol=1e-9) for (a, w), (b, _) in zip(edges, edges[1:]))
        for bar, (left, width) in zip(container.patches, edges):
            middle = left + width / 2
            label = nearest(ticks, middle, len(containers)) or (f'{left:g} to {left + width:g}' if touching else f'{middle:g}')
            floats = getattr(bar, bottoms)() != 0
            if label in values or (floats and container is containers[0]):
                return None
            values[label] = getattr(bar, value)()
            stacked = stacked or floats
        name = label_of(container) or str(len(series) + 1)
        if name in series:
            return None
        series[name] = values
    more = {'horizontal': True} if lying else {}
    return joined('bar', series, {**more, **({'stacked': True} if stacked else {})})


def read_lines(axes):
    lines = [line for line in axes.lines if is_data_line(line, axes)]
    if not lines:
        return None
    series, is_even = {}, True
    for line in lines:
        xs, ys = list(line.get_xdata(orig=True)), numbers(line.get_ydata(orig=True))
        is_even = is_even and evenly(xs)
        name = label_of(line) or str(len(series) + 1)
        if name in series:
            return None
        series[name] = list(zip(xs, ys))
    if not is_even:
        return scatter(series)
    ticks = tick_labels(axes.xaxis)
    named = {name: {text_of(x, ticks): y for x, y in points} for name, points in series.items()}
    if any(len(named[name]) < len(points) for name, points in series.items()):
        return None
    return joined('line', named, {})


def read_points(axes):
    clouds = {label_of(cloud) or str(at + 1): cloud.get_offsets() for at, cloud in enumerate(points_in(axes))}
    return scatter(clouds) if len(clouds) == len(points_in(axes)) else None


def scatter(series):
    found = []
    for name, points in series.items():
        pairs = [(number(x), number(y)) for x, y in points]
        found.append({'name': name if len(series) > 1 else '', 'points': [{'x': x, 'y': y} for x, y in pairs if x is not None and y is not None]})
    found = [one for one in found if one['points']]
    if not found or len(found) > MOST_SERIES or sum(len(one['points']) for one in found) > MOST_POINTS:
        return None
    return {'kind': 'scatter', 'series': found}


def joined(kind, series, more):
    """Series may have labels that others lack."""
    labels = list(dict.fromkeys(label for values in series.values() for label in values))
    rows = [(name if len(series) > 1 else '', [number(values.get(label)) for label in labels]) for name, values in series.items()]
    return plotted(kind, labels, rows, more)


def plotted(kind, labels, rows, more=None):
    if not labels or len(labels) > MOST_LABELS or len(rows) > MOST_SERIES:
        return None
    series = [{'name': name, 'values': values} for name, values in rows]
    return {'kind': kind, 'labels': [label[:80] for label in labels], 'series': series, **(more or {})}


def is_data_line(line, axes):
    """Lines across the whole plot are marks, not data."""
    return line.get_transform() == axes.transData and len(line.get_xdata()) > 1 and line.get_linestyle() != 'None'


def evenly(xs):
    """A line chart puts its labels at even distances, which would bend what stands at others."""
    try:
        steps = [float(b - a) for a, b in zip(xs, xs[1:])]
    except (TypeError, ValueError):
        return True
    return not steps or max(steps) - min(steps) <= abs(max(steps, key=abs)) * 0.2


def tick_labels(axis):
    """Where the words of an axis stand, when they are words."""
    places = [(at, tick.get_text()) for at, tick in zip(axis.get_ticklocs(), axis.get_ticklabels())]
    words = [(float(at), text) for at, text in places if text.strip()]
    return [] if all(is_numeric(text) for _, text in words) else words


def nearest(ticks, at, beside):
    if not ticks:
        return None
    place, text = min(ticks, key=lambda tick: abs(tick[0] - at))
    return text[:80] if abs(place - at) <= (0.5 if beside > 1 else 0.25) else None


def text_of(x, ticks):
    if isinstance(x, str):
        return x
    if hasattr(x, 'strftime'):
        return x.strftime('%Y-%m-%d')
    plain = number(x)
    if plain is None or type(x).__module__.startswith('pandas'):
        return str(x)[:80]
    if type(x).__name__ == 'datetime64':
        return str(x)[:10]
    return nearest(ticks, plain, 1) or f'{plain:g}'


def is_numeric(text):
    try:
        float(text.replace('−', '-').replace(',', ''))
        return True
    except ValueError:
        return False


def label_of(artist):
    label = str(artist.get_label() or '')
    return '' if label.startswith('_') else label[:80]


def numbers(values):
    return [number(value) for value in list(values)]


def number(value):
    try:
        plain = float(value)
    except (TypeError, ValueError):
        return None
    return plain if math.isfinite(plain) else None
