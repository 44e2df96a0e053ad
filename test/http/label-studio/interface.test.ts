import { describe, expect, it } from 'vitest';
import { boxAnswers, photoAnswers, readInterface } from '../../../src/http/label-studio/interface.js';

const tags = (name: string, values: readonly string[]) => values.map((value) => `<${name} value="${value}"/>`).join('');
const labels = (values: readonly string[] = boxAnswers) => tags('Label', values);
const choices = (values: readonly string[] = photoAnswers) => tags('Choice', values);
const image = '<Image name="photo" value="$image"/>';
const boxes = (inside = labels()) => `<RectangleLabels name="cameras" toName="photo">${inside}</RectangleLabels>`;

describe('an interface', () => {
  it('has boxes and choices, with the image that they are about', () => {
    const answer = `<Choices name="answer" toName="photo">${choices()}</Choices>`;
    const { field, controls } = readInterface(`<View>${image}${boxes()}<View>${answer}</View></View>`);
    expect(field).toBe('image');
    expect(controls).toMatchObject([
      { kind: 'RectangleLabels', fromName: 'cameras', toName: 'photo' },
      { kind: 'Choices', fromName: 'answer', toName: 'photo' },
    ]);
  });

  it('may spell answers with capitals, spaces and hyphens, or give them an alias', () => {
    const spelt = labels(['Hikvision', 'DAHUA', 'Other brand']) + '<Label value="Weiss nicht" alias="unknown_brand"/>';
    const [control] = readInterface(`<View>${image}${boxes(spelt)}</View>`).controls;
    expect(boxAnswers.map((answer) => control?.labelOf(answer))).toEqual([
      'Hikvision',
      'DAHUA',
      'Other brand',
      'unknown_brand',
    ]);
  });

  it('may have controls about other things: they are left alone', () => {
    const weather = `<Choices name="weather" toName="photo">${choices(['sun', 'rain'])}</Choices><TextArea name="t" toName="photo"/>`;
    expect(readInterface(`<View>${image}${weather}${boxes()}</View>`).controls).toHaveLength(1);
  });
});

describe('what is refused', () => {
  it.each([
    { what: 'no XML', xml: 'View {', says: 'it is none' },
    { what: 'XML that is torn', xml: `<View>${image}${boxes()}`, says: 'it is none' },
    {
      what: 'an entity of its own',
      xml: `<!DOCTYPE v [<!ENTITY e "x">]><View>&e;${image}${boxes()}</View>`,
      says: 'none',
    },
    { what: 'an empty interface', xml: '<View></View>', says: 'found neither' },
    {
      what: 'only choices about other things',
      xml: `<View>${image}${boxes(labels(['cat', 'dog']))}</View>`,
      says: 'neither',
    },
    {
      what: 'boxes that lack an answer',
      xml: `<View>${image}${boxes(labels(['Hikvision', 'Dahua', 'Other brand']))}</View>`,
      says: 'it lacks unknown-brand',
    },
    {
      what: 'choices without no-camera',
      xml: `<View>${image}<Choices name="a" toName="photo">${choices(boxAnswers)}</Choices></View>`,
      says: 'it lacks no-camera',
    },
    { what: 'no image', xml: `<View>${boxes()}</View>`, says: 'one Image' },
    {
      what: 'an image of no task',
      xml: `<View><Image name="photo" value="http://x/"/>${boxes()}</View>`,
      says: 'Image',
    },
    {
      what: 'two images',
      xml: `<View>${image}<Image name="b" value="$b"/>${boxes()}${boxes().replace('"photo"', '"b"')}</View>`,
      says: 'one Image',
    },
  ])('$what', ({ xml, says }) => {
    expect(() => readInterface(xml)).toThrow(expect.objectContaining({ code: 'bad-request' }));
    expect(() => readInterface(xml)).toThrow(says);
  });
});
