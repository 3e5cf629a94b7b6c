/** A whole page in the look of the console; `title` is escaped, `body` is HTML. */
export function page(title: string, body: string): string {
  return `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark"><title>${escape(title)} · temporal-registry</title><style>${style}</style><main><h1>${escape(title)}</h1>${body}</main></html>`
}

/** Without the console's fonts, which would be two requests for one sentence. */
const style = `
:root{--page:#f8f8f6;--surface:#fff;--line:#e3e2dd;--text:#1d1c1a;--accent:#2b4fc7;--on-accent:#fff}
@media(prefers-color-scheme:dark){:root{--page:#121316;--surface:#191a1e;--line:#2d2f36;--text:#e9e9ea;--accent:#93acff;--on-accent:#121316}}
body{margin:0;padding:8vh 1rem 3rem;background:var(--page);color:var(--text);font:15px/1.5 Inter,system-ui,sans-serif}
main{max-width:40rem;margin:auto;padding:1.5rem 1.75rem;background:var(--surface);border:1px solid var(--line);border-radius:10px;overflow-wrap:anywhere}
h1{margin:0 0 .75rem;font-size:1.35rem;line-height:1.3;letter-spacing:-.01em}
a{color:var(--accent)}code{font-size:.95em}li{margin:.3rem 0}p{margin:.6rem 0}
textarea{box-sizing:border-box;width:100%;margin-top:4px;padding:8px 10px;background:var(--page);color:inherit;font:inherit;border:1px solid var(--line);border-radius:6px}
button{padding:7px 18px;background:var(--accent);color:var(--on-accent);font:inherit;font-weight:600;border:0;border-radius:6px;cursor:pointer}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
`.replaceAll('\n', '')

/** Text as HTML shows it. */
export function escape(text: string): string {
  const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
  return text.replaceAll(/[&<>"]/g, (character) => entities[character] ?? character)
}
