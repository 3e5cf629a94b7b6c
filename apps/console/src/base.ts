/**
 * Where the gateway is, as the browser sees it: what stands before `/console/` in the address that this
 * script was loaded from, be it built or served from its source. A proxy may have added a path.
 */
export const gatewayUrl = gatewayUrlOf(import.meta.url)

/** Two folders above a script of the console, `/console/assets/…` or `/console/src/…`. */
export function gatewayUrlOf(script: string): string {
  return script.split('/').slice(0, -3).join('/')
}

/** The path that pages of the console begin with. */
export const consolePath = new URL(`${gatewayUrl}/console`).pathname
