/** A value that no request can carry, such as `..` for an id. Nothing was sent. */
export class UnusableValueError extends TypeError {
  constructor(message: string) {
    super(message)
    this.name = 'UnusableValueError'
  }
}
