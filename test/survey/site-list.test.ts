import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { defaultRadiusM, parseSites, readSites } from '../../src/survey/site-list.js';
import { folderOf } from '../support/cli.js';

const parse = (text: string) => parseSites(new TextEncoder().encode(text));
const nothing = { kind: null, council: null, constituency: null, location: null, radiusM: null };

describe('a list of sites', () => {
  it('has all that its columns say, in any order and case, with a byte order mark and line ends of Windows', () => {
    const text =
      '\uFEFFKind,NAME,note,lat,Lon,radius,council,constituency\r\n' +
      'hospital,"St. Mary\'s, ""west"" wing",x,51.5, -.25 ,80,Westminster,Cities\r\n\r\n,Sure Start,,,,,,\r\n';
    expect(parse(text)).toEqual([
      {
        name: 'St. Mary\'s, "west" wing',
        kind: 'hospital',
        council: 'Westminster',
        constituency: 'Cities',
        location: { lat: 51.5, lon: -0.25 },
        radiusM: 80,
      },
      { ...nothing, name: 'Sure Start' },
    ]);
  });

  it('needs names only, and has a radius where none is given', () => {
    expect(parse('name\nTown Hall')).toEqual([{ ...nothing, name: 'Town Hall' }]);
    expect(parse('name,lat,lon\nTown Hall,1,2')).toMatchObject([{ radiusM: defaultRadiusM }]);
  });

  it.each([
    [
      'name,lat,lon\nA,90,180',
      'name,lat,lon\nA,90.1,180',
      'line 2: Expected lat as degrees from -90 to 90; received "90.1"',
    ],
    ['name,lat,lon\nA,90,-180', 'name,lat,lon\nA,90,-180.1', 'line 2: Expected lon'],
    ['name,lat,lon\nA,1,2', 'name,lat,lon\nA,"1,5",2', 'line 2: Expected lat as degrees'],
    ['name,lat,lon\nA,1,2', 'name,lat,lon\nA,1N,2', 'line 2: Expected lat as degrees'],
    ['name,lat,lon\nA,1,2', 'name,lat,lon\nA,1,', 'line 2: Expected lat and lon, or neither'],
    ['name,radius\nA,1', 'name,radius\nA,0.9', 'line 2: Expected radius as metres from 1 to 50000'],
    ['name,radius\nA,50000', 'name,radius\nA,50001', 'line 2: Expected radius'],
    ['name\nA\nB', 'name\nA\n!', 'line 3: Expected a name'],
    ['name\nA\nB', 'name\nA\n\nB\na!', 'line 5: Expected a name of its own; "a!" stands in line 2, too'],
    ['name,lat\nA,', 'name,lat\nA', 'line 2: Expected a row of CSV'],
    ['name\n"A"', 'name\n"A', 'line 2: Expected a row of CSV'],
    ['name\nA', 'title\nA', 'line 1: Expected a column "name"; received "title"'],
    ['name,kind\nA,', 'name,name\nA,', 'line 1: Expected each column once; received "name" twice'],
    ['name\nA', 'name\n', 'Expected sites; received none'],
  ])('may be %j, not %j', (right, wrong, words) => {
    expect(parse(right)[0]?.name).toBe('A');
    expect(() => parse(wrong)).toThrow(expect.objectContaining({ code: 'bad-request' }) as Error);
    expect(() => parse(wrong)).toThrow(words);
  });

  it('is UTF-8', () => {
    expect(() => parseSites(Uint8Array.from([...Buffer.from('name\nCaf'), 0xe9]))).toThrow('Expected UTF-8');
  });

  it('may be missing, and then that is said', async () => {
    const file = path.join(await folderOf({}), 'none.csv');
    await expect(readSites(file)).rejects.toMatchObject({ code: 'bad-request' });
    await expect(readSites(file)).rejects.toThrow('ENOENT');
  });
});
