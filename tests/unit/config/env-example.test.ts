import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { CONFIG_KEY_NAMES, CONFIG_KEYS, variableOf } from '../../../src-main/config/keys.ts'
import { renderEnvExample } from '../../support/render-env-example.ts'
import { useConfigFiles } from './config-files.ts'

const EXAMPLE = readFileSync(resolve(import.meta.dirname, '..', '..', '..', '.env.example'), 'utf8')
const files = useConfigFiles()

test('.env.example is what the table of keys says (else: node tests/support/render-env-example.ts > .env.example)', () => {
  expect(EXAMPLE).toBe(renderEnvExample())
})

test('.env.example has every key, once, under a comment', () => {
  const lines = EXAMPLE.split('\n')
  for (const name of CONFIG_KEY_NAMES) {
    const places = lines.flatMap((line, index) => (line.startsWith(`#${variableOf(name)}=`) ? [index] : []))
    expect(places, name).toHaveLength(1)
    expect(lines[(places[0] ?? 0) - 1], name).toMatch(/^# \S/)
  }
})

test('.env.example changes nothing as it is, and nothing when every default in it is switched on', () => {
  const { config } = files.loaded({})
  expect(files.loaded({ dotEnv: EXAMPLE }).config).toEqual(config)
  const switchedOn = EXAMPLE.replaceAll(/^#(?=[A-Z_]+=\S)/gm, '')
  const { config: same, sources } = files.loaded({ dotEnv: switchedOn })
  expect(same).toEqual(config)
  const withDefault = CONFIG_KEY_NAMES.filter((name) => CONFIG_KEYS[name].default !== null)
  for (const name of withDefault) expect(sources[name], name).toEqual(['.env'])
})
