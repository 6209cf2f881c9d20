// How large a package may become, in megabytes (docs/releasing.md has what was measured).

export const SIZE_BUDGET = {
  /** The application as it is installed. */
  unpacked: 760,
  /** Our code, and that of packages without binaries. */
  archive: 60,
  /** What users download, at the usual compression. */
  deb: 190,
};
