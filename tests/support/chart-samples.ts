// One chart of each kind, in four scripts: for golden pictures and for the sheet in docs/.
import { type ChartInput, type ChartKind, type ChartSpec, defineChart } from '../../src/domain/chart.ts'

export const scripts = ['latin', 'japanese', 'arabic', 'emoji'] as const
export type Script = (typeof scripts)[number]

type Words = {
  title: string
  subtitle: string
  months: string[]
  names: [string, string]
  steps: string[]
  unit: string
  target: string
}

const words: Record<Script, Words> = {
  latin: {
    title: 'Guests of the Grand Hôtel by month',
    subtitle: 'Überwachte Zählung at both entrances',
    months: ['January', 'February', 'March', 'April', 'May', 'June'],
    names: ['By lift', 'By stairs'],
    steps: ['Visited the page', 'Asked for a price', 'Booked', 'Came back'],
    unit: '€',
    target: 'Plan',
  },
  japanese: {
    title: '月別の売上高と来客数',
    subtitle: '東京本社、二〇二六年度上半期',
    months: ['一月', '二月', '三月', '四月', '五月', '六月'],
    names: ['エレベーター', '階段'],
    steps: ['ページを見た', '見積もりを依頼', '予約した', 'また来てくれた'],
    unit: '¥',
    target: '目標',
  },
  arabic: {
    title: 'المبيعات الشهرية في الفندق الكبير',
    subtitle: 'النصف الأول من عام 2026',
    months: ['يناير', 'فبراير', 'مارس', 'أبريل', 'مايو', 'يونيو'],
    names: ['بالمصعد', 'بالدرج'],
    steps: ['زار الصفحة', 'طلب السعر', 'حجز غرفة', 'عاد مرة أخرى'],
    unit: '%',
    target: 'الهدف',
  },
  emoji: {
    title: '🚀 Launch week 📈 in smileys 😀',
    subtitle: 'Family 👩‍👩‍👧, flag 🇫🇷, tone 👍🏽, key 1️⃣',
    months: ['🍎 Apple', '🍌', '🍒', '🥝 Kiwi', '🍇', '🍉'],
    names: ['✅ Done', '❌ Open'],
    steps: ['👀 Saw it', '🛒 In the cart', '💳 Paid', '❤️ Came back'],
    unit: '⭐',
    target: '🎯',
  },
}

const first = [182, 231, 196, 344, 389, 412]
const second = [74, 81, 126, 90, 151, 133]

export function sampleChart(kind: ChartKind, script: Script, theme: 'light' | 'dark'): ChartSpec {
  return defineChart({ ...inputOf(kind, words[script]), theme } as ChartInput)
}

function inputOf(kind: ChartKind, { title, subtitle, months, names, steps, unit, target }: Words): ChartInput {
  const both = [
    { name: names[0], values: first },
    { name: names[1], values: second },
  ]
  const one = [{ name: names[0], values: first }]
  const head = { title, subtitle, unit }
  switch (kind) {
    case 'bar':
      return { ...head, kind, labels: months, series: one, target: { value: 300, label: target } }
    case 'line':
      return { ...head, kind, labels: months, series: both, annotations: [{ at: months[3] ?? '', text: target }] }
    case 'area':
      return { ...head, kind, labels: months, series: both, stacked: true }
    case 'pie':
    case 'doughnut':
      return { ...head, kind, labels: months, series: one }
    case 'funnel':
      return { ...head, kind, labels: steps, series: [{ values: [4200, 1850, 610, 140] }] }
    case 'radar':
      return { ...head, kind, labels: months, series: both }
    case 'heatmap':
      return { ...head, kind, labels: months, series: [...both, { name: target, values: [5, 60, null, 210, 330, 18] }] }
    case 'gauge':
      return { ...head, kind, value: 72, target: { value: 80, label: target }, thresholds: tones }
    case 'scatter':
      return { ...head, kind, xTitle: names[0], yTitle: names[1], series: clouds(names) }
    case 'timeline':
      return { ...head, kind, items: steps.map((label, i) => ({ label, ...(spans[i] ?? { start: '2026-01-05' }) })) }
  }
}

const tones = [
  { value: 0, tone: 'bad' as const },
  { value: 50, tone: 'warn' as const },
  { value: 80, tone: 'good' as const },
]

const spans = [
  { start: '2026-01-05', end: '2026-02-20' },
  { start: '2026-02-01', end: '2026-04-15' },
  { start: '2026-04-10', end: '2026-06-30' },
  { start: '2026-07-01' },
]

function clouds(names: [string, string]) {
  return names.map((name, k) => ({
    name,
    points: Array.from({ length: 40 }, (_, i) => ({
      x: 12 + i * 2,
      y: Math.round(25 + k * 28 + i * 0.7 + 16 * Math.sin(i * i + k * 5)),
    })),
  }))
}
