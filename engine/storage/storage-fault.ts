import { SottoFault } from '../../contract/faults.ts';
import { isSqliteFailure } from './sqlite.ts';

const UNWRITABLE: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full; free some space',
  EDQUOT: 'the disk quota is used up; free some space',
  EFBIG: 'the file may not grow any further; raise the limit on file sizes',
  EROFS: 'the disk is read-only',
  EACCES: 'it may not be written; check the permissions of the folder',
  EPERM: 'it may not be written; check the permissions of the folder',
  EIO: 'the disk reports errors; save a copy elsewhere',
};

/** Any error of a storage call as a fault; what is neither SQLite nor the file system stays as it is. */
export function asStorageFault(error: unknown, where: string): unknown {
  if (error instanceof SottoFault) return error;
  if (isSqliteFailure(error)) {
    switch (error.kind) {
      case 'full':
        return readOnly(where, 'the disk is full; free some space', error);
      case 'unwritable':
        return readOnly(where, 'the file cannot be read or written; check disk space and permissions', error);
      case 'busy':
        return readOnly(where, 'another program is using it', error);
      case 'corrupt':
      case 'not-a-database':
        return new SottoFault(
          'storage-corrupt',
          `${where} is damaged. Start Sotto again to restore the last good copy.`,
          {
            stage: 'storage',
            cause: error,
          },
        );
      case 'constraint':
      case 'other':
        return error;
    }
  }
  const reason = UNWRITABLE[(error as NodeJS.ErrnoException | undefined)?.code ?? ''];
  return reason === undefined ? error : readOnly(where, reason, error);
}

function readOnly(where: string, reason: string, cause: unknown): SottoFault {
  return new SottoFault('storage-read-only', `${where} cannot be written: ${reason}.`, {
    stage: 'storage',
    retryable: true,
    cause,
  });
}
