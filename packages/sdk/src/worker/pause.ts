/** A wait that can be ended early, also before it began. It keeps no process alive. */
export class Pause {
  #wake: (() => void) | undefined
  #isEnded = false

  /** Waits; for ever when `ms` is infinite. Returns at once when `end` was called since the last wait. */
  async begin(ms: number): Promise<void> {
    if (!this.#isEnded) await this.#wait(ms)
    this.#isEnded = false
  }

  end(): void {
    this.#isEnded = true
    this.#wake?.()
  }

  #wait(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = Number.isFinite(ms) ? setTimeout(resolve, ms).unref() : undefined
      this.#wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }
}
