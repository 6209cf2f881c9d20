/** Begins with the user's session, in the tray. */

import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { app } from 'electron';

export const HIDDEN_SWITCH = 'hidden';

/** Only of an installed application: a checkout has no command that stays. Throws where the file cannot be written. */
export function launchAtLogin(isWanted: boolean): void {
  if (!app.isPackaged) return;
  if (process.platform !== 'linux') {
    app.setLoginItemSettings({ openAtLogin: isWanted, args: [`--${HIDDEN_SWITCH}`] });
    return;
  }
  const folder = join(process.env['XDG_CONFIG_HOME'] ?? join(homedir(), '.config'), 'autostart');
  const file = join(folder, 'sotto.desktop');
  if (!isWanted) {
    rmSync(file, { force: true });
    return;
  }
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, autostartEntry(process.env['APPIMAGE'] ?? process.execPath));
}

/** As freedesktop.org's Desktop Entry Specification quotes a path. */
function autostartEntry(program: string): string {
  const quoted = `"${program.replaceAll(/(["`$\\])/g, '\\$1')}"`;
  return `[Desktop Entry]\nType=Application\nName=Sotto\nExec=${quoted} --${HIDDEN_SWITCH}\nX-GNOME-Autostart-enabled=true\n`;
}
