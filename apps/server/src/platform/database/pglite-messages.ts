/** What the thread of PGlite is begun with. */
export interface PgliteSettings {
  /** Folder of the data, or `memory://` for a database that ends with the thread. */
  readonly dataDir: string
  /** A dump that the folder begins with (`dumpDataDir`). */
  readonly dumpFile?: string
}

/** Tells the thread that another connection begins. */
export const resetMessage = 'reset'
