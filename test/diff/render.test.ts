import { type OutputDiff, renderMarkdown, renderText } from 'sff-constructs/diff';
import { change } from '../../lib/diff/change';
import { Grouping } from '../../lib/diff/group';

const digest = `sha256:${'0123456789abcdef'.repeat(4)}`;
const site = (number: number) => `stores/store-${String(number).padStart(4, '0')}`;

function sample(): OutputDiff {
  const grouping = new Grouping();
  for (let i = 1; i <= 298; i++) {
    grouping.add(change('restart', 'till/pos', [{ what: 'image', old: '1.4.2', new: '1.4.3' }]), site(i));
  }
  for (const i of [7, 12]) grouping.add(change('volume-removed', 'till/db', [{ what: 'volume data' }]), site(i));
  grouping.add(change('site-added', 'site'), site(301));
  const changes = grouping.groups();
  const images = [{ image: `registry.contoso.com/pos:1.4.3@${digest}`, sites: 298, bytes: 88_000_264 }];
  const sites = { added: 1, removed: 0, changed: 298, unchanged: 2 };
  return { schemaVersion: 1, old: 'main:dist', new: 'dist', worst: 'data-loss', sites, changes, images };
}

function single(subject: string, what: string): OutputDiff {
  const grouping = new Grouping();
  grouping.add(change('object-changed', subject, [{ what }]), 'stores/store-0001');
  const sites = { added: 0, removed: 0, changed: 1, unchanged: 0 };
  return { schemaVersion: 1, old: 'a', new: 'b', worst: 'change', sites, changes: grouping.groups(), images: [] };
}

describe('a difference in a terminal', () => {
  it('says what happens, where, and what is worst first', () => {
    expect(renderText(sample())).toBe(
      [
        'main:dist → dist: 298 sites changed, 1 site new, 2 sites as before',
        '',
        'DATA LOSS',
        '    2 sites  till/db: volume data removed, DATA LOSS',
        '             stores/store-0007, stores/store-0012',
        '',
        'RESTARTS',
        '  298 sites  till/pos: image 1.4.2 → 1.4.3, one restart',
        '             stores/store-0001, stores/store-0002, stores/store-0003, stores/store-0004 and 294 more',
        '',
        'FOR INFORMATION',
        '     1 site  site: new',
        '             stores/store-0301',
        '',
        'IMAGES TO PULL',
        '  registry.contoso.com/pos:1.4.3: 298 sites, 88 MB each, 26 GB in all',
        '',
      ].join('\n'),
    );
  });

  it('fits the width, and names every site where that is asked for', () => {
    const text = renderText(sample(), { width: 60, sites: Number.POSITIVE_INFINITY });
    const body = text.slice(text.indexOf('DATA LOSS'), text.indexOf('IMAGES'));
    expect(Math.max(...body.split('\n').map((line) => line.length))).toBeLessThanOrEqual(60);
    expect(text.match(/stores\/store-\d{4}/g)).toHaveLength(2 + 298 + 1);
  });

  it('has colours only where they are asked for', () => {
    expect(renderText(sample())).not.toContain('\u001b');
    expect(renderText(sample(), { colours: true })).toContain('\u001b[1;31mDATA LOSS\u001b[0m');
  });

  it('shows control characters, and does not send them', () => {
    expect(renderText(single('till/pos', 'args \u001b[2J'))).toContain('args \\u001b[2J');
    const diff = single('till/pos', '\u202e');
    const changes = diff.changes.map((group) => ({ ...group, sites: ['stores/\u001b]0;x\u0007'] }));
    const text = renderText({ ...diff, old: 'HEAD:\u001b[2J', changes });
    expect(text).not.toMatch(/(?!\n)[\p{Cc}\u202e]/u);
    expect(text).toContain('HEAD:\\u001b[2J');
  });

  it('says that there is none', () => {
    expect(renderText({ ...sample(), changes: [], images: [] })).toMatch(/No differences\.\n$/);
  });
});

describe('a difference in a pull request', () => {
  it('is a table for each severity, with long lists of sites closed', () => {
    const text = renderMarkdown(sample());
    expect(text).toContain('### Data loss\n\n| sites | what | change |\n|---|---|---|\n');
    expect(text).toContain('| stores/store-0007<br>stores/store-0012 | `till/db` | volume data removed, DATA LOSS |\n');
    expect(text).toMatch(/\| <details><summary>298 sites<\/summary>.* and 238 more<\/details> \| `till\/pos` \|/);
  });

  it('keeps what an output says from being Markdown, HTML, a mention or another cell', () => {
    const text = renderMarkdown(single('`a` | <img src=x>', '@team #12 **b** [c](https://d) | <script>'));
    const row = text.split('\n').find((line) => line.includes('store-0001')) ?? '';
    expect(row.split('|')).toHaveLength(5);
    expect(row).not.toMatch(/[<>@*`[\]]|https:/);
    expect(renderMarkdown(single('till/pos', 'see www.example.com\u202e'))).not.toMatch(/www\.|\u202e/);
  });

  it('stays within a comment, however much there is: sites go before changes', () => {
    const grouping = new Grouping();
    for (const kind of ['volume-removed', 'restart', 'egress-widened', 'object-changed'] as const) {
      for (let i = 0; i < 500; i++) {
        const found = change(kind, `till/w${i}`, [{ what: `/${i}`, old: 'x'.repeat(60) }]);
        for (let n = 0; n < 20; n++) grouping.add(found, site(n));
      }
    }
    const sites = { added: 0, removed: 0, changed: 20, unchanged: 0 };
    const text = renderMarkdown({ ...sample(), sites, changes: grouping.groups() });
    expect(text.length).toBeLessThan(65_536);
    expect(text.match(/… and 460 more: `sff diff` shows all\./g)).toHaveLength(4);
    expect(text).toContain('store-0009');
    expect(text).not.toContain('store-0015');
  });
});
