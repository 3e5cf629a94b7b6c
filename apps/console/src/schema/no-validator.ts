/** Stands where the form library's test tool wants a validator: see `vite.config.ts`. */
// oxlint-disable-next-line import/no-default-export -- that is how it is imported
export default undefined
