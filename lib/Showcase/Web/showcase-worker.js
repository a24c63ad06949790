// The first page's side of the library: one worker that computes what is asked for and hands back plain numbers.
import { answer, fetchPacks, startProgram } from './boot.js';

const Name = 'Spikebook.Showcase', Digits = '/house/data/mnist-binary/test.bits.gz';
let desk = null;

const floats = bytes => new Float32Array(bytes.slice().buffer);
const integers = bytes => new Int32Array(bytes.slice().buffer);

answer({
  async start(address, manifest) {
    const contents = await fetchPacks(address, manifest, ['base', Name]);
    desk = (await startProgram(address, manifest, Name, manifest.programs[Name].assemblies, contents)).Spikebook.Showcase.Desk;
    for (const [name, bytes] of contents) if (name.startsWith('house/')) desk.Write('/' + name, bytes);
  },
  population: (noise, coupling, push) => floats(desk.Population(noise, coupling, push)),
  neurons: (noise, coupling, push, seed) => floats(desk.Neurons(noise, coupling, push, seed)),
  open: () => desk.Open(Digits),
  learn: count => integers(desk.Learn(count)),
  digit: index => desk.Digit(index).slice(),
  read: pixels => integers(desk.Read(pixels)),
  show: (pixels, label) => integers(desk.Show(pixels, label)),
  wires: () => integers(desk.Wires()),
});
