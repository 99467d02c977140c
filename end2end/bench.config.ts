import { defineConfig } from '@playwright/test';
import journeys from './playwright.config';

// scripts/bench.sh runs it: how long a page takes to come alive, and to answer whoever uses it, on a slow machine.
export default defineConfig(journeys, {
  testDir: '.',
  testMatch: 'bench.ts',
  outputDir: './test-results/bench',
  timeout: 900_000,
  workers: 1,
  reporter: [['line']],
  use: { trace: 'off', screenshot: 'off' },
});
