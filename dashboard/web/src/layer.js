// One layer in the browser: its columns, their boxes and the readings that hold for its features now.
import { Blocks } from "./blocks.js";
import { boxesOf } from "./columns.js";
import { bindTable, lookUp, stateOf } from "./readings.js";
import { umbrellasOf } from "./umbrellas.js";

const GROUND = new Set(["base", "boundary"]);
const MANY = 20000;

export class Layer {
  constructor(spec, columns) {
    this.id = spec.id;
    this.spec = spec;
    this.role = spec.role;
    columns.boxes ??= boxesOf(columns);
    this.columns = columns;
    this.blocks = new Blocks(columns.boxes);
    this.readings = new Int32Array(columns.n).fill(-1);
    this.table = null;
    this.shown = false;
    this.index = new Map(columns.ids.map((id, i) => [id, i]));
    this.umbrellas = GROUND.has(spec.role) || columns.n > MANY ? new Set() : umbrellasOf(columns);
  }

  idOf(i) {
    return this.columns.ids[i];
  }

  get isGround() {
    return GROUND.has(this.role);
  }

  setTable(table) {
    if (this.table === table) return;
    this.table = table;
    this.bound = table && bindTable(this.columns, table);
    this.readings.fill(-2); // whatever is found counts as a change
  }

  // Says whether anything must be drawn anew.
  setClocks(clocks) {
    if (!this.bound) {
      const had = this.readings.some((reading) => reading !== -1);
      this.readings.fill(-1);
      return had;
    }
    return lookUp(this.bound, clocks, this.readings);
  }

  reading(i) {
    const at = this.readings[i];
    return at >= 0 ? this.table.readings[at] : null;
  }

  kind(i) {
    return this.columns.kinds[this.columns.kind[i]];
  }

  // Without a table nothing is known of anything, not even that nobody spoke.
  state(i) {
    if (!this.table) return "";
    return stateOf(this.kind(i), this.reading(i));
  }

  // What exists only because somebody says so is not there while nobody is heard to say so.
  isDrawn(i) {
    const { part_off: parts } = this.columns;
    return (this.columns.presence[i] === 0 || this.readings[i] >= 0) && parts[i + 1] > parts[i];
  }

  countDrawn() {
    let count = 0;
    for (let i = 0; i < this.columns.n; i++) if (this.isDrawn(i)) count++;
    return count;
  }
}
