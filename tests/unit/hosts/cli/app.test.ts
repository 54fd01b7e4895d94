import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { APP } from '../../../../src-main/hosts/cli/app.ts'

it('the audit names the program as the package does', () => {
  const { name, version } = JSON.parse(readFileSync('package.json', 'utf8')) as { name: string; version: string }
  expect(APP).toEqual({ name, version })
})
