export function killGroup(groupId: number, signal: NodeJS.Signals) {
  try {
    process.kill(-groupId, signal)
  } catch {
    // The group has ended by itself.
  }
}

export function isGroupAlive(groupId: number): boolean {
  try {
    return process.kill(-groupId, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
