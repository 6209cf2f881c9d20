import { createHash } from 'node:crypto';
import { mkdir, open, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Readable } from 'node:stream';
import { throwIfCancelled } from '../cancellation.ts';
import { memberMismatch, type PackageMember } from './package-download.ts';

/**
 * Joins the parts of a member into `target`, hashing while it writes, and never writes more than was pinned.
 * Throws `hash-mismatch` or `cancelled`; `target` exists only when this resolves.
 */
export async function writeMember(
  member: PackageMember,
  parts: AsyncIterable<Readable>,
  target: string,
  signal: AbortSignal,
): Promise<void> {
  await mkdir(dirname(target), { recursive: true });
  const hash = createHash('sha256');
  const file = await open(target, 'wx');
  let writtenBytes = 0;
  try {
    for await (const part of parts) {
      for await (const chunk of part as AsyncIterable<Buffer>) {
        throwIfCancelled(signal);
        if (writtenBytes + chunk.length > member.size) throw memberMismatch(member, 'it is larger');
        await file.writeFile(chunk);
        hash.update(chunk);
        writtenBytes += chunk.length;
      }
    }
    if (writtenBytes !== member.size) throw memberMismatch(member, `it has ${writtenBytes} bytes, not ${member.size}`);
    const sha256 = hash.digest('hex');
    if (sha256 !== member.sha256) throw memberMismatch(member, `its SHA-256 is ${sha256}, not ${member.sha256}`);
    await file.close();
  } catch (error) {
    await file.close().catch(() => undefined);
    await rm(target, { force: true });
    throw error;
  }
}
