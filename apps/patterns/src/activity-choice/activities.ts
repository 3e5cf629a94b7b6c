export async function orderApples(amount: number): Promise<string> {
  return `Ordered ${amount} ${amount === 1 ? 'apple' : 'apples'}…`
}

export async function orderBananas(amount: number): Promise<string> {
  return `Ordered ${amount} ${amount === 1 ? 'banana' : 'bananas'}…`
}

export async function orderCherries(amount: number): Promise<string> {
  return `Ordered ${amount} ${amount === 1 ? 'cherry' : 'cherries'}…`
}
