/**
 * Who may import whom (docs/architecture.md, "Layers"). Each rule has a test in test/architecture that plants a
 * violation and sees it caught: keep the two in step.
 */

const CORE = { dependencyTypesNot: ['core'] };

/** Heavy or native packages, and the only files that may load each. */
const ADAPTERS_OF = {
  'onnxruntime-node': '^engine/(vad|turn)/',
  'sherpa-onnx-node': '^engine/(stt|tts)/',
  'node-llama-cpp': '^engine/(reply|knowledge)/',
  libsql: '^engine/storage/',
  '@napi-rs/keyring': '^engine/storage/',
  '@lancedb/lancedb': '^engine/knowledge/',
};

module.exports = {
  forbidden: [
    {
      name: 'no-cycle',
      severity: 'error',
      comment: 'Two modules that need each other are one module, or hide a third.',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-unresolved-import',
      severity: 'error',
      comment: 'Every import names a file or a package that is here; path aliases are not used.',
      from: {},
      // The build tools of the page export themselves to `import` only, which is not looked at here.
      to: { couldNotResolve: true, pathNot: '\\.node$|^vite$|^@vitejs/plugin-react$' },
    },
    {
      name: 'no-alias',
      severity: 'error',
      comment: 'Aliases slip past every other rule here: imports are relative.',
      from: {},
      to: { dependencyTypes: ['aliased'] },
    },
    {
      name: 'contract-imports-only-zod',
      severity: 'error',
      comment: 'Two processes share the contract and nothing else.',
      from: { path: '^contract/', pathNot: '\\.test\\.ts$' },
      to: { pathNot: '^contract/|(^|/)node_modules/zod/' },
    },
    {
      name: 'engine-knows-no-shell',
      severity: 'error',
      comment: 'The engine runs the same in a terminal, a server, a window and a test.',
      from: { path: '^engine/', pathNot: '\\.test\\.ts$' },
      to: { path: '^(cli|host|server|electron|renderer|scripts|bin)/|(^|/)node_modules/electron/|^electron$' },
    },
    {
      name: 'foundation-imports-only-contract',
      severity: 'error',
      comment: 'base and audio are what stages stand on.',
      from: { path: '^engine/(base|audio)/', pathNot: '\\.test\\.ts$' },
      to: { path: '^engine/', pathNot: '^engine/(base|audio)/' },
    },
    {
      name: 'network-guard-stands-alone',
      severity: 'error',
      comment: 'It is the first thing that a process loads: nothing may have connected before it is there.',
      from: { path: '^engine/network/', pathNot: '\\.test\\.ts$' },
      to: { path: '^engine/', pathNot: '^engine/(network|base)/' },
    },
    {
      name: 'no-sibling-stage',
      severity: 'error',
      comment: 'Stages meet in the conversation, through ports and events.',
      from: {
        path: '^engine/([^/]+)/',
        pathNot: '^engine/(base|audio|conversation|devices|workers|telemetry)/|\\.test\\.ts$',
      },
      to: { path: '^engine/', pathNot: '^engine/($1|base|audio|network)/' },
    },
    {
      name: 'devices-know-only-capture-and-playback',
      severity: 'error',
      comment: 'A device hears and plays: it satisfies the ports of both stages, and knows no other.',
      from: { path: '^engine/devices/', pathNot: '\\.test\\.ts$' },
      to: {
        path: '^engine/',
        pathNot: '^engine/(devices|base|audio)/|^engine/(capture|playback)/(?!.*\\.adapter\\.ts$)',
      },
    },
    {
      name: 'telemetry-knows-only-turn-taking',
      severity: 'error',
      comment: 'It explains and replays what the turn machine decided; of the other stages it sees events.',
      from: { path: '^engine/telemetry/', pathNot: '\\.test\\.ts$' },
      to: { path: '^engine/', pathNot: '^engine/(telemetry|base|audio)/|^engine/turn/(?!.*\\.adapter\\.ts$)' },
    },
    {
      name: 'conversation-imports-ports-only',
      severity: 'error',
      comment: 'The conversation never knows which model or runtime does the work.',
      from: { path: '^engine/conversation/', pathNot: '\\.test\\.ts$' },
      to: { path: '\\.adapter\\.ts$|^engine/[^/]+\\.ts$|^engine/workers/' },
    },
    {
      name: 'workers-do-not-converse',
      severity: 'error',
      comment: 'A worker holds one runtime behind its port and knows nothing of the conversation.',
      from: { path: '^engine/workers/', pathNot: '\\.test\\.ts$' },
      to: { path: '^engine/(conversation|storage)/|^engine/[^/]+\\.ts$' },
    },
    ...Object.entries(ADAPTERS_OF).map(([name, folder]) => ({
      name: `only-adapters-load-${name}`,
      severity: 'error',
      comment: `${name} is reached through a port, so that it can be swapped, faked and kept out of other processes.`,
      from: { pathNot: `${folder}.*\\.adapter\\.ts$|^test/|\\.test\\.ts$` },
      to: { path: `(^|/)node_modules/${name}/` },
    })),
    {
      name: 'only-adapters-load-native',
      severity: 'error',
      comment: 'Add-ons of our own are reached through a port like any other runtime.',
      from: { pathNot: '\\.adapter\\.ts$|^(scripts|native)/' },
      to: { path: '^native/|\\.node$' },
    },
    {
      name: 'shells-meet-the-engine-at-its-boundary',
      severity: 'error',
      comment: 'What a shell needs, engine.ts gives.',
      from: { path: '^(cli|host|server|electron)/', pathNot: '\\.test\\.ts$' },
      to: { path: '^engine/', pathNot: '^engine/(engine\\.ts$|network/)' },
    },
    {
      name: 'host-knows-no-shell',
      severity: 'error',
      comment: 'The same assistant serves a window, a browser and a test.',
      from: { path: '^host/', pathNot: '\\.test\\.ts$' },
      to: { path: '^(cli|server|electron|renderer)/|(^|/)node_modules/(electron|ws)/|^electron$' },
    },
    {
      name: 'main-process-knows-no-engine',
      severity: 'error',
      comment: 'Windows stay quick and safe: the engine runs in a process of its own.',
      from: { path: '^electron/(main|preload)/', pathNot: '\\.test\\.ts$' },
      to: { path: '^(engine|host|server|cli|renderer)/', pathNot: '^engine/network/' },
    },
    {
      name: 'renderer-imports-only-contract',
      severity: 'error',
      comment: 'A page reaches the assistant through the contract, in a window as in a browser.',
      from: { path: '^renderer/', pathNot: '\\.test\\.tsx?$|^renderer/vite\\.config\\.ts$' },
      to: { path: '^(engine|host|server|electron|cli|scripts|test)/|^electron$|(^|/)node_modules/(electron|ws)/' },
    },
    {
      name: 'renderer-uses-no-node',
      severity: 'error',
      comment: 'A page has no file system; what looks like one would break only when it is bundled.',
      from: { path: '^renderer/', pathNot: '\\.test\\.tsx?$|^renderer/vite\\.config\\.ts$' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'scripts-stand-alone',
      severity: 'error',
      comment:
        'Set-up runs before any package is installed. Packages may only be loaded late, by the steps named here.',
      from: { path: '^(scripts|bin)/', pathNot: '^scripts/setup/electron/' },
      to: { ...CORE, pathNot: '^scripts/' },
    },
    {
      name: 'nothing-imports-test',
      severity: 'error',
      comment: 'Test support never ships. Fakes live beside their port.',
      from: { pathNot: '^test/|\\.test\\.ts$' },
      to: { path: '^test/|\\.test\\.ts$' },
    },
    {
      name: 'no-development-package-at-run-time',
      severity: 'error',
      comment: 'What ships may load only what is installed for users.',
      from: { path: '^(contract|engine|host|server|cli)/', pathNot: '\\.test\\.ts$' },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'], pathNot: '(^|/)node_modules/@types/' },
    },
    {
      name: 'no-undeclared-package',
      severity: 'error',
      comment: 'A package that package.json does not name may be gone after the next install.',
      from: {},
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^out/|^scripts/setup/electron/default-app/' },
    exoticRequireStrings: ['require', 'requireFromHere'],
    enhancedResolveOptions: { extensions: ['.ts', '.tsx', '.cts', '.mjs', '.cjs', '.js', '.json'] },
  },
};
