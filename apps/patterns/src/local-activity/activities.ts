export async function composeGreeting(name: string): Promise<string> {
  return `Hello, ${name}!`
}

/** Whether there is anybody to greet. */
export async function isGreetable(name: string): Promise<boolean> {
  return name.trim() !== ''
}
