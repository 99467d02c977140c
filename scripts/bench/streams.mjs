// Opens many streams of one server, and says what each takes of its memory and how soon all of them hear of a change.
//   node streams.mjs ADDRESS STREAMS RUNS PID COOKIES CONTACT
// COOKIES is a file with a cookie a line, the first of somebody who may move CONTACT. A line for each run:
// bytes for each idle stream, and milliseconds until the first, half and all of them heard.

import { readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

const [address, streams, runs, pid, file, contact] = process.argv.slice(2)
const cookies = readFileSync(file, 'utf8').split('\n').filter(Boolean)
const { hostname, port } = new URL(address)

const memory = () => Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) * 1024

/** A browser that listens, by nothing but a socket: a client would cost more than what is measured. */
class Ear {
  constructor(cookie) {
    this.heard = ''
    this.waiting = null
    this.socket = connect(Number(port), hostname)
    this.socket.on('error', () => {}) // a stream that ends is missed by whoever waits for it
    this.socket.on('data', (bytes) => {
      this.heard += bytes
      if (this.waiting && this.heard.includes(this.waiting.word)) this.waiting.done(performance.now())
    })
    this.socket.write(`GET /live HTTP/1.1\r\nhost: ${hostname}:${port}\r\naccept: text/event-stream\r\ncookie: ${cookie}\r\n\r\n`)
  }

  /** When it heard the word, from now on. */
  hears(word) {
    return new Promise((done, fail) => {
      const late = setTimeout(() => fail(new Error(`a stream did not hear ${word}: ${this.heard.slice(-300)}`)), 20_000)
      this.waiting = { word, done: (at) => { clearTimeout(late); this.waiting = null; done(at) } }
      if (this.heard.includes(word)) this.waiting.done(performance.now())
    })
  }
}

async function openAll() {
  const ears = []
  for (let at = 0; at < Number(streams); at += 1) {
    const ear = new Ear(cookies[at % cookies.length])
    await ear.hears('event: hello')
    ears.push(ear)
  }
  return ears
}
const closeAll = (ears) => ears.forEach((ear) => ear.socket.destroy())

async function move(to) {
  const answer = await fetch(`${address}/fn/contacts/move`, {
    method: 'POST',
    headers: { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin', cookie: cookies[0] },
    body: `contact_id=${contact}&to=${to}`,
  })
  if (answer.status !== 200) throw new Error(`the move answers ${answer.status}: ${await answer.text()}`)
}

// Once around, so that what is only needed once is there, and what passwords took is given back.
closeAll(await openAll())
await sleep(12_000)
for (let run = 0; run < Number(runs); run += 1) {
  const before = memory()
  const ears = await openAll()
  await sleep(3_000)
  const each = (memory() - before) / ears.length
  for (const ear of ears) ear.heard = ''
  const hearing = ears.map((ear) => ear.hears(contact))
  const begun = performance.now()
  // Another stage each time, so that it is a change.
  await move(['plug', 'contact', 'target'][run % 3])
  const took = (await Promise.all(hearing)).map((at) => at - begun).sort((a, b) => a - b)
  console.log([Math.max(each, 0), took[0], took[took.length >> 1], took.at(-1)].map((figure) => figure.toFixed(1)).join('\t'))
  closeAll(ears)
  await sleep(3_000)
}
