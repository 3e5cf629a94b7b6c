import { serveThread } from '../../../platform/threads/serve.ts'
import { answerTo } from './reader.ts'

serveThread(() => answerTo)
