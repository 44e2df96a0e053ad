/** Ways in: files and folders that are chosen or dropped, and the phone's camera. */
import { byId } from './dom.js';
import type { Chosen } from './photos.js';

/** Endings of pictures: of a folder only they are taken, so that its other files don't become failures. */
const pictureEnding = /\.(jpe?g|jfif|png|webp|avif|tiff?|hei[cf]|gif|bmp)$/i;

const isPicture = ({ file, path }: Chosen): boolean =>
  !file.name.startsWith('.') && (pictureEnding.test(path) || file.type.startsWith('image/'));

const byPath = (a: Chosen, b: Chosen): number => a.path.localeCompare(b.path, undefined, { numeric: true });

/** Calls `take` with whatever comes in. */
export function openIntake(take: (chosen: Chosen[]) => void): void {
  connectInput('choose-photos', 'input-photos', take);
  connectInput('choose-folder', 'input-folder', take);
  connectInput('take-photo', 'input-camera', take);
  openDrop(take);
}

function connectInput(buttonId: string, inputId: string, take: (chosen: Chosen[]) => void): void {
  const input = byId(inputId, HTMLInputElement);
  byId(buttonId, HTMLButtonElement).addEventListener('click', () => input.click());
  input.addEventListener('change', () => {
    const files = [...(input.files ?? [])].map((file) => ({ file, path: file.webkitRelativePath || file.name }));
    // The same choice again must be heard again.
    input.value = '';
    take(input.webkitdirectory ? files.filter(isPicture).sort(byPath) : files);
  });
}

/** The whole page takes what is dropped on it. */
function openDrop(take: (chosen: Chosen[]) => void): void {
  const isOver = (over: boolean): void => void document.body.classList.toggle('drop', over);
  document.addEventListener('dragover', (event) => {
    if (event.dataTransfer?.types.includes('Files') !== true) return;
    event.preventDefault();
    isOver(true);
  });
  document.addEventListener('dragleave', (event) => {
    if (event.relatedTarget === null) isOver(false);
  });
  document.addEventListener('drop', (event) => {
    if (!event.dataTransfer) return;
    event.preventDefault();
    isOver(false);
    void chosenOf(event.dataTransfer).then(take);
  });
}

async function chosenOf(transfer: DataTransfer): Promise<Chosen[]> {
  // All must be taken at once: the list is empty after the event.
  const items = [...transfer.items].map((item) => ({ entry: item.webkitGetAsEntry(), file: item.getAsFile() }));
  const found = await Promise.all(
    items.map(async ({ entry, file }) => {
      if (entry?.isDirectory === true) return filesOf(entry);
      return file ? [{ file, path: file.name }] : [];
    }),
  );
  return found.flat();
}

/** Files below an entry, those of folders as far as they are pictures. What can't be read any more is left out. */
async function filesOf(entry: FileSystemEntry): Promise<Chosen[]> {
  const path = entry.fullPath.replace(/^\//, '');
  try {
    if (isFile(entry)) {
      const file = await new Promise<File>((resolve, reject) => entry.file(resolve, reject));
      return [{ file, path }];
    }
    const inside = isFolder(entry) ? await entriesOf(entry.createReader()) : [];
    const found = await Promise.all(inside.map(filesOf));
    return found.flat().filter(isPicture).sort(byPath);
  } catch {
    return [];
  }
}

const isFile = (entry: FileSystemEntry): entry is FileSystemFileEntry => entry.isFile;
const isFolder = (entry: FileSystemEntry): entry is FileSystemDirectoryEntry => entry.isDirectory;

/** A reader gives a hundred or so at a time, and none at the end. */
async function entriesOf(reader: FileSystemDirectoryReader): Promise<FileSystemEntry[]> {
  const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
  return some.length === 0 ? [] : [...some, ...(await entriesOf(reader))];
}
