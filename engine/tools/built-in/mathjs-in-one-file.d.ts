declare module 'mathjs/lib/browser/math.js' {
  import type { all, create } from 'mathjs';

  const library: { readonly create: typeof create; readonly all: typeof all };
  // biome-ignore lint/style/noDefaultExport: it is how the library exports it
  export default library;
}
