/** The key that the recorded history of the encryption pattern is encrypted with; of no other use. */
export const historyKey = {
  id: 'history',
  key: Buffer.alloc(32, 'not a secret').toString('base64'),
}
