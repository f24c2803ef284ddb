/** What a person sees who opens the console, and where they can go from there. */
import { expect, test } from '@jest/globals';
import { appears, describeInBrowser, open } from './pages';

describeInBrowser('who opens the console', () => {
  test('sees every pipeline, and goes from page to page and back by addresses', async () => {
    const page = await open('.');
    await page.getByRole('rowheader', { name: 'email-summary' }).waitFor();
    await page.getByRole('navigation', { name: 'Areas' }).getByRole('link', { name: 'Runs' }).click();
    await page.getByRole('heading', { name: 'Runs', level: 1 }).waitFor();
    expect(new URL(page.url()).pathname).toBe('/console/runs');
    await page.goBack();
    await page.getByRole('rowheader', { name: 'email-summary' }).waitFor();
    await page.goForward();
    await page.getByRole('heading', { name: 'Runs', level: 1 }).waitFor();
  });

  test('finds the keys by one of them, and goes by keys alone', async () => {
    const page = await open('.');
    await page.getByRole('rowheader', { name: 'email-summary' }).waitFor();
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keys' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog', { name: 'Keys' }).waitFor({ state: 'hidden' });
    await page.keyboard.press('g');
    await page.keyboard.press('r');
    expect(await appears(page.getByRole('heading', { name: 'Runs', level: 1 }))).toBe(true);
  });

  test.each([
    ['a run that is not there', 'pipelines/email-summary/runs/20200101-00000000', /no run 20200101-00000000/],
    ['an address that is none', 'no/such/page', /nothing here/],
  ])('is told of %s', async (_, path, said) => {
    const page = await open(path);
    expect(await appears(page.getByText(said))).toBe(true);
  });

  test('needs no more than a phone is wide', async () => {
    const page = await open('.', { viewport: { width: 360, height: 740 } });
    await page.getByRole('rowheader', { name: 'email-summary' }).waitFor();
    expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBeLessThanOrEqual(360);
  });
});
