import { ApiError } from './api-error.ts'

/** One message of a `text/event-stream`. */
export interface ServerSentEvent {
  /** Name of the event; `message` where the stream names none. */
  readonly event: string
  readonly data: string
  /** The last id the stream gave, with this message or before it. */
  readonly id: string
}

const longestBuffer = 16 * 1024 * 1024

/**
 * Parses an event stream (WHATWG HTML, 9.2.6). Ends with the stream; an unfinished last message is
 * dropped, as the standard wants it.
 */
export async function* parseEventStream(
  chunks: AsyncIterable<Uint8Array>,
): AsyncGenerator<ServerSentEvent, void, undefined> {
  const decoder = new TextDecoder()
  const feed = createLineReader()
  let message = emptyMessage('')
  for await (const chunk of chunks) {
    for (const line of feed(decoder.decode(chunk, { stream: true }))) {
      if (line !== '') readField(message, line)
      else {
        if (message.data.length > 0) yield toEvent(message)
        message = emptyMessage(message.id)
      }
    }
  }
}

interface Message {
  event: string
  data: string[]
  id: string
}

const emptyMessage = (id: string): Message => ({ event: '', data: [], id })

const toEvent = ({ event, data, id }: Message): ServerSentEvent => ({
  event: event || 'message',
  data: data.join('\n'),
  id,
})

function readField(message: Message, line: string): void {
  const colon = line.indexOf(':')
  if (colon === 0) return
  const name = colon === -1 ? line : line.slice(0, colon)
  const value = colon === -1 ? '' : line.slice(colon + 1).replace(/^ /, '')
  if (name === 'event') message.event = value
  else if (name === 'data') message.data.push(value)
  else if (name === 'id' && !value.includes('\0')) message.id = value
}

/** Cuts text into lines that end with CR, LF or CRLF, wherever the chunks are cut. */
function createLineReader(): (text: string) => string[] {
  let rest = ''
  let endedWithCr = false

  return (text) => {
    const fresh = endedWithCr && text.startsWith('\n') ? text.slice(1) : text
    if (text !== '') endedWithCr = text.endsWith('\r')
    const lines = (rest + fresh).split(/\r\n|\n|\r/)
    rest = lines.pop() ?? ''
    if (rest.length > longestBuffer)
      throw new ApiError('not-a-problem', 'The event stream has a line without end')
    return lines
  }
}
