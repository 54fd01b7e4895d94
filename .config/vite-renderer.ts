import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

// A build is for users, whoever starts it: a test runner's NODE_ENV would make it React's development build.
process.env['NODE_ENV'] = 'production'

/** Bundles the window: static files for the browser host and for Electron's `app://`, with nothing inline. */
export default defineConfig({
  root: fileURLToPath(new URL('../src-renderer', import.meta.url)),
  base: './',
  plugins: [react()],
  build: {
    target: 'chrome140',
    outDir: fileURLToPath(new URL('../out/renderer', import.meta.url)),
    emptyOutDir: true,
    sourcemap: false,
    // Fonts and pictures stay files of their own: the content security policy allows no data: fonts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // Read from the disk of the same machine, once.
    chunkSizeWarningLimit: 1_000,
  },
})
