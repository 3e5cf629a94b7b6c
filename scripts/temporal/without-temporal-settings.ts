const pointsElsewhere = /^TEMPORAL_(ADDRESS|NAMESPACE|API_KEY|PROFILE|CONFIG_FILE|TLS(_.*)?)$/

/** For what is to talk to a server of our own: credentials and places meant for another go. */
export function withoutTemporalSettings(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !pointsElsewhere.test(name)))
}
