// The one stream of live updates of a browser, however many tabs it has. It runs as a shared worker; where a browser knows
// none, as a worker of each tab, of which one at a time listens and passes on what it hears.
//
// A tab says who looks at it and what it has seen: { who, since }. It is told what the stream says, and that it missed
// something where numbers do not follow one another.

const GAP = JSON.stringify({ number: null, changes: null })
const WAITS = [2, 5, 15, 60]

/** What one tab has seen. */
class Tab {
  constructor(port, since) {
    this.port = port
    this.at = since
  }

  /** So many changes were told by now. */
  stand(number) {
    if (number === null || number !== this.at) this.port.postMessage(GAP)
    this.at = number
  }

  news(text, number) {
    this.at = number
    this.port.postMessage(text)
  }
}

/** The stream, for as long as somebody listens. */
class Line {
  constructor(who) {
    this.who = who
    this.tabs = new Set()
    this.number = null
    this.isOpen = false
    this.failures = 0
    // A connection that went without a word would be missed minutes later.
    this.again = () => {
      this.source.close()
      this.isOpen = false
      this.open()
    }
    addEventListener('online', this.again)
    this.open()
  }

  open() {
    clearTimeout(this.timer)
    this.source = new EventSource('/live')
    this.source.addEventListener('hello', ({ data }) => {
      this.isOpen = true
      this.failures = 0
      this.number = JSON.parse(data)
      for (const tab of this.tabs) tab.stand(this.number)
    })
    this.source.onmessage = ({ data }) => {
      this.number = JSON.parse(data).number
      for (const tab of this.tabs) tab.news(data, this.number)
    }
    this.source.onerror = () => {
      this.isOpen = false
      // Otherwise the browser asks again by itself.
      if (this.source.readyState !== EventSource.CLOSED) return
      const wait = WAITS[Math.min(this.failures, WAITS.length - 1)]
      this.failures += 1
      this.timer = setTimeout(() => this.open(), wait * 1000)
    }
  }

  join(tab) {
    this.tabs.add(tab)
    if (this.isOpen) tab.stand(this.number)
    // Somebody may have signed in since it was refused.
    else if (this.source.readyState === EventSource.CLOSED) this.open()
  }

  close() {
    removeEventListener('online', this.again)
    clearTimeout(this.timer)
    this.source.close()
  }
}

if ('SharedWorkerGlobalScope' in self) {
  let line = null
  self.onconnect = ({ ports: [port] }) => {
    let tab = null
    port.onmessage = ({ data }) => {
      if (tab) line?.tabs.delete(tab)
      if (data === 'bye') return
      const { who, since } = JSON.parse(data)
      // Another person signed in, or the same one into another organisation: the old session is no more.
      if (line && line.who !== who) {
        line.close()
        line = null
      }
      line ??= new Line(who)
      tab = new Tab(port, since)
      line.join(tab)
    }
  }
} else {
  self.onmessage = ({ data }) => {
    if (data === 'bye') return
    const { who, since } = JSON.parse(data)
    const tab = new Tab(self, since)
    const others = new BroadcastChannel(`live ${who}`)
    let line = null
    others.onmessage = ({ data: { ask, stand, news, number } }) => {
      if (ask && line?.isOpen) others.postMessage({ stand: line.number })
      if (stand !== undefined) tab.stand(stand)
      if (news) tab.news(news, number)
    }
    others.postMessage({ ask: true })
    // Held until this tab is closed; then the next one is given it, and listens.
    navigator.locks.request(`live ${who}`, () => {
      line = new Line(who)
      line.join(tab)
      line.join({
        stand: (number) => others.postMessage({ stand: number }),
        news: (news, number) => others.postMessage({ news, number }),
      })
      return new Promise(() => {})
    })
  }
}
