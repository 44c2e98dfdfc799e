// Entry in edit mode: the same map with the editor in it. Readers' maps do not load this.
import "./editor/geoman.js";
import { EditingApp } from "./editor/app.js";
import { mounting } from "./mount.js";

export default mounting(EditingApp);
