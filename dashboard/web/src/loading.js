// Loads what a view needs: words, spec, the lens's reading table and the layers; says what failed.
import { Crowd } from "./crowd.js";
import { FetchError } from "./fetching.js";
import { Layer } from "./layer.js";
import { Catalogue } from "./text.js";

export const lensOf = (view) => `${view.context}:${view.voice}`;

const BROUGHT = "brought";
const EMPTY = {
  n: 0, x0: 0, y0: 0, s: 1, q: 65535, ids: [], names: [], kinds: [], boxes: new Float64Array(0),
  ...Object.fromEntries(["geom", "kind", "x", "y", "lx", "ly", "precision", "accuracy", "importance", "presence"].map((name) => [name, new Uint8Array(0)])),
  part_off: new Uint32Array(1), ring_off: new Uint32Array(1),
};

export function tableUrl(data, view) {
  const lens = lensOf(view);
  if (data.tables && Object.hasOwn(data.tables, lens)) return data.tables[lens];
  // Without a table for the lens nothing may be shown: another lens's table would show what was switched off.
  return data.tables && Object.keys(data.tables).length ? null : data.table_url;
}

export async function loadTable(fetcher, data, view) {
  const url = tableUrl(data, view);
  if (!url) throw new FetchError(lensOf(view), "no such lens");
  return fetcher.json(url);
}

// With context off even the names of what only context knows stay on the server: each setting has its own spec.
export const specUrl = (data, view) => data.specs?.[view.context] ?? data.spec_url;

export async function loadGround(fetcher, data, view) {
  const [messages, spec] = await Promise.all([fetcher.json(data.strings_url), fetcher.json(specUrl(data, view))]);
  return { strings: new Catalogue(messages), spec };
}

// One broken layer is set aside and named; the others are shown. Layers already here are kept.
export async function loadLayers(fetcher, spec, old, onChange) {
  const failures = [];
  const wanted = spec.layers.filter((layer) => layer.url);
  const layers = await Promise.all(wanted.map(async (layerSpec) => {
    const known = old.find((layer) => layer.id === layerSpec.id && sameFiles(layer.spec, layerSpec) && !layer.failed);
    if (known) {
      known.spec = layerSpec;
      known.role = layerSpec.role;
      return known;
    }
    try {
      if (layerSpec.role === BROUGHT) return await Crowd.open(layerSpec, fetcher, onChange);
      return new Layer(layerSpec, await fetcher.columns(layerSpec.url));
    } catch (error) {
      failures.push({ layer: layerSpec, error });
      const layer = new Layer(layerSpec, EMPTY);
      layer.failed = true;
      return layer;
    }
  }));
  return { layers, failures };
}

export function dropOld(fetcher, data, spec) {
  const urls = [data.strings_url, data.spec_url, data.table_url, ...Object.values(data.specs || {}), ...Object.values(data.tables || {}), ...spec.layers.flatMap(({ url, brought }) => [url, ...valueUrls(brought)])];
  fetcher.keepOnly(new Set(urls));
}

function valueUrls(brought) {
  if (!brought) return [];
  return [...(brought.dates ?? []), ...(brought.categories ?? []), brought.sources, brought.known, brought.names].flatMap((one) => one?.url ?? []);
}

const sameFiles = (one, other) => one.url === other.url && JSON.stringify(one.brought) === JSON.stringify(other.brought);
