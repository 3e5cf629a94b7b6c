const key = 'temporal-registry.token'

/** The token of this browser tab: gone when the tab is, and never sent anywhere but to the gateway. */
export const tokenStore = {
  read: () => sessionStorage.getItem(key) ?? '',
  write(token: string) {
    if (token === '') sessionStorage.removeItem(key)
    else sessionStorage.setItem(key, token)
  },
}
