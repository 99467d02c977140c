import { defineConfig } from '@playwright/test';
import journeys from './playwright.config';

// scripts/screenshots.sh runs it: pictures of every page, in every width, in light and in dark.
export default defineConfig(journeys, {
  testDir: '.',
  testMatch: 'screenshots.ts',
  outputDir: './test-results/screenshots',
  timeout: 600_000,
  use: { trace: 'off', screenshot: 'off' },
});
