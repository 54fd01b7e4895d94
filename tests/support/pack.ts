/** `npm run pack`: builds the product and packs it into an unpacked folder under out/packed, without the network. */
import { spawnSync } from 'node:child_process'
import { statSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { packApp } from './pack-app.ts'

const ROOT = resolve(import.meta.dirname, '..', '..')
const NPM = process.platform === 'win32' ? 'npm.cmd' : 'npm'
const MEGABYTE = 1e6

const built = spawnSync(NPM, ['run', '--silent', 'build'], { cwd: ROOT, stdio: 'inherit' })
if (built.status !== 0) process.exit(1)

const { folder, asar, electron } = packApp(join(ROOT, 'out', 'packed'))
const size = (statSync(asar).size / MEGABYTE).toFixed(1)
console.log(`packed ${relative(ROOT, folder)}; app.asar has ${size} MB`)
if (electron === 'stub') {
  console.log('The Electron in it is a stub that does not run: ELECTRON_OVERRIDE_DIST_PATH names a real one.')
}
