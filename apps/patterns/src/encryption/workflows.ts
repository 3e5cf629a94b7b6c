export { encryption as 'cookbook.encryption.v1' } from './workflow.ts'
