/** One step of the schema. Its number is the `user_version` that it leads to; it never changes once released. */
export interface Migration {
  readonly version: number
  readonly sql: string
}
