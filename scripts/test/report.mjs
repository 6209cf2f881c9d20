// What a person reads of a test run.

const SLOWEST = 10;

export function printFile(result) {
  const mark = result.failed > 0 ? '✗' : '✓';
  const skipped = result.skipped > 0 ? `, ${result.skipped} skipped` : '';
  console.log(`${mark} ${result.file}  ${result.passed} passed${skipped}  ${seconds(result.ms)}`);
  for (const { name, error } of result.failures) console.log(`\n  ✗ ${name}\n${indent(error)}\n`);
}

/** Ends with the one plain line that tools read. Returns the exit code. */
export function printSummary(results, ms) {
  const slow = results.toSorted((a, b) => b.ms - a.ms).slice(0, SLOWEST);
  console.log(`\nslowest files`);
  for (const result of slow) console.log(`  ${seconds(result.ms).padStart(8)}  ${result.file}`);
  const skips = results.flatMap((result) => result.skips.map((reason) => `  ${result.file}: ${reason}`));
  if (skips.length > 0) console.log(`\nskipped\n${skips.join('\n')}`);
  const failures = results.flatMap((result) => result.failures.map(({ name }) => `  ${result.file}: ${name}`));
  if (failures.length > 0) console.log(`\nfailed\n${failures.join('\n')}`);
  const [passed, failed, skipped] = ['passed', 'failed', 'skipped'].map((key) =>
    results.reduce((sum, result) => sum + result[key], 0),
  );
  console.log(`\n${results.length} files in ${seconds(ms)}`);
  console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
  return failed > 0 || passed === 0 ? 1 : 0;
}

function seconds(ms) {
  return ms < 60_000
    ? `${(ms / 1000).toFixed(1)} s`
    : `${Math.floor(ms / 60_000)} min ${Math.round((ms % 60_000) / 1000)} s`;
}

function indent(text) {
  return text
    .split('\n')
    .map((line) => `    ${line}`)
    .join('\n');
}
