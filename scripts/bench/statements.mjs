// Makes a script for pgbench out of what PostgreSQL logged (as JSON) while a bare route was asked once: the statements
// between the opening of the tenant's transaction and its end, with their values in place.
//   node statements.mjs LOG CONTACTS >SCRIPT
// The id of a contact becomes that of any of the CONTACTS of its organisation; a stage that is moved to becomes any.

import { readFileSync } from 'node:fs'

const [log, contacts] = process.argv.slice(2)
const lines = readFileSync(log, 'utf8').split('\n').filter(Boolean).map((line) => JSON.parse(line))
const opening = lines.findIndex(({ message }) => /^statement: begin; set local app\.organization_id/.test(message ?? ''))
if (opening < 0) throw new Error('The log holds no transaction of a tenant.')
const settings = [...lines[opening].message.matchAll(/set local (app\.\w+) = '([^']*)'/g)]

const statements = []
for (const { pid, message, detail } of lines.slice(opening + 1)) {
  if (pid !== lines[opening].pid) continue
  if (/^statement: (commit|rollback)/i.test(message)) break
  const executed = message.match(/^execute \S+: ([\s\S]*)$/)
  // What the driver asks once, of a type that it does not know yet, is no part of the route.
  if (executed && !/\bpg_catalog\./.test(executed[1])) statements.push(inPlace(executed[1], values(detail)))
}
if (statements.length === 0) throw new Error('The transaction holds no statement.')

/** The values of a statement by number, as they are written in SQL. */
function values(detail) {
  const found = new Map()
  for (const [, number, value] of (detail ?? '').matchAll(/\$(\d+) = (NULL|'(?:[^']|'')*')/g)) found.set(number, value)
  return found
}

function inPlace(sql, values) {
  return sql
    .trim()
    // Nothing says what kind of nothing it is.
    .replace(/any \(\$(\d+)\)/g, (whole, number) => (values.get(number) === 'NULL' ? 'any (null::uuid[])' : whole))
    .replace(/\$(\d+)\b/g, (_, number) => literal(values.get(number) ?? 'NULL'))
    .replace(/;$/, '')
}

function literal(value) {
  const contact = value.match(/^'([0-9a-f]{8}-0000-7000-8000-)[0-9a-f]{12}'$/)
  if (contact) return `('${contact[1]}' || lpad(to_hex(:contact::bigint), 12, '0'))::uuid`
  if (/^'(target|contact|plug)'$/.test(value)) return `(array['target', 'contact', 'plug'])[:stage::int]`
  // pgbench would take what follows a colon for a variable.
  return value.includes(':') ? `E${value.replaceAll('\\', '\\\\').replaceAll(':', '\\x3a')}` : value
}

console.log(`\\set contact random(1, ${contacts})
\\set stage random(1, 3)
\\startpipeline
begin;
select ${settings.map(([, name, value]) => `set_config('${name}', '${value}', true)`).join(', ')};
\\endpipeline
${statements.map((sql) => `${sql};`).join('\n')}
commit;`)
