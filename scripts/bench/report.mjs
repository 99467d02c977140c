// Writes the figures of a run as the tables of docs/performance.md.
//   node report.mjs FOLDER
// FOLDER holds facts.json, throughput.tsv, jobs.tsv, attendees.tsv, streams.tsv, growth.tsv, memory.tsv, bytes.tsv and, where a browser was asked, browser.json.

import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const [folder] = process.argv.slice(2)
const read = (name) => readFileSync(join(folder, name), 'utf8')
// What was not asked for (`--only`) left no file.
const rows = (name) => (existsSync(join(folder, name)) ? read(name) : '').split('\n').filter(Boolean).map((line) => line.split('\t'))
const facts = JSON.parse(read('facts.json'))

function median(numbers) {
  const sorted = numbers.filter(Number.isFinite).sort((a, b) => a - b)
  if (sorted.length === 0) return NaN
  const middle = sorted.length >> 1
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

const grouped = (number) => Math.round(number).toString().replace(/\B(?=(\d{3})+$)/g, ',')
const per = (number) => (Number.isFinite(number) ? (number < 100 ? number.toFixed(1) : grouped(number)) : '–')
const ms = (number) => (Number.isFinite(number) ? (number < 10 ? number.toFixed(1) : grouped(number)) : '–')
const ratio = (number) => (Number.isFinite(number) ? number.toFixed(2) : '–')
const table = (head, body) =>
  [head, head.map((_, column) => (column ? '--:' : '---')), ...body].map((cells) => `| ${cells.join(' | ')} |`).join('\n')

/** Runs by route, connections and variant: `[requests/s, p50, p95, p99]`, each the median of the runs. */
function medians(name, keys) {
  const found = new Map()
  for (const row of rows(name)) {
    const key = row.slice(0, keys).join('\t')
    if (!found.has(key)) found.set(key, [])
    // What was not answered once has no figure.
    found.get(key).push(row.slice(keys).map((cell) => Number(cell) || NaN))
  }
  return new Map([...found].map(([key, runs]) => [key, runs[0].map((_, column) => median(runs.map((run) => run[column])))]))
}

const runs = medians('throughput.tsv', 3)
const of = (route, connections, variant) => runs.get([route, connections, variant].join('\t')) ?? []
const distinct = (column) => [...new Set([...runs.keys()].map((key) => key.split('\t')[column]))]
const [routes, connections] = [distinct(0), distinct(1)]

function throughput() {
  const body = routes.flatMap((route) =>
    connections.map((many) => {
      const [page, bare, base] = ['page', 'bare', 'pgbench'].map((variant) => of(route, many, variant))
      return [
        route, many, per(page[0]), ms(page[1]), ms(page[2]), ms(page[3]), per(bare[0]), ms(bare[1]), per(base[0]),
        ratio(page[0] / bare[0]), ratio(bare[0] / base[0]),
      ]
    }),
  )
  return table(
    ['', 'connections', 'requests/s', 'p50', 'p95', 'p99', 'bare, requests/s', 'bare p50', 'pgbench, tps', 'page ÷ bare', 'bare ÷ pgbench'],
    body,
  )
}

function growth() {
  const found = medians('growth.tsv', 3)
  const keys = [...found.keys()].map((key) => key.split('\t'))
  const sizes = [...new Set(keys.map(([, size]) => size))].sort((a, b) => a - b)
  const lines = [...new Set(keys.map(([route, , variant]) => `${route}\t${variant}`))]
  const body = lines.map((line) => {
    const [route, variant] = line.split('\t')
    return [`${route}, ${variant}`, ...sizes.map((size) => ms((found.get([route, size, variant].join('\t')) ?? [])[1]))]
  })
  return table(['p50 in ms, one connection', ...sizes.map(grouped)], body)
}

function targets() {
  const memory = new Map(rows('memory.tsv').map(([when, kib]) => [when, Number(kib) / 1024]))
  const bytes = new Map(rows('bytes.tsv').map(([kind, ...sizes]) => [kind, sizes.map(Number)]))
  const checks = []
  const check = (what, value, limit, holds, unit = '') =>
    checks.push([what, `${limit}${unit}`, Number.isFinite(value) ? `${value.toFixed(2).replace(/\.?0+$/, '')}${unit}` : '–', Number.isFinite(value) ? (holds ? 'reached' : '**missed**') : 'not measured'])
  const least = (values) => Math.min(...values.filter(Number.isFinite))
  const has = (route) => routes.includes(route)
  const ratios = (a, b, only = routes) => least(only.flatMap((route) => connections.map((many) => of(route, many, a)[0] / of(route, many, b)[0])))
  if (has('table')) {
    const worst = ratios('page', 'bare', ['table'])
    check('table ÷ bare, worst', worst, '≥ 0.35', worst >= 0.35)
  }
  if (has('inbox')) {
    const worst = ratios('page', 'bare', ['inbox'])
    check('inbox ÷ bare, worst', worst, '≥ 0.35', worst >= 0.35)
  }
  if (existsSync(join(folder, 'approve.tsv'))) {
    const slowest = median(rows('approve.tsv').map((row) => Number(row[4])))
    check('approving at 32 connections, p99', slowest, '≤ 100', slowest <= 100, ' ms')
  }
  if (existsSync(join(folder, 'report.tsv'))) {
    const all = [...medians('report.tsv', 1).values()]
    const last = all.at(-1)[2]
    check('report over the most claims, p95', last, '≤ 300', last <= 300, ' ms')
    const grown = all.at(-1)[1] / all[0][1]
    check('report, p50 with the most claims ÷ with the fewest', grown, '≤ 1.25', grown <= 1.25)
  }
  if (has('agenda')) {
    const worst = ratios('page', 'bare', ['agenda'])
    check('agenda of 200 items ÷ bare, worst', worst, '≥ 0.35', worst >= 0.35)
  }
  for (const route of routes) {
    const worst = ratios('bare', 'pgbench', [route])
    check(`bare ÷ pgbench, ${route}, worst`, worst, '≥ 0.5', worst >= 0.5)
  }
  if (has('search')) {
    check('search, p95 at 1', of('search', '1', 'page')[2], '≤ 50', of('search', '1', 'page')[2] <= 50, ' ms')
    check('search, p95 at 16', of('search', '16', 'page')[2], '≤ 150', of('search', '16', 'page')[2] <= 150, ' ms')
  }
  if (existsSync(join(folder, 'jobs.tsv'))) {
    const jobs = median(rows('jobs.tsv').map(([rate]) => Number(rate)))
    check('jobs through the Tenant door', jobs, '≥ 1000', jobs >= 1000, ' a second')
  }
  if (existsSync(join(folder, 'attendees.tsv'))) {
    const found = medians('attendees.tsv', 2)
    const slowest = Math.max(...['search', 'typed'].map((what) => (found.get(`${what}\t16`) ?? [])[2]))
    check('attendees of one event, searched, p95 at 16', slowest, '≤ 150', slowest <= 150, ' ms')
  }
  if (existsSync(join(folder, 'public.tsv'))) {
    const best = Math.max(...[...medians('public.tsv', 1).values()].map(([rate]) => rate))
    check('public page of an event', best, '≥ 500', best >= 500, ' requests/s')
  }
  if (existsSync(join(folder, 'events.tsv'))) {
    const all = [...medians('events.tsv', 1).values()].map(([, p50]) => p50)
    const grown = all.at(-1) / all[0]
    check('list of events, p50 with the most ÷ with the fewest', grown, '≤ 1.25', grown <= 1.25)
  }
  if (existsSync(join(folder, 'browser.json'))) {
    const carried = JSON.parse(read('browser.json')).rows.find(({ what }) => what.startsWith('Carry an item'))
    if (carried) check('an item carried over an agenda, median at 4× throttle', carried.values[0], '≤ 100', carried.values[0] <= 100, ' ms')
  }
  if (existsSync(join(folder, 'streams.tsv'))) {
    const [each, , , last] = [0, 1, 2, 3].map((column) => median(rows('streams.tsv').map((row) => Number(row[column]))))
    check('memory of an idle stream', each / 1024, '≤ 20', each / 1024 <= 20, ' KiB')
    check('a change reaches 1,000 streams', last, '≤ 1000', last <= 1000, ' ms')
  }
  if (has('board')) check('board, p95 at 1', of('board', '1', 'page')[2], '≤ 300', of('board', '1', 'page')[2] <= 300, ' ms')
  check('memory, idle', memory.get('idle'), '≤ 80', memory.get('idle') <= 80, ' MiB')
  const wasm = bytes.get('main wasm')?.[1] / 1024
  check('main wasm, brotli', wasm, '≤ 350', wasm <= 350, ' KiB')
  return table(['target', 'to reach', 'measured', ''], checks)
}

function attendees() {
  const words = { list: 'the list', search: 'the list, searched', typed: 'what is asked while one types' }
  const body = [...medians('attendees.tsv', 2)].map(([key, [rate, p50, p95, p99]]) => {
    const [what, many] = key.split('\t')
    return [words[what], many, per(rate), ms(p50), ms(p95), ms(p99)]
  })
  return body.length ? table(['', 'connections', 'requests/s', 'p50', 'p95', 'p99'], body) : 'Not measured in this run.'
}

function events() {
  const page = [...medians('public.tsv', 1)].map(([many, [rate, p50, p95, p99]]) => ['the public page', `${many} connections`, per(rate), ms(p50), ms(p95), ms(p99)])
  const list = [...medians('events.tsv', 1)].map(([many, [rate, p50, p95, p99]]) => ['the list, 1 connection', `${grouped(many)} events`, per(rate), ms(p50), ms(p95), ms(p99)])
  const body = [...page, ...list]
  return body.length ? table(['', '', 'requests/s', 'p50', 'p95', 'p99'], body) : 'Not measured in this run.'
}

function expenses() {
  const approve = medians('approve.tsv', 0).get('') ?? []
  const approving = approve.length ? [['approving a claim, 32 connections', `${grouped(approve[0])} claims`, per(approve[1]), ms(approve[2]), ms(approve[3]), ms(approve[4])]] : []
  const report = [...medians('report.tsv', 1)].map(([many, [rate, p50, p95, p99]]) => ['a report, 1 connection', `${grouped(many)} claims`, per(rate), ms(p50), ms(p95), ms(p99)])
  const body = [...approving, ...report]
  return body.length ? table(['', '', 'requests/s', 'p50', 'p95', 'p99'], body) : 'Not measured in this run.'
}

/** What pieces share comes in hundreds of small files; together they are one line. */
function weights() {
  const all = rows('bytes.tsv').map(([kind, ...sizes]) => [kind, sizes.map(Number)])
  const [shared, named] = [true, false].map((is) => all.filter(([kind]) => kind.startsWith('chunk_') === is))
  const sum = shared.reduce((sums, [, sizes]) => sums.map((one, at) => one + sizes[at]), [0, 0, 0])
  const lines = [...named, [`what pieces share, in ${shared.length} files`, sum]]
  return table(['KiB', 'raw', 'brotli', 'gzip'], lines.map(([kind, sizes]) => [kind, ...sizes.map((size) => (size / 1024).toFixed(1))]))
}

function simple(name, head, cells) { return table(head, rows(name).map(cells)) }

function browser() {
  if (!existsSync(join(folder, 'browser.json'))) return 'Not measured in this run.'
  const found = JSON.parse(read('browser.json'))
  return table(['median of the runs, ms', ...found.columns], found.rows.map(({ what, values }) => [what, ...values.map(ms)]))
}

const errors = [
  ...[...rows('throughput.tsv'), ...rows('growth.tsv')].filter((row) => Number(row[7] ?? 0) > 0),
  ...rows('attendees.tsv').filter((row) => Number(row[6] ?? 0) > 0),
]
console.log(`${facts.commit}, ${facts.date}: ${facts.machine}; PostgreSQL ${facts.postgres} (${facts.tuning}), ${facts.organizations}.
Everything, the load among it, shares the machine. ${facts.runs} of ${facts.seconds} s each, in turn: page, bare route, pgbench.
${errors.length ? `\n**${errors.length} runs had answers that were errors.**\n` : 'No answer was an error.'}

### Against the targets

${targets()}

### Throughput

Times in milliseconds. A search is another of 200 each time, a record and a move another contact.

${throughput()}

### As an organisation grows

${growth()}

### The attendees of one event

Half as many as the organisation has contacts; a search is another of 200 each time.

${attendees()}

### Events

The public page shows an event of 200 items to somebody who is not signed in.

${events()}

### Expenses

The inbox of an organisation with a tenth as many waiting claims as contacts stands among the routes above. Here each claim is approved once; a report is of the year that it is,
by one of its six dimensions.

${expenses()}

### Memory of the server's process

${simple('memory.tsv', ['', 'MiB'], ([when, kib]) => [when, (Number(kib) / 1024).toFixed(1)])}

### What a browser loads

${weights()}

### In the browser, its processor slowed to a quarter

${browser()}`)
