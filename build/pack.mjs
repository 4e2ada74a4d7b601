// Packs the application into a directory by electron-builder, with the Electron that ELECTRON_OVERRIDE_DIST_PATH names, or
// the one that npm start fetched.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { awaitStep, runScript } from './child.mjs';
import { findElectron } from './electron.mjs';

/** @param {string} root @param {string} node @param {(line: string) => void} log @returns {Promise<number>} */
export async function pack(root, node, log) {
  const found = await findElectron(root, node, log, { display: false });
  if ('reason' in found) {
    log(`Nothing was packed: ${found.reason}.`);
    log('Name an unpacked Electron of your own by ELECTRON_OVERRIDE_DIST_PATH.');
    return 1;
  }
  const args = ['--dir', '--config', join('build', 'electron-builder.yml'), `--config.electronDist=${found.folder}`];
  const code = await awaitStep('Packing', log, runScript(node, join(root, 'node_modules', 'electron-builder', 'cli.js'), args, { cwd: root }));
  const folder = join(root, 'dist', 'pack');
  if (code === 0 && existsSync(folder)) log(`Packed into ${folder}.`);
  return code;
}
