// Makes what the browser gets of other people's work: one sprite of the icons that the product
// uses, and the typeface. `npm run assets`; takes a moment, and writes only what has changed.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const modules = join(root, 'node_modules')

/** The icons named in the list of src/ui/icon.rs: `Users = "users",`. */
function iconNames() {
  const source = readFileSync(join(root, 'src/ui/icon.rs'), 'utf8')
  const list = source.slice(source.indexOf('\nicons! {'))
  return [...list.matchAll(/^\s+\w+ = "([a-z0-9-]+)",$/gm)].map(([, name]) => name)
}

function symbol(name) {
  let svg
  try {
    svg = readFileSync(join(modules, 'lucide-static/icons', `${name}.svg`), 'utf8')
  } catch {
    throw new Error(`Lucide has no icon "${name}", which src/ui/icon.rs asks for.`)
  }
  const shapes = svg.match(/<svg[^>]*>([\s\S]*)<\/svg>/)[1].replace(/\s+/g, ' ').replace(/> </g, '><').trim()
  return `<symbol id="${name}" viewBox="0 0 24 24">${shapes}</symbol>`
}

function write(path, content) {
  const target = join(root, 'public', path)
  mkdirSync(dirname(target), { recursive: true })
  try {
    if (readFileSync(target).equals(Buffer.from(content))) return
  } catch {
    // Not there yet.
  }
  writeFileSync(target, content)
  console.log(`public/${path}: ${(content.length / 1024).toFixed(1)} KiB`)
}

const names = iconNames()
if (names.length === 0) throw new Error('src/ui/icon.rs holds no list of icons.')
write('icons.svg', `<svg xmlns="http://www.w3.org/2000/svg">${names.map(symbol).join('')}</svg>\n`)

const inter = join(modules, '@fontsource-variable/inter/files')
for (const script of ['latin', 'latin-ext', 'cyrillic', 'cyrillic-ext', 'greek', 'greek-ext', 'vietnamese']) {
  write(`fonts/inter-${script}.woff2`, readFileSync(join(inter, `inter-${script}-wght-normal.woff2`)))
}
