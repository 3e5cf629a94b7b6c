/** An empty module in place of the validator that the form library's unused test tool imports: see `vite.config.ts`. */
// oxlint-disable-next-line import/no-default-export -- that is how it is imported
export default undefined
