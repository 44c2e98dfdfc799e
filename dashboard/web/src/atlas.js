// Entry: the map as readers have it.
import { App } from "./app.js";
import { mounting } from "./mount.js";

export default mounting(App);
